"""`engine.testing`: assertions for tests of programs, under PyTorch's names."""

from engine.autograd.check import gradcheck, gradgradcheck
from engine.testing.comparison import assert_close

__all__ = ["assert_close", "gradcheck", "gradgradcheck"]


def __dir__() -> list[str]:
    return sorted(__all__)
