"""Factorizations of batches of square or rectangular matrices, with failures told in PyTorch's words.

NumPy and CuPy share this code. NumPy raises for a whole batch without saying which matrix failed; CuPy, unless it is
asked to look, raises nothing and leaves garbage. So each call runs where its library reports failures, and the first
matrix that fails is then looked for on the host. Arguments have at least two dims, whose sizes have been checked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from engine.errors import LinAlgError


class Factoring:
    """The factorizations of one array library.

    Args:
        module: `numpy`, or a module with its names.
        to_host: an array as a NumPy array.
        watch: a context in which the library raises `numpy.linalg.LinAlgError` for what it cannot factor.
    """

    def __init__(
        self, module: Any, to_host: Callable[[Any], Any], watch: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        self._module = module
        self._to_host = to_host
        self._watch = watch

    def eye_like(self, a: Any) -> Any:
        """The identity matrix of the size of the last dim, in the dtype of `a`."""
        return self._module.eye(a.shape[-1], dtype=a.dtype)

    def cholesky(self, a: Any, name: str = "linalg.cholesky") -> Any:
        """Lower triangular factors of the matrices whose lower triangles `a` has.

        Raises LinAlgError, naming the function `name`, for a matrix that is not positive definite.
        """
        factors = self._try(self._factor, a)
        if factors is None:
            place, matrix = self._first_failing(self._factor, a)
            raise LinAlgError(
                f"{name}: {place}The factorization could not be completed because the input is not positive-definite"
                f" (the leading minor of order {_order_not_positive(matrix)} is not positive-definite)."
            )
        return factors

    def inv(self, a: Any) -> Any:
        """The inverses. Raises LinAlgError for a singular matrix."""
        inverses = self._try(self._module.linalg.inv, a)
        if inverses is None:
            place, matrix = self._first_failing(self._module.linalg.inv, a)
            raise LinAlgError(
                f"linalg.inv: {place}The diagonal element {_order_of_zero_pivot(matrix)} is zero, the inversion could"
                " not be completed because the input matrix is singular."
            )
        return inverses

    def inv_or_nan(self, a: Any) -> Any:
        """The inverses, nan for singular matrices."""
        inverses = self._try(self._module.linalg.inv, a)
        if inverses is not None:
            return inverses
        inverses = self._module.full_like(a, np.nan)
        for index in np.ndindex(a.shape[:-2]):
            inverse = self._try(self._module.linalg.inv, a[index])
            if inverse is not None:
                inverses[index] = inverse
        return inverses

    def solve(self, a: Any, b: Any) -> Any:
        """The matrices X with a X = b; leading dims broadcast. Raises LinAlgError for a singular matrix `a`."""
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        if 0 in (*batch, *b.shape):
            return self._module.zeros((*batch, *b.shape[-2:]), dtype=b.dtype)
        if a.shape[:-2] != batch:
            a = self._module.broadcast_to(a, (*batch, *a.shape[-2:]))
        if b.shape[:-2] != batch:
            b = self._module.broadcast_to(b, (*batch, *b.shape[-2:]))
        try:
            with self._watch():
                return self._module.linalg.solve(a, b)
        except np.linalg.LinAlgError:
            place, _ = self._first_failing(self._module.linalg.inv, a)
            raise LinAlgError(
                f"engine.linalg.solve: {place}The solver failed because the input matrix is singular."
            ) from None

    def det(self, a: Any) -> Any:
        """The determinants, 0 for singular matrices."""
        return self._module.linalg.det(a)

    def slogdet(self, a: Any) -> tuple[Any, Any]:
        """Signs and logarithms of magnitudes of the determinants; 0 and -inf for singular ones, 0 and nan for nan."""
        sign, logarithm = self._module.linalg.slogdet(a)
        return self._module.where(logarithm > -np.inf, sign, self._module.zeros_like(sign)), logarithm

    def eigh(self, a: Any, triangle: str = "L") -> tuple[Any, Any]:
        """Eigenvalues, ascending, and eigenvectors as columns, of symmetric matrices known by one triangle."""
        if a.size == 0:
            return self._module.zeros(a.shape[:-1], dtype=a.dtype), self._module.zeros(a.shape, dtype=a.dtype)
        values, vectors = self._converged("eigh", "eigenvalues", a, lambda x: self._module.linalg.eigh(x, triangle))
        return values, vectors

    def eigvalsh(self, a: Any, triangle: str = "L") -> Any:
        """Eigenvalues alone."""
        if a.size == 0:
            return self._module.zeros(a.shape[:-1], dtype=a.dtype)
        return self._converged("eigh", "eigenvalues", a, lambda x: self._module.linalg.eigvalsh(x, triangle))

    def svd(self, a: Any, full: bool = False) -> tuple[Any, Any, Any]:
        """U, the singular values, descending, and V transposed; with `full` U and V are square."""
        u, s, vh = self._converged(
            "svd", "singular values", a, lambda x: self._module.linalg.svd(x, full_matrices=full)
        )
        return u, s, vh

    def svdvals(self, a: Any) -> Any:
        """Singular values alone."""
        return self._converged("svd", "singular values", a, lambda x: self._module.linalg.svd(x, compute_uv=False))

    def qr(self, a: Any, mode: str = "reduced") -> tuple[Any, Any]:
        """Orthonormal columns Q and an upper triangle R with Q R = a; `mode` is "reduced", "complete" or "r": no Q."""
        if mode == "r":
            return self._module.zeros(0, dtype=a.dtype), self._module.linalg.qr(a, mode="r")
        q, r = self._module.linalg.qr(a, mode=mode)
        return q, r

    def pinv(self, a: Any, atol: Any, rtol: Any, symmetric: bool) -> Any:
        """The pseudo-inverses, for which singular values up to max(atol, rtol times the greatest) count as 0."""
        xp = self._module
        if symmetric:
            s, v = self.eigh(a)
            left, right, size = v, xp.swapaxes(v, -2, -1), xp.abs(s)
        else:
            u, s, vh = self.svd(a)
            left, right, size = xp.swapaxes(vh, -2, -1), xp.swapaxes(u, -2, -1), s
        kept = self._above(size, atol, rtol)
        return (left * xp.where(kept, 1 / xp.where(kept, s, 1), 0)[..., None, :]) @ right

    def rank(self, a: Any, atol: Any, rtol: Any, symmetric: bool) -> Any:
        """How many singular values, of symmetric matrices magnitudes of eigenvalues, do not count as 0."""
        values = self._module.abs(self.eigvalsh(a)) if symmetric else self.svdvals(a)
        above = self._above(values, atol, rtol)
        return self._module.asarray(self._module.sum(above, axis=-1, dtype=np.int64))

    def _above(self, values: Any, atol: Any, rtol: Any) -> Any:
        """Which of each matrix's singular values are greater than max(atol, rtol times the greatest)."""
        if values.shape[-1] == 0:
            return values > 0
        low = self._module.maximum(self._module.amax(values, axis=-1) * rtol, atol)
        return values > self._module.expand_dims(low, -1)

    def cofactors(self, a: Any) -> Any:
        """The derivatives of the determinants by each element: det(a) a⁻ᵀ where that exists, else from the SVD."""
        inverses = self._try(self._module.linalg.inv, a)
        if inverses is not None and bool(self._module.isfinite(inverses).all()):
            return self.det(a)[..., None, None] * self._module.swapaxes(inverses, -2, -1)
        u, s, vh, sign = self._signed_svd(a)
        return (u * (sign[..., None] * self._products_of_others(s))[..., None, :]) @ vh

    def cofactors_slope(self, g: Any, a: Any) -> Any:
        """The derivatives of sum(g * cofactors(a)), for all matrices, singular ones too.

        With a = U S Vᵀ and E = Uᵀ da V, the terms of second order of det(S + E) are the sums over i < j of
        (Eᵢᵢ Eⱼⱼ - Eᵢⱼ Eⱼᵢ) times the product of all singular values but the i-th and the j-th.
        """
        xp = self._module
        u, s, vh, sign = self._signed_svd(a)
        n = s.shape[-1]
        same = xp.eye(n, dtype=bool)
        rest = xp.where(same, 0, self._products_of_others(xp.where(same, 1, s[..., None, :])))
        rest = rest * sign[..., None, None]
        e = xp.swapaxes(u, -2, -1) @ g @ xp.swapaxes(vh, -2, -1)
        on_diagonal = (rest * xp.diagonal(e, 0, -2, -1)[..., None]).sum(axis=-2)
        slope = xp.where(same, on_diagonal[..., None, :], -xp.swapaxes(rest * e, -2, -1))
        return u @ slope @ vh

    def _signed_svd(self, a: Any) -> tuple[Any, Any, Any, Any]:
        """U, S, Vᵀ and the sign det(U) det(V), with which the product of S is the determinant."""
        u, s, vh = self.svd(a)
        return u, s, vh, self.det(u) * self.det(vh)

    def _products_of_others(self, s: Any) -> Any:
        """For each element along the last axis the product of all others, without division."""
        xp = self._module
        ones = xp.ones_like(s[..., :1])
        before = xp.cumprod(xp.concatenate([ones, s[..., :-1]], axis=-1), axis=-1)
        after = xp.cumprod(xp.concatenate([ones, xp.flip(s, -1)[..., :-1]], axis=-1), axis=-1)
        return before * xp.flip(after, -1)

    def _factor(self, a: Any) -> Any:
        """Cholesky's factors; nan on a diagonal, which a library may pass over, is a failure."""
        factors = self._module.linalg.cholesky(a)
        if bool(self._module.isnan(self._module.diagonal(factors, 0, -2, -1)).any()):
            raise np.linalg.LinAlgError
        return factors

    def _try(self, function: Callable[[Any], Any], a: Any) -> Any:
        """The function's answer, None where it fails for one of the matrices."""
        if a.size == 0:
            return self._module.zeros(a.shape, dtype=a.dtype)
        try:
            with self._watch():
                return function(a)
        except np.linalg.LinAlgError:
            return None

    def _first_failing(self, function: Callable[[Any], Any], a: Any) -> tuple[str, Any]:
        """The words for the place of the first matrix that fails, "" for a single one, and it on the host."""
        if a.ndim == 2:
            return "", self._to_host(a)
        matrices = a.reshape(-1, *a.shape[-2:])
        place = next((i for i in range(len(matrices)) if self._try(function, matrices[i]) is None), 0)
        return f"(Batch element {place}): ", self._to_host(matrices[place])

    def _converged(self, name: str, sought: str, a: Any, function: Callable[[Any], Any]) -> Any:
        """The function's answer. Raises LinAlgError where its iteration does not converge."""
        try:
            with self._watch():
                return function(a)
        except np.linalg.LinAlgError:
            place, matrix = self._first_failing(function, a)
        reason = f"is ill-conditioned or has too many repeated {sought} (error code: {matrix.shape[-1] - 1})"
        if name == "svd" and not np.isfinite(matrix).all():
            reason = "contained non-finite values"
        raise LinAlgError(f"linalg.{name}: {place}The algorithm failed to converge because the input matrix {reason}.")


def _order_not_positive(matrix: Any) -> int:
    """The order of the first leading minor that is not positive, by Cholesky's algorithm column by column."""
    n = len(matrix)
    factor = np.zeros((n, n))
    for k in range(n):
        pivot = matrix[k, k] - factor[k, :k] @ factor[k, :k]
        if not pivot > 0:
            return k + 1
        factor[k:, k] = (matrix[k:, k] - factor[k:, :k] @ factor[k, :k]) / np.sqrt(pivot)
    return n


def _order_of_zero_pivot(matrix: Any) -> int:
    """The number of the first pivot that is 0, by Gaussian elimination with the largest pivots."""
    left = np.array(matrix, dtype=np.float64)
    for k in range(len(left)):
        row = k + int(np.argmax(np.abs(left[k:, k])))
        if left[row, k] == 0:
            return k + 1
        left[[k, row]] = left[[row, k]]
        left[k + 1 :] -= np.outer(left[k + 1 :, k] / left[k, k], left[k])
    return len(left)
