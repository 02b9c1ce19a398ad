"""Primitives between the tensors outside a `vmap` and those inside: batching, its undoing, and lifting.

`level` is the number of the `vmap`, `size` that of its examples, `axis` where they lie outside. An array of a higher
level is a batch of such arrays.
"""

from __future__ import annotations

from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.batching import Batched, batched_backend, level_of
from engine.op import Linear, Op
from engine.tensor import Tensor


def _batched(inner: Any, level: int) -> Any:
    return batched_backend(_home(inner)).array_type(inner, level)


def _home(value: Any) -> Any:
    backend = backend_of(value)
    return getattr(backend, "home", backend)


def _in(x: Any, p: Any, axis: int) -> Any:
    """`x` with the examples along `axis` as a batch."""
    if level_of(x) > p.level:
        return x.like(_in(x.inner, p, axis + 1))
    return _batched(backend_of(x).xp.moveaxis(x, axis, 0), p.level)


def _out(x: Any, p: Any, axis: int) -> Any:
    """The examples of a batch along `axis`; what is not batched is the same for each."""
    if level_of(x) > p.level:
        return x.like(_out(x.inner, p, axis + 1))
    if level_of(x) == p.level:
        return x.inner if axis == 0 else backend_of(x.inner).xp.moveaxis(x.inner, 0, axis)
    xp = backend_of(x).xp
    shape = (*x.shape[:axis], p.size, *x.shape[axis:])
    return xp.broadcast_to(xp.expand_dims(x, axis), shape).copy()


def _lifted(x: Any, p: Any) -> Any:
    """`x` once for each example, in the same memory."""
    if level_of(x) > p.level:
        return x.like(_lifted(x.inner, p))
    return _batched(backend_of(x).xp.broadcast_to(x, (p.size, *x.shape)), p.level)


def _summed(x: Any, p: Any) -> Any:
    """The sum over the examples."""
    if level_of(x) > p.level:
        return x.like(_summed(x.inner, p))
    return x.inner.sum(axis=0) if level_of(x) == p.level else x * p.size


def _either(g: Any, op: Any, p: Any) -> Any:
    """What `op` makes of a gradient: of a raw value, or under create_graph of a Tensor."""
    if not isinstance(g, Tensor):
        return op.forward(None, g, p)
    if op in (remove_dim, sum_examples) and not is_batched(g._value, p.level):
        g = lift(g, level=p.level, size=p.size)
    return op(g, **vars(p))


def sizes_within(*values: Any) -> dict[int, int]:
    """Of each `vmap` that has batched one of these, its number and the size of its batch; the lowest first."""
    sizes: dict[int, int] = {}
    stack = list(values)
    while stack:
        x = stack.pop()
        if isinstance(x, Batched):
            sizes[x.level] = x.inner.shape[0]
            stack.append(x.inner)
        elif isinstance(x, Tensor):
            stack.append(x._value)
        elif x.__class__ is tuple or x.__class__ is list:
            stack += x
    return dict(sorted(sizes.items()))


def is_batched(x: Any, level: int) -> bool:
    """Whether the `vmap` of this number has batched `x`."""
    while isinstance(x, Batched):
        if x.level == level:
            return True
        x = x.inner
    return False


# Each is the other's gradient.
add_dim: Op = Linear(
    "AddBatchDim", lambda xp, x, p: _in(x, p, p.axis), moves=True, x=lambda g, p: _either(g, remove_dim, p)
)
remove_dim: Op = Linear(
    "RemoveBatchDim", lambda xp, x, p: _out(x, p, p.axis), moves=True, x=lambda g, p: _either(g, add_dim, p)
)
lift: Op = Linear("Lift", lambda xp, x, p: _lifted(x, p), moves=True, x=lambda g, p: _either(g, sum_examples, p))
sum_examples: Op = Linear("SumExamples", lambda xp, x, p: _summed(x, p), moves=True, x=lambda g, p: _either(g, lift, p))


def lifted(inputs: tuple[Any, ...]) -> list[Any] | None:
    """Operands of several levels, or none, all of the highest; None where none is batched."""
    level, size, home = 0, 0, None
    for x in inputs:
        if isinstance(x, Tensor) and (mine := level_of(x._value)) > level:
            level, size, home = mine, x._value.inner.shape[0], x.device
    if not level:
        return None
    together: list[Any] = []
    for x in inputs:
        if isinstance(x, Tensor) and level_of(x._value) < level:
            if x.device != home:
                if x.ndim or x.device.type != "cpu":
                    raise errors.two_devices(home, x.device)
                x = x.to(home)
            x = lift(x, level=level, size=size)
        together.append(x)
    return together
