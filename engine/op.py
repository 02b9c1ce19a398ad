"""Op: one table entry per primitive, a forward and one derivative formula per argument.

`mul = Op("Mul", lambda xp, x, y: xp.multiply(x, y), x=lambda g, y: g * y, y=lambda g, x: g * x)`

The parameter names of the functions, read once at import, say what they are given. In a forward: `xp` the backend's
namespace, then the op's own arguments (or one `*sequence`), and `p` its parameters. In a formula: `g` the gradient of
the result (a tuple where the op has several results), `out` the result, an argument's own name for its value, `p`,
`xp`, `i` the index of the argument within a sequence, and `shared`, the value of the op's `shared` function, which has
the same choice of names. What a formula names is saved, checked for in-place changes, and freed; nothing else is.
The same formula runs on arrays in an ordinary backward and on Tensors under create_graph.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import count
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_of
from engine.graph import Call, Node, edge_of
from engine.modes import state
from engine.tensor import Tensor, follow, wrap

G, OUT, PARAMETERS, XP, INDEX, SHARED, FIRST_ARGUMENT = range(7)
_RESERVED = {"g": G, "out": OUT, "p": PARAMETERS, "xp": XP, "i": INDEX, "shared": SHARED}
_PYTHON_NUMBERS = frozenset((bool, int, float))
_numbers = count()


def _alone(place: int) -> Callable[[Any], Any]:
    """`itemgetter`, but giving a tuple for one place too."""
    return lambda values: (values[place],)


class Formula:
    """A derivative formula and the places from which its parameters come."""

    __slots__ = ("arguments", "function", "select", "uses_out", "uses_shared")

    def __init__(self, op: str, function: Callable[..., Any], arguments: tuple[str, ...], sequence: bool) -> None:
        names = tuple(inspect.signature(function).parameters)
        places = []
        for name in names:
            if name in _RESERVED:
                places.append(_RESERVED[name])
            elif name in arguments:
                places.append(FIRST_ARGUMENT + arguments.index(name))
            else:
                raise TypeError(f"{op}: its formula asks for {name!r}, which is neither an argument nor reserved")
        self.function = function
        self.arguments = tuple(place - FIRST_ARGUMENT for place in places if place >= FIRST_ARGUMENT)
        if sequence and self.arguments:
            raise TypeError(f"{op}: the formula of a sequence argument cannot name the sequence")
        self.uses_out = OUT in places
        self.uses_shared = SHARED in places
        self.select: Callable[[Any], Any] = itemgetter(*places) if len(places) > 1 else _alone(places[0])

    def __call__(self, values: list[Any]) -> Any:
        """The formula's answer; `values` has what may be asked for, in the order of the places."""
        return self.function(*self.select(values))


