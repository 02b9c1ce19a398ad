"""Fails where a file or a function is too long to be read in one sitting.

    python tools/check_lengths.py

A Python file has at most 450 lines (300 is the aim), a function at most 60, docstring included (20 is the aim).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("engine", "gradexplorer", "tests", "tools", "benchmarks")
FILE_LINES = 450
FUNCTION_LINES = 60
TABLES: frozenset[str] = frozenset()
"""Files that are pure tables, as paths from the root: any length, for a table is looked up and not read."""


def main(root: Path) -> int:
    """Print a line for each file and function that is too long; 1 if there is one, else 0."""
    files = [file for folder in FOLDERS for file in sorted((root / folder).rglob("*.py"))]
    found = [line for file in files for line in too_long(file, root)]
    print("\n".join(found) if found else "Every file and function is short enough.")
    return 1 if found else 0


def too_long(file: Path, root: Path) -> Iterator[str]:
    """The complaints about one file, as "path:line: …"."""
    name = file.relative_to(root).as_posix()
    text = file.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > FILE_LINES and name not in TABLES:
        yield f"{name}: {lines} lines, {FILE_LINES} at most"
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name}() has {length} lines, {FUNCTION_LINES} at most"


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
