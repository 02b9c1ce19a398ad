"""Special functions under PyTorch's names: `engine.special.entr` and its relatives."""

from engine.functions.elementwise import digamma, erf, erfc, expm1, polygamma

__all__ = ["digamma", "erf", "erfc", "expm1", "polygamma"]
