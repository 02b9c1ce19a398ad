"""All parameters as one vector, for optimizers whose step is one direction for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backends import backend_of
from engine.optim.micro import move
from engine.tensor import Tensor


class Flat:
    """Parameters laid end to end, in their order.

    `xp` is the namespace of the backend that all of them are on.
    """

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self._parameters = parameters
        self.xp = backend_of(parameters[0]._value).xp

    @property
    def values(self) -> Any:
        """Their values, raw, one dim."""
        return self._joined([p._array for p in self._parameters])

    @property
    def gradient(self) -> Any:
        """Their gradients, 0 where there is none; raw."""
        return self._joined(
            [self.xp.zeros_like(p._array) if p._grad is None else p._grad._array for p in self._parameters]
        )

    def move(self, values: Any) -> None:
        """Write `values` to the parameters."""
        begin = 0
        for p in self._parameters:
            shape = p._value.shape
            size = int(np.prod(shape))
            move(p, values[begin : begin + size].reshape(shape))
            begin += size

    def _joined(self, arrays: list[Any]) -> Any:
        return self.xp.concatenate([array.reshape(-1) for array in arrays])