class Op:
    """A primitive operation; calling it runs the forward and, where a gradient may be asked for, records a Node.

    `casts` says what happens to the operands' dtypes before the forward: "promote" to the common one, "float" to the
    common one or the default floating-point type, "same" nothing. `casts_from` is the first argument this holds for.
    `noisy` marks a forward that can raise a floating-point flag, `view` one whose results share the input's memory,
    `moves` one whose result is on another device. `variant` is the number at the end of the node's name.
    """

    __slots__ = (
        "arguments",
        "casts",
        "casts_from",
        "forward",
        "formulas",
        "moves",
        "name",
        "node_name",
        "noisy",
        "plans",
        "sequence",
        "shared",
        "takes_parameters",
        "view",
    )

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        *,
        casts: str = "same",
        casts_from: int = 0,
        noisy: bool = False,
        view: bool = False,
        moves: bool = False,
        variant: int | None = 0,
        shared: Callable[..., Any] | None = None,
        **formulas: Callable[..., Any],
    ) -> None:
        parameters = inspect.signature(forward).parameters
        own = [key for key in parameters if key not in ("xp", "p")]
        if clash := set(own) & set(_RESERVED):
            raise TypeError(f"{name}: {sorted(clash)} are reserved and cannot name an argument")
        self.sequence = any(part.kind is part.VAR_POSITIONAL for part in parameters.values())
        self.name = name
        self.node_name = f"{name}Backward{'' if variant is None else variant}"
        self.forward = forward
        self.takes_parameters = "p" in parameters
        self.arguments = tuple(own)
        self.casts, self.casts_from = casts, casts_from
        self.noisy, self.view, self.moves = noisy, view, moves
        made = {key: Formula(name, formula, self.arguments, self.sequence) for key, formula in formulas.items()}
        if unknown := set(made) - set(own):
            raise TypeError(f"{name}: formulas for {sorted(unknown)}, which are not its arguments")
        self.shared = None if shared is None else Formula(name, shared, self.arguments, self.sequence)
        self.formulas: tuple[Formula | None, ...] = tuple(made.get(key) for key in own)
        self.plans: dict[tuple[bool, ...], tuple[tuple[int, ...], bool] | None] = {}

    def __repr__(self) -> str:
        return f"Op({self.name!r})"

    def formula(self, position: int) -> Formula | None:
        """The derivative formula of the argument at `position`, None where there is no gradient."""
        return self.formulas[0 if self.sequence else position]

    def plan(self, tracked: tuple[bool, ...]) -> tuple[tuple[int, ...], bool] | None:
        """Which arguments to save, and whether the result, when these arguments want gradients; None if none can."""
        try:
            return self.plans[tracked]
        except KeyError:
            wanted = [f for j, flag in enumerate(tracked) if flag and (f := self.formula(j)) is not None]
            if self.shared is not None and any(f.uses_shared for f in wanted):
                wanted.append(self.shared)
            saved = tuple(sorted({j for f in wanted for j in f.arguments}))
            plan = (saved, any(f.uses_out for f in wanted)) if wanted else None
            self.plans[tracked] = plan
            return plan

    def run(self, xp: Any, arrays: list[Any], p: Any) -> Any:
        """The forward alone, on raw arrays."""
        if p is None:
            return self.forward(xp, *arrays)
        return self.forward(xp, *arrays, p=p)

    def __call__(self, *inputs: Any, **parameters: Any) -> Tensor:
        """Run the forward on Tensors and numbers, and record it. Of several results see `results`."""
        arrays, tracked, first = self._unpack(inputs)
        if self.casts != "same":
            self._cast(arrays)
        backend = backend_of(first)
        p = SimpleNamespace(**parameters) if self.takes_parameters else None
        raw: Any
        try:
            if self.noisy and not state.quiet:
                with np.errstate(all="ignore"):
                    raw = self.run(backend.xp, arrays, p)
            elif p is None:
                raw = self.forward(backend.xp, *arrays)
            else:
                raw = self.forward(backend.xp, *arrays, p=p)
        except ValueError as error:
            raise self._shape_error(arrays, error) from None
        if self.view or type(raw) is not backend.array_type:
            result = self._wrap(raw, backend, inputs[0], p)
        else:
            result = wrap(raw)
        if True in tracked and state.grad_enabled and (plan := self.plan(tuple(tracked))) is not None:
            self._record(plan, inputs, arrays, tracked, p, backend, result)
        if state.calls is not None:
            state.calls.append(Call(self.node_name, inputs, result, parameters))
        return result  # type: ignore[no-any-return]

    def results(self, *inputs: Any, **parameters: Any) -> tuple[Tensor, ...]:
        """The call of an op that has several results."""
        return cast("tuple[Tensor, ...]", self(*inputs, **parameters))

    def _unpack(self, inputs: tuple[Any, ...]) -> tuple[list[Any], list[bool], Any]:
        """Raw arrays and numbers, which of them want gradients, and an array that tells the backend."""
        arrays: list[Any] = []
        tracked: list[bool] = []
        first: Any = None
        mixed = False
        for x in inputs:
            if isinstance(x, Tensor):
                array = x._array
                if first is None:
                    first = array
                elif type(array) is not type(first):
                    mixed = True
                    first = array if first.ndim == 0 else first
                arrays.append(array)
                # `requires_grad` spelt out: a property costs as much as the addition of two numbers.
                tracked.append(x.requires_grad if x._base is not None else x._node is not None or x._wants_grad)
                continue
            if type(x) in _PYTHON_NUMBERS:
                arrays.append(x)
            elif isinstance(x, bool | int | float | np.generic):
                arrays.append(x.item() if isinstance(x, np.generic) else x)
            else:
                raise errors.unsupported_argument(self.name.lower(), len(arrays), x)
            tracked.append(False)
        if first is None:
            raise errors.unsupported_argument(self.name.lower(), 0, inputs[0] if inputs else None)
        if mixed:
            arrays = [_bring(array, first) if hasattr(array, "ndim") else array for array in arrays]
        return arrays, tracked, first

    def _cast(self, arrays: list[Any]) -> None:
        """Bring the operands to the dtype that the promotion table gives, in place in the list."""
        operands = arrays[self.casts_from :] if self.casts_from else arrays
        dtype = dtypes.result_dtype(operands)
        if self.casts == "float" and not dtype.is_floating_point:
            dtype = dtypes.get_default_dtype()
        target, floating = dtype.numpy, dtype.is_floating_point
        for j, array in enumerate(operands, self.casts_from):
            if type(array) in _PYTHON_NUMBERS:
                if floating and type(array) is not float:
                    arrays[j] = float(array)
            elif array.dtype is not target and array.dtype != target:
                arrays[j] = array.astype(target)

    def _shape_error(self, arrays: list[Any], error: ValueError) -> Exception:
        shapes = [a.shape for a in arrays if hasattr(a, "shape")]
        if "broadcast" in str(error) and len(shapes) >= 2:
            return errors.broadcast_error(shapes[-2], shapes[-1])
        return RuntimeError(f"{self.name.lower()}(): {error}")

    def _wrap(self, raw: Any, backend: Any, source: Any, p: Any) -> Any:
        """Raw results as Tensors; a view follows its base: it shares the version and knows how it was taken."""
        if type(raw) is tuple:
            results = tuple(wrap(a if type(a) is backend.array_type else backend.xp.asarray(a)) for a in raw)
            if self.view:
                for slot, part in enumerate(results):
                    follow(part, source, self, p, slot)
            return results
        result = wrap(raw if type(raw) is backend.array_type or self.moves else backend.xp.asarray(raw))
        if self.view:
            follow(result, source, self, p, None)
        return result

    def _record(
        self,
        plan: tuple[tuple[int, ...], bool],
        inputs: tuple[Any, ...],
        arrays: list[Any],
        tracked: list[bool],
        p: Any,
        backend: Any,
        result: Any,
    ) -> None:
        saved, uses_out = plan
        node = Node(self, next(_numbers), p, backend)
        edges: list[Any] = []
        origins: list[Any] = []
        formulas = self.formulas * len(inputs) if self.sequence else self.formulas
        for x, wants, formula in zip(inputs, tracked, formulas, strict=False):
            if wants:
                array = x._array
                edges.append(edge_of(x) if formula is not None else None)
                origins.append((array.shape, array.dtype))
            else:
                edges.append(None)
                origins.append(None)
        node.edges, node.origins = tuple(edges), tuple(origins)
        if saved:
            node.keeps = True
            whole = len(saved) == len(arrays)
            node.saved = arrays if whole else [arrays[j] if j in saved else None for j in range(len(arrays))]
            node.watch = [(x._cell, x._cell[0], j) for j in saved if isinstance(x := inputs[j], Tensor)]
        several = type(result) is tuple
        if uses_out:
            node.keeps = True
            node.out = tuple([r._array for r in result]) if several else result._array
            written = [(r._cell, r._cell[0], None) for r in (result if several else (result,))]
            node.watch = node.watch + written if node.watch else written
        if not several:
            result._node = node if result._array.dtype.kind == "f" else None
            return
        node.several = True
        slot = 0
        for r in result:
            if r._array.dtype.kind == "f":
                r._node, r._index = node, slot
                slot += 1
        node.outputs = slot


def _bring(array: Any, first: Any) -> Any:
    """A 0-d operand from another device as a number; anything larger is PyTorch's device error."""
    if type(array) is type(first):
        return array
    ours, theirs = backend_of(first), backend_of(array)
    if array.ndim == 0:
        return theirs.to_host(array).item()
    raise RuntimeError(
        "Expected all tensors to be on the same device, but found at least two devices,"
        f" {ours.device_of(first)} and {theirs.device_of(array)}!"
    )
