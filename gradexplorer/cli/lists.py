"""The commands that list: `devices` and `demos`."""

from __future__ import annotations

import argparse

from gradexplorer.cli.reply import Failure, print_json


def devices(options: argparse.Namespace) -> int:
    """List the devices that the engine found, and why others cannot be used."""
    from engine.device import detect

    found = detect()
    if options.json:
        rows = [
            {"device": str(one.device), "available": one.available, "name": one.name, "reason": one.reason or None}
            for one in found
        ]
        print_json({"devices": rows})
        return 0
    for one in found:
        there, more = ("yes", one.name) if one.available else ("no", one.reason)
        print(f"{one.device!s:<8} {there:<4} {more}".rstrip())
    return 0


def demos(options: argparse.Namespace) -> int:
    """List the demos, each with its title and its line."""
    from gradexplorer.model import demos as shelf
    from gradexplorer.model.session import SessionError

    try:
        found = shelf.demos()
    except (SessionError, FileNotFoundError) as error:
        raise Failure(str(error)) from error
    if options.json:
        print_json({"demos": [{"name": one.name, "title": one.title, "summary": one.summary} for one in found]})
        return 0
    width = max(len(one.name) for one in found)
    for one in found:
        print(f"{one.name:<{width}}  {one.title}: {one.summary}")
    return 0
