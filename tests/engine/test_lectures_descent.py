"""A lecture on graphs and descent: beside NumPy, inside the graph, and descent on a function with many dips."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

TWICE = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been"
    " freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify"
    " retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors"
    " after calling backward."
)


def shown(value: Any) -> str:
    """The repr, with PyTorch's dtypes named as engine's."""
    return repr(value).replace("torch.", "engine.")


class TestBesideNumpy:
    def test_float32_is_the_default_and_float64_is_numpys(self, torch: Any) -> None:
        x = torch.linspace(-5, 5, 10)
        assert repr(x) == (
            "tensor([-5.0000, -3.8889, -2.7778, -1.6667, -0.5556,  0.5556,  1.6667,  2.7778,\n"
            "         3.8889,  5.0000])"
        )
        assert shown(x.dtype) == "engine.float32"
        y = torch.from_numpy(np.linspace(-5, 5, 10))
        assert shown(y) == (
            "tensor([-5.0000, -3.8889, -2.7778, -1.6667, -0.5556,  0.5556,  1.6667,  2.7778,\n"
            "         3.8889,  5.0000], dtype=engine.float64)"
        )
        assert shown(y.dtype) == "engine.float64"
        assert shown(y.float().dtype) == "engine.float32"

    def test_both_print_as_arrays(self, torch: Any) -> None:
        x = torch.linspace(-5, 5, 10)
        assert str(x.numpy()) == (
            "[-5.         -3.8888888  -2.7777777  -1.6666665  -0.55555534  0.55555534\n"
            "  1.6666665   2.7777777   3.8888888   5.        ]"
        )
        y = torch.from_numpy(np.linspace(-5, 5, 10))
        assert str(y.numpy()) == (
            "[-5.         -3.88888889 -2.77777778 -1.66666667 -0.55555556  0.55555556\n"
            "  1.66666667  2.77777778  3.88888889  5.        ]"
        )

    def test_the_place_of_the_least_value_by_numpy(self) -> None:
        import engine as torch

        theta = torch.linspace(-5, 5)
        assert tuple(theta.shape) == (100,)
        y = objective(torch, theta)
        least = theta[np.argmin(y)]
        assert repr(least) == "tensor(-0.0505)"
        np.testing.assert_array_equal(float(least) * np.ones(2), [float(least)] * 2)

    @pytest.mark.filterwarnings("ignore:__array_wrap__")
    def test_numpys_argmin_reads_a_tensor(self, torch: Any) -> None:
        theta = torch.tensor([0.5, 2.0, -1.0])
        assert repr(theta[np.argmin(torch.tensor([3.0, 1.0, 2.0]))]) == "tensor(2.)"


class TestGraph:
    def test_a_value_without_tracking(self, torch: Any) -> None:
        x = torch.tensor(5.0)
        y = 3 * x**2 + x
        assert (repr(x), x.grad) == ("tensor(5.)", None)
        assert repr(y) == "tensor(80.)"

    def test_the_graph_of_a_sine_and_a_line(self, torch: Any) -> None:
        x = torch.tensor(5.0, requires_grad=True)
        y = 3 * torch.sin(x) + x + 3
        assert (repr(x), x.grad) == ("tensor(5., requires_grad=True)", None)
        assert repr(y) == "tensor(5.1232, grad_fn=<AddBackward0>)"
        outer = y.grad_fn
        inner = outer.next_functions[0][0]
        product = inner.next_functions[0][0]
        sine = product.next_functions[0][0]
        nodes = [node.name() for node in (outer, inner, product, sine)]
        assert nodes == ["AddBackward0", "AddBackward0", "MulBackward0", "SinBackward0"]
        leaf = sine.next_functions[0][0]
        assert leaf.name().endswith("AccumulateGrad")
        assert leaf.variable is x
        assert inner.next_functions[1][0].variable is x, "x is used twice"
        assert outer.next_functions[1] == (None, 0), "a number has no node"

    def test_a_loop_makes_a_graph_too(self, torch: Any) -> None:
        x = start = torch.tensor(1.0, requires_grad=True)
        for _ in range(3):
            x = x * (x + 1)
        assert repr(x) == "tensor(42., grad_fn=<MulBackward0>)"
        with pytest.warns(UserWarning, match="The .grad attribute of a Tensor that is not a leaf Tensor"):
            assert x.grad is None
        names, node = [], x.grad_fn
        while node.next_functions:
            names.append(node.name())
            node = node.next_functions[-1][0] or node.next_functions[0][0]
        assert names == ["MulBackward0", "AddBackward0"] * 3
        x.backward()
        assert repr(start.grad) == "tensor(195.)"

    def test_a_second_backward_fails_in_pytorchs_words(self, torch: Any) -> None:
        x = torch.tensor(1.0, requires_grad=True)
        y = x * (x + 1)
        y.backward()
        with pytest.raises(RuntimeError) as caught:
            y.backward()
        assert str(caught.value) == TWICE
        assert repr(x.grad) == "tensor(3.)"

    def test_gradients_accumulate_over_a_loop(self, torch: Any) -> None:
        x = torch.tensor(5.0, requires_grad=True)
        for expected in ("tensor(30.)", "tensor(60.)"):
            y = 3 * x**2
            y.backward()
            assert repr(x.grad) == expected
            assert repr(y) == "tensor(75., grad_fn=<MulBackward0>)"
        x.grad.zero_()
        assert (repr(x), repr(x.grad)) == ("tensor(5., requires_grad=True)", "tensor(0.)")
        (3 * x**2).backward()
        assert repr(x.grad) == "tensor(30.)"

    def test_a_sum_of_squares(self, torch: Any) -> None:
        x = torch.arange(5, dtype=torch.float32).requires_grad_(True)
        y = torch.sum(x**2)
        y.backward()
        assert repr(y) == "tensor(30., grad_fn=<SumBackward0>)"
        assert repr(x) == "tensor([0., 1., 2., 3., 4.], requires_grad=True)"
        assert repr(x.grad) == "tensor([0., 2., 4., 6., 8.])"

    def test_a_mean_of_logarithms(self, torch: Any) -> None:
        x = torch.arange(5, dtype=torch.float32).requires_grad_(True)
        y = torch.mean(torch.log(x**2 + 1) + 5 * x)
        y.backward()
        assert repr(y) == "tensor(11.4877, grad_fn=<MeanBackward0>)"
        assert repr(x) == "tensor([0., 1., 2., 3., 4.], requires_grad=True)"
        assert repr(x.grad) == "tensor([1.0000, 1.2000, 1.1600, 1.1200, 1.0941])"


def objective(torch: Any, theta: Any) -> Any:
    return theta * torch.cos(4 * theta) + 2 * torch.abs(theta)


def gradient_descent(torch: Any, start: Any, step_size: float, steps: int) -> tuple[Any, Any]:
    """The points and values of plain descent, each appended as an array, updated in place inside no_grad."""
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    points = [theta.detach().numpy().copy()]
    values = [objective(torch, theta).detach().numpy()]
    for _ in range(steps):
        if theta.grad is not None:
            theta.grad.zero_()
        objective(torch, theta).sum().backward()
        with torch.no_grad():
            theta -= step_size * theta.grad
        points.append(theta.detach().numpy().copy())
        values.append(objective(torch, theta).detach().numpy())
    return np.array(points), np.array(values)


class TestDescent:
    @pytest.mark.parametrize(("step_size", "end"), [(0.05, "-3.29596"), (0.07, "-1.52917"), (0.15, "0.11150")])
    def test_a_hundred_steps_from_minus_three_and_a_half(self, torch: Any, step_size: float, end: str) -> None:
        points, values = gradient_descent(torch, -3.5, step_size, 100)
        assert points.shape == values.shape == (101,)
        assert points.dtype == values.dtype == np.float64
        assert points[0] == -3.5
        assert f"{points[-1]:.5f}" == end
        assert values[-1] == pytest.approx(points[-1] * np.cos(4 * points[-1]) + 2 * abs(points[-1]), rel=1e-12)

    @pytest.mark.parametrize(
        ("step_size", "fixed", "cycling"),
        [(0.01, 0.821, 0.000), (0.05, 0.525, 0.196), (0.07, 0.532, 0.000), (0.15, 0.204, 0.796)],
    )
    def test_where_four_thousand_starts_end(self, torch: Any, step_size: float, fixed: float, cycling: float) -> None:
        points, _ = gradient_descent(torch, np.linspace(-4, 4, 4001), step_size, 502)
        at, after, later = points[500:]
        still = np.abs(after - at) < 1e-9
        two = ~still & (np.abs(later - at) < 1e-9)
        assert f"{still.mean():.3f}" == f"{fixed:.3f}"
        assert f"{two.mean():.3f}" == f"{cycling:.3f}"

    def test_the_true_minimum_is_the_kink_at_zero(self, torch: Any) -> None:
        for side in (-1e-3, 0.0, 1e-3):
            theta = torch.tensor(side, requires_grad=True)
            value = objective(torch, theta)
            value.backward()
            assert value.item() >= 0
            assert np.sign(theta.grad.item()) == np.sign(side) or side == 0.0
        assert objective(torch, torch.tensor(0.0)).item() == 0

    def test_the_curve_point_by_point(self, torch: Any) -> None:
        line = np.linspace(-3.5, 0.5)
        values = np.array([objective(torch, torch.tensor(theta)).numpy() for theta in line])
        assert values.dtype == np.float64
        np.testing.assert_allclose(values, line * np.cos(4 * line) + 2 * np.abs(line), rtol=1e-12)

    def test_a_whole_number_cannot_be_descended_from(self, torch: Any) -> None:
        with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype"):
            torch.tensor(0, requires_grad=True)
