"""The functions that networks are made of, gathered: PyTorch's `torch.nn.functional`."""

from __future__ import annotations

from engine.nn import (
    activation as _activation,
    binary as _binary,
    classify as _classify,
    distance as _distance,
    encode as _encode,
    linear as _linear,
    loss as _loss,
    margin as _margin,
    normalize as _normalize,
    piecewise as _piecewise,
    softmax as _softmax,
)
from engine.nn.activation import *
from engine.nn.binary import *
from engine.nn.classify import *
from engine.nn.distance import *
from engine.nn.encode import *
from engine.nn.linear import *
from engine.nn.loss import *
from engine.nn.margin import *
from engine.nn.normalize import *
from engine.nn.piecewise import *
from engine.nn.softmax import *

__all__: list[str] = []
__all__ += _activation.__all__
__all__ += _binary.__all__
__all__ += _classify.__all__
__all__ += _distance.__all__
__all__ += _encode.__all__
__all__ += _linear.__all__
__all__ += _loss.__all__
__all__ += _margin.__all__
__all__ += _normalize.__all__
__all__ += _piecewise.__all__
__all__ += _softmax.__all__


def __dir__() -> list[str]:
    return sorted(__all__)
