"""Factorizations, inverses and determinants of batches of matrices; the last two dims are the matrix.

The derivatives are those of Giles, "An extended collection of matrix derivative results for forward and reverse mode
algorithmic differentiation" (2008), but for the entries that name another source.
"""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _mT(x: Any, xp: Any) -> Any:
    return xp.swapaxes(x, -2, -1)


def _product(xp: Any, *factors: Any) -> Any:
    """The product of matrices, from the left."""
    result = factors[0]
    for factor in factors[1:]:
        result = xp.matmul(result, factor)
    return result


def _as_matrix(g: Any, xp: Any) -> Any:
    """One number for each matrix, with two dims of size 1 put behind."""
    return xp.expand_dims(xp.expand_dims(g, -1), -1)


def _column_scale(s: Any, xp: Any) -> Any:
    """A vector that multiplies columns."""
    return xp.expand_dims(s, -2)


def _off_diagonal(x: Any, xp: Any) -> Any:
    """The differences xⱼ - xᵢ, with 1 on the diagonal, by which the off-diagonal elements are divided."""
    return xp.expand_dims(x, -2) - xp.expand_dims(x, -1) + xp.linalg.eye_like(x)


# Cholesky's factor, upper or lower.
def _cholesky(xp: Any, x: Any, p: Any) -> Any:
    return _mT(xp.linalg.cholesky(_mT(x, xp), p.name), xp) if p.upper else xp.linalg.cholesky(x, p.name)


