"""`engine.nn`: the functions that networks are made of. Modules are out of engine's scope."""

from engine.nn import functional, parameter
from engine.nn.parameter import Parameter

__all__ = ["Parameter", "functional", "parameter"]
