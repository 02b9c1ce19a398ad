"""Normalization, distances, linear maps and tables of vectors."""

from __future__ import annotations

from typing import Any

from tests.engine.operator_table import CUBE, REAL, ROW, Case

PAIR = CUBE[0]
FLOATING = "float32 float16"
PICKS = [[1, 0, 1], [2, 1, 1]]


def _batch_norm(t: Any, a: Any, w: Any, b: Any, **options: Any) -> Any:
    mean, var = t.zeros(3, dtype=a.dtype, device=a.device), t.ones(3, dtype=a.dtype, device=a.device)
    y = t.nn.functional.batch_norm(a, mean + 0.3, var * 2, w, b, **options)
    return y


def _picks(t: Any, w: Any) -> Any:
    return t.tensor(PICKS).to(w.device)


CASES = (
    *(
        Case(f"normalize {p}", lambda t, a, p=p: t.nn.functional.normalize(a, p), (REAL,), dtypes=FLOATING)
        for p in (1, 2.0, 3.5, float("inf"))
    ),
    Case("normalize dim", lambda t, a: t.nn.functional.normalize(a, dim=(0, 1)), (REAL,), dtypes=FLOATING),
    Case("layer_norm", lambda t, a: t.nn.functional.layer_norm(a, (4,)), (REAL,), dtypes=FLOATING),
    Case(
        "layer_norm affine",
        lambda t, a, w, b: t.layer_norm(a, (3, 4), w, b, 0.1),
        (CUBE, REAL, PAIR),
        dtypes=FLOATING,
    ),
    # PyTorch's second derivative wants a weight.
    Case("layer_norm bias", lambda t, a, b: t.layer_norm(a, (4,), None, b), (CUBE, ROW), FLOATING, in_pytorch=False),
    Case("rms_norm", lambda t, a, w: t.nn.functional.rms_norm(a, (4,), w), (CUBE, ROW), dtypes=FLOATING),
    Case("rms_norm eps", lambda t, a: t.rms_norm(a, (3, 4), eps=0.1), (CUBE,), dtypes=FLOATING),
    Case(
        "group_norm",
        lambda t, a, w, b: t.group_norm(a.reshape(2, 4, 3), 2, w, b),
        (CUBE, ROW, ROW**2),
        dtypes=FLOATING,
    ),
    Case("group_norm plain", lambda t, a: t.nn.functional.group_norm(a, 3), (CUBE,), dtypes=FLOATING),
    Case("batch_norm", _batch_norm, (CUBE, ROW[:3], ROW[1:]), dtypes=FLOATING),
    Case(
        "batch_norm training",
        lambda t, a, w, b: _batch_norm(t, a, w, b, training=True),
        (CUBE, ROW[:3], ROW[1:]),
        dtypes=FLOATING,
    ),
    Case("batch_norm of a matrix", lambda t, a: t.nn.functional.batch_norm(a, None, None, training=True), (REAL,),
         dtypes=FLOATING),
    *(
        Case(f"pairwise_distance {p}", lambda t, a, b, p=p: t.pairwise_distance(a, b, p), (REAL, PAIR), dtypes=FLOATING)
        for p in (0.5, 1, 1.5, 2.0, 3, float("inf"), -1, -float("inf"))
    ),
    Case("pairwise_distance keepdim", lambda t, a, b: t.pairwise_distance(a, b, keepdim=True), (CUBE, ROW)),
    Case("cosine_similarity", lambda t, a, b: t.cosine_similarity(a, b), (REAL, PAIR), dtypes=FLOATING),
    Case("cosine_similarity dim", lambda t, a, b: t.cosine_similarity(a, b, -2, 0.5), (CUBE, REAL), dtypes=FLOATING),
    Case("linear of a batch", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (CUBE, REAL, ROW[:3])),
    Case("linear of a vector", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (ROW, REAL, ROW[:3])),
    Case("linear", lambda t, a, b: t.nn.functional.linear(a, b), (REAL, PAIR), dtypes="float32 float16 int64 int32"),
    Case("linear bias", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (REAL, PAIR, ROW[:3]),
         dtypes="float32 float16 int64 int32"),
    Case("linear dot", lambda t, a, b: t.nn.functional.linear(a, b), (ROW, ROW**2), dtypes=FLOATING),
    Case(
        "bilinear",
        lambda t, a, b, w, c: t.bilinear(a, b[:, :3], w.permute(0, 2, 1), c),
        (REAL, PAIR, CUBE, ROW[:2]),
        dtypes=FLOATING,
    ),
    Case("bilinear plain", lambda t, a, b, w: t.nn.functional.bilinear(a, b, w), (ROW[:3], ROW, CUBE), dtypes=FLOATING),
    Case("embedding", lambda t, w: t.nn.functional.embedding(_picks(t, w), w), (REAL,), dtypes=FLOATING),
    Case("dropout in use", lambda t, a: t.nn.functional.dropout(a * a, 0.7, training=False), (REAL,)),
    Case("dropout of all", lambda t, a: t.nn.functional.dropout(a * a, 1.0), (REAL,), dtypes=FLOATING),
)
