"""Losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.engine.operator_table import CUBE, POSITIVE, REAL, ROW, Case

OTHER = CUBE[0]
PROBABILITIES = 1 / (1 + np.exp(-REAL))
SHARES = 1 / (1 + np.exp(-OTHER))
SIGNS = [[1.0, -1.0, 1.0, 1.0], [-1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, 1.0]]
CLASSES = [3, 0, 2]
DEEP = [[1, 0, 2, 2], [0, 0, 1, 2]]
WEIGHTS = np.array([0.5, 1.5, 2.0, 0.25])
FLOATING = "float32 float16"


def _loss(
    name: str, *inputs: Any, title: str = "", ways: str = "mean sum none", tolerance: float = 1e-10, **options: Any
) -> Iterator[Case]:
    """The three reductions of a loss of tensors alone."""
    for way in ways.split():
        yield Case(
            f"{name} {title} {way}".replace("  ", " "),
            lambda t, *x, way=way: getattr(t.nn.functional, name)(*x, reduction=way, **options),
            inputs,
            dtypes=FLOATING,
            tolerance=tolerance,
        )


def _with(
    name: str, constant: Any, *inputs: Any, title: str = "", in_pytorch: bool = True, **options: Any
) -> Iterator[Case]:
    """The three reductions of a loss whose target is a constant; options of arrays and lists become tensors."""

    def call(way: str) -> Callable[..., Any]:
        def run(t: Any, *x: Any) -> Any:
            def made(value: Any) -> Any:
                tensor = t.tensor(np.asarray(value).tolist()).to(x[0].device)
                return tensor.to(x[0].dtype) if tensor.dtype.is_floating_point else tensor

            given = {key: made(v) if isinstance(v, np.ndarray) else v for key, v in options.items()}
            return getattr(t.nn.functional, name)(*x, made(constant), reduction=way, **given)

        return run

    for way in ("mean", "sum", "none"):
        title_of = f"{name} {title} {way}".replace("  ", " ")
        yield Case(title_of, call(way), inputs, dtypes=FLOATING, in_pytorch=in_pytorch)


CASES = (
    *_loss("mse_loss", REAL, OTHER),
    *_loss("mse_loss", np.array(0.3), np.array(-1.2), title="0-d"),
    *_loss("l1_loss", REAL, OTHER),
    *_loss("smooth_l1_loss", REAL, OTHER, title="beta", beta=0.7),
    *_loss("smooth_l1_loss", REAL, OTHER, title="beta 0", beta=0.0),
    *_loss("huber_loss", REAL, OTHER, title="delta", delta=0.7),
    *_loss("kl_div", REAL, POSITIVE, ways="sum none"),
    *_loss("kl_div", REAL, OTHER, title="of logarithms", ways="sum none", log_target=True),
    Case("kl_div batchmean", lambda t, a, b: t.nn.functional.kl_div(a, b, reduction="batchmean"), (REAL, POSITIVE)),
    *_loss("poisson_nll_loss", REAL, POSITIVE * 2, title="full", full=True),
    *_loss("poisson_nll_loss", POSITIVE, OTHER, title="of rates", log_input=False),
    *_loss("gaussian_nll_loss", REAL, OTHER, POSITIVE, title="full", full=True),
    *_loss("gaussian_nll_loss", REAL, ROW, POSITIVE[:, 0], title="one variance a row"),
    # PyTorch's second derivative adds 1e-12 here and there.
    *_loss("binary_cross_entropy", PROBABILITIES, SHARES, tolerance=1e-8),
    *_with("binary_cross_entropy", [[1.0, 0.0, 0.0, 1.0]] * 3, PROBABILITIES, title="weight", weight=WEIGHTS),
    *_loss("binary_cross_entropy_with_logits", REAL * 5, SHARES),
    Case(
        "binary_cross_entropy_with_logits weights",
        lambda t, a, b: t.nn.functional.binary_cross_entropy_with_logits(
            a,
            b,
            weight=t.tensor(WEIGHTS.tolist()).to(a.device).to(a.dtype),
            pos_weight=t.tensor(WEIGHTS.tolist()).to(a.device).to(a.dtype) * 3,
        ),
        (REAL * 5, SHARES),
        dtypes=FLOATING,
    ),
    *_with("soft_margin_loss", SIGNS, REAL),
    *_with("hinge_embedding_loss", SIGNS, REAL),
    *_with("margin_ranking_loss", SIGNS, REAL, OTHER, title="margin", margin=0.5),
    *_with("cosine_embedding_loss", [1, -1, 1], REAL, OTHER, title="margin", margin=-0.9),
    *_loss("triplet_margin_loss", REAL, OTHER, CUBE[1], title="swap", swap=True),
    # PyTorch has no second derivative of this one.
    *_with("multi_margin_loss", CLASSES, REAL, in_pytorch=False),
    *_with("multi_margin_loss", CLASSES, REAL, title="squared", in_pytorch=False, p=2, margin=0.7, weight=WEIGHTS),
    *_with("multi_margin_loss", 2, ROW, title="of one vector", in_pytorch=False),
    *_with("multilabel_soft_margin_loss", np.abs(np.sign(REAL)) * 0.3, REAL, title="weight", weight=WEIGHTS),
    *_with("nll_loss", CLASSES, REAL),
    *_with("nll_loss", [1, 3, 1], REAL, title="weighted", weight=WEIGHTS, ignore_index=3),
    *_with("nll_loss", 2, ROW, title="of one vector"),
    *_with("nll_loss", DEEP, CUBE, title="deep", ignore_index=2),
    *_with("nll_loss", [[[1, 0], [2, 2]], [[0, 0], [1, 2]]], CUBE.reshape(2, 3, 2, 2), title="images"),
    *_with("cross_entropy", CLASSES, REAL),
    *_with("cross_entropy", [1, -100, 1], REAL, title="weighted", weight=WEIGHTS),
    *_with("cross_entropy", DEEP, CUBE, title="deep", weight=WEIGHTS[:3]),
    *_with("cross_entropy", CLASSES, REAL, title="smooth", label_smoothing=0.2),
    *_with(
        "cross_entropy", [1, 3, 1], REAL, title="smooth weighted", label_smoothing=0.2, weight=WEIGHTS, ignore_index=3
    ),
    *_with("cross_entropy", DEEP, CUBE, title="smooth deep", label_smoothing=0.2, weight=WEIGHTS[:3]),
    *_loss("cross_entropy", REAL, SHARES, title="of probabilities"),
    *_loss("cross_entropy", CUBE, CUBE**2, title="of probabilities smooth", label_smoothing=0.1),
    *_with("cross_entropy", SHARES, REAL, title="of probabilities weighted", weight=WEIGHTS),
)
