"""Batched arrays: what `vmap` computes on.

A `Batched` array stands for many arrays of one shape, which lie along the first axis of the array within it. To the
rest of the engine it is an array of another library, with that library's namespace: operators, formulas and the
backward pass run on it as they are.
"""

from engine.batching.array import Batched, level_of
from engine.batching.backend import BatchBackend, batched_backend

__all__ = ["BatchBackend", "Batched", "batched_backend", "level_of"]
