"""`engine.utils`: what PyTorch keeps under this name and tensors alone can have; that is checkpointing."""

from engine.utils import checkpoint

__all__ = ["checkpoint"]


def __dir__() -> list[str]:
    return sorted(__all__)
