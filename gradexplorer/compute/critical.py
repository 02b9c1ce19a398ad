"""Critical points of a function in a rectangle: Newton's method for ∇f = 0 from a grid of starts, all at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array
from gradexplorer.compute.curvature import signs_of
from gradexplorer.compute.plane import Plane

Kind = Literal["minimum", "maximum", "saddle", "undecided"]

STARTS = 33
"""Starts along each side of the rectangle."""
PASSES = 70
"""The most steps of Newton's method: where the Hessian is singular the distance halves with each."""
REACH = 0.1
"""The longest step, as a part of the rectangle."""
SAME = 1e-6
"""Places nearer than this part of the rectangle are one."""
MOST = 100
"""No more places than this are listed."""
MOST_SINGULAR = 8
"""More places than this with a singular Hessian lie on lines or areas that are critical as a whole."""
RING = 48
"""Places around a critical point at which is asked whether the function is higher or lower."""


class Place(Struct, frozen=True):
    """A critical point. `kind` is undecided where the second derivatives and what lies around it do not tell."""

    kind: Kind
    x: float
    y: float
    value: float


class Criticals(Struct, frozen=True):
    """The critical points found, lowest first; `lines` says that there are whole lines or areas of them besides."""

    places: tuple[Place, ...] = ()
    lines: bool = False


def find(plane: Plane, x_range: tuple[float, float], y_range: tuple[float, float]) -> Criticals:
    """The isolated places within the rectangle where both partial derivatives are 0, to full precision."""
    low, high = np.array([x_range[0], y_range[0]]), np.array([x_range[1], y_range[1]])
    span = (high - low)[:, None]
    with np.errstate(all="ignore"):
        share = np.linspace(0.0, 1.0, STARTS)
        grid = np.stack([np.tile(share, STARTS), np.repeat(share, STARTS)]) * span + low[:, None]
        usual = _usual(plane, grid)
        ends = _newton(plane, grid, span)
        inside = ((ends >= low[:, None]) & (ends <= high[:, None])).all(axis=0)
        ends = _distinct(ends[:, inside], span)
        if not ends.shape[1]:
            return Criticals()
        ends = _rounded(plane, ends, span)
        value, gradient, second = plane.at(*ends, order=2)
        rounding = np.abs(second).max(axis=(0, 1))
        precision = float(np.finfo(plane.dtype.numpy).eps)
        noise = 1e4 * precision * (rounding * (np.abs(ends) + span).max(axis=0) + usual)
        still = (gradient == 0).all(axis=0) | (np.abs(_step(gradient, second) / span) <= SAME).all(axis=0)
        sound = np.isfinite(value) & still & (np.abs(gradient).max(axis=0) <= noise)
        ends, value, second = ends[:, sound], value[sound], second[:, :, sound]
        signs = signs_of(_eigenvalues(second)) if len(value) else np.zeros((2, 0), int)
        singular = (signs == 0).any(axis=0)
        lines = int(singular.sum()) > MOST_SINGULAR
        keep = ~singular if lines else np.ones(len(value), bool)
        places = [
            Place(
                _kind(plane, ends[:, j], float(value[j]), signs[:, j], span),
                float(ends[0, j]),
                float(ends[1, j]),
                float(value[j]),
            )
            for j in np.flatnonzero(keep)[np.argsort(value[keep], kind="stable")][:MOST]
        ]
    return Criticals(tuple(places), lines)


def _usual(plane: Plane, grid: Array) -> float:
    """The usual size of a partial derivative in the rectangle."""
    gradient = np.abs(plane.at(*grid, order=1)[1])
    known = gradient[np.isfinite(gradient)]
    return float(np.median(known)) if known.size else 0.0


