"""What is pasted into an empty field: a piece of a file, a session at Python's prompt."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

_PROMPTS: Final = (">>>", "...")


def whole(text: str) -> str:
    """`text` as a text of its own: without the indentation that all its lines share, without prompts and answers."""
    lines = dedent(text).strip("\n").split("\n")
    if lines[0].startswith(_PROMPTS[0]):
        lines = [line[3:].removeprefix(" ") for line in lines if line.startswith(_PROMPTS)]
    return "\n".join(lines)
