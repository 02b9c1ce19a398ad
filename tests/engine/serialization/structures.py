"""Nested structures for the tests of files, and what it means that two are equal."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from hypothesis import strategies as st

import engine
from engine import dtypes

SIZES = st.integers(0, 3)


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    """Tensors of every dtype: whole, or views with other strides, leaves that ask for gradients, parameters."""
    dtype = draw(st.sampled_from(dtypes.ALL))
    shape = tuple(draw(st.lists(SIZES, max_size=3)))
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape) - draw(st.integers(0, 3))
    x = engine.tensor(values.tolist()).reshape(shape).to(dtype)
    if x.ndim and draw(st.booleans()):
        x = draw(st.sampled_from([x.T if x.ndim == 2 else x, x[::2], x[1:], x.expand(2, *x.shape)]))
    if dtype.is_floating_point and draw(st.booleans()):
        x = x.detach().requires_grad_()
    return engine.nn.Parameter(x.detach(), x.requires_grad) if draw(st.booleans()) else x


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from([engine.float16, engine.bool, engine.device("cuda:1"), engine.Size([2, 3]), 2**70, -0.0]),
)  # fmt: skip
KEYS = st.one_of(
    st.text(max_size=3), st.integers(), st.none(), st.booleans(), st.floats(), st.tuples(st.integers(), st.text())
)
NESTED = st.recursive(
    st.one_of(SCALARS, tensors()),
    lambda parts: st.one_of(
        st.lists(parts, max_size=4),
        st.lists(parts, max_size=4).map(tuple),
        st.dictionaries(KEYS, parts, max_size=4),
        st.dictionaries(KEYS, parts, max_size=3).map(OrderedDict),
    ),
    max_leaves=15,
)


def same(a: Any, b: Any) -> bool:
    """Whether two structures are equal in types, values and what a file keeps of tensors; nan equals nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, engine.Tensor):
        told = [(x.dtype, x.shape, x.stride(), x.device, x.requires_grad, x.is_leaf) for x in (a, b)]
        return told[0] == told[1] and np.array_equal(
            a.numpy(force=True), b.numpy(force=True), equal_nan=a.dtype.is_floating_point
        )
    if isinstance(a, dict):
        pairs = zip(a.items(), b.items(), strict=True) if len(a) == len(b) else [((0, 0), (1, 1))]
        return all(same(k, m) and same(v, w) for (k, v), (m, w) in pairs)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b and str(a) == str(b)) or (a != a and b != b)
