"""Newton's method: the step to where the quadratic that fits the loss here has its flat point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import linalg
from engine.autograd import enable_grad, grad
from engine.errors import SECOND_BACKWARD
from engine.functions.join import stack
from engine.optim.flat import Flat
from engine.optim.micro import Micro
from engine.optim.optimizer import Closure, Optimizer, call
from engine.optim.settings import check_lr, check_not_negative, lr_of
from engine.tensor import Tensor, wrap


class Newton(Optimizer):
    """`θ ← θ − η (H + δ I)⁻¹ g`, with g the gradient and H the Hessian of the loss in all parameters together.

    `step` needs a closure that returns the loss and leaves `backward` alone: the optimizer differentiates it twice, and
    leaves the gradient in `.grad`. The step goes to a minimum, a maximum or a saddle, whichever the quadratic has.

    Args:
        params: leaf tensors.
        lr: the part of the step that is taken, η, 0 or more.
        damping: what is added on the Hessian's diagonal, δ, 0 or more; a large one makes it gradient descent.

    Raises ValueError for settings outside these ranges or for several groups, RuntimeError at a step for a closure that
    returns no differentiable loss or has called `backward`, and where the matrix is singular.
    Source: Nocedal and Wright 2006, sections 3.3 and 3.4.
    """

    def __init__(self, params: Any, lr: float | Tensor = 1.0, damping: float = 0.0) -> None:
        check_lr(lr)
        check_not_negative("damping value", damping)
        super().__init__(params, {"lr": lr, "damping": damping})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Of the one group that there can be. Raises as `Optimizer.add_param_group` does, ValueError for a second."""
        if self.param_groups:
            raise ValueError("Newton has one parameter group: its step is one for all parameters")
        super().add_param_group(param_group)

    def _run(self, closure: Closure | None, losses: list[Any]) -> Iterator[Micro]:
        if closure is None:
            raise TypeError("Newton.step() needs a closure that returns the loss")
        group = self.param_groups[0]
        flat = Flat(group["params"])
        yield call(closure, losses)
        gradient, hessian = _derivatives(losses[0], group["params"])
        yield Micro("differentiate", "g = ∇f(θ)", None, "grad", None, gradient)
        yield Micro("differentiate again", "H = ∇²f(θ)", None, "hessian", None, hessian)
        if group["damping"]:
            damped = hessian + group["damping"] * flat.xp.eye(len(hessian), dtype=hessian.dtype)
            yield Micro("damp", "H ← H + δ I", None, "hessian", hessian, damped)
            hessian = damped
        direction = _solved(hessian, gradient)
        yield Micro("solve", "H d = −g", None, "direction", None, direction)
        before = flat.values
        after = before + lr_of(group) * direction
        flat.move(after)
        yield Micro("step", "θ ← θ + η d", None, "param", before, after)


def _derivatives(loss: Any, parameters: list[Tensor]) -> tuple[Any, Any]:
    """The flat gradient and the Hessian, raw; the gradient is left in the parameters' `.grad` too."""
    if not isinstance(loss, Tensor) or not loss.requires_grad:
        raise RuntimeError("Newton's closure must return the loss, a tensor that requires grad")
    with enable_grad():
        try:
            slopes = grad(loss, parameters, create_graph=True, allow_unused=True, materialize_grads=True)
        except RuntimeError as error:
            if str(error).startswith(SECOND_BACKWARD[:40]):
                raise RuntimeError(
                    "Newton's closure must not call backward(): return the loss, and the optimizer differentiates it"
                ) from error
            raise
        rows = []
        for slope in slopes:
            for part in slope.reshape(-1):
                if part.requires_grad:
                    row = grad(part, parameters, retain_graph=True, allow_unused=True, materialize_grads=True)
                    rows.append(Flat(row).values)
                else:  # a slope that is the same everywhere
                    rows.append(0.0 * Flat(parameters).values)
    for parameter, slope in zip(parameters, slopes, strict=True):
        parameter.grad = slope.detach()
    return Flat([slope.detach() for slope in slopes]).values, stack([wrap(row) for row in rows])._array


def _solved(hessian: Any, gradient: Any) -> Any:
    try:
        return linalg.solve(wrap(hessian), wrap(-gradient))._array
    except RuntimeError as error:
        raise RuntimeError(
            "The Hessian is singular here, so Newton's step is not defined: give the optimizer a damping above 0"
        ) from error
