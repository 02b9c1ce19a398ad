"""What the engine is measured on: one piece of work each for a library with PyTorch's names, and by hand in NumPy.

`make(library)` prepares the work for engine or PyTorch; `by_hand()` prepares the same numbers by formulas that somebody
derived on paper, which is as little as NumPy can be asked to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Work = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """One row: its name, the goal for engine's time over PyTorch's, and who does the work."""

    name: str
    goal: float
    make: Callable[[Any], Work]
    by_hand: Callable[[], Work] | None = None


def cubic(library: Any) -> Work:
    """x³ + 3x² − 5x + 4 at −2."""

    def work() -> Any:
        x = library.tensor(-2.0, requires_grad=True)
        (x**3 + 3 * x**2 - 5 * x + 4).backward()
        return x.grad

    return work


def cubic_by_hand() -> Work:
    """The value, and 3x² + 6x − 5."""

    def work() -> Any:
        x = np.float32(-2.0)
        return x**3 + 3 * x**2 - 5 * x + 4, 3 * x**2 + 6 * x - 5

    return work


def cubic_step(library: Any) -> Work:
    """One step of descent on the cubic, from where the last one ended."""
    x = library.tensor(1.0, requires_grad=True)

    def work() -> None:
        (x**3 + 3 * x**2 - 5 * x + 4).backward()
        with library.no_grad():
            x.sub_(0.01 * x.grad)
            x.grad.zero_()

    return work


def cubic_step_by_hand() -> Work:
    """The same, with the slope by formula."""
    x = np.float32(1.0)

    def work() -> None:
        nonlocal x
        x = x - 0.01 * (3 * x**2 + 6 * x - 5)

    return work


def objective_step(library: Any) -> Work:
    """One step of the lecture's descent on θ cos 4θ + 2|θ|."""
    theta = library.tensor(-3.5, dtype=library.float64, requires_grad=True)

    def work() -> None:
        loss = theta * library.cos(4 * theta) + 2 * library.abs(theta)
        loss.backward()
        with library.no_grad():
            theta.sub_(0.05 * theta.grad)
            theta.grad.zero_()

    return work


def objective_step_by_hand() -> Work:
    """The slope cos 4θ − 4θ sin 4θ + 2 sign θ."""
    theta = np.float64(-3.5)

    def work() -> None:
        nonlocal theta
        theta = theta - 0.05 * (np.cos(4 * theta) - 4 * theta * np.sin(4 * theta) + 2 * np.sign(theta))

    return work


def regression(library: Any) -> Work:
    """One epoch of a line fitted to 30 points by the mean square."""
    generator = np.random.default_rng(0)
    x = library.tensor(generator.uniform(0, 2, (30, 1)), dtype=library.float32)
    y = 2 * x + 3
    w = library.tensor([[0.5]], requires_grad=True)
    b = library.tensor([0.0], requires_grad=True)

    def work() -> None:
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        with library.no_grad():
            for p in (w, b):
                p.sub_(0.005 * p.grad)
                p.grad.zero_()

    return work


def regression_by_hand() -> Work:
    """The gradients 2 xᵀr / n and 2 Σr / n of the residual r."""
    generator = np.random.default_rng(0)
    x = generator.uniform(0, 2, (30, 1)).astype(np.float32)
    y = 2 * x + 3
    w, b = np.array([[0.5]], dtype=np.float32), np.zeros(1, dtype=np.float32)

    def work() -> None:
        residual = x @ w + b - y
        w[...] -= 0.005 * (2 / 30 * (x.T @ residual))
        b[...] -= 0.005 * (2 / 30 * residual.sum(0))

    return work


def chain(library: Any) -> Work:
    """100 times sin(x)·1.01 + 0.1: 300 operations on scalars."""

    def work() -> Any:
        start = x = library.tensor(0.3, dtype=library.float64, requires_grad=True)
        for _ in range(100):
            x = library.sin(x) * 1.01 + 0.1
        x.backward()
        return start.grad

    return work


def chain_by_hand() -> Work:
    """The product of the slopes on the way."""

    def work() -> Any:
        x = np.float64(0.3)
        slope = np.float64(1.0)
        for _ in range(100):
            slope = slope * (np.cos(x) * 1.01)
            x = np.sin(x) * 1.01 + 0.1
        return slope

    return work


def second_derivative(library: Any) -> Work:
    """d²/dx² of sin x · eˣ."""

    def work() -> Any:
        x = library.tensor(0.7, dtype=library.float64, requires_grad=True)
        y = library.sin(x) * library.exp(x)
        (first,) = library.autograd.grad(y, x, create_graph=True)
        (second,) = library.autograd.grad(first, x)
        return second

    return work


def second_derivative_by_hand() -> Work:
    """Value, (sin x + cos x) eˣ and 2 cos x · eˣ."""

    def work() -> Any:
        x = np.float64(0.7)
        s, c, e = np.sin(x), np.cos(x), np.exp(x)
        return s * e, (s + c) * e, 2 * c * e

    return work


