"""Linear algebra under PyTorch's names: `engine.linalg.det` and its relatives."""

from engine.functions.norm import vector_norm

__all__ = ["vector_norm"]
