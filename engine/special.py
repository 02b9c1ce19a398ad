"""Special functions under PyTorch's names: `engine.special.entr` and its relatives."""

from engine.functions.elementwise import exp2, expm1, log1p, sigmoid
from engine.functions.reduce import log_softmax, logsumexp, softmax
from engine.functions.special import (
    digamma,
    entr,
    erf,
    erfc,
    erfcx,
    erfinv,
    i0,
    i0e,
    i1,
    i1e,
    lgamma,
    log_ndtr,
    logit,
    mvlgamma,
    ndtr,
    ndtri,
    polygamma,
    round,
    sinc,
    xlog1py,
    xlogy,
    zeta,
)

expit, gammaln, multigammaln, psi = sigmoid, lgamma, mvlgamma, digamma

# fmt: off
__all__ = [
    "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1", "gammaln", "i0", "i0e", "i1", "i1e",
    "log1p", "log_ndtr", "log_softmax", "logit", "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi",
    "round", "sinc", "softmax", "xlog1py", "xlogy", "zeta",
]
# fmt: on


def __dir__() -> list[str]:
    return sorted(__all__)
