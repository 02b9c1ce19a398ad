"""The command `graph`: the engine's graph of an expression at a point, as text, DOT or JSON."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from gradexplorer.cli.problem import problem
from gradexplorer.cli.reply import bad_text, print_json, shown, wants_json
from gradexplorer.compute.graph import Graph, trace
from gradexplorer.lang import LangError

_MOST_SHOWN = 6


def graph(options: argparse.Namespace) -> int:
    """Write the computation graph with every node's value and gradient."""
    asked = problem(options, options.at, "--at")
    try:
        traced = trace(asked.function, asked.coordinates, asked.sliders, asked.dtype)
    except LangError as error:
        raise bad_text(error) from error
    if wants_json(options):
        print_json({"expression": asked.text, "at": asked.given, **_answer(traced)})
    elif options.format == "dot":
        from gradexplorer.export.graph_dot import dot

        print(dot(traced), end="")
    else:
        _write(traced)
    return 0


def _answer(traced: Graph) -> dict[str, Any]:
    nodes = [
        {
            "id": node.id,
            "kind": node.kind,
            "op": node.op,
            "label": node.label,
            "shape": list(node.shape),
            "dtype": node.dtype,
            "value": np.asarray(node.value),
            "gradient": None if node.gradient is None else np.asarray(node.gradient),
            "span": None if node.span is None else list(node.span),
        }
        for node in traced.nodes
    ]
    edges = [{"from": edge.source, "to": edge.target, "slot": edge.slot} for edge in traced.edges]
    return {"nodes": nodes, "edges": edges, "output": traced.output}


def _write(traced: Graph) -> None:
    operands: dict[int, list[tuple[int, int]]] = {}
    for edge in traced.edges:
        operands.setdefault(edge.target, []).append((edge.slot, edge.source))
    rows = [("id", "operation", "label", "of", "value", "gradient")]
    for node in traced.nodes:
        used = ", ".join(str(source) for _, source in sorted(operands.get(node.id, ())))
        slope = "" if node.gradient is None else _numbers(np.asarray(node.gradient))
        rows.append((str(node.id), node.op or node.kind, node.label, used, _numbers(np.asarray(node.value)), slope))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _numbers(array: np.ndarray) -> str:
    """Every number of a small array; the shape of a large one."""
    return shown(array) if array.size <= _MOST_SHOWN else "×".join(str(side) for side in array.shape)
