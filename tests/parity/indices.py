"""Indices that PyTorch leaves open: of equal elements any may be named, so the elements named are compared."""

from __future__ import annotations

from typing import Any

# Operators that promise no order among equals, and the place of `dim` among the arguments after the input.
DIM = {"sort": 0, "argsort": 0, "mode": 0, "topk": 1, "kthvalue": 1}


def settled(name: str, result: Any, arguments: Any) -> Any:
    """The result with the elements named in the place of the indices, of which the shape and the dtype are left."""
    x, args, options = arguments
    if name not in DIM or isinstance(result, Exception) or options.get("stable"):
        return result
    dim = options.get("dim", args[DIM[name]] if len(args) > DIM[name] else -1)
    *values, indices = (result,) if name == "argsort" else result
    x, at = (x.reshape(1), indices.reshape(-1)) if x.ndim == 0 else (x, indices)
    at = at if at.ndim == x.ndim else at.unsqueeze(dim)
    return (*values, x.gather(dim, at), indices * 0)