def _cholesky_gradient(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """L⁻ᵀ Φ L⁻¹, where Φ is the lower triangle of Lᵀ g made symmetric, and halved (Murray 2016, equation 9)."""
    if p.upper:
        g, out = _mT(g, xp), _mT(out, xp)
    lower, upper = xp.tril(_product(xp, _mT(out, xp), g)), _mT(out, xp)
    half = (lower + _mT(xp.tril(lower, -1), xp)) * 0.5
    return _mT(xp.linalg.solve(upper, _mT(xp.linalg.solve(upper, half), xp)), xp)


cholesky_ex = Op("LinalgCholeskyEx", _cholesky, noisy=True, x=_cholesky_gradient)
cholesky = Op("Cholesky", _cholesky, noisy=True, x=_cholesky_gradient)


# Inverses and solutions.
def _inv_gradient(g: Any, out: Any, xp: Any) -> Any:
    inverse = _mT(out, xp)
    return -_product(xp, inverse, g, inverse)


inv = Op("LinalgInvEx", lambda xp, x: xp.linalg.inv(x), noisy=True, x=_inv_gradient)
# For formulas, where a singular matrix is no error.
inv_or_nan = Op("LinalgInvEx", lambda xp, x: xp.linalg.inv_or_nan(x), noisy=True, x=_inv_gradient)


def _solve(xp: Any, a: Any, b: Any, p: Any) -> Any:
    """X with a X = b or, unless `p.left`, X a = b; `p.vector` says that b's last dim is a vector."""
    if p.vector:
        return xp.squeeze(xp.linalg.solve(a, xp.expand_dims(b, -1)), -1)
    return xp.linalg.solve(a, b) if p.left else _mT(xp.linalg.solve(_mT(a, xp), _mT(b, xp)), xp)


def _solve_matrix_gradient(out: Any, shared: Any, p: Any, xp: Any) -> Any:
    if p.vector:
        return -(xp.expand_dims(shared, -1) * xp.expand_dims(out, -2))
    return -_product(xp, shared, _mT(out, xp)) if p.left else -_product(xp, _mT(out, xp), shared)


solve = Op(
    "LinalgSolveEx",
    _solve,
    noisy=True,
    shared=lambda g, a, p, xp: _solve(xp, _mT(a, xp), g, p),
    a=_solve_matrix_gradient,
    b=lambda shared: shared,
)

# Determinants. That of a singular matrix has a derivative too, its cofactors.
det = Op(
    "LinalgDet",
    lambda xp, x: xp.linalg.det(x),
    noisy=True,
    x=lambda g, x, xp: _as_matrix(g, xp) * xp.linalg.cofactors(x),
)
cofactors = Op(
    "LinalgDet",
    lambda xp, x: xp.linalg.cofactors(x),
    noisy=True,
    x=lambda g, x, xp: xp.linalg.cofactors_slope(g, x),
)


def _trace_of_product(x: Any, y: Any, xp: Any) -> Any:
    """tr(x y), one number for each matrix, with two dims of size 1."""
    return xp.sum(xp.sum(x * _mT(y, xp), axis=-1, keepdims=True), axis=-2, keepdims=True)


def _third_derivative(g: Any, h: Any, x: Any, xp: Any) -> Any:
    """Of det at `x` along `g` and `h`, by the derivatives of x⁻¹: for matrices that have an inverse."""
    inverse = xp.linalg.inv_or_nan(x)
    turned = _mT(inverse, xp)
    a, b = _product(xp, inverse, h), _product(xp, inverse, g)
    unit = xp.linalg.eye_like(x)
    trace_a, trace_b = _trace_of_product(a, unit, xp), _trace_of_product(b, unit, xp)
    both = _product(xp, a, b) + _product(xp, b, a) - trace_b * a - trace_a * b
    scale = trace_a * trace_b - _trace_of_product(a, b, xp)
    det_x = _trace_of_product(_mT(xp.linalg.cofactors(x), xp), x, xp) / max(1, x.shape[-1])
    return det_x * _product(xp, turned, scale * unit + _mT(both, xp))


# The second derivative of det along `h` is symmetric: its own derivative by `h` is itself, along `g`.
cofactors_slope = Op(
    "LinalgDet",
    lambda xp, h, x: xp.linalg.cofactors_slope(h, x),
    noisy=True,
    h=lambda g, x, xp: xp.linalg.cofactors_slope(g, x),
    x=_third_derivative,
)
slogdet = Op(
    "LinalgSlogdet",
    lambda xp, x: xp.linalg.slogdet(x),
    noisy=True,
    x=lambda g, x, xp: xp.zeros_like(x) if g[1] is None else _as_matrix(g[1], xp) * _mT(xp.linalg.inv_or_nan(x), xp),
)


# Eigenvalues of symmetric matrices, and singular values. Where some coincide, vectors have no derivative: inf or nan.
def _eigh_gradient(g: Any, out: Any, xp: Any) -> Any:
    values, vectors = out
    turned = _mT(vectors, xp)
    by_values = None if g[0] is None else _product(xp, vectors * _column_scale(g[0], xp), turned)
    if g[1] is None:
        return by_values
    inner = _product(xp, turned, g[1])
    inner = (inner - _mT(inner, xp)) * 0.5 / _off_diagonal(values, xp)
    by_vectors = _product(xp, vectors, inner, turned)
    return by_vectors if by_values is None else by_vectors + by_values


eigh = Op("LinalgEigh", lambda xp, x, p: xp.linalg.eigh(x, p.triangle), noisy=True, x=_eigh_gradient)


def _first(x: Any, count: int, rows: bool) -> Any:
    """The first rows or columns of the matrices."""
    return x[..., :count, :] if rows else x[..., :count]


def _svd_gradient(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """Wan & Zhang, "Automatic differentiation for complex valued SVD" (2019), for real matrices."""
    k = min(p.shape[-2:])
    g_u = None if g[0] is None else _first(g[0], k, rows=False)
    g_vh = None if g[2] is None else _first(g[2], k, rows=True)
    u, s, vh = _first(out[0], k, rows=False), out[1], _first(out[2], k, rows=True)
    ut, v = _mT(u, xp), _mT(vh, xp)
    middle = None if g[1] is None else xp.linalg.eye_like(s) * xp.expand_dims(g[1], -1)
    across, columns, rows = _off_diagonal(s * s, xp), _column_scale(s, xp), xp.expand_dims(s, -1)
    for part, by_columns in ((g_u, True), (g_vh, False)):
        if part is None:
            continue
        inner = _product(xp, ut, part) if by_columns else _product(xp, part, v)
        turn = (inner - _mT(inner, xp)) / across
        turn = turn * columns if by_columns else -(rows * turn)
        middle = turn if middle is None else middle + turn
    result = _product(xp, u, middle, vh)
    if g_u is not None and p.shape[-2] > k:
        outside = g_u / columns
        result = result + _product(xp, outside - _product(xp, u, ut, outside), vh)
    if g_vh is not None and p.shape[-1] > k:
        outside = g_vh / rows
        result = result + _product(xp, u, outside - _product(xp, outside, v, vh))
    return result


svd = Op("LinalgSvd", lambda xp, x, p: xp.linalg.svd(x, p.full), noisy=True, x=_svd_gradient)


_NO_Q = (
    "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A,"
    " mode='reduced') if you are going to differentiate through linalg.qr."
)


def _lower_symmetric(x: Any, xp: Any) -> Any:
    """The lower triangle, and its mirror image above the diagonal."""
    return xp.tril(x) + _mT(xp.tril(x, -1), xp)


def _qr_gradient(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """Walter, Lehmann & Lamour, "On evaluating higher-order derivatives of the QR decomposition" (2012).

    The columns of a wide matrix beyond its rows are Q times those of R: what reaches them reaches Q as well.
    """
    m, n = p.shape[-2:]
    if p.mode == "r":
        raise RuntimeError(_NO_Q)
    if p.mode == "complete" and m > n:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
    q, r = out
    g_q, g_r = g
    if m < n:
        r, rest = r[..., :m], r[..., m:]
        g_r, g_rest = (None, None) if g_r is None else (g_r[..., :m], g_r[..., m:])
    if m < n and g_rest is not None:
        beyond = _product(xp, q, rest, _mT(g_rest, xp))
        g_q = beyond if g_q is None else g_q + beyond
    inner = None if g_r is None else _product(xp, r, _mT(g_r, xp))
    if g_q is not None:
        inner = _minus(inner, _product(xp, _mT(g_q, xp), q))
    pulled = _product(xp, q, _lower_symmetric(inner, xp))
    pulled = pulled if g_q is None else pulled + g_q
    square = _mT(xp.linalg.solve(r, _mT(pulled, xp)), xp)
    if m >= n:
        return square
    last = xp.zeros_like(rest) if g_rest is None else _product(xp, q, g_rest)
    return xp.concatenate([square, last], axis=-1)


def _minus(x: Any, y: Any) -> Any:
    return -y if x is None else x - y


qr = Op("LinalgQr", lambda xp, x, p: xp.linalg.qr(x, p.mode), noisy=True, x=_qr_gradient)


# Pseudo-inverses. Singular values up to max(atol, rtol times the greatest) count as 0.
def _pinv_gradient(g: Any, x: Any, out: Any, xp: Any) -> Any:
    """Golub & Pereyra 1973, equation 4.12, turned round."""
    gt, pt = _mT(g, xp), _mT(out, xp)
    result = -_product(xp, pt, g, pt)
    left = _product(xp, gt, out, pt)
    right = _product(xp, pt, out, gt)
    result = result + left - _product(xp, x, out, left)
    return result + right - _product(xp, right, out, x)


pinv = Op(
    "LinalgPinv",
    lambda xp, x, p: xp.linalg.pinv(x, p.atol, p.rtol, p.symmetric),
    noisy=True,
    x=_pinv_gradient,
)


# Least squares. Of the residuals, sums of squares by columns, there is one only where `p.residual` says so.
def _lstsq(xp: Any, a: Any, b: Any, p: Any) -> tuple[Any, Any]:
    columns = xp.expand_dims(b, -1) if p.vector else b
    x = _product(xp, xp.linalg.pinv(a, 0.0, p.rtol, False), columns)
    left = columns - _product(xp, a, x)
    residuals = xp.sum(left * left, axis=-2) if p.residual else xp.zeros(0, dtype=a.dtype)
    return (xp.squeeze(x, -1) if p.vector else x), residuals


def _lstsq_shared(g: Any, a: Any, b: Any, out: Any, p: Any, xp: Any) -> tuple[Any, Any]:
    """The gradients by both arguments: that of the solution through the pseudo-inverse, that of the residuals."""
    b, x, g_x = (xp.expand_dims(v, -1) if p.vector and v is not None else v for v in (b, out[0], g[0]))
    by_a, by_b = None, None
    if g_x is not None:
        inverse = xp.linalg.pinv(a, 0.0, p.rtol, False)
        by_a = _pinv_gradient(_product(xp, g_x, _mT(b, xp)), a, inverse, xp)
        by_b = _product(xp, _mT(inverse, xp), g_x)
    if p.residual and g[1] is not None:
        left = 2 * _column_scale(g[1], xp) * (b - _product(xp, a, x))
        pulled = _product(xp, left, _mT(x, xp))
        by_a, by_b = _minus(by_a, pulled), left if by_b is None else by_b + left
    if by_a is None or by_b is None:
        by_a, by_b = xp.zeros_like(a), xp.zeros_like(b)
    return by_a, (xp.squeeze(by_b, -1) if p.vector else by_b)


lstsq = Op(
    "LinalgLstsq",
    _lstsq,
    noisy=True,
    shared=_lstsq_shared,
    a=lambda shared: shared[0],
    b=lambda shared: shared[1],
)


# The power 0 of a matrix: PyTorch copies the identity over it, and so numbers no node.
unit_matrices = Op(
    "Copy",
    lambda xp, x: xp.broadcast_to(xp.linalg.eye_like(x), x.shape).copy(),
    x=lambda g, xp: xp.zeros_like(g),
    node_name="CopyBackwards",
)
