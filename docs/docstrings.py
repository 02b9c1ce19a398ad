"""Docstrings as they are written here, in Markdown's manner, turned into what Sphinx reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import engine

LABELS = ("Shape", "Dtype", "Raises", "Source")
_LABEL = re.compile(rf"({'|'.join(LABELS)}): (.*)")
_CODE = re.compile(r"(`+)(.+?)\1")
_ARGUMENT = re.compile(r"( +)(\*{0,2}\w+(?:, \*{0,2}\w+)*): (.*)")


def convert(_app: Any, _what: str, name: str, value: Any, _options: Any, lines: list[str]) -> None:
    """Sphinx's event `autodoc-process-docstring`: change the lines; a method that is a function refers to that."""
    function = name.removeprefix("engine.Tensor.")
    if function != name and getattr(engine, function, None) is value:
        lines[:] = [f":func:`engine.{function}` of this tensor."]
    else:
        lines[:] = list(converted(lines))


def skip(_app: Any, _what: str, _name: str, value: Any, skipped: bool, _options: Any) -> bool | None:
    """Sphinx's event `autodoc-skip-member`: leave out the in-place forms, which say but one thing."""
    return True if (getattr(value, "__doc__", None) or "").startswith("In place: writes what ") else None


def converted(lines: list[str]) -> Iterator[str]:
    """Code in backticks as such, everything else as plain text, arguments and the labelled lines as fields."""
    arguments: str | None = None
    for line in spans_joined(lines):
        found = _ARGUMENT.fullmatch(line)
        if line in ("Args:", "Attributes:"):
            arguments = "param" if line == "Args:" else "ivar"
            yield ""
        elif arguments and found:
            yield f":{arguments} {escaped(found[2])}: {plain(found[3])}"
        elif label := _LABEL.fullmatch(line):
            arguments = None
            yield from ("", f":{label[1]}: {plain(label[2])}")
        else:
            yield plain(line)


def spans_joined(lines: list[str]) -> Iterator[str]:
    """The lines, of which one that ends within a code span has the next one's words up to the span's end."""
    waiting = ""
    for line in lines:
        line = waiting + (line.strip() if waiting else line)
        waiting = ""
        if line.count("`") % 2:
            waiting = line + " "
        else:
            yield line
    if waiting:
        yield waiting


def plain(text: str) -> str:
    """Text in which nothing but code in backticks means anything to Sphinx."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [escaped(text[end : code.start()]), f"``{code[2].strip()}``"]
        if text[code.end() : code.end() + 1].isalnum():
            parts.append("\\ ")
        end = code.end()
    return "".join([*parts, escaped(text[end:])])


def escaped(text: str) -> str:
    """Without the signs by which reStructuredText marks words."""
    return re.sub(r"([\\*_|])", r"\\\1", text)
