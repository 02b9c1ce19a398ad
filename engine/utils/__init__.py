"""`engine.utils`: PyTorch's namespace for what goes along with tensors."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING, Any as _Any

from engine.utils import dlpack

if _TYPE_CHECKING:
    from engine.utils import checkpoint

__all__ = ["checkpoint", "dlpack"]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> _Any:
    if name == "checkpoint":  # loaded when asked for, with the transforms that it goes along with
        return _import_module("engine.utils.checkpoint")
    if name == "data":
        raise AttributeError("engine.utils has no data: batches of data are slices of tensors")
    raise AttributeError(f"module 'engine.utils' has no attribute '{name}'")
