"""`engine.optim`: one optimizer a file."""

from engine.optim.optimizer import Optimizer
from engine.optim.sgd import SGD

__all__ = ["SGD", "Optimizer"]


def __dir__() -> list[str]:
    return sorted(__all__)
