"""Primitives on diagonals and triangles of matrices.

A diagonal runs from the upper left over the axes `first` and `second`, `offset` to the right. Where matrices are
filled, the other axes come first, each matrix's elements lie in one axis, and the diagonal is a slice of it.
"""

from __future__ import annotations

from typing import Any

from engine.op import Linear, Op


def _place(p: Any) -> tuple[Any, slice]:
    """The diagonal as a slice of a matrix's elements in one line; `length` of them, from the first row or column on."""
    width = p.columns + 1
    start = p.offset if p.offset >= 0 else -p.offset * p.columns
    return (..., slice(start, start + (p.length - 1) * width + 1, width) if p.length else slice(0, 0))


def _embedded(g: Any, p: Any, xp: Any) -> Any:
    """Matrices of zeros with `g` on the diagonal."""
    filled = xp.embed(g, (*p.batch, p.rows * p.columns), _place(p))
    return xp.transpose(xp.reshape(filled, (*p.batch, p.rows, p.columns)), p.order)


def _diagonal(g: Any, p: Any, xp: Any) -> Any:
    return xp.diagonal(g, p.offset, p.first, p.second)


def _shown(xp: Any, x: Any, p: Any) -> Any:
    return xp.writeable(xp.diagonal(x, p.offset, p.first, p.second), x)


diagonal = Linear("Diagonal", _shown, view=True, x=_embedded)
diagonal_copy = Linear(
    "Diagonal", lambda xp, x, p: _shown(xp, x, p).copy(), x=_embedded, node_name="DiagonalBackward0_copy"
)
diag_embed = Linear("DiagEmbed", lambda xp, x, p: xp.ascontiguousarray(_embedded(x, p, xp)), x=_diagonal)
# A copy with the diagonal overwritten.
diagonal_scatter = Op(
    "DiagonalScatter",
    lambda xp, x, source, p: xp.where(p.untouched, x, _embedded(source, p, xp)),
    x=lambda g, p, xp: xp.where(p.untouched, g, 0),
    source=_diagonal,
)
tril = Linear("Tril", lambda xp, x, p: xp.tril(x, p.offset), x=lambda g, p, xp: xp.tril(g, p.offset))
triu = Linear("Triu", lambda xp, x, p: xp.triu(x, p.offset), x=lambda g, p, xp: xp.triu(g, p.offset))
