"""Whatever makes a tensor, under one name: from values, from memory, of one value, and from another tensor."""

from __future__ import annotations

from engine.ops.constant import (
    empty as empty,
    empty_like as empty_like,
    eye as eye,
    full as full,
    full_like as full_like,
    ones as ones,
    ones_like as ones_like,
    zeros as zeros,
    zeros_like as zeros_like,
)
from engine.ops.construct import as_tensor as as_tensor, asarray as asarray, from_numpy as from_numpy, tensor as tensor
from engine.ops.legacy import legacy as legacy
from engine.ops.placing import placed as placed, size_of as size_of
from engine.ops.ranges import arange as arange, linspace as linspace, logspace as logspace
from engine.ops.transfer import cast as cast, clone as clone, to as to, transfer as transfer
