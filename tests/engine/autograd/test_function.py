"""Operations with a backward of one's own, in PyTorch's form; each test runs on PyTorch too in the parity lane."""

from __future__ import annotations

import gc
import weakref
from importlib import import_module
from typing import Any

import pytest

import engine


def cube(torch: Any) -> Any:
    class Cube(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    return Cube


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(list(values) or [1.0, 2.0], requires_grad=True)


def test_value_gradient_and_derivatives_of_every_order(torch: Any) -> None:
    x = leaf(torch)
    y = cube(torch).apply(x)
    assert (y.tolist(), y.grad_fn.name(), y.requires_grad) == ([1.0, 8.0], "CubeBackward", True)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (third,) = torch.autograd.grad(h.sum(), x)
    assert (g.tolist(), h.tolist(), third.tolist()) == ([3.0, 12.0], [6.0, 12.0], [6.0, 6.0])


def test_several_results_some_without_a_gradient(torch: Any) -> None:
    seen: list[Any] = []

    class Several(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any, n: int) -> Any:
            ctx.n = n
            e = x.exp()
            ctx.save_for_backward(e)
            return x * n, e, x > 1, "text"

        @staticmethod
        def backward(ctx: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
            seen.append((a.tolist(), b.tolist(), c.tolist(), d, ctx.needs_input_grad))
            (e,) = ctx.saved_tensors
            return a * ctx.n + b * e, None

    x = leaf(torch, 0.0, 2.0)
    scaled, e, flags, text = Several.apply(x, 3)
    assert (flags.requires_grad, text) == (False, "text")
    assert e.grad_fn is scaled.grad_fn
    assert (scaled.output_nr, e.output_nr) == (0, 1)
    scaled.sum().backward()
    assert seen == [([1.0, 1.0], [0.0, 0.0], [False, False], None, (True, False))]
    assert x.grad.tolist() == [3.0, 3.0]


def test_forward_without_ctx_and_setup_context(torch: Any) -> None:
    class Product(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(x: Any, y: Any) -> Any:
            return x * y

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(*inputs, None)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            x, y, nothing = ctx.saved_tensors
            assert nothing is None
            return g * y, g * x

    x, y = leaf(torch), leaf(torch, 3.0, 4.0)
    gradients = torch.autograd.grad(Product.apply(x, y).sum(), (x, y))
    assert [g.tolist() for g in gradients] == [[3.0, 4.0], [1.0, 2.0]]


def test_an_argument_written_to_keeps_its_identity(torch: Any) -> None:
    class Double(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    x = leaf(torch)
    y = x * 1
    assert Double.apply(y) is y
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    z = x * 1
    Double.apply(z[0])
    assert torch.autograd.grad(z.sum(), x)[0].tolist() == [2.0, 1.0]


def test_an_argument_returned_as_it_is_becomes_another_tensor(torch: Any) -> None:
    class Same(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 5

    x = leaf(torch)
    y = Same.apply(x)
    assert y is not x
    assert torch.autograd.grad(y.sum(), x)[0].tolist() == [5.0, 5.0]


def test_results_marked_as_not_differentiable(torch: Any) -> None:
    class Parts(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            whole = x.floor()
            ctx.mark_non_differentiable(whole)
            ctx.set_materialize_grads(False)
            return whole, x - whole

        @staticmethod
        def backward(ctx: Any, whole: Any, rest: Any) -> Any:
            assert whole is None
            return rest

    x = leaf(torch, 1.5, 2.25)
    whole, rest = Parts.apply(x)
    assert not whole.requires_grad
    rest.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_saved_tensors_are_freed_and_watched(torch: Any) -> None:
    Cube = cube(torch)
    x = leaf(torch)
    y = Cube.apply(x)
    y.sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.sum().backward()
    middle = x * 1
    y = Cube.apply(middle)
    middle.add_(1)
    with pytest.raises(RuntimeError, match=r"which is output 0 of Add.*, is at version 1; expected version 0 instead"):
        y.sum().backward()


def test_a_gradient_is_summed_to_its_arguments_shape(torch: Any) -> None:
    class Spread(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.expand(2, 3) * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = leaf(torch, 1.0, 2.0, 3.0)
    Spread.apply(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0, 2.0]


def test_once_differentiable(torch: Any) -> None:
    once_differentiable = import_module(f"{torch.__name__}.autograd.function").once_differentiable

    class Square(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        @once_differentiable  # type: ignore[misc]
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 2 * x

    x = leaf(torch)
    (g,) = torch.autograd.grad((Square.apply(x) * x).sum(), x, create_graph=True)
    assert g.tolist() == [3.0, 12.0]
    with pytest.raises(RuntimeError, match="trying to differentiate twice a function that was marked with @once_diff"):
        g.sum().backward()


def test_what_nobody_asks_a_gradient_of_is_not_recorded(torch: Any) -> None:
    Cube = cube(torch)
    assert Cube.apply(torch.tensor([1.0])).grad_fn is None
    with torch.no_grad():
        assert Cube.apply(leaf(torch)).grad_fn is None


def test_hooks_and_retained_gradients_work_at_its_node(torch: Any) -> None:
    x = leaf(torch)
    y = cube(torch).apply(x)
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    assert (y.grad.tolist(), x.grad.tolist()) == ([10.0, 10.0], [30.0, 120.0])


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (lambda torch, g: (g, g), r"BadBackward returned an incorrect number of gradients \(expected 1, got 2\)"),
        (lambda torch, g: torch.ones(7), r"returned an invalid gradient at index 0 - got \[7\] but expected shape"),
        (lambda torch, g: 1.0, r"expected Variable or None \(got float\)"),
    ],
)
def test_a_backward_that_returns_what_it_should_not(torch: Any, returned: Any, message: str) -> None:
    class Bad(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return returned(torch, g)

    with pytest.raises((RuntimeError, TypeError), match=message):
        Bad.apply(leaf(torch)).sum().backward()


def test_a_calls_graph_dies_without_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        y = cube(engine).apply(leaf(engine))
        node = weakref.ref(y.grad_fn)
        del y
        assert node() is None
    finally:
        gc.enable()


def forwards(torch: Any, forward: Any) -> Any:
    """A Function with this forward, whose backward gives twice the first gradient."""

    class Doubled(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def backward(ctx: Any, *gradients: Any) -> Any:
            return gradients[0] * 2

    Doubled.forward = staticmethod(forward)
    return Doubled


def written(ctx: Any, x: Any) -> Any:
    ctx.mark_dirty(x)
    return x.mul_(2)


def test_an_argument_that_comes_back_is_a_view_and_not_written_to(torch: Any) -> None:
    function = forwards(torch, lambda ctx, x: x)
    x = leaf(torch)
    y = function.apply(x)
    assert y._is_view()
    with pytest.raises(RuntimeError, match=r"Output 0 of Doubled is a view .* inside a custom Function"):
        y.mul_(2)
    untracked = x.detach()
    same = function.apply(untracked)
    assert same is not untracked
    same.mul_(2)
    assert x.tolist() == [2.0, 4.0]
    with pytest.raises(RuntimeError, match=r"Output 0 of Doubled is a view .* inside a custom Function"):
        forwards(torch, lambda ctx, x: x[:1]).apply(x).mul_(2)
    with pytest.raises(RuntimeError, match="function that returns multiple views"):
        forwards(torch, lambda ctx, x: (x[:1], x * 1)).apply(x)[0].mul_(2)


def test_what_may_be_marked_as_dirty(torch: Any) -> None:
    x = leaf(torch)
    function = forwards(torch, written)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad has been used in an in-place operation"):
        function.apply(x)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad is being used"):
        function.apply(x[:1])

    def lost(ctx: Any, x: Any) -> Any:
        return written(ctx, x) * 1

    with pytest.raises(RuntimeError, match="Some elements marked as dirty during the forward method were not returned"):
        forwards(torch, lost).apply(x * 1)
    with pytest.raises(RuntimeError, match="your Function cannot return more than one Tensor"):
        forwards(torch, lambda ctx, x: (written(ctx, x), x * 1)).apply((x * 1)[:1])
    y = x * 1
    assert function.apply(y) is y
    assert y._version == 2


def test_gradients_for_what_is_no_tensor_are_refused(torch: Any) -> None:
    class Wrong(torch.autograd.Function):  # type: ignore[misc,name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any, n: int) -> Any:
            return x * n

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g, g

    with pytest.raises(RuntimeError, match="a gradient different than None at position 2, but the corresponding"):
        Wrong.apply(leaf(torch), 3).sum().backward()


def test_only_what_is_read_must_still_be_there(torch: Any) -> None:
    def saving(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * 2

    x = leaf(torch)
    y = forwards(torch, saving).apply(x).sum()
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        _ = y.grad_fn.next_functions[0][0].saved_tensors


def test_writes_to_what_was_saved_are_noticed_in_every_order(torch: Any) -> None:
    x = leaf(torch)
    y = x * 1
    (slope,) = torch.autograd.grad(cube(torch).apply(y).sum(), y, create_graph=True)
    slope = slope.sum()
    y.mul_(2)
    with pytest.raises(RuntimeError, match=r"which is output 0 of Mul, is at version 1; expected version 0"):
        slope.backward()
