"""`engine.autograd`: backward, grad, and the modes, under PyTorch's names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.anomaly import detect_anomaly, set_detect_anomaly
from engine.autograd.function import Function
from engine.autograd.passes import backward, grad
from engine.modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from engine.tensor import Tensor

if TYPE_CHECKING:  # loaded when asked for: most programs need neither
    from engine.autograd import functional
    from engine.autograd.check import GradcheckError, gradcheck, gradgradcheck

_CHECKS = ("GradcheckError", "gradcheck", "gradgradcheck")

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name == "functional":
        return import_module("engine.autograd.functional")
    if name in _CHECKS:
        return getattr(import_module("engine.autograd.check"), name)
    raise AttributeError(f"module 'engine.autograd' has no attribute '{name}'")


class _VariableType(type):
    """Every tensor is a Variable, as in PyTorch since 0.4."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableType):
    """Before PyTorch 0.4 the class that recorded; now a call of it is a tensor on the same memory."""

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = False) -> Any:
        """`data` without history, asking for a gradient where `requires_grad`; an empty vector without data."""
        data = Tensor() if data is None else data
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        result = data.detach()
        result.requires_grad = requires_grad
        return result
