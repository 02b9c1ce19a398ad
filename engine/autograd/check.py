"""gradcheck and gradgradcheck: derivatives against central differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

from engine.autograd.passes import grad
from engine.functions.comparison import allclose
from engine.functions.constant import ones_like, zeros, zeros_like
from engine.functions.join import stack
from engine.modes import enable_grad, no_grad
from engine.tensor import Tensor

Tensors = tuple[Tensor, ...]


class GradcheckError(RuntimeError):
    """What `gradcheck` raises where a derivative is wrong."""


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _differentiable(outputs: Any) -> Tensors:
    return tuple([y for y in _as_tuple(outputs) if isinstance(y, Tensor) and y.requires_grad])


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """True where the derivatives of `func` are those that central differences give.

    Args:
        func: takes tensors and gives a tensor or a tuple of them.
        inputs: a tensor or a tuple of them; those that require grad are checked, and should be float64.
        eps: half the step of the differences.
        atol, rtol: how far from the differences a derivative may be, and how far in proportion.
        raise_exception: raise where one is wrong, instead of returning False.
        nondet_tol: how far two backward passes may be from each other.
        check_undefined_grad, check_grad_dtypes: a gradient of zeros must give zeros, and have its input's dtype.
        check_batched_grad, check_batched_forward_grad: the passes must run under `vmap`.
        check_forward_ad, check_backward_ad: which of the two passes are checked.
        fast_mode, masked: taken for PyTorch's sake; whole Jacobians are compared always, and no tensor is sparse.

    Shape: any.
    Dtype: floating point, float64 to be of use.
    Raises: GradcheckError where a derivative is wrong, ValueError where no input requires grad, RuntimeError for an
        input that shows one place in memory several times, AssertionError for options that do not go together.
    Source: torch.autograd.gradcheck.
    """
    _check_options(check_forward_ad, check_backward_ad, check_batched_grad, check_batched_forward_grad)
    given = _as_tuple(inputs)
    try:
        _check_inputs(given)
        check = _Check(func, given, eps, atol, rtol)
        if check_backward_ad:
            check.backward(nondet_tol, check_grad_dtypes)
        if check_forward_ad:
            check.forward(batched=False)
        if check_batched_forward_grad:
            check.forward(batched=True)
        if check_backward_ad and check.outputs:
            if check_batched_grad:
                check.batched()
            check.linear_in_gradient()
            if check_undefined_grad:
                check.undefined()
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check_options(forward: bool, backward: bool, batched: bool, batched_forward: bool) -> None:
    if not (forward or backward):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if batched and not backward:
        raise AssertionError("Setting check_batched_grad=True requires check_backward_ad to be True")
    if batched_forward and not forward:
        raise AssertionError("Setting check_batched_forward_grad=True requires check_forward_ad to be True")


def _check_inputs(inputs: tuple[Any, ...]) -> None:
    some = False
    for place, x in enumerate(inputs):
        if not (isinstance(x, Tensor) and x.requires_grad):
            continue
        some = True
        if x.dtype.name != "float64":
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point or complex. This check"
                " will likely fail if all the inputs are not of double precision floating point or complex. ",
                UserWarning,
                stacklevel=3,
            )
        if any([step == 0 and n > 1 for step, n in zip(x._array.strides, x.shape, strict=True)]):
            raise RuntimeError(
                f"The {place}th input has a dimension with stride 0. gradcheck only supports inputs that are"
                " non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous"
                " on the input before passing it to gradcheck."
            )
    if not some:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )


class _Check:
    """One function at one point, and its Jacobians by central differences."""

    def __init__(self, func: Callable[..., Any], inputs: tuple[Any, ...], eps: float, atol: float, rtol: float) -> None:
        self.func, self.inputs, self.eps, self.atol, self.rtol = func, inputs, eps, atol, rtol
        self.places = [j for j, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
        self.wanted = tuple([inputs[j] for j in self.places])
        results = _as_tuple(func(*inputs))
        # Where nothing requires grad, derivatives must be 0.
        self.numbers = [j for j, y in enumerate(results) if isinstance(y, Tensor) and y.requires_grad]
        self.outputs = tuple([results[j] for j in self.numbers])
        if not self.outputs:
            self.numbers = [j for j, y in enumerate(results) if isinstance(y, Tensor) and y.dtype.is_floating_point]
        self.numerical = [[self._differences(place, number) for number in range(len(self.numbers))]
                          for place in self.places]  # fmt: skip
        if not self.outputs and any([bool((m != 0).any()) for row in self.numerical for m in row]):
            raise GradcheckError("Numerical gradient for function expected to be zero")

    def _values(self, place: int, moved: Tensor) -> Tensors:
        given = [x.detach() if isinstance(x, Tensor) else x for x in self.inputs]
        given[place] = moved
        with no_grad():
            results = _as_tuple(self.func(*given))
        return tuple([results[j] for j in self.numbers])

    def _differences(self, place: int, number: int) -> Tensor:
        """The Jacobian of one output: a row for each element of the input."""
        x = self.inputs[place].detach()
        rows = []
        for at in range(x.numel()):
            ends = []
            for sign in (1, -1):
                moved = x.clone().reshape(-1)
                moved[at] += sign * self.eps
                ends.append(self._values(place, moved.reshape(x.shape))[number].clone())
            rows.append(((ends[0] - ends[1]) / (2 * self.eps)).reshape(-1))
        return stack(rows) if rows else zeros(0, self._size(number), dtype=x.dtype)

    def _size(self, number: int) -> int:
        return int(self.outputs[number].numel()) if self.outputs else 0

    def _compare(self, analytical: Tensor, place: int, number: int, mode: str = "") -> None:
        numerical = self.numerical[place][number]
        if not allclose(analytical, numerical.to(analytical.dtype), self.rtol, self.atol):
            raise GradcheckError(
                f"Jacobian {mode}mismatch for output {number} with respect to input {self.places[place]},\n"
                f"numerical:{numerical}\nanalytical:{analytical}\n"
            )

    def _pull(self, y: Tensor, gradient: Tensor) -> tuple[Any, ...]:
        return grad(y, self.wanted, gradient, retain_graph=True, allow_unused=True)

    def _unit(self, like: Tensor, at: int) -> Tensor:
        unit = zeros_like(like).reshape(-1)
        unit[at] = 1
        shaped: Tensor = unit.reshape(like.shape)
        return shaped

    def jacobians(self, y: Tensor) -> list[Tensor]:
        """By the backward pass, for each input: a row for each of its elements."""
        columns: list[list[Tensor]] = [[] for _ in self.wanted]
        for at in range(y.numel()):
            for into, g, x in zip(columns, self._pull(y, self._unit(y, at)), self.wanted, strict=True):
                if g is not None and g.shape != x.shape:
                    raise GradcheckError("Analytical gradient has incorrect size")
                into.append(zeros_like(x).reshape(-1) if g is None else g.detach().reshape(-1))
        return [stack(into, 1) if into else zeros(x.numel(), 0, dtype=x.dtype)
                for into, x in zip(columns, self.wanted, strict=True)]  # fmt: skip

    def backward(self, nondet_tol: float, check_dtypes: bool) -> None:
        """The backward pass against the differences, and against itself."""
        for number, y in enumerate(self.outputs):
            first, again = self.jacobians(y), self.jacobians(y)
            if check_dtypes:
                for g, x in zip(self._pull(y, ones_like(y)), self.wanted, strict=True):
                    if g is not None and g.dtype is not x.dtype:
                        raise GradcheckError("Gradient has dtype mismatch")
            for place, (one, other) in enumerate(zip(first, again, strict=True)):
                self._compare(one, place, number)
                if not allclose(one, other, rtol=0.0, atol=nondet_tol, equal_nan=True):
                    raise GradcheckError(
                        "Backward is not reentrant, i.e., running backward with same input and grad_output multiple"
                        " times gives different values, although analytical gradient matches numerical gradient.The"
                        f" tolerance for nondeterminism was {nondet_tol}."
                    )

    def forward(self, batched: bool) -> None:
        """Forward mode against the differences, a tangent at a time or all at once."""
        from engine.func import jvp, vmap

        for place, at in enumerate(self.places):
            x = self.inputs[at].detach()

            def function(value: Tensor, at: int = at) -> Tensors:
                given = [other.detach() if isinstance(other, Tensor) else other for other in self.inputs]
                given[at] = value
                results = _as_tuple(self.func(*given))
                return tuple([results[j] for j in self.numbers])

            def along(tangent: Tensor, x: Tensor = x, function: Any = function) -> Any:
                return jvp(function, (x,), (tangent,))[1]

            units = [self._unit(x, j) for j in range(x.numel())]
            if batched:
                found = [list(part) for part in vmap(along)(stack(units))]
            else:
                found = [list(part) for part in zip(*[along(unit) for unit in units], strict=True)]
            for number, rows in enumerate(found):
                self._compare(stack([row.reshape(-1) for row in rows]), place, number, "computed with forward mode ")

    def batched(self) -> None:
        """A batch of gradients must give what each of them gives."""
        for y in self.outputs:
            units = stack([self._unit(y, at) for at in range(min(y.numel(), 2))])
            try:
                found = grad(y, self.wanted, units, retain_graph=True, allow_unused=True, is_grads_batched=True)
            except RuntimeError as error:
                raise GradcheckError(f"While computing batched gradients, got: {error}") from error
            single = zip(*[self._pull(y, unit) for unit in units], strict=True)
            for together, parts in zip(found, single, strict=True):
                if together is not None and not allclose(together, stack(list(parts))):
                    raise GradcheckError(
                        "gradcheck or gradgradcheck failed while testing batched gradient computation."
                    )

    def linear_in_gradient(self) -> None:
        """Gradients of zeros must give zeros, of the inputs' dtypes, devices and sizes."""
        found = grad(
            self.outputs, self.wanted, [zeros_like(y) for y in self.outputs], retain_graph=True, allow_unused=True
        )
        for g, x in zip(found, self.wanted, strict=True):
            if g is None:
                continue
            if bool((g != 0).any()):
                raise GradcheckError("backward not multiplied by grad_output")
            for wrong, word in (
                (g.dtype is not x.dtype, "type"), (g.device != x.device, "device"), (g.shape != x.shape, "size")
            ):  # fmt: skip
                if wrong:
                    raise GradcheckError(f"grad is incorrect {word}")

    def undefined(self) -> None:
        """A gradient that did not come must count as zeros."""
        for absent in range(len(self.outputs)) if len(self.outputs) > 1 else ():
            outputs = _differentiable(self.func(*self.inputs))
            known = [y for number, y in enumerate(outputs) if number != absent]
            try:
                found = grad(known, self.wanted, [zeros_like(y) for y in known], allow_unused=True)
            except RuntimeError as error:
                raise GradcheckError("Expected backward function to handle undefined output grads.") from error
            if any([g is not None and bool((g != 0).any()) for g in found]):
                raise GradcheckError(
                    "Expected all input grads to be undefined or zero when all output grads are undefined or zero."
                )


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """True where the second derivatives of `func` are those that central differences of its first ones give.

    Args:
        func: takes tensors and gives a tensor or a tuple of them.
        inputs: a tensor or a tuple of them; those that require grad are checked.
        grad_outputs: the outputs' gradients for the first derivatives, by default random ones.
        gen_non_contig_grad_outputs: leave gaps in the memory of the random ones.
        check_fwd_over_rev, check_rev_over_rev: which pass over the backward pass is checked.
        eps, atol, …: as in `gradcheck`.

    Shape: any.
    Dtype: floating point, float64 to be of use.
    Raises: as `gradcheck`.
    Source: torch.autograd.gradgradcheck.
    """
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError("Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    if (check_undefined_grad or check_batched_grad) and not check_rev_over_rev:
        word = "check_undefined_grad" if check_undefined_grad else "check_batched_grad"
        raise AssertionError(f"Setting {word}=True requires check_rev_over_rev to be True")
    given, gradients = _as_tuple(inputs), _as_tuple(grad_outputs)
    if grad_outputs is None:
        gradients = tuple([_drawn(y, gen_non_contig_grad_outputs) for y in _differentiable(func(*given))])
    count = len(gradients)
    asks = [isinstance(x, Tensor) and x.requires_grad for x in (*given, *gradients)]

    def first(*args: Any) -> Tensors:
        with enable_grad():
            args = tuple([_asking(x) if ask else x for x, ask in zip(args, asks, strict=True)])
            outputs = _differentiable(func(*args[:-count]))
            wanted = [x for x, ask in zip(args[:-count], asks, strict=False) if ask]
            found = grad(outputs, wanted, args[-count:], create_graph=True, allow_unused=True)
        return tuple([g for g in found if g is not None])

    checked = (*given, *gradients)
    return gradcheck(
        first, checked, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad, check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev, fast_mode=fast_mode, masked=masked,
    )  # fmt: skip


def _asking(x: Tensor) -> Tensor:
    return x if x.requires_grad else x.detach().requires_grad_()


def _drawn(like: Tensor, gaps: bool) -> Tensor:
    """Random numbers between -1 and 1, that ask for a gradient."""
    from engine.functions.sample import rand

    shape: Sequence[int] = tuple(like.shape)
    values = (rand(*shape, 2, dtype=like.dtype, device=like.device) * 2 - 1)[..., 0]
    drawn: Tensor = (values if gaps else values.clone()).detach().requires_grad_()
    return drawn
