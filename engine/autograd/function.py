"""Function: an operation whose forward and backward somebody writes themselves, in PyTorch's form.

class Cube(Function):
@staticmethod
def forward(ctx, x):
ctx.save_for_backward(x)
return x**3

@staticmethod
def backward(ctx, g):
(x,) = ctx.saved_tensors
return g * 3 * x**2

y = Cube.apply(x)
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.graph import Node, Released, attach, edge_of, modified_tensor, need_saved, numbers, revive
from engine.modes import no_grad, thread
from engine.ops.shape import alias
from engine.tensor import Tensor, follow, new, wrap
from engine.views import check, rewrite


class Context(Node):
    """The `ctx` of a Function's calls, which is also the node of the results.

    `ctx.anything = …` keeps whatever the backward wants; tensors are better kept by `save_for_backward`, which holds
    no cycle and notices in-place writes.
    """

    __slots__ = ("dirty", "fixed", "kept", "materialize", "needs_input_grad", "places", "shapes", "variables")

    dirty: tuple[Any, ...]
    fixed: tuple[Any, ...]
    kept: tuple[Any, ...]
    materialize: bool
    places: list[Any]
    needs_input_grad: tuple[bool, ...]
    shapes: list[Any]
    variables: tuple[bool, ...]

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep these for `saved_tensors`; a later call replaces an earlier one. TypeError for what is no tensor."""
        for position, x in enumerate(tensors):
            if x is not None and not isinstance(x, Tensor):
                raise TypeError(
                    "save_for_backward can only save variables, but argument"
                    f" {position} is of type {type(x).__name__}"
                )
        self.kept = tensors

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What `save_for_backward` kept. RuntimeError where it was freed, or written to since."""
        if isinstance(self.saved, Released):
            need_saved(self)
        found: list[Tensor | None] = []
        for entry in self.saved or ():
            if entry is None:
                found.append(None)
                continue
            value, edge, origin, cell, version = entry
            result = isinstance(edge, int)
            edge = (self, edge) if result else edge
            if cell[0] != version:
                raise modified_tensor(value, edge, cell, version, result)
            found.append(attach(value, edge) if result else revive(value, edge, origin))
            found[-1]._cell = cell  # type: ignore[union-attr]
        return tuple(found)

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say that the forward wrote into these of its arguments."""
        self.dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say that these results have no gradient."""
        self.fixed = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether the backward is given zeros (the default) or None for a result that no gradient came to."""
        self.materialize = value


class _FunctionOp:
    """What the backward pass asks of an Op, answered by a Function's backward."""

    foreign = True
    kind = ""
    sequence = True
    arguments: tuple[str, ...] = ()
    # For each argument its part of what the backward returns, which all share.
    compiled = ((lambda node, g, position, shared: shared[position], True),)

    def __init__(self, function: type[Function]) -> None:
        self.function = function
        self.name = function.__name__
        self.node_type = type(f"{function.__name__}Backward", (Context,), {"__slots__": ()})
        self.node_name = f"{function.__name__}Backward"
        self.label = self.name

    def share(self, node: Context, g: Any, position: int, shared: Any) -> tuple[Any, ...]:
        """Run the backward once, and check what it returns."""
        recording = thread.state.grad_enabled
        arrived = g if node.several else (g,)
        given: list[Tensor | None] = []
        for part, shape in zip(arrived, node.shapes, strict=True):
            if part is not None:
                given.append(part if isinstance(part, Tensor) else wrap(part))
            elif node.materialize and shape is not None:
                given.append(wrap(node.backend.xp.zeros(shape[0], dtype=shape[1])))
            else:
                given.append(None)
        returned = _derivative(self.function)(node, *given)
        returned = returned if isinstance(returned, tuple) else (returned,)
        return _checked(node, returned, recording)


def _derivative(function: type[Function]) -> Callable[..., Any]:
    written = [getattr(function, name) for name in ("backward", "vjp") if name in _written(function)]
    if not written:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with"
            " backward mode AD."
        )
    return written[0]  # type: ignore[no-any-return]


def _written(function: type) -> set[str]:
    """The names that a subclass of Function, or a class between, defines."""
    found: set[str] = set()
    for base in function.__mro__:
        if base is Function:
            break
        found |= set(vars(base))
    return found


