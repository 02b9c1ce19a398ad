"""The named tuples that functions with several results return, such as `engine.return_types.max`."""

from __future__ import annotations

from collections import namedtuple
from typing import Any


def _shown(self: Any) -> str:
    parts = ",\n".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
    return f"engine.return_types.{type(self).__name__}(\n{parts})"


def _named(name: str, fields: str) -> Any:
    """A named tuple that prints as PyTorch's do."""
    made = namedtuple(name, fields, module=__name__)  # type: ignore[misc]
    made.__repr__ = _shown  # type: ignore[method-assign]
    made.__doc__ = f"What {name} returns: {', '.join(fields.split())}."
    return made


max, min = _named("max", "values indices"), _named("min", "values indices")
median, nanmedian = _named("median", "values indices"), _named("nanmedian", "values indices")
mode, kthvalue = _named("mode", "values indices"), _named("kthvalue", "values indices")
sort, topk = _named("sort", "values indices"), _named("topk", "values indices")
cummax, cummin = _named("cummax", "values indices"), _named("cummin", "values indices")
frexp = _named("frexp", "mantissa exponent")
aminmax = _named("aminmax", "min max")
slogdet, linalg_slogdet = _named("slogdet", "sign logabsdet"), _named("linalg_slogdet", "sign logabsdet")
linalg_eigh = _named("linalg_eigh", "eigenvalues eigenvectors")
svd, linalg_svd = _named("svd", "U S V"), _named("linalg_svd", "U S Vh")
qr, linalg_qr = _named("qr", "Q R"), _named("linalg_qr", "Q R")
linalg_lstsq = _named("linalg_lstsq", "solution residuals rank singular_values")
