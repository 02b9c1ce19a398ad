"""A spy on `compute`: what it is asked for on the GUI thread, and how long that is estimated to take.

The estimate counts the engine's primitives, the numbers they make and the nodes of their graphs, and not the clock, so
that the same request is judged alike on every machine. Backward runs on plain arrays that nobody counts; a node and the
numbers kept for it stand for it.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

import engine.graph
import engine.op
import engine.shortcut
import gradexplorer.compute
from engine import Tensor
from engine.graph import Call, record

MOST_MS = 20.0
"""Law 5: what may take longer runs as a job."""
CALL_MS, NODE_MS, NUMBER_MS = 0.008, 0.016, 1e-5
"""A primitive, its node with the way back, and one number of a transcendental function, on one core of about 3 GHz."""
WITH_GRADIENT = 3
CARD_MS = 0.15
"""Laying out one node of a graph's picture."""


class Nodes:
    """The engine's numbers of nodes, counted where they are taken on the GUI thread."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self.numbers, self.taken = numbers, 0

    def __next__(self) -> int:
        self.taken += threading.current_thread() is threading.main_thread()
        return next(self.numbers)


class Spy:
    """Wraps every public function and method of `compute` where it was imported; `seen` holds (what, estimated ms)."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, float]] = []
        self._inside: list[Call] | None = None
        self._nodes = Nodes(engine.graph.numbers)
        self._patched: list[tuple[Any, str, Any]] = []

    def offences(self) -> list[str]:
        """What was asked for on the GUI thread although it is estimated over 20 ms."""
        return [f"{what}, about {ms:.0f} ms" for what, ms in self.seen if ms > MOST_MS]

    def start(self) -> None:
        """Watch from now on."""
        modules = [importlib.import_module(f"gradexplorer.compute.{m.name}") for m in _modules()]
        watched: dict[Any, Any] = {record: self._record}
        for module in modules:
            for name, thing in list(vars(module).items()):
                if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                    continue
                if isinstance(thing, FunctionType):
                    watched[thing] = self._watch(thing, f"{module.__name__}.{name}")
                elif inspect.isclass(thing):
                    self._methods(thing)
        for module in (engine.op, engine.shortcut):
            self._put(module, "numbers", self._nodes)
        for module in list(sys.modules.values()):
            if isinstance(module, ModuleType) and module.__name__.startswith("gradexplorer."):
                self._replace(module, watched)

    def stop(self) -> None:
        """Put back what was there."""
        for owner, name, before in reversed(self._patched):
            setattr(owner, name, before)
        self._patched.clear()

    def _replace(self, module: ModuleType, watched: dict[Any, Any]) -> None:
        compute = module.__name__.startswith("gradexplorer.compute")
        for name, thing in list(vars(module).items()):
            if isinstance(thing, FunctionType) and thing in watched and (compute or thing is not record):
                self._put(module, name, watched[thing])

    def _put(self, owner: Any, name: str, new: Any) -> None:
        self._patched.append((owner, name, getattr(owner, name)))
        setattr(owner, name, new)

    def _methods(self, owner: type) -> None:
        for name, thing in list(vars(owner).items()):
            if not name.startswith("_") and isinstance(thing, FunctionType):
                self._put(owner, name, self._watch(thing, f"{owner.__module__}.{owner.__name__}.{name}"))

    def _watch(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(*arguments: Any, **named: Any) -> Any:
            if threading.current_thread() is not threading.main_thread() or self._inside is not None:
                return function(*arguments, **named)
            before = self._nodes.taken
            with record() as calls:
                self._inside = calls
                try:
                    return function(*arguments, **named)
                finally:
                    self._inside = None
                    cards = len(arguments[0]) if name.endswith(".layout.layout") else 0
                    nodes = self._nodes.taken - before
                    self.seen.append((name, _estimate(calls) + NODE_MS * nodes + CARD_MS * cards))

        return watched

    @contextmanager
    def _record(self) -> Iterator[list[Call]]:
        """The engine's recorder, whose calls are counted by the spy as well."""
        with record() as calls:
            yield calls
        if self._inside is not None and threading.current_thread() is threading.main_thread():
            self._inside.extend(calls)


def _modules() -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.iter_modules(gradexplorer.compute.__path__))


def _estimate(calls: list[Call]) -> float:
    """Milliseconds for these primitives without their nodes."""
    total = CALL_MS * len(calls)
    for call in calls:
        outputs = call.output if isinstance(call.output, tuple) else (call.output,)
        made = [each for each in outputs if isinstance(each, Tensor)]
        kept = any(each.requires_grad for each in made)
        total += NUMBER_MS * sum(each.numel() for each in made) * (WITH_GRADIENT if kept else 1)
    return total
