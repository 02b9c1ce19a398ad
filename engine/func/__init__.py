"""`engine.func`: transforms of functions, under PyTorch's names; `hvp` and `value_and_grad` are ours."""

from engine.func.batch import vmap
from engine.func.jacobian import hessian, hvp, jacfwd, jacrev
from engine.func.reverse import grad, grad_and_value, value_and_grad, vjp
from engine.func.tangent import jvp, linearize

__all__ = [
    "grad",
    "grad_and_value",
    "hessian",
    "hvp",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "value_and_grad",
    "vjp",
    "vmap",
]


def __dir__() -> list[str]:
    return sorted(__all__)