def million(dtype: str) -> Callable[[Any], Work]:
    """(sin(x) x + exp(−x²)).sum() over 10⁶ numbers, forward and backward."""

    def make(library: Any) -> Work:
        x = library.linspace(-3, 3, 1_000_000, dtype=getattr(library, dtype), requires_grad=True)

        def work() -> None:
            x.grad = None
            (library.sin(x) * x + library.exp(-x * x)).sum().backward()

        return work

    return make


def million_by_hand(dtype: str) -> Callable[[], Work]:
    """The value, and cos(x) x + sin(x) − 2x exp(−x²)."""

    def make() -> Work:
        x = np.linspace(-3, 3, 1_000_000, dtype=dtype)

        def work() -> Any:
            s, e = np.sin(x), np.exp(-x * x)
            return (s * x + e).sum(), np.cos(x) * x + s - 2 * x * e

        return work

    return make


def product(library: Any) -> Work:
    """512 × 512 matrix product, forward and backward to both factors."""
    generator = np.random.default_rng(1)
    a, b = (library.tensor(generator.standard_normal((512, 512)), requires_grad=True) for _ in range(2))

    def work() -> None:
        a.grad = b.grad = None
        (a @ b).sum().backward()

    return work


def product_by_hand() -> Work:
    """The product, and with a gradient of ones g bᵀ and aᵀ g."""
    generator = np.random.default_rng(1)
    a, b = (generator.standard_normal((512, 512)) for _ in range(2))

    def work() -> Any:
        total = (a @ b).sum()
        g = np.ones((512, 512))
        return total, g @ b.T, a.T @ g

    return work


def rosenbrock(x: Any) -> Any:
    """Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)² over ten variables."""
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def _ten() -> Any:
    return np.linspace(-1.2, 1.1, 10)


def hessian(library: Any) -> Work:
    """The Hessian of a function of ten variables."""
    x = library.tensor(_ten(), dtype=library.float64)
    transformed = library.func.hessian(rosenbrock)
    return lambda: transformed(x)


def hessian_by_hand() -> Work:
    """Three diagonals: 1200 x_i² − 400 x_{i+1} + 2, 200 more behind the first, and −400 x_i beside."""
    x = _ten()

    def work() -> Any:
        middle = np.zeros(10)
        middle[:-1] = 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
        middle[1:] += 200
        beside = -400 * x[:-1]
        return np.diag(middle) + np.diag(beside, 1) + np.diag(beside, -1)

    return work


def hvp(library: Any) -> Work:
    """The Hessian of a function of ten variables times a vector."""
    x = library.tensor(_ten(), dtype=library.float64)
    v = library.tensor(_ten()[::-1].copy(), dtype=library.float64)
    return lambda: library.autograd.functional.hvp(rosenbrock, x, v)


def hvp_by_hand() -> Work:
    """The three diagonals times the vector."""
    x, v = _ten(), _ten()[::-1].copy()

    def work() -> Any:
        out = np.zeros(10)
        out[:-1] = (1200 * x[:-1] ** 2 - 400 * x[1:] + 2) * v[:-1] - 400 * x[:-1] * v[1:]
        out[1:] += 200 * v[1:] - 400 * x[:-1] * v[:-1]
        return out

    return work


def batched_gradient(library: Any) -> Work:
    """vmap of the gradient of a function of ten variables, at 256 points."""
    points = library.tensor(np.linspace(-1, 1, 2560).reshape(256, 10), dtype=library.float64)
    transformed = library.func.vmap(library.func.grad(rosenbrock))
    return lambda: transformed(points)


def batched_gradient_by_hand() -> Work:
    """−400 x_i (x_{i+1} − x_i²) − 2 (1 − x_i), and 200 (x_{i+1} − x_i²) for the next variable."""
    x = np.linspace(-1, 1, 2560).reshape(256, 10)

    def work() -> Any:
        out = np.zeros_like(x)
        apart = x[:, 1:] - x[:, :-1] ** 2
        out[:, :-1] = -400 * x[:, :-1] * apart - 2 * (1 - x[:, :-1])
        out[:, 1:] += 200 * apart
        return out

    return work


CASES = (
    Case("the cubic at a point, forward and backward", 0.5, cubic, cubic_by_hand),
    Case("a descent step on the cubic", 0.5, cubic_step, cubic_step_by_hand),
    Case("a descent step on the lecture's objective", 0.5, objective_step, objective_step_by_hand),
    Case("linear regression, one epoch of 30 points", 0.6, regression, regression_by_hand),
    Case("300 scalar operations, forward and backward", 0.75, chain, chain_by_hand),
    Case("second derivative of sin x · exp x", 0.6, second_derivative, second_derivative_by_hand),
    Case("(sin(x) x + exp(−x²)).sum(), 10⁶ float32", 1.0, million("float32"), million_by_hand("float32")),
    Case("(sin(x) x + exp(−x²)).sum(), 10⁶ float64", 1.0, million("float64"), million_by_hand("float64")),
    Case("512² matrix product, both ways", 1.05, product, product_by_hand),
    Case("Hessian times vector, 10 variables", 0.75, hvp, hvp_by_hand),
    Case("Hessian of 10 variables", 0.75, hessian, hessian_by_hand),
    Case("vmap of a gradient, 256 × 10 variables", 1.0, batched_gradient, batched_gradient_by_hand),
)