def _newton(plane: Plane, starts: Array, span: Array) -> Array:
    """Where Newton's steps come to rest, (2, k); those that leave the rectangle by far or have no step are dropped."""
    at, live, done = starts, np.arange(starts.shape[1]), np.zeros(starts.shape[1], bool)
    at = at.copy()
    middle, precision = starts.mean(axis=1, keepdims=True), float(np.finfo(plane.dtype.numpy).eps)
    for _ in range(PASSES):
        _, gradient, second = plane.at(*at[:, live], order=2)
        level = (gradient == 0).all(axis=0)
        step = np.where(level, 0.0, _step(gradient, second))
        size = np.abs(step / span).max(axis=0)
        step = step * np.minimum(1.0, REACH / np.maximum(size, 1e-300))
        at[:, live] += step
        near = (np.abs(at[:, live] - middle) <= 1.5 * span).all(axis=0)
        rests = (np.abs(step) <= 2 * precision * np.abs(at[:, live]) + 1e-17 * span).all(axis=0)
        done[live[rests & near]] = True
        live = live[np.isfinite(size) & near & ~rests]
        if not len(live):
            break
    done[live] = True  # whether it is a critical point is asked of its gradient
    return at[:, done]


def _step(gradient: Array, second: Array) -> Array:
    """−H⁻¹∇f for each place, (2, n); where H is singular the shortest step that it allows, nan where it is 0."""
    (a, b), (c, d) = second
    determinant, trace = a * d - b * c, a + d
    across, upwards = b * gradient[1] - d * gradient[0], c * gradient[0] - a * gradient[1]
    whole = np.stack([across, upwards]) / determinant
    # A symmetric matrix of rank 1 has the pseudo-inverse H / (tr H)².
    part = -np.stack([a * gradient[0] + b * gradient[1], c * gradient[0] + d * gradient[1]]) / trace**2
    step: Array = np.where(determinant == 0, part, whole)
    return step


def _distinct(places: Array, span: Array) -> Array:
    """One of all places (2, k) that are nearer to each other than can be told."""
    chosen: list[Array] = []
    cells: dict[tuple[int, int], None] = {}
    for place in places.T:
        cell = np.floor(place / span[:, 0] / SAME)
        around = [(int(cell[0]) + i, int(cell[1]) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if not any(each in cells for each in around):
            cells[(int(cell[0]), int(cell[1]))] = None
            chosen.append(place)
    return np.array(chosen).reshape(-1, 2).T


def _rounded(plane: Plane, places: Array, span: Array) -> Array:
    """The round numbers beside the places, where the gradient is no further from 0: 3 and not 2.9999999999999996."""
    digits = (11 - np.floor(np.log10(span[:, 0]))).astype(int)
    short = np.array([np.round(row, int(n)) for row, n in zip(places, digits, strict=True)]) + 0.0
    found = plane.at(*np.hstack([places, short]), order=2)
    size = np.abs(found[1]).max(axis=0).reshape(2, -1)
    bend = np.abs(found[2]).max(axis=(0, 1)).reshape(2, -1)[0]
    precision = float(np.finfo(plane.dtype.numpy).eps)
    rounding = 4 * precision * bend * np.abs(places).max(axis=0)
    return np.where(size[1] <= size[0] + rounding, short, places)


def _eigenvalues(second: Array) -> Array:
    """The eigenvalues (2, n) of symmetric matrices (2, 2, n), ascending."""
    matrices = np.moveaxis(0.5 * (second + second.swapaxes(0, 1)), -1, 0)
    known = np.isfinite(matrices.sum(axis=(1, 2)))
    values: Array = np.linalg.eigvalsh(np.where(known[:, None, None], matrices, 0.0)).T
    return values


def _kind(plane: Plane, at: Array, value: float, signs: Array, span: Array) -> Kind:
    """What the eigenvalues say; where one is 0, a saddle if the function is both higher and lower close by."""
    if (signs != 0).all():
        return "minimum" if signs.min() > 0 else "maximum" if signs.max() < 0 else "saddle"
    turn = np.linspace(0.0, 2 * np.pi, RING, endpoint=False)
    ring = at[:, None] + 1e-3 * span * np.stack([np.cos(turn), np.sin(turn)])
    (around,) = plane.at(*ring)
    noise = 64 * float(np.finfo(plane.dtype.numpy).eps) * max(abs(value), float(np.nanmax(np.abs(around), initial=0.0)))
    return "saddle" if np.any(around > value + noise) and np.any(around < value - noise) else "undecided"
