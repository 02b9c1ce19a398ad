"""`engine.nn`: the functions that networks are made of. Modules are out of engine's scope."""

from __future__ import annotations

from typing import NoReturn

from engine.nn import functional, parameter
from engine.nn.parameter import Parameter

__all__ = ["Parameter", "functional", "parameter"]


def __dir__() -> list[str]:
    return sorted(__all__)


# Where a module's name does not tell which function it calls.
_FUNCTIONS = {
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "KLDivLoss": "kl_div",
}
_WITH_WEIGHTS = ("batch_norm", "bilinear", "embedding", "group_norm", "layer_norm", "linear", "prelu", "rms_norm")


def _function(module: str) -> str | None:
    """The function of `nn.functional` that a module such as MSELoss, BatchNorm2d or ReLU calls."""
    plain = module.lower().rstrip("d").rstrip("123")
    for name in functional.__all__:
        if plain in ((short := name.replace("_", "")), f"{short}loss"):
            return name
    return _FUNCTIONS.get(module)


def __getattr__(name: str) -> NoReturn:
    """Say of PyTorch's modules that engine has none, and what to use."""
    if name == "Buffer":
        instead = "a tensor"
    elif name in ("init", "modules", "utils") or name[:1].isupper():
        function = _function(name)
        instead = f"engine.nn.functional.{function}" if function else "engine.nn.functional"
        if function is None or function in _WITH_WEIGHTS:
            instead += ", with the weights in tensors of your own"
    else:
        raise AttributeError(f"module 'engine.nn' has no attribute '{name}'")
    raise AttributeError(f"engine.nn has no {name}, for modules are out of engine's scope. Use {instead}.")
