"""What the Hessian says at a point: eigenvalues, eigenvectors, and whether they decide what kind of point it is."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array
from gradexplorer.compute.point import PointResult

Bend = Literal["up", "down", "mixed", "flat", "none"]

TINY = 1e-10
"""An eigenvalue this small beside the largest is 0, and so is a gradient beside what the Hessian makes of the point."""

STEEP = 1e-3
"""A slope is not 0 that changes the value by more than this part of it on the way to where the bend makes it 0."""


class Curvature(Struct, frozen=True):
    """Eigenvalues (k,) in ascending order and the unit eigenvectors, the columns of (k, k).

    `critical` says that the gradient is 0 as far as can be told.
    """

    values: Array
    vectors: Array
    critical: bool

    @property
    def bend(self) -> Bend:
        """How the surface bends: up or down in every direction, both (mixed), one of them and not at all in some
        direction (flat), or nowhere (none).
        """
        signs = set(signs_of(self.values).tolist())
        if signs == {0}:
            return "none"
        if {-1, 1} <= signs:
            return "mixed"
        return "flat" if 0 in signs else "up" if 1 in signs else "down"


def signs_of(values: Array) -> Array:
    """−1, 0 or 1 for each eigenvalue (k, ...); what is rounding beside the largest of axis 0 counts as 0."""
    size = np.abs(values)
    signs: Array = np.where(size > TINY * size.max(axis=0, initial=0.0), np.sign(values), 0).astype(int)
    return signs


def curvature(point: PointResult) -> Curvature | None:
    """The Hessian's eigenvalues and eigenvectors at `point`; None where there is no finite Hessian."""
    second = point.second
    if second is None or not len(second) or not np.isfinite(second).all():
        return None
    return of_matrix(second, is_critical(point))


def of_matrix(second: Array, critical: bool) -> Curvature:
    """The same for a symmetric matrix (k, k); each eigenvector's largest part is positive."""
    values, vectors = np.linalg.eigh(0.5 * (second + second.T))
    largest = vectors[np.argmax(np.abs(vectors) - 1e-9 * np.arange(len(vectors))[:, None], axis=0), range(len(values))]
    return Curvature(values + 0.0, vectors * np.sign(largest) + 0.0, critical)


def is_critical(point: PointResult) -> bool:
    """Whether the gradient is 0 at `point`, but for rounding."""
    largest = float(np.max(np.abs(point.gradient), initial=0.0))
    if point.second is None or not np.isfinite(point.second).all():
        return largest == 0
    reach = max(1.0, float(np.max(np.abs(point.point), initial=0.0)))
    bend = float(np.max(np.abs(point.second), initial=0.0))
    # Beside a pole the slope is small for so great a bend, too, but there the way to where it would be 0 changes much.
    steep = largest > 1.0 and largest > STEEP * abs(point.value) * (bend / largest)
    return largest <= TINY * bend * reach and not steep


def along(point: PointResult, axes: tuple[int, int], degrees: float) -> tuple[Array, float]:
    """The unit vector (2,) at `degrees` in the plane of `axes`, and the derivative in its direction, ∇f·u."""
    unit = unit_vector(degrees)
    with np.errstate(invalid="ignore", over="ignore"):  # of a gradient that is not finite it is nan or infinite
        return unit, float(point.gradient[list(axes)] @ unit)


def unit_vector(degrees: float) -> Array:
    """(cos, sin) of an angle in degrees, exact at the quarters of a turn."""
    turns, rest = divmod(degrees, 90.0)
    angle = np.radians(rest)
    cos, sin = (float(np.cos(angle)), float(np.sin(angle))) if rest else (1.0, 0.0)
    quarters = ((cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos))
    return np.array(quarters[int(turns) % 4]) + 0.0