def _checked(node: Context, returned: tuple[Any, ...], recording: bool) -> tuple[Any, ...]:
    """The gradients that a backward returned, one for each argument, as the pass wants them."""
    expected = len(node.edges)
    while len(returned) > expected and returned[-1] is None:
        returned = returned[:-1]
    if len(returned) != expected:
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected {expected}, got"
            f" {len(returned)})"
        )
    found: list[Any] = []
    for position, (value, origin) in enumerate(zip(returned, node.origins, strict=True)):
        if value is not None and not node.variables[position]:
            raise RuntimeError(
                f"function {node.name()} returned a gradient different than None at position {position + 1}, but the"
                " corresponding forward input was not a Variable"
            )
        if value is not None and not isinstance(value, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(value).__name__})")
        if value is None or origin is None:
            found.append(None)
            continue
        if not _fits(tuple(value.shape), origin[0]):
            raise RuntimeError(
                f"Function {node.name()} returned an invalid gradient at index {position} - got"
                f" {list(value.shape)} but expected shape compatible with {list(origin[0])}"
            )
        if value.device != (place := node.places[position]):
            if value.ndim:
                raise RuntimeError(
                    f"Function {node.name()} returned an invalid gradient at index {position} - expected device"
                    f" {place} but got {value.device}"
                )
            value = value.to(place)
        found.append(value if recording else value._value)
    return tuple(found)


