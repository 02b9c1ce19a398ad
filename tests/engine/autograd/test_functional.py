"""autograd.functional: values, what keeps a history, strict mode, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


def vector(torch: Any, *values: float, **options: Any) -> Any:
    return torch.tensor(list(values), dtype=torch.float64, **options)


def cube(x: Any) -> Any:
    return (x**3).sum()


def both(x: Any, w: Any) -> Any:
    return x * w, x.sum()


def test_products_with_the_jacobian(torch: Any) -> None:
    f = torch.autograd.functional
    x, w = vector(torch, 1.0, 2.0), vector(torch, 3.0, 4.0)
    values, (by_x, by_w) = f.vjp(both, (x, w), (vector(torch, 1.0, 10.0), torch.tensor(5.0, dtype=torch.float64)))
    assert (values[0].tolist(), by_x.tolist(), by_w.tolist()) == ([3.0, 8.0], [8.0, 45.0], [1.0, 20.0])
    values, (product, total) = f.jvp(both, (x, w), (vector(torch, 1.0, 0.0), vector(torch, 0.0, 1.0)))
    assert (values[1].tolist(), product.tolist(), total.tolist()) == (3.0, [3.0, 2.0], 1.0)
    value, gradient = f.vjp(cube, x)
    assert (value.tolist(), gradient.tolist(), gradient.requires_grad) == (9.0, [3.0, 12.0], False)


def test_products_with_the_hessian(torch: Any) -> None:
    f = torch.autograd.functional
    x, v = vector(torch, 1.0, 2.0), vector(torch, 10.0, 100.0)
    for name in ("hvp", "vhp"):
        value, product = getattr(f, name)(cube, x, v)
        assert (value.tolist(), product.tolist(), product.requires_grad) == (9.0, [60.0, 1200.0], False)
        _, (by_x, by_w) = getattr(f, name)(lambda x, w: (x * x * w).sum(), (x, x), (v, v * 0))
        assert (by_x.tolist(), by_w.tolist()) == ([20.0, 400.0], [20.0, 400.0])


@pytest.mark.parametrize("vectorize", [False, True])
def test_jacobians_and_hessians(torch: Any, vectorize: bool) -> None:
    f = torch.autograd.functional
    x, w = vector(torch, 1.0, 2.0), vector(torch, 3.0, 4.0)
    ((xx, xw), (sx, sw)) = f.jacobian(both, (x, w), vectorize=vectorize)
    assert (xx.tolist(), xw.tolist()) == ([[3.0, 0.0], [0.0, 4.0]], [[1.0, 0.0], [0.0, 2.0]])
    assert (sx.tolist(), sw.tolist()) == ([1.0, 1.0], [0.0, 0.0])
    assert f.hessian(cube, x, vectorize=vectorize).tolist() == [[6.0, 0.0], [0.0, 12.0]]
    ((aa, ab), (ba, bb)) = f.hessian(lambda a, b: (a * a * b).sum(), (x, w), vectorize=vectorize)
    assert (aa.tolist(), bb.tolist()) == ([[6.0, 0.0], [0.0, 8.0]], [[0.0, 0.0], [0.0, 0.0]])
    assert ab.tolist() == ba.tolist() == [[2.0, 0.0], [0.0, 4.0]]


def test_forward_mode(torch: Any) -> None:
    f = torch.autograd.functional
    x = vector(torch, 1.0, 2.0)
    assert f.jacobian(lambda x: x**2, x, vectorize=True, strategy="forward-mode").tolist() == [[2.0, 0.0], [0.0, 4.0]]
    found = f.hessian(cube, x, vectorize=True, outer_jacobian_strategy="forward-mode")
    assert found.tolist() == [[6.0, 0.0], [0.0, 12.0]]


def test_create_graph_keeps_the_history(torch: Any) -> None:
    f = torch.autograd.functional
    x = vector(torch, 1.0, 2.0, requires_grad=True)
    for call in (
        lambda: f.jacobian(cube, x, create_graph=True),
        lambda: f.vjp(cube, x, create_graph=True)[1],
    ):
        (second,) = torch.autograd.grad(call().sum(), x)
        assert second.tolist() == [6.0, 12.0]
    v = vector(torch, 1.0, 1.0)
    for name in ("hvp", "vhp"):
        (third,) = torch.autograd.grad(getattr(f, name)(cube, x, v, create_graph=True)[1].sum(), x)
        assert third.tolist() == [6.0, 6.0]
    (third,) = torch.autograd.grad(f.hessian(cube, x, create_graph=True).sum(), x)
    assert third.tolist() == [6.0, 6.0]
    (mixed,) = torch.autograd.grad(f.jvp(cube, x, v, create_graph=True)[1], x)
    assert mixed.tolist() == [6.0, 12.0]


STRICT = " This is not allowed in strict mode"
REFUSED: list[tuple[Callable[[Any, Any, Any], Any], type[Exception], str]] = [
    (lambda f, t, x: f.vjp(cube, 3), TypeError,
     "The inputs given to vjp must be either a Tensor or a tuple of Tensors but the given inputs has type"
     " <class 'int'>."),
    (lambda f, t, x: f.jacobian(cube, (x, 3)), TypeError,
     "The inputs given to jacobian must be either a Tensor or a tuple of Tensors but the value at index 1 has"
     " type <class"
     " 'int'>."),
    (lambda f, t, x: f.hessian(lambda x: 3, x), TypeError,
     "The outputs of the user-provided function given to hessian must be either a Tensor or a tuple of Tensors but the"
     " given outputs of the user-provided function has type <class 'int'>."),
    (lambda f, t, x: f.vjp(lambda x: x, x), RuntimeError,
     "The vector v can only be None if the user-provided function returns a single Tensor with a single element."),
    (lambda f, t, x: f.jvp(cube, x), RuntimeError,
     "The vector v can only be None if the input to the user-provided function is a single Tensor with a single"
     " element."),
    (lambda f, t, x: f.vjp(lambda x: x, x, x[:1]), RuntimeError,
     "v has invalid size: should be Size([2]) but got Size([1])."),
    (lambda f, t, x: f.jvp(both, (x, x), (x, x[:1])), RuntimeError,
     "Entry 1 in v has invalid size: should be Size([2]) but got Size([1])."),
    (lambda f, t, x: f.jvp(both, (x, x), (x,)), RuntimeError,
     "v is a tuple of invalid length: should be 2 but got 1."),
    (lambda f, t, x: f.vjp(lambda x: x, x, (x, x)), RuntimeError, "The given v should contain a single Tensor."),
    (lambda f, t, x: f.hvp(lambda x: (x.sum(), x), x, x), RuntimeError,
     "The function given to hvp should return a single Tensor"),
    (lambda f, t, x: f.vhp(lambda x: x, x, x), RuntimeError,
     "The Tensor returned by the function given to vhp should contain a single element"),
    (lambda f, t, x: f.hessian(lambda x: x, x), RuntimeError,
     "The Tensor returned by the function given to hessian should contain a single element"),
    (lambda f, t, x: f.jacobian(cube, x, strategy="sideways"), AssertionError,
     'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than'
     ' inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'),
    (lambda f, t, x: f.hessian(cube, x, outer_jacobian_strategy="sideways"), AssertionError,
     'Expected strategy to be either "forward-mode" or "reverse-mode".'),
    (lambda f, t, x: f.jacobian(cube, x, strategy="forward-mode"), NotImplementedError,
     "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."),
    (lambda f, t, x: f.jacobian(cube, x, create_graph=True, strategy="forward-mode"), NotImplementedError,
     'autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not supported together (yet).'
     ' Please either set `create_graph=False` or `strategy="reverse-mode"`.'),
    (lambda f, t, x: f.jacobian(cube, x, strict=True, vectorize=True), RuntimeError,
     "autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. Please either set"
     " `strict=False` or `vectorize=False`."),
    (lambda f, t, x: f.vjp(lambda x: t.ones(2), x, t.ones(2), strict=True), RuntimeError,
     "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a"
     " differentiable manner from the input when running in strict mode."),
    (lambda f, t, x: f.vjp(lambda x, w: x * 2, (x, x), x, strict=True), RuntimeError,
     f"The output of the user-provided function is independent of input 1.{STRICT}."),
    (lambda f, t, x: f.jacobian(lambda x, w: x * 2, (x, x), strict=True), RuntimeError,
     f"Output 0 of the user-provided function is independent of input 1.{STRICT}."),
    (lambda f, t, x: f.hvp(lambda x: x.sum(), x, x, strict=True), RuntimeError,
     "While computing the hessian, found that the jacobian of the user-provided function with respect to input 0 is"
     f" independent of the input.{STRICT}. You should ensure that your function is twice differentiable and that the"
     " jacobian depends on the inputs (this would be violated by a linear function for example)."),
    (lambda f, t, x: f.vjp(lambda x: x * 2, x, x, create_graph=True, strict=True), RuntimeError,
     f"The jacobian of the user-provided function is independent of input 0.{STRICT} when create_graph=True."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_misuse_is_told_in_pytorchs_words(torch: Any, call: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind) as caught:
        call(torch.autograd.functional, torch, vector(torch, 1.0, 2.0))
    assert re.sub(r"(engine|torch)\.", "", str(caught.value)) == message
