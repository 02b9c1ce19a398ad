"""Op: one table entry per primitive, a forward and one derivative formula per argument.

`mul = Op("Mul", lambda xp, x, y: x * y, x=lambda g, y: g * y, y=lambda g, x: g * x)`

The parameter names of the functions, read once at import, say what they are given. In a forward: `xp` the backend's
namespace, then the op's own arguments (or one `*sequence`), and `p` its parameters. In a formula: `g` the gradient of
the result (a tuple where the op has several results), `out` the result, an argument's own name for its value, `p`,
`xp`, `i` the index of the argument within a sequence, and `shared`, the value of the op's `shared` function, which has
the same choice of names. What a formula names is saved, checked for in-place changes, and freed; nothing else is.
The same formula runs on arrays in an ordinary backward and on Tensors under create_graph. Values without dimensions
may be NumPy scalars, which are several times as fast as arrays of one element.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import CodeType, SimpleNamespace
from typing import Any, cast

from engine import dtypes, errors
from engine.backends import backend_for, backend_of
from engine.graph import Call, Node, numbers
from engine.modes import State, thread
from engine.tensor import LEAF, SCALARS, Special, Tensor, follow, new, refresh, wrap

# How a formula's parameters are found: n is the node, or what stands for it under create_graph.
_RESERVED = {"g": "g", "out": "n.out", "p": "n.p", "xp": "n.backend.xp", "i": "i", "shared": "shared"}

Pull = Callable[[Any, Any, int, Any], Any]


def _parameters(function: Callable[..., Any]) -> tuple[tuple[str, ...], bool]:
    """The names of a function's parameters, and whether one is a `*sequence`; `inspect` takes ten times as long."""
    code: CodeType = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    starred = bool(code.co_flags & 0x04)
    return code.co_varnames[: count + starred], starred


class Formula:
    """A derivative formula, and where its parameters come from."""

    __slots__ = ("_texts", "arguments", "function", "uses_out", "uses_shared")

    def __init__(self, op: str, function: Callable[..., Any], arguments: tuple[str, ...], sequence: bool) -> None:
        names, _ = _parameters(function)
        for name in names:
            if name not in _RESERVED and name not in arguments:
                raise TypeError(f"{op}: its formula asks for {name!r}, which is neither an argument nor reserved")
        self.function = function
        self.arguments = tuple(arguments.index(name) for name in names if name not in _RESERVED)
        if sequence and self.arguments:
            raise TypeError(f"{op}: the formula of a sequence argument cannot name the sequence")
        self.uses_out, self.uses_shared = "out" in names, "shared" in names
        self._texts = [_RESERVED.get(name) or f"n.saved[{arguments.index(name)}]" for name in names]

    def compile(self) -> Pull:
        """A function of (node, gradient, index, shared) that calls the formula with what it names.

        It is written out as a line of Python: picking values by position from a list takes twice as long.
        """
        line = f"lambda n, g, i, shared: function({', '.join(self._texts)})"
        return cast("Pull", eval(line, {"function": self.function}))


