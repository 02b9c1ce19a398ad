"""`engine.utils`: PyTorch's namespace for what goes along with tensors."""

from typing import NoReturn as _NoReturn

from engine.utils import dlpack

__all__ = ["dlpack"]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> _NoReturn:
    if name == "data":
        raise AttributeError("engine.utils has no data: batches of data are slices of tensors")
    raise AttributeError(f"module 'engine.utils' has no attribute '{name}'")
