"""The recorded graph as text in Graphviz's DOT language, in torchviz's colours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engine.tensor import Tensor
from engine.viz.tracing import Graph, Node, Output, Saved, trace

_ROW = 0.15
"""Inches that a line of the text adds to the drawing, which is never below 12."""
_NODES = "[shape=box, style=filled, align=left, fontname=monospace, fontsize=10, height=0.2, ranksep=0.1]"
LEAF, SAVED, OUTPUT, BASE = "lightblue", "orange", "darkolivegreen1", "darkolivegreen3"


def quoted(text: str) -> str:
    """A text in DOT's quotes. A backslash begins one of DOT's escapes, of which only the line break is wanted."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def digraph(statements: Iterable[str], name: str = "") -> str:
    """The text of a directed graph, a statement a line."""
    head = f"digraph {name} {{" if name else "digraph {"
    return "\n".join([head, *[f"  {statement};" for statement in statements], "}"]) + "\n"


class Drawing:
    """A graph as DOT text, `source`, under the names that the package graphviz has for such."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __str__(self) -> str:
        return self.source

    def save(self, filename: Any = None, directory: Any = None) -> str:
        """Write the text to a file, by default Digraph.gv, and return its path; folders are made."""
        path = Path(directory or "", filename or "Digraph.gv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.source, encoding="utf-8")
        return os.fspath(path)

    def render(
        self, filename: Any = None, directory: Any = None, *, format: str = "pdf", cleanup: bool = False
    ) -> str:
        """Write the text to a file, let Graphviz's `dot` draw it beside, and return the picture's path.

        Args:
            filename: of the text; the picture's has `.pdf`, or what `format` says, after it.
            directory: where both go.
            format: what `dot` can draw: pdf, png, svg, ….
            cleanup: delete the text when the picture is there.

        Raises RuntimeError where Graphviz is not installed, or cannot draw it; the text is written all the same.
        """
        text = self.save(filename, directory)
        program = shutil.which("dot")
        if program is None:
            raise RuntimeError(f"{text} is written, but Graphviz's program `dot`, which would draw it, is not here")
        picture = f"{text}.{format}"
        command = [program, f"-T{format}", "-o", picture, text]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{text} is written, but `dot` failed: {done.stderr.strip()}")
        if cleanup:
            Path(text).unlink()
        return picture


def make_dot(
    var: Any,
    params: Mapping[str, Tensor] | None = None,
    show_attrs: bool = False,
    show_saved: bool = False,
    max_attr_chars: int = 50,
) -> Drawing:
    """The recorded graph of a result as a drawing: what backward goes through, from the result up to the leaves.

    Operations are grey; light blue are the leaves that ask for a gradient, green what was given, dark green what that
    is a view of, orange the tensors that formulas keep: those of a `Function` always, others with `show_saved`.

    Args:
        var: a tensor, or a tuple of tensors.
        params: names for leaves and results.
        show_attrs: tell under an operation what its formula keeps.
        show_saved: draw the tensors that formulas keep.
        max_attr_chars: the most characters told of one such thing, at least 3.

    Shape: any.
    Dtype: any.
    Raises: TypeError for what is no tensor, AssertionError for names of what is none.
    Source: torchviz.make_dot, whose arguments and colours these are.
    """
    assert params is None or all(isinstance(x, Tensor) for x in params.values()), "params names tensors"
    graph = trace(var, params)
    drawn = [part for node in graph.nodes for part in _node(node, show_attrs, show_saved, max(max_attr_chars, 3))]
    drawn += [f"n{edge.source} -> n{edge.target}" for edge in graph.edges]
    drawn += _outputs(graph)
    size = max(12.0, len(drawn) * _ROW)
    return Drawing(digraph([f'graph [size="{size:g},{size:g}"]', f"node {_NODES}", *drawn]))


def _node(node: Node, show_attrs: bool, show_saved: bool, width: int) -> Iterable[str]:
    if node.kind == "leaf":
        yield f"leaf{node.id} [label={quoted(_tensor(node.label, node.shapes[0]))}, fillcolor={LEAF}]"
        yield f"leaf{node.id} -> n{node.id}"
    text = "\n".join([node.name, *(_attributes(node, width) if show_attrs else [])])
    yield f"n{node.id} [label={quoted(text)}]"
    if show_saved or node.kind == "function":
        for position, saved in enumerate(node.saved):
            yield from _saved(node, position, saved)


def _saved(node: Node, position: int, saved: Saved) -> Iterable[str]:
    """A tensor that a node keeps; a leaf has its box already."""
    box = f"saved{node.id}_{position}" if saved.leaf is None else f"leaf{saved.leaf}"
    if saved.leaf is None:
        yield f"{box} [label={quoted(_tensor(saved.name, saved.shape))}, fillcolor={SAVED}]"
    yield f"n{node.id} -> {box} [dir=none]"


def _attributes(node: Node, width: int) -> list[str]:
    """A rule, and a line for each thing that a node keeps, in two columns."""
    kept = dict(node.attributes) | {saved.name: "[saved tensor]" for saved in node.saved}
    if not kept:
        return []
    texts = {name: str(value) for name, value in sorted(kept.items())}
    left = max(map(len, texts))
    right = min(max(map(len, texts.values())), width)
    short = {name: text if len(text) <= right else text[: right - 3] + "..." for name, text in texts.items()}
    rows = [f"{name:<{left}}: {text:>{right}}" for name, text in short.items()]
    return ["-" * max(left + right + 2, len(node.name)), *rows]


def _outputs(graph: Graph) -> Iterable[str]:
    bases = {output.base for output in graph.outputs}
    for number, output in enumerate(graph.outputs):
        colour = BASE if number in bases else OUTPUT
        yield f"out{number} [label={quoted(_tensor(output.label, output.shape))}, fillcolor={colour}]"
        yield from _ends(number, output)


def _ends(number: int, output: Output) -> Iterable[str]:
    if output.source is not None:
        yield f"n{output.source} -> out{number}"
    if output.base is not None:
        yield f"out{output.base} -> out{number} [style=dotted]"


def _tensor(label: str, shape: tuple[int, ...] | None) -> str:
    return f"{label}\n ({', '.join(map(str, shape or ()))})"