class Op:
    """A primitive operation; calling it runs the forward and, where a gradient may be asked for, records a Node.

    `casts` says what happens to the operands' dtypes before the forward: "promote" to the common one, "float" to the
    common one or the default floating-point type, "same" nothing. `casts_from` is the first argument this holds for.
    `noisy` marks a forward that can raise a floating-point flag, `view` one whose results share the input's memory,
    `moves` one whose result is on another device. `kind` is what forward mode makes use of: "elementwise" where each
    element of the result follows from the elements of the arguments at its place, once these are broadcast; "linear" in
    its one argument; "multilinear" where each formula names all the other arguments; or nothing.
    `variant` is the number at the end of the node's name, `node_name` a name that is made otherwise.
    """

    foreign = False
    """True for the operations that somebody else wrote: see `engine.autograd.function`."""

    __slots__ = (
        "_judged",
        "arguments",
        "casts",
        "casts_from",
        "compiled",
        "forward",
        "formulas",
        "kind",
        "moves",
        "name",
        "node_name",
        "node_type",
        "noisy",
        "plans",
        "sequence",
        "share",
        "shared",
        "short",
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
        kind: str = "",
        variant: int = 0,
        node_name: str | None = None,
        shared: Callable[..., Any] | None = None,
        **formulas: Callable[..., Any],
    ) -> None:
        parameters, self.sequence = _parameters(forward)
        own = [key for key in parameters if key not in ("xp", "p")]
        if clash := set(own) & set(_RESERVED):
            raise TypeError(f"{name}: {sorted(clash)} are reserved and cannot name an argument")
        self.name = name
        self.node_name = node_name or f"{name}Backward{variant}"
        self.node_type: type[Node] | None = None
        self.forward = forward
        self.takes_parameters = "p" in parameters
        self.arguments = tuple(own)
        self.casts, self.casts_from = casts, casts_from
        self.noisy, self.view, self.moves, self.kind = noisy, view, moves, kind
        made = {key: Formula(name, formula, self.arguments, self.sequence) for key, formula in formulas.items()}
        if unknown := set(made) - set(own):
            raise TypeError(f"{name}: formulas for {sorted(unknown)}, which are not its arguments")
        self.shared = None if shared is None else Formula(name, shared, self.arguments, self.sequence)
        self.share: Pull | None = None
        self.formulas: tuple[Formula | None, ...] = tuple(made.get(key) for key in own)
        self.plans: dict[tuple[bool, ...], tuple[tuple[int, ...], bool] | None] = {}
        self._judged = False
        self.short: Callable[..., Tensor] | None = None
        # For each argument, or for all of a sequence, the compiled formula, and whether that uses `shared`.
        self.compiled: tuple[tuple[Pull | None, bool], ...] | None = None

    @property
    def label(self) -> str:
        """What PyTorch's messages call it: the node's name without Backward0."""
        return self.node_name.replace("Backward0", "").replace("Backward", "")

    def __repr__(self) -> str:
        return f"Op({self.name!r})"

    def formula(self, position: int) -> Formula | None:
        """The derivative formula of the argument at `position`, None where there is no gradient."""
        return self.formulas[0 if self.sequence else position]

    def compile(self) -> tuple[tuple[Pull | None, bool], ...]:
        """Make `compiled`, at the first use."""
        self.share = None if self.shared is None else self.shared.compile()
        self.compiled = tuple([(None, False) if f is None else (f.compile(), f.uses_shared) for f in self.formulas])
        return self.compiled

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
        if self.short is not None and len(inputs) == 1:
            return self.short(inputs[0], p=SimpleNamespace(**parameters) if self.takes_parameters else None)
        return self.long(*inputs, **parameters)

    def long(self, *inputs: Any, **parameters: Any) -> Tensor:
        """The whole way of a call, for operands of every kind; `engine.shortcut` has a shorter one for the usual."""
        state = thread.state
        values, tracked, backend = self._unpack(inputs)
        if backend is None:
            return self._at_home(inputs, parameters)
        if self.casts != "same":
            self._cast(values)
        elif self.view:
            values[0] = inputs[0]._array  # a scalar has no memory to share
        p = SimpleNamespace(**parameters) if self.takes_parameters else None
        raw: Any
        try:
            if p is None:
                if self.noisy:
                    raw = state.run(self.forward, backend.xp, *values)
                else:
                    raw = self.forward(backend.xp, *values)
            elif self.noisy:
                raw = state.run(self.run, backend.xp, values, p)
            else:
                raw = self.forward(backend.xp, *values, p=p)
        except ValueError as error:
            raise self._shape_error(values, error) from None
        except (TypeError, IndexError):
            _check_parameters(values, parameters, backend)
            raise
        result = wrap(raw) if raw.__class__ is not tuple else tuple([wrap(part) for part in raw])
        if self.view:
            self._follow(result, inputs[0], p)
        if True in tracked:
            if state.grad_enabled and not state.inference:
                if (plan := self.plan(tuple(tracked))) is not None:
                    self._record(plan, inputs, values, tracked, p, backend, result)
            elif state.cut is not None and not state.inference:
                _mark(result, ("no_grad()", state.cut))
        else:
            _inherit(inputs, result)
        if not state.plain:
            self._tell(state, inputs, result, parameters)
        if not self._judged:
            self._judge(result)
        return result  # type: ignore[return-value]

    def _judge(self, result: Any) -> None:
        """After the first call: ops of one argument and one result have a short way."""
        self._judged = True
        if len(self.arguments) == 1 and not (self.sequence or self.moves or result.__class__ is tuple):
            from engine.shortcut import unary

            self.short = unary(self)

    def results(self, *inputs: Any, **parameters: Any) -> tuple[Tensor, ...]:
        """The call of an op that has several results."""
        return cast("tuple[Tensor, ...]", self(*inputs, **parameters))

    def _unpack(self, inputs: tuple[Any, ...]) -> tuple[list[Any], list[bool], Any]:
        """Raw values, which of them want gradients, and the backend; None where not all are on the current device."""
        values: list[Any] = []
        tracked: list[bool] = []
        backend: Any = None
        mixed = False
        for x in inputs:
            if x.__class__ is Tensor or isinstance(x, Tensor):
                value = x._value
                mine = backend_of(value)
                if mine is not backend:
                    mixed = mixed or backend is not None
                    backend = mine
                values.append(value)
                if x._special is not None:
                    refresh(x)
                tracked.append(x._edge is not None or x._wants_grad)
                continue
            if isinstance(x, bool | int | float):
                values.append(x)
            elif hasattr(x, "item") and x.__class__ in SCALARS:
                values.append(x.item())
            else:
                raise errors.unsupported_argument(self.name.lower(), len(values), x)
            tracked.append(False)
        if backend is None:
            raise errors.unsupported_argument(self.name.lower(), 0, inputs[0] if inputs else None)
        if mixed or (backend.several and not backend.all_here(values)):
            return values, tracked, None
        return values, tracked, backend

    def _at_home(self, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Tensor:
        """The call on the device that the tensors are on, to which those without dims are brought from the CPU.

        What `vmap` has not batched is lifted beside what it has.
        RuntimeError, as in PyTorch, for tensors on two devices.
        """
        from engine.ops.batch import lifted

        if (together := lifted(inputs)) is not None:
            return self(*together, **parameters)
        places = [x.device for x in inputs if isinstance(x, Tensor)]
        home = next((place for place in places if place.type != "cpu"), places[0])
        moved: list[Any] = []
        for x in inputs:
            if isinstance(x, Tensor) and x.device != home:
                if self.sequence or x.ndim or x.device.type != "cpu":
                    raise errors.two_devices(home, x.device)
                x = x.to(home)
            moved.append(x)
        with backend_for(home).on(home.index):
            return self(*moved, **parameters)

    def _cast(self, values: list[Any]) -> None:
        """Bring the operands to the dtype that the promotion table gives, in place in the list."""
        operands = values[self.casts_from :] if self.casts_from else values
        dtype = dtypes.result_dtype(operands)
        if self.casts == "float" and not dtype.is_floating_point:
            dtype = dtypes.get_default_dtype()
        target, floating = dtype.numpy, dtype.is_floating_point
        for j, value in enumerate(operands, self.casts_from):
            if hasattr(value, "dtype"):
                if value.dtype != target:
                    values[j] = value.astype(target)
            elif floating and value.__class__ is not float:
                values[j] = float(value)

    def _shape_error(self, values: list[Any], error: ValueError) -> Exception:
        shapes = [a.shape for a in values if hasattr(a, "shape")]
        if "broadcast" in str(error) and len(shapes) >= 2:
            return errors.broadcast_error(shapes[-2], shapes[-1])
        return RuntimeError(f"{self.name.lower()}(): {error}")

    def _follow(self, result: Any, source: Any, p: Any) -> None:
        """Tie a view, or each of several, to its base."""
        if result.__class__ is tuple:
            for slot, part in enumerate(result):
                follow(part, source, self, p, slot)
        else:
            follow(result, source, self, p, None)

    def _record(
        self,
        plan: tuple[tuple[int, ...], bool],
        inputs: tuple[Any, ...],
        values: list[Any],
        tracked: list[bool],
        p: Any,
        backend: Any,
        result: Any,
    ) -> None:
        saved, uses_out = plan
        node = self.node()
        edges: list[Any] = []
        origins: list[Any] = []
        formulas = self.formulas * len(inputs) if self.sequence else self.formulas
        for x, wants, formula in zip(inputs, tracked, formulas, strict=False):
            if wants:
                value = x._value
                edges.append((x._edge or (x, LEAF)) if formula is not None else None)
                origins.append((value.shape, value.dtype))
            else:
                if x.__class__ is Tensor and x._cut is not None:
                    node.cuts = (*node.cuts, x._cut)
                edges.append(None)
                origins.append(None)
        node.p, node.backend = p, backend
        node.edges, node.origins = tuple(edges), origins
        watch: list[Any] = []
        if saved:
            whole = len(saved) == len(values)
            node.saved = values if whole else [values[j] if j in saved else None for j in range(len(values))]
            for j in saved:
                if hasattr(values[j], "dtype"):  # else a number, or a tensor of another device that became one
                    x = inputs[j]
                    if x._special is not None and x._special.inference:
                        raise RuntimeError(errors.INFERENCE_SAVED)
                    watch.append((x._cell, x._cell[0]))
        several = result.__class__ is tuple
        if uses_out:
            node.out = tuple([r._value for r in result]) if several else result._value
            watch += [(r._cell, r._cell[0]) for r in (result if several else (result,))]
        node.watch = watch or None
        if not several:
            if result._value.dtype.kind == "f":
                result._edge = (node, 0)
            return
        node.several = True
        node.outputs = 0
        for r in result:
            if r._value.dtype.kind == "f":
                r._edge = (node, node.outputs)
                node.outputs += 1

    def make_node_type(self) -> type[Node]:
        """The class of this op's nodes, which is named as PyTorch names it."""
        if self.node_type is None:
            self.node_type = type(self.node_name, (Node,), {"__slots__": (), "__module__": "engine.graph"})
        return self.node_type

    def node(self) -> Node:
        """A new node of this op with nothing recorded yet."""
        node: Node = new(self.node_type or self.make_node_type())
        node.op, node.number = self, next(numbers)
        node.saved = node.out = node.watch = node.p = None
        node.outputs, node.several, node.special = 1, False, False
        return node

    def _tell(self, state: State, inputs: tuple[Any, ...], result: Any, parameters: dict[str, Any]) -> None:
        """What modes out of the ordinary want: a listener its call, anomaly detection a trace, inference its mark."""
        parts = result if result.__class__ is tuple else (result,)
        if state.calls is not None:
            state.calls.append(Call(self.node_name, inputs, result, parameters))
        if state.anomaly is not None:
            from engine.anomaly import trace

            for part in parts:
                if part._edge is not None:
                    part._edge[0].trace = trace()
        if state.inference:
            for part in parts:
                if part._special is None:
                    part._special = Special(None, inference=True)
                elif part._special.base is None:  # a view is what its base is
                    part._special.inference = True


# Not subclasses: Python is quickest with the attributes of objects of one class.
Elementwise = partial(Op, kind="elementwise")
Linear = partial(Op, kind="linear")
Multilinear = partial(Op, kind="multilinear")


def _mark(result: Any, cut: Any) -> None:
    """Note on a result, or each of several, what cut it off from its history."""
    for part in result if result.__class__ is tuple else (result,):
        part._cut = cut


def _inherit(inputs: tuple[Any, ...], result: Any) -> None:
    """A result of what was cut off is cut off too, by the same line."""
    for x in inputs:
        if x.__class__ is Tensor and x._cut is not None:
            _mark(result, x._cut)
            return


def _check_parameters(values: list[Any], parameters: dict[str, Any], backend: Any) -> None:
    """Raise PyTorch's error where a call failed because an array of indices or a mask is on another device."""
    home = next(value for value in values if hasattr(value, "ndim"))
    for value in parameters.values():
        for part in value if isinstance(value, tuple) else (value,):
            if hasattr(part, "ndim") and backend_of(part).type != backend.type:
                raise errors.two_devices(backend.device_of(home), backend_of(part).device_of(part)) from None