def _fits(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """True where a gradient of `shape` can be summed down to `wanted`."""
    extra = len(shape) - len(wanted)
    return extra >= 0 and all(n in (1, m) for n, m in zip(wanted, shape[extra:], strict=True))


class Function:
    """The base of an operation with a backward of one's own: `forward` and `backward` as static methods.

    `forward(ctx, *arguments)`, or `forward(*arguments)` with `setup_context(ctx, inputs, output)`, computes the
    results, unrecorded; `backward(ctx, *gradients)` gives a gradient, or None, for each argument.
    """

    def __init__(self, *_: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should"
            " invoke them on the class itself. Instantiating an autograd function will raise an error in a future"
            " version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *_: Any) -> Any:
        """The form from before PyTorch 0.4, which is a RuntimeError."""
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd"
            " function with static forward method."
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The results, tensors or anything else; to be written by the subclass."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """Keep in `ctx` what backward needs; only for a forward without `ctx`."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the arguments from those of the results; to be written by the subclass."""
        raise NotImplementedError

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Call the function: run its forward, and record its backward where an argument asks for a gradient."""
        tensors = [x for x in args if isinstance(x, Tensor)]
        state = thread.state
        tracked = state.grad_enabled and not state.inference and any([x.requires_grad for x in tensors])
        ctx = _context(cls, args, tracked)
        with no_grad():
            if "setup_context" in _written(cls):
                output = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args, **kwargs)
        results = output if isinstance(output, tuple) else (output,)
        wrapped = _wrapped(ctx, args, results, tracked)
        return wrapped if isinstance(output, tuple) else wrapped[0]


def _context(cls: type[Function], args: tuple[Any, ...], tracked: bool) -> Context:
    op = cls.__dict__.get("_op")
    if op is None:
        op = _FunctionOp(cls)
        cls._op = op  # type: ignore[attr-defined]
    ctx: Context = new(op.node_type)
    ctx.op, ctx.number, ctx.p = op, next(numbers), SimpleNamespace()
    ctx.saved = ctx.out = ctx.watch = None
    ctx.special, ctx.several, ctx.outputs = True, False, 1
    ctx.dirty = ctx.fixed = ctx.kept = ()
    ctx.materialize = True
    ctx.variables = tuple([isinstance(x, Tensor) for x in args])
    ctx.needs_input_grad = tuple([isinstance(x, Tensor) and x.requires_grad for x in args])
    edges, origins, places = [], [], []
    for x, wants in zip(args, ctx.needs_input_grad, strict=True):
        edges.append(edge_of(x) if wants and tracked else None)
        origins.append((x._value.shape, x._value.dtype) if wants and tracked else None)
        places.append(x.device if wants and tracked else None)
    ctx.edges, ctx.origins, ctx.places = tuple(edges), tuple(origins), places
    return ctx


def _wrapped(ctx: Context, args: tuple[Any, ...], results: tuple[Any, ...], tracked: bool) -> tuple[Any, ...]:
    """The results with their history; an argument that comes back unwritten comes as a view of itself."""
    tensors = [x for x in (*results, *args) if isinstance(x, Tensor)]
    ctx.backend = backend_of(tensors[0]._value) if tensors else None
    ctx.shapes = [(x._value.shape, x._value.dtype) if isinstance(x, Tensor) else None for x in results]
    ctx.outputs, ctx.several = len(results), len(results) != 1
    _check_dirty(ctx, args, results, tracked)
    if tracked:
        _keep(ctx, args, results)
    made = [_made(ctx, slot, x, args, tracked) if isinstance(x, Tensor) else x for slot, x in enumerate(results)]
    several = sum(isinstance(x, Tensor) and x._edge is not None for x in made) > 1
    for x in made:
        if isinstance(x, Tensor) and x._base is not None and not _among(x, ctx.dirty):
            x._special.origin = "multi" if several else "custom"  # type: ignore[union-attr]
    ctx.kept = ctx.dirty = ctx.fixed = ()
    return tuple(made)


def _check_dirty(ctx: Context, args: tuple[Any, ...], results: tuple[Any, ...], tracked: bool) -> None:
    """Count the writes to what was marked as dirty. Raises RuntimeError where they cannot be recorded."""
    for x in ctx.dirty:
        if not _among(x, results):
            raise RuntimeError(errors.DIRTY_NOT_RETURNED)
        x._cell[0] += 1
        if tracked and _among(x, args):
            if x.requires_grad and x.is_leaf:
                raise RuntimeError(errors.LEAF_WRITTEN_TO)
            if x._base is not None and len(results) > 1:
                raise RuntimeError(errors.DIRTY_VIEW)
            check(x)


def _made(ctx: Context, slot: int, x: Tensor, args: tuple[Any, ...], tracked: bool) -> Tensor:
    """One result as the caller gets it."""
    written = _among(x, ctx.dirty)
    out = x
    if _among(x, args) and not written:
        out = x.detach()
        if not _among(x, ctx.fixed):
            follow(out, x, alias, None, None)
    if tracked:
        out._cut = None
        if not _among(x, ctx.fixed) and x._value.dtype.kind == "f":
            if written:
                rewrite(out, attach(out._value, (ctx, slot)))
            else:
                out._edge = (ctx, slot)
    return out


def _among(x: Tensor, others: tuple[Any, ...]) -> bool:
    return any([x is other for other in others])


def _keep(ctx: Context, args: tuple[Any, ...], results: tuple[Any, ...]) -> None:
    """What `save_for_backward` was given, as raw values: a result by its number, an argument with its edge."""
    entries: list[Any] = []
    for x in ctx.kept:
        if x is None:
            entries.append(None)
            continue
        value = x._value
        edge: Any = None
        if _among(x, results) and not _among(x, args):
            edge = next(slot for slot, other in enumerate(results) if other is x)
        elif x.requires_grad:
            edge = edge_of(x)
        entries.append((value, edge, (value.shape, value.dtype), x._cell, x._cell[0]))
    ctx.saved = entries or None


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a backward that cannot be differentiated again: doing so is a RuntimeError."""

    @functools.wraps(backward)
    def wrapped(ctx: Any, *gradients: Any) -> Any:
        with no_grad():
            returned = backward(ctx, *gradients)
        if not thread.state.grad_enabled or not any(g is not None and g.requires_grad for g in gradients):
            return returned
        several = returned if isinstance(returned, tuple) else (returned,)
        refusing = tuple([_refused(g) if isinstance(g, Tensor) else g for g in several])
        return refusing if isinstance(returned, tuple) else refusing[0]

    return wrapped


class _Refusal(Function):
    """The identity, with a backward that says that there is none."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


def _refused(gradient: Tensor) -> Tensor:
    refused: Tensor = _Refusal.apply(gradient.detach().requires_grad_())
    return refused
