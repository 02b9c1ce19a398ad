"""What is linear in its weights: linear and bilinear maps, tables of vectors; and dropout."""

from __future__ import annotations

import math
from typing import Any

from engine.backends import backend_of
from engine.functions.addition import addmm
from engine.functions.arguments import need_tensors
from engine.functions.constant import full_like
from engine.functions.linalg import matmul
from engine.functions.reduce import sum
from engine.functions.sample import bernoulli
from engine.functions.shape import expand, reshape
from engine.modes import no_grad
from engine.ops import normalize as ops
from engine.tensor import Tensor, wrap
from engine.views import in_place

__all__ = ["bilinear", "dropout", "embedding", "linear"]


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """`input @ weight.T + bias`.

    Shape: (…, inputs) with a weight (outputs, inputs) or (inputs) and a bias (outputs); (…, outputs).
    Dtype: the same for all.
    Raises: RuntimeError for sizes and dtypes that do not fit.
    Source: nn.functional.linear.
    """
    need_tensors("linear", input=input, weight=weight)
    if not (input.ndim and weight.ndim):
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D"
        )
    if bias is None:
        return _product(input, weight)
    if weight.ndim == 1:
        raise RuntimeError("mat2 must be a matrix, got 1-D tensor")
    if bias.ndim == 0 and input.ndim != 2:
        return _product(input, weight) + bias
    *outer, inputs = input._value.shape
    flat = input if input.ndim == 2 else reshape(input, math.prod(outer), inputs)
    outputs = weight._value.shape[0]
    if bias._value.shape != (outputs,):
        expand(bias, flat._value.shape[0], outputs)  # raises where it does not fit
    product = addmm(bias, flat, weight.t())
    return product if input.ndim == 2 else reshape(product, *outer, outputs)


def _product(input: Tensor, weight: Tensor) -> Tensor:
    if weight.ndim == 2 and input.ndim == 1 and input._value.shape[0] != weight._value.shape[1]:
        m, (k, n) = input._value.shape[0], weight._value.shape
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied (1x{m} and {n}x{k})")
    return matmul(input, weight.t())


def _check_bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if input1.ndim != input2.ndim:
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {input1.ndim} and {input2.ndim}"
        )
    for d, (m, n) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if m != n:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {d}: got {m} and {n}")
    outputs, *sizes = weight._value.shape
    for number, (x, size) in enumerate(zip((input1, input2), sizes, strict=True), 1):
        if x._value.shape[-1] != size:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got {x._value.shape[-1]} but expected"
                f" {size}"
            )
    if bias is not None and bias._value.shape[0] != outputs:
        raise RuntimeError(
            f"bilinear(): bias size does not match weight size: got {bias._value.shape[0]} but expected {outputs}"
        )


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """For each output the form `input1 @ weight[output] @ input2`, plus `bias`.

    Shape: (…, m) and (…, n) with a weight (outputs, m, n) and a bias (outputs); (…, outputs).
    Dtype: the same for all.
    Raises: RuntimeError for sizes and dtypes that do not fit.
    Source: torch.bilinear.
    """
    _check_bilinear(input1, input2, weight, bias)
    outputs, m, n = weight._value.shape
    outer = input1._value.shape[:-1]
    half = matmul(reshape(input1, math.prod(outer), m), reshape(weight.permute(1, 0, 2), m, outputs * n))
    forms = sum(reshape(half, -1, outputs, n) * reshape(input2, -1, 1, n), 2)
    result = reshape(forms, *outer, outputs)
    return result if bias is None else result + bias


def _shrunk(weight: Tensor, rows: Any, most: float, order: float) -> None:
    """Scale the rows that are used and longer than `most` down to it, in place."""
    from engine.nn.distance import pairwise_distance

    with no_grad():
        used = wrap(backend_of(rows).xp.unique(rows))
        picked = weight.detach()[used]
        length = pairwise_distance(picked, picked * 0, order, 0.0, True)
        weight[used] = (picked * most / (length + 1e-7)).where(length > most, picked)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of the table `weight` whose numbers `input` has.

    Shape: any, with a weight (rows, size); `input`'s shape with `size` after it.
    Dtype: that of `weight`; `input` int64 or int32.
    Raises: IndexError for a row that there is not, AssertionError for padding_idx, RuntimeError for dtypes and shapes.
    Source: torch.embedding; the row `padding_idx` has no gradient, rows longer than `max_norm` are shortened in place.
    """
    need_tensors("embedding", 2, indices=input)
    rows = weight._value.shape[0]
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if input.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got"
            f" {'CPUBoolType' if input.dtype.name == 'bool' else input.type()} instead (while checking arguments for"
            " embedding)"
        )
    index = input._array
    if index.size and not (index.min() >= 0 and index.max() < rows):
        raise IndexError("index out of range in self")
    if max_norm is not None:
        _shrunk(weight, index.reshape(-1), max_norm, norm_type)
    return ops.embedding(weight, _share(weight, index, padding_idx, scale_grad_by_freq), index=index,
                         shape=weight._value.shape)  # fmt: skip


def _share(weight: Tensor, index: Any, padding_idx: int | None, by_frequency: bool) -> Any:
    """What of its gradient each picked row keeps: none for the padding, one part of those that name the row."""
    if padding_idx is None and not by_frequency:
        return 1
    xp, flat = backend_of(index).xp, index.reshape(-1)
    counts = xp.bincount(flat, minlength=weight._value.shape[0])[flat] if by_frequency else xp.ones_like(flat)
    share = (1 / counts).astype(weight._value.dtype)
    if padding_idx is not None:
        share = xp.where(flat == padding_idx % weight._value.shape[0], 0, share)
    return wrap(share.reshape(-1, 1))


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training each element is 0 with probability `p`, and else divided by 1 - p; otherwise `input` itself.

    Shape: any, kept.
    Dtype: floating point, kept.
    Raises: ValueError for p outside 0 … 1, RuntimeError for integers in training, TypeError for what is no Tensor.
    Source: torch.dropout; Srivastava et al. 2014. The numbers are `engine.manual_seed`'s, not PyTorch's.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    need_tensors("dropout", input=input)
    if not training or p == 0 or not input._value.size:
        return input
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"result type Float can't be cast to the desired output type {input.dtype.printed}")
    kept = full_like(input, 1 - p)
    noise = bernoulli(kept) / (1 - p) if p < 1 else kept
    return in_place(Tensor.mul)(input, noise) if inplace else input * noise
