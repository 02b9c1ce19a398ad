"""`engine.nn`: the functions that networks are made of. Modules are out of engine's scope."""

from engine.nn import functional

__all__ = ["functional"]
