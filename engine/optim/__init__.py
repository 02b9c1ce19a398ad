"""`engine.optim`: one optimizer a file, and schedules of their learning rates."""

from engine.optim import lr_scheduler
from engine.optim.adadelta import Adadelta
from engine.optim.adagrad import Adagrad
from engine.optim.adam import Adam, AdamW
from engine.optim.adamax import Adamax
from engine.optim.asgd import ASGD
from engine.optim.lbfgs import LBFGS
from engine.optim.line_search import GradientDescentWithLineSearch
from engine.optim.micro import Micro
from engine.optim.nadam import NAdam
from engine.optim.newton import Newton
from engine.optim.optimizer import Optimizer
from engine.optim.radam import RAdam
from engine.optim.rmsprop import RMSprop
from engine.optim.rprop import Rprop
from engine.optim.sgd import SGD

__all__ = [
    "ASGD", "LBFGS", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax",
    "GradientDescentWithLineSearch", "Micro", "NAdam", "Newton", "Optimizer", "RAdam", "RMSprop",
    "Rprop", "lr_scheduler",
]  # fmt: skip


def __dir__() -> list[str]:
    return sorted(__all__)
