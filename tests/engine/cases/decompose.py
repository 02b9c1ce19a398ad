"""Inverses, determinants, decompositions and norms of matrices."""

from __future__ import annotations

import math

import numpy as np

from tests.engine.operator_table import CUBE, REAL, TALL, Case, named

FLOATS = "float32 float16 int64 bool"
SQUARE = REAL[:, :3] + 2 * np.eye(3)
BATCH = np.stack([SQUARE, SQUARE.T @ SQUARE - 1])
SYMMETRIC = SQUARE.T @ SQUARE + np.diag([1.0, 2.0, 3.0])
SINGULAR = np.outer([1.0, 2.0, 3.0], [1.0, -1.0, 2.0]) + np.outer([0.0, 1.0, 1.0], [2.0, 1.0, 1.0])
WIDE = CUBE[0]


def _named(names: str, *inputs: np.ndarray, **options: object) -> list[Case]:
    return [
        Case(
            f"linalg.{name}",
            lambda t, *x, name=name: getattr(t.linalg, name)(*x),
            inputs,
            dtypes=FLOATS,
            **options,  # type: ignore[arg-type]
        )
        for name in names.split()
    ]


CASES = (
    *_named("inv det matrix_norm cond svdvals pinv", SQUARE, tolerance=1e-8),
    *_named("inv det norm", BATCH[:1], tolerance=1e-8),
    Case("inv of a batch", lambda t, a: t.linalg.inv(a), (BATCH,), FLOATS, tolerance=1e-8),
    Case("det of a batch", lambda t, a: a.det(), (BATCH,), FLOATS),
    Case("det of the unit matrix", lambda t, a: t.det(a), (np.eye(3),), FLOATS),
    Case("det of a singular matrix", lambda t, a: t.det(a), (SINGULAR,), "float32", forward_in_pytorch=False),
    Case("det of rank 1", lambda t, a: t.det(a), (np.outer([1.0, 2.0, 4.0], [1.0, -2.0, 0.5]),), "", in_pytorch=False),
    Case("slogdet", lambda t, a: t.linalg.slogdet(a)[1], (SQUARE,), FLOATS),
    *named("logdet", SYMMETRIC, dtypes=FLOATS),
    *named("inverse pinverse", SQUARE, dtypes=FLOATS, tolerance=1e-9),
    Case("solve a vector", lambda t, a, b: t.linalg.solve(a, b), (SQUARE, REAL[:, 0]), FLOATS),
    Case("solve a matrix", lambda t, a, b: t.linalg.solve(a, b), (SQUARE, REAL), FLOATS),
    Case("solve that broadcasts", lambda t, a, b: t.linalg.solve(a, b), (BATCH, REAL), "float32", tolerance=1e-8),
    Case("solve vectors", lambda t, a, b: t.linalg.solve(a, b), (BATCH, REAL[:2, :3]), "float32", tolerance=1e-8),
    Case("solve from the right", lambda t, a, b: t.linalg.solve(a, b, left=False), (SQUARE, REAL[:, :3]), FLOATS),
    Case("cholesky", lambda t, a: t.linalg.cholesky((a + a.mT) / 2), (SYMMETRIC,), FLOATS),
    Case("cholesky upper", lambda t, a: t.linalg.cholesky((a + a.mT) / 2, upper=True), (SYMMETRIC,), FLOATS),
    # PyTorch warns of the old names.
    Case("old cholesky", lambda t, a: t.cholesky((a + a.mT) / 2), (SYMMETRIC,), "", in_pytorch=False),
    Case("eigenvalues", lambda t, a: t.linalg.eigvalsh((a + a.mT) / 2), (SYMMETRIC,), FLOATS),
    Case("eigh values", lambda t, a: t.linalg.eigh((a + a.mT) / 2, UPLO="U")[0], (SYMMETRIC,), FLOATS),
    Case("eigh vectors", lambda t, a: t.linalg.eigh((a + a.mT) / 2)[1] ** 2, (SYMMETRIC,), "float32"),
    Case("svd U", lambda t, a: t.linalg.svd(a, full_matrices=False)[0] ** 2, (SQUARE,), FLOATS, tolerance=1e-8),
    Case("svd V tall", lambda t, a: t.linalg.svd(a, full_matrices=False)[2] ** 2, (WIDE.T,), FLOATS, tolerance=1e-8),
    Case("svd V wide", lambda t, a: t.linalg.svd(a, full_matrices=False)[2] ** 2, (WIDE,), FLOATS, tolerance=1e-8),
    Case("svd full", lambda t, a: t.linalg.svd(a)[0] ** 2, (WIDE,), FLOATS, tolerance=1e-8),
    Case("old svd", lambda t, a: t.svd(a)[0] ** 2, (TALL[:, :3],), FLOATS, tolerance=1e-8),
    Case("svdvals of a batch", lambda t, a: t.linalg.svdvals(a), (CUBE,), FLOATS, tolerance=1e-9),
    *(
        Case(f"qr {name} {part}", lambda t, a, part=part: t.linalg.qr(a)[part], (x,), FLOATS, tolerance=1e-9)
        for name, x in (("square", SQUARE), ("tall", TALL[:, :3]), ("wide", WIDE))
        for part in (0, 1)
    ),
    Case("old qr", lambda t, a: t.qr(a)[1], (SQUARE,), "", in_pytorch=False),
    *(
        Case(f"matrix_power {n}", lambda t, a, n=n: t.linalg.matrix_power(a, n), (SQUARE,), "float32", tolerance=1e-8)
        for n in (0, 1, 2, 3, 5, -1, -3)
    ),
    Case("pinv wide", lambda t, a: t.linalg.pinv(a), (WIDE,), FLOATS, tolerance=1e-8),
    Case("pinv hermitian", lambda t, a: t.linalg.pinv((a + a.mT) / 2, hermitian=True), (SYMMETRIC,), FLOATS),
    *(
        Case(f"matrix_norm {o}", lambda t, a, o=o: t.linalg.matrix_norm(a, o), (REAL,), FLOATS, tolerance=1e-9)
        for o in ("fro", "nuc", 2, -2, 1, -1, math.inf, -math.inf)
    ),
    Case("matrix_norm dims", lambda t, a: t.linalg.matrix_norm(a, 2, (2, 0), keepdim=True), (CUBE,), FLOATS),
    Case("norm of vectors", lambda t, a: t.linalg.norm(a, 2, 1), (REAL,), FLOATS),
    Case("norm of all", lambda t, a: t.linalg.norm(a), (CUBE,), FLOATS),
    Case("cond nuc", lambda t, a: t.linalg.cond(a, "nuc"), (SQUARE,), FLOATS, tolerance=1e-8),
    Case("lstsq", lambda t, a, b: t.linalg.lstsq(a, b)[0], (TALL, TALL[:, :2]), FLOATS, tolerance=1e-8),
    Case("lstsq of a vector", lambda t, a, b: t.linalg.lstsq(a, b)[0], (WIDE.T, TALL[:, 0]), FLOATS, tolerance=1e-8),
    Case(
        "lstsq residuals",
        lambda t, a, b: t.linalg.lstsq(a, b, driver="gelsd")[1],
        (WIDE.T, TALL[:, :2]),
        FLOATS,
        tolerance=1e-8,
    ),
    # PyTorch's has no second derivative.
    *(
        Case(f"cdist {p}", lambda t, a, b, p=p: t.cdist(a, b, p), (REAL, TALL[:, :4]), FLOATS, in_pytorch=False)
        for p in (0, 1, 1.5, 2, 3, math.inf)
    ),
)
