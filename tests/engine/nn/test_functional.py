"""What nn.functional does besides its derivatives: warnings, edges, memory, and what it says of modules."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

import engine
from engine.nn import functional as F

DOUBLE = engine.float64


def leaf(*values: Any) -> engine.Tensor:
    return engine.tensor(values, dtype=DOUBLE, requires_grad=True)


def slope(y: engine.Tensor, x: engine.Tensor) -> list[float]:
    (g,) = engine.autograd.grad(y.sum(), x)
    return g.tolist()  # type: ignore[no-any-return]


def curvature(call: Any, x: engine.Tensor) -> list[float]:
    (g,) = engine.autograd.grad(call(x).sum(), x, create_graph=True)
    return slope(g, x)


@pytest.mark.parametrize(
    ("call", "x", "expected"),
    [
        (F.relu, 0.0, 0.0), (F.relu6, 6.0, 0.0), (F.leaky_relu, 0.0, 0.01), (F.hardtanh, 1.0, 0.0),
        (F.hardsigmoid, -3.0, 0.0), (F.hardswish, -3.0, 0.0), (F.hardswish, 3.0, 1.0), (F.hardshrink, 0.5, 0.0),
        (F.softshrink, -0.5, 0.0), (lambda x: F.threshold(x, 0.5, 2.0), 0.5, 0.0), (lambda x: F.elu(x, 3.0), 0.0, 3.0),
        (F.relu, math.nan, 1.0), (F.hardtanh, math.nan, 1.0), (F.elu, math.nan, 1.0), (F.hardswish, math.nan, 1.0),
        (F.hardsigmoid, math.nan, 0.0),
    ],
)  # fmt: skip
def test_slopes_at_kinks_and_nan_are_pytorchs(call: Any, x: float, expected: float) -> None:
    point = leaf(x)
    assert slope(call(point), point) == [expected]


@pytest.mark.parametrize("x", [-1000.0, 1000.0])
@pytest.mark.parametrize(
    "call", [F.silu, F.mish, F.gelu, F.softplus, F.logsigmoid, F.elu, F.selu, F.celu, F.hardswish, F.softsign]
)
def test_far_values_have_finite_derivatives_of_both_orders(call: Any, x: float) -> None:
    point = leaf(x)
    assert all(map(math.isfinite, [*slope(call(point), point), *curvature(call, point)]))


def test_far_logits_have_finite_losses_and_derivatives() -> None:
    target = engine.tensor([0.3, 1.0], dtype=DOUBLE)
    for call in (F.binary_cross_entropy_with_logits, F.soft_margin_loss, F.mse_loss, F.huber_loss):
        for x in (leaf(-1000.0, 1000.0), leaf(1000.0, -1000.0)):
            assert math.isfinite(call(x, target).item())
            assert all(map(math.isfinite, [*slope(call(x, target), x), *curvature(lambda y, f=call: f(y, target), x)]))


def test_certain_probabilities_have_finite_losses() -> None:
    x = leaf(0.0, 1.0, 0.0, 1.0)
    loss = F.binary_cross_entropy(x, engine.tensor([0.0, 1.0, 1.0, 0.0], dtype=DOUBLE), reduction="none")
    assert loss.tolist() == [0.0, 0.0, 100.0, 100.0]
    assert slope(loss, x) == [0.0, 0.0, -1e12, 1e12]


def test_inplace_writes_into_the_argument() -> None:
    names = "relu relu6 leaky_relu elu selu celu silu mish hardtanh hardswish hardsigmoid"
    for name in names.split():
        x = engine.tensor([-2.0, 0.5])
        expected = getattr(F, name)(x.clone())
        assert getattr(F, name)(x, inplace=True) is x
        assert engine.equal(x, expected)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place"):
        F.relu(leaf(1.0), inplace=True)
    with pytest.raises(RuntimeError, match="In-place elu backward calculation is triggered with a negative slope"):
        F.elu(leaf(1.0) * 1, -1.0, inplace=True).sum().backward()


def test_losses_that_would_broadcast_warn() -> None:
    words = r"Using a target size \(engine.Size\(\[1\]\)\) that is different to the input size \(engine.Size\(\[2\]\)\)"
    for loss in (F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss):
        with pytest.warns(UserWarning, match=words):
            y = loss(engine.ones(2, dtype=DOUBLE), x := leaf(3.0))
        assert len(slope(y, x)) == 1


@pytest.mark.parametrize(
    ("options", "reduction"),
    [({"size_average": False}, "sum"), ({"reduce": False}, "none"), ({"size_average": True}, "mean")],
)
def test_legacy_arguments_warn_and_override(options: dict[str, bool], reduction: str) -> None:
    x, y = engine.tensor([1.0, 4.0]), engine.tensor([0.0, 2.0])
    with pytest.warns(UserWarning, match=f"please use reduction='{reduction}' instead"):
        found = F.mse_loss(x, y, **options)
    assert engine.equal(found, F.mse_loss(x, y, reduction=reduction))


def test_softmax_chooses_a_dim_with_a_warning() -> None:
    for name in ("softmax", "softmin", "log_softmax"):
        for shape, dim in (((3,), 0), ((2, 3), 1), ((2, 3, 4), 0), ((1, 2, 3, 4), 1)):
            x = engine.arange(math.prod(shape)).reshape(*shape) * 0.1
            with pytest.warns(UserWarning, match=f"Implicit dimension choice for {name} has been deprecated"):
                found = getattr(F, name)(x)
            assert engine.equal(found, getattr(F, name)(x, dim))


def test_kl_div_warns_of_its_mean() -> None:
    with pytest.warns(UserWarning, match="'batchmean' divides only by the batch size"):
        found = F.kl_div(engine.zeros(2, 2), engine.ones(2, 2))
    assert found.item() == 0.0


def test_ignored_targets_take_no_part() -> None:
    x = engine.tensor([[0.0, -math.inf], [-1.0, -2.0]], dtype=DOUBLE, requires_grad=True)
    target = engine.tensor([-100, 1])
    assert F.nll_loss(x, target).item() == 2.0
    assert F.nll_loss(x, target, reduction="none").tolist() == [0.0, 2.0]
    assert slope(F.nll_loss(x, target), x) == [[0.0, 0.0], [0.0, -1.0]]
    nothing = engine.tensor([-100, -100])
    assert math.isnan(F.nll_loss(x, nothing).item())
    assert slope(F.nll_loss(x, nothing), x) == [[0.0, 0.0], [0.0, 0.0]]


def test_losses_of_nothing() -> None:
    nothing = engine.zeros(0)
    assert F.mse_loss(nothing, nothing, reduction="sum").item() == 0
    assert math.isnan(F.mse_loss(nothing, nothing).item())
    assert math.isnan(F.nll_loss(engine.zeros(0, 5), engine.zeros(0, dtype=engine.int64)).item())


def test_half_precision_means_do_not_overflow() -> None:
    x = engine.full((400,), 200.0, dtype=engine.float16)
    assert F.mse_loss(x, engine.zeros_like(x)).item() == 40000.0


def test_batch_norm_moves_the_running_values() -> None:
    x = engine.tensor([[1.0, 10.0], [3.0, 30.0]])
    mean, var = engine.zeros(2), engine.ones(2)
    y = F.batch_norm(x, mean, var, training=True, momentum=0.5, eps=1e-12)
    np.testing.assert_allclose(y.tolist(), [[-1, -1], [1, 1]], rtol=1e-5)
    assert mean.tolist() == [1.0, 10.0]
    assert var.tolist() == [1.5, 100.5]


def test_dropout_keeps_the_mean_and_repeats_with_the_seed() -> None:
    x = engine.ones(20000, dtype=DOUBLE, requires_grad=True)
    engine.manual_seed(1)
    y = F.dropout(x, 0.25)
    assert {round(v, 12) for v in set(y.tolist())} == {0.0, round(4 / 3, 12)}
    assert abs(y.mean().item() - 1) < 0.02
    assert slope(y, x) == y.tolist()
    engine.manual_seed(1)
    assert F.dropout(x.detach(), 0.25).tolist() == y.tolist()
    assert F.dropout(x, training=False) is x
    z = engine.ones(3)
    assert F.dropout(z, 1.0, inplace=True) is z
    assert z.tolist() == [0, 0, 0]


def test_rows_of_a_table() -> None:
    table = engine.tensor([[3.0, 4.0], [0.3, 0.4], [6.0, 8.0]], requires_grad=True)
    index = engine.tensor([[0, 1], [1, 1]])
    rows = F.embedding(index, table, padding_idx=0)
    assert rows.shape == (2, 2, 2)
    assert slope(rows, table) == [[0, 0], [3, 3], [0, 0]]
    np.testing.assert_allclose(slope(F.embedding(index, table, scale_grad_by_freq=True), table)[:2], np.ones((2, 2)))
    F.embedding(index, table, max_norm=1.0)
    np.testing.assert_allclose(table.tolist(), [[0.6, 0.8], [0.3, 0.4], [6, 8]], rtol=1e-5)
    with pytest.raises(IndexError, match="index out of range in self"):
        F.embedding(engine.tensor([3]), table)


def test_gradients_do_not_share_memory() -> None:
    x, y = leaf(1.0, 2.0), leaf(0.0, 4.0)
    F.mse_loss(x, y, reduction="sum").backward()
    assert x.grad is not None
    assert y.grad is not None
    x.grad.zero_()
    assert y.grad.tolist() == [-2.0, 4.0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Linear", "Use engine.nn.functional.linear, with the weights in tensors of your own."),
        ("MSELoss", "Use engine.nn.functional.mse_loss."),
        ("CrossEntropyLoss", "Use engine.nn.functional.cross_entropy."),
        ("BCEWithLogitsLoss", "Use engine.nn.functional.binary_cross_entropy_with_logits."),
        ("BatchNorm2d", "Use engine.nn.functional.batch_norm, with the weights in tensors of your own."),
        ("ReLU", "Use engine.nn.functional.relu."),
        ("Module", "Use engine.nn.functional, with the weights in tensors of your own."),
        ("Buffer", "Use a tensor."),
        ("init", "Use engine.nn.functional, with the weights in tensors of your own."),
    ],
)
def test_modules_are_out_of_scope_and_what_to_use_is_said(name: str, words: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(engine.nn, name)
    assert str(caught.value) == f"engine.nn has no {name}, for modules are out of engine's scope. {words}"


def test_other_names_are_plainly_missing() -> None:
    with pytest.raises(AttributeError, match=r"module 'engine.nn' has no attribute 'nothing'"):
        engine.nn.nothing  # noqa: B018


def test_no_warning_where_none_is_due() -> None:
    x = engine.ones(2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        F.mse_loss(x, x)
        F.softmax(x, 1)
        F.cross_entropy(x, engine.tensor([0, 1]))
