"""Operations on the axes that the language can see: lists, indices, reductions, matrix products.

With `run.samples` 1 the last axis is the sample axis and stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.limits import MULTIPLY_ADDS
from gradexplorer.lang.run import Array, Place, Run, Value


def lift(run: Run, constant: Array) -> Array:
    """A constant vector with a sample axis of size 1, where there are samples."""
    return engine.unsqueeze(constant, -1) if run.samples and constant.ndim else constant


def build(run: Run, items: Sequence[Value], place: Place) -> Array:
    """The vector or matrix of these items along a new first axis. Raises LangError where their shapes differ."""
    if all(not isinstance(item, Tensor) for item in items):
        numbers = [float(item) for item in items]
        return lift(run, engine.tensor(numbers, dtype=run.dtype, device=run.device))
    shapes = {run.shape(item) for item in items}
    if len(shapes) > 1:
        raise place.error("the entries of this list have different shapes", "rows of a matrix have the same length")
    tensors = [run.tensor(item) for item in items]
    size = max((t.shape[-1] for t in tensors if run.samples and t.ndim), default=1)
    shape = shapes.pop()
    total = len(items) * size
    for length in shape:
        total *= length
    run.admit(total, place)
    if not run.samples:
        return engine.stack(tensors, dim=0)
    whole = (*shape, size)
    return engine.stack([t if tuple(t.shape) == whole else t.expand(*whole) for t in tensors], dim=0)


def index(run: Run, value: Value, indices: Sequence[int | slice | None], place: Place) -> Array:
    """`value[i, 1:3, None]` along the first visible axes. Raises LangError outside."""
    shape = run.shape(value)
    taken = sum(part is not None for part in indices)
    if taken > len(shape):
        what = "one number" if not shape else f"an array with {len(shape)} axes"
        raise place.error(f"this is {what}, which cannot be indexed so", None if shape else "leave out the [ ]")
    value = run.tensor(value)
    if run.samples and not value.ndim:
        value = value.reshape(1)  # a number gets its sample axis before others come in front
    axis = 0
    for part in indices:
        if isinstance(part, int):
            length = shape[axis]
            if not length:
                raise place.error(f"the index {_short(part)} is outside: there are no entries")
            if not -length <= part < length:
                raise place.error(
                    f"the index {_short(part)} is outside: there are {length} entries, from 0 to {length - 1}"
                )
        axis += part is not None
    return value[tuple(indices)]


def rows(run: Run, value: Value, place: Place) -> list[Value]:
    """The entries of a vector or the rows of a matrix."""
    shape = run.shape(value)
    if not shape:
        raise place.error("this needs a list of vectors, not one number", "write [a, b]")
    return [value[i] for i in range(shape[0])]


def join(run: Run, name: str, items: Sequence[Value], axis: int, place: Place) -> Array:
    """Vectors and matrices put together, as PyTorch's `cat`, `stack`, `vstack` or `hstack`. Raises LangError."""
    parts = _at_all_samples(run, [run.tensor(item) for item in items])
    if name == "vstack":
        parts = [_lengthened(run, part, 2) for part in parts]
    elif name == "hstack":
        parts = [_lengthened(run, part, 1) for part in parts]
        axis = min(1, max(run.visible(part) for part in parts) - 1)
    elif name == "cat":  # what is empty has no other axes that would have to fit
        parts = [part for part in parts if run.shape(part) != (0,)] or parts[:1]
    count = run.visible(parts[0])
    if name != "stack" and count == 0:
        raise place.error(f"`{name}` joins vectors, not numbers", "write a list: [a, b]")
    axes = count + (name == "stack")
    if not -axes <= axis < axes:
        raise place.error(f"the axis {axis} is outside: there are {axes}, from 0 to {axes - 1}")
    axis %= axes
    if name == "stack":
        parts = [engine.unsqueeze(part, axis) for part in parts]
    rests = {tuple(n for i, n in enumerate(part.shape) if i != axis) for part in parts}
    if len(rests) > 1 or len({run.visible(part) for part in parts}) > 1:
        raise place.error("these do not fit together: beside the axis that grows, shapes must be the same")
    run.admit(sum(part.numel() for part in parts), place)
    return engine.cat(parts, dim=axis)


def _at_all_samples(run: Run, parts: list[Array]) -> list[Array]:
    """The parts with a sample axis of one size, where there are samples."""
    if not run.samples:
        return parts
    parts = [part if part.ndim else part.reshape(1) for part in parts]
    size = max(part.shape[-1] for part in parts)
    return [part if part.shape[-1] == size else part.expand(*part.shape[:-1], size) for part in parts]


def _lengthened(run: Run, part: Array, least: int) -> Array:
    """A value with at least so many visible axes, new ones in front."""
    while run.visible(part) < least:
        part = engine.unsqueeze(part, 0)
    return part


def outer(run: Run, a: Array, b: Array, place: Place) -> Array:
    """The matrix of all products of the entries of two vectors."""
    if len(run.shape(a)) != 1 or len(run.shape(b)) != 1:
        raise place.error("`outer` needs two vectors")
    a, b = engine.unsqueeze(a, 1), engine.unsqueeze(b, 0)
    run.admit_pair(a, b, place)
    return a * b


def _short(number: int) -> str:
    return str(number) if abs(number) < 10**12 else f"{number:.3g}"


def dot(run: Run, a: Array, b: Array, place: Place) -> Array:
    """The sum of products of two vectors of one length."""
    left, right = run.shape(a), run.shape(b)
    if len(left) != 1 or left != right:
        raise place.error("`dot` needs two vectors of the same length")
    if not run.samples:
        return engine.dot(a, b)
    return engine.sum(a * b, dim=0)


def matmul(run: Run, a: Value, b: Value, place: Place) -> Array:
    """`a @ b` of vectors and matrices. Raises LangError where the shapes do not fit or the work is too much."""
    left, right = run.shape(a), run.shape(b)
    if not (1 <= len(left) <= 2 and 1 <= len(right) <= 2):
        raise place.error("`@` needs vectors or matrices on both sides", "write * to multiply numbers")
    if left[-1] != right[0]:
        message = f"`@` needs {left[-1]} rows on its right side, as many as columns on its left; there are {right[0]}"
        raise place.error(message)
    size = run.count * (left[0] if len(left) == 2 else 1) * (right[-1] if len(right) == 2 else 1)
    run.admit(size, place)
    work = size * left[-1]
    if work > MULTIPLY_ADDS:
        raise place.error(f"this product would take {work:,} multiplications; at most {MULTIPLY_ADDS:,} are possible")
    if not run.samples:
        return engine.matmul(a, b)
    if len(right) == 1:
        return engine.sum(a * b, dim=len(left) - 1)
    if len(left) == 1:
        return engine.sum(engine.unsqueeze(a, 1) * b, dim=0)
    product = engine.matmul(engine.permute(a, (2, 0, 1)), engine.permute(b, (2, 0, 1)))
    return engine.permute(product, (1, 2, 0))
