"""gradcheck and gradgradcheck: what is right passes, and each kind of wrong derivative is named."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def point(torch: Any) -> Any:
    return torch.tensor([[0.3, 0.5], [1.0, 2.0]], dtype=torch.float64, requires_grad=True)


def function(torch: Any, backward: Any, forward: Any = lambda x: x * x) -> Any:
    """A custom Function of one tensor with this backward."""

    class Own(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return forward(x)

        @staticmethod
        def backward(ctx: Any, *gradients: Any) -> Any:
            return backward(ctx.saved_tensors[0], *gradients)

    return Own.apply


def test_right_derivatives_pass(torch: Any) -> None:
    x = point(torch)
    both = torch.autograd.gradcheck(lambda x: (x.sin(), x @ x), x, check_forward_ad=True, check_batched_grad=True)
    assert both is True
    assert torch.autograd.gradcheck(lambda x, n: x * n, (x, 3))
    assert torch.autograd.gradgradcheck(lambda x: x**3, x, check_fwd_over_rev=True, check_batched_grad=True)
    assert torch.autograd.gradcheck(
        lambda x: x.exp(), x, check_forward_ad=True, check_batched_forward_grad=True, check_grad_dtypes=True
    )
    given = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(torch.mm, (x, x.detach().clone()), given)


def test_a_wrong_gradient_is_shown_beside_the_right_one(torch: Any) -> None:
    wrong = function(torch, lambda x, g: g * x)
    x = point(torch)
    with pytest.raises(RuntimeError) as caught:
        torch.autograd.gradcheck(wrong, x)
    text = str(caught.value)
    assert type(caught.value).__name__ == "GradcheckError"
    assert text.startswith("Jacobian mismatch for output 0 with respect to input 0,\nnumerical:tensor([[0.6000, 0.0000")
    assert "\nanalytical:tensor([[0.3000, 0.0000" in text
    assert torch.autograd.gradcheck(wrong, x, raise_exception=False) is False


def test_a_wrong_second_derivative_is_found(torch: Any) -> None:
    wrong = function(torch, lambda x, g: g * 2 * x.detach())
    x = point(torch)
    assert torch.autograd.gradcheck(wrong, x)
    with pytest.raises(RuntimeError, match=r"Jacobian mismatch|Numerical gradient for function expected to be zero"):
        torch.autograd.gradgradcheck(wrong, x)


def test_a_gradient_must_be_proportional_to_what_came(torch: Any) -> None:
    shifted = function(torch, lambda x, g: g * 2 * x + 1e-7)
    with pytest.raises(RuntimeError, match="backward not multiplied by grad_output"):
        torch.autograd.gradcheck(shifted, point(torch))


def test_a_gradient_must_be_the_same_each_time(torch: Any) -> None:
    calls = []

    def backward(x: Any, g: Any) -> Any:
        calls.append(1)
        return g * 2 * x * (1 + 1e-7 * len(calls))

    x = point(torch)
    with pytest.raises(RuntimeError, match=r"Backward is not reentrant, i.e., running backward with same input"):
        torch.autograd.gradcheck(function(torch, backward), x)
    assert torch.autograd.gradcheck(function(torch, backward), x, nondet_tol=1e-3)


def test_a_result_without_history_must_be_constant(torch: Any) -> None:
    x = point(torch)
    assert torch.autograd.gradcheck(lambda x: x.detach() * 0 + 1, x)
    with pytest.raises(RuntimeError, match="Numerical gradient for function expected to be zero"):
        torch.autograd.gradcheck(lambda x: x.detach() * 2, x)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"check_backward_ad": False}, AssertionError,
         "Expected at least one of check_forward_ad or check_backward_ad to be True"),
        ({"check_backward_ad": False, "check_forward_ad": True, "check_batched_grad": True}, AssertionError,
         "Setting check_batched_grad=True requires check_backward_ad to be True"),
        ({"check_batched_forward_grad": True}, AssertionError,
         "Setting check_batched_forward_grad=True requires check_forward_ad to be True"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(torch: Any, options: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        torch.autograd.gradcheck(lambda x: x, point(torch), **options)


def test_inputs_that_cannot_be_checked(torch: Any) -> None:
    check = torch.autograd.gradcheck
    with pytest.raises(ValueError, match="gradcheck expects at least one input tensor to require gradient, but"
    " none of"):
        check(lambda x: x, point(torch).detach())
    with pytest.raises(RuntimeError, match=r"The 0th input has a dimension with stride 0. gradcheck only supports"):
        check(lambda x: x, torch.ones(1, dtype=torch.float64).expand(3).requires_grad_())
    with pytest.warns(UserWarning, match="Input #0 requires gradient and is not a double precision"):
        check(lambda x: x * 1, torch.ones(2, requires_grad=True), eps=1e-2, atol=1e-2)
    with pytest.raises(AssertionError, match="Expected at least one of check_fwd_over_rev or check_rev_over_rev"):
        torch.autograd.gradgradcheck(lambda x: x, point(torch), check_rev_over_rev=False)
    with pytest.raises(AssertionError, match="Setting check_undefined_grad=True requires check_rev_over_rev to"
    " be True"):
        torch.autograd.gradgradcheck(lambda x: x, point(torch), check_rev_over_rev=False, check_fwd_over_rev=True)
