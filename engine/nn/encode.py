"""Class numbers as vectors."""

from __future__ import annotations

from engine import dtypes
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.tensor import Tensor, wrap

__all__ = ["one_hot"]


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """For each class number a vector with 1 at it and 0 elsewhere; without `num_classes` as long as is needed.

    Shape: the input's with `num_classes` as the last dim.
    Dtype: int64, which the input must have.
    Raises: RuntimeError for another dtype, a number outside 0 … num_classes - 1, or no numbers to count classes by.
    Source: torch.nn.functional.one_hot.
    """
    need_tensors("one_hot", input=tensor)
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    classes, xp = tensor._array, backend_of(tensor._array).xp
    if classes.size == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return wrap(xp.zeros((*classes.shape, num_classes), dtype=classes.dtype))
    if int(classes.min()) < 0:
        raise RuntimeError("Class values must be non-negative.")
    greatest = int(classes.max())
    if num_classes == -1:
        num_classes = greatest + 1
    elif num_classes <= greatest:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((xp.expand_dims(classes, -1) == xp.arange(num_classes)).astype(classes.dtype))
