"""The known functions, one entry each: from it follow reading, checking, evaluation, help and the reference."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace


class FunctionInfo(Struct, frozen=True):
    """A known function.

    `kind` says how it acts: "map" elementwise by the engine's function `engine`, with more values than `least` by the
    one in `mathematics.py`; "made" elementwise, from `mathematics.py`; "reduce" vector to number; "vector" vector to
    vector; "pair" two vectors to a matrix; "join" several arrays to one; "shape" an array in another shape; "like" an
    array to one of its shape; "size" an array to a whole number; "extreme" max and min; "select" is where. `truth`:
    the result is 1 or 0. `whole`: the places of arguments that are whole numbers. `inverse` is what a reader means by
    f^-1. `example`: a formula that shows it. `group`: where the reference lists it.
    """

    name: str
    least: int
    most: int
    kind: str
    engine: str
    latex: str
    help: str
    inverse: str | None = None
    reading: str = ""
    truth: bool = False
    whole: tuple[int, ...] = ()
    example: str = ""
    group: str = ""

    @property
    def shown(self) -> str:
        """The name in readings."""
        return self.reading or self.name

    @property
    def by_axis(self) -> bool:
        """Whether it takes the keyword arguments `dim` and `keepdim`."""
        return self.kind in ("reduce", "vector", "extreme") and self.name != "dot"

    @property
    def single(self) -> bool:
        """Whether it is elementwise and takes one value, so that it needs no brackets."""
        return self.least == 1 and self.kind in ("map", "made")


def _op(name: str) -> str:
    return rf"\operatorname{{{name}}}"


def _map(
    name: str, help: str, *, arity: int = 1, most: int = 0, latex: str = "", engine: str = "", **more: Any
) -> FunctionInfo:
    return FunctionInfo(name, arity, most or arity, "map", engine or name, latex or _op(name), help, **more)


def _made(name: str, help: str, *, arity: int = 1, most: int = 0, latex: str = "", **more: Any) -> FunctionInfo:
    return FunctionInfo(name, arity, most or arity, "made", name, latex or _op(name), help, **more)


def _reduce(name: str, help: str, *, engine: str = "", arity: int = 1, **more: Any) -> FunctionInfo:
    return FunctionInfo(name, arity, arity, "reduce", engine or name, _op(name), help, **more)


_TRIGONOMETRY: Final = (
    _map("sin", "sine, the angle in radians", latex=r"\sin", inverse="asin", example="sin(pi/6)"),
    _map("cos", "cosine, the angle in radians", latex=r"\cos", inverse="acos", example="cos(pi/3)"),
    _map("tan", "tangent, the angle in radians", latex=r"\tan", inverse="atan", example="tan(pi/4)"),
    _map("asin", "inverse sine, in radians", latex=r"\arcsin", inverse="sin", example="asin(1)"),
    _map("acos", "inverse cosine, in radians", latex=r"\arccos", inverse="cos", example="acos(-1)"),
    _map("atan", "inverse tangent, in radians", latex=r"\arctan", inverse="tan", example="atan(1)"),
    _map("atan2", "the angle of the point (x, y): atan2(y, x)", arity=2, example="atan2(1, -1)"),
    _made("cot", "cotangent, cos x / sin x", latex=r"\cot", inverse="atan", example="cot(pi/4)"),
    _made("sec", "secant, 1 / cos x", latex=r"\sec", example="sec(pi/3)"),
    _made("csc", "cosecant, 1 / sin x", latex=r"\csc", example="csc(pi/6)"),
    _map("sinc", "sin(πx) / (πx), 1 at 0", example="sinc(0.5)"),
    _map("deg2rad", "degrees as radians", inverse="rad2deg", example="deg2rad(180)"),
    _map("rad2deg", "radians as degrees", inverse="deg2rad", example="rad2deg(pi)"),
)

_HYPERBOLIC: Final = (
    _map("sinh", "hyperbolic sine", latex=r"\sinh", inverse="asinh", example="sinh(1)"),
    _map("cosh", "hyperbolic cosine", latex=r"\cosh", inverse="acosh", example="cosh(1)"),
    _map("tanh", "hyperbolic tangent", latex=r"\tanh", inverse="atanh", example="tanh(1)"),
    _map("asinh", "inverse hyperbolic sine", latex=_op("arsinh"), inverse="sinh", example="asinh(1)"),
    _map("acosh", "inverse hyperbolic cosine", latex=_op("arcosh"), inverse="cosh", example="acosh(2)"),
    _map("atanh", "inverse hyperbolic tangent", latex=_op("artanh"), inverse="tanh", example="atanh(0.5)"),
    _made("coth", "hyperbolic cotangent, 1 / tanh x", latex=r"\coth", example="coth(1)"),
    _made("sech", "hyperbolic secant, 1 / cosh x", example="sech(1)"),
    _made("csch", "hyperbolic cosecant, 1 / sinh x", example="csch(1)"),
)

_EXPONENTIAL: Final = (
    _map("exp", "e to the power x", latex=r"\exp", inverse="ln", example="exp(1)"),
    _map("exp2", "2 to the power x", inverse="log2", example="exp2(10)"),
    _map("expm1", "exp(x) - 1, exact for small x", inverse="log1p", example="expm1(1e-10)"),
    _map("log", "natural logarithm", latex=r"\ln", inverse="exp", reading="ln", example="log(e)"),
    _map("log2", "logarithm to base 2", latex=r"\log_{2}", inverse="exp2", example="log2(8)"),
    _map("log10", "logarithm to base 10", latex=r"\log_{10}", example="log10(1000)"),
    _map("log1p", "ln(1 + x), exact for small x", inverse="expm1", example="log1p(1e-10)"),
    _made("logb", "logarithm of x to base b: logb(x, b)", arity=2, example="logb(125, 5)"),
    _map("logaddexp", "ln(exp(x) + exp(y)), without overflow", arity=2, example="logaddexp(1000, 1000)"),
    _map("logaddexp2", "log2(2^x + 2^y), without overflow", arity=2, example="logaddexp2(3, 3)"),
    _map("xlogy", "x ln y, 0 where x is 0", arity=2, example="xlogy(0, 0)"),
    _map("xlog1py", "x ln(1 + y), 0 where x is 0", arity=2, example="xlog1py(2, 1)"),
)

_POWERS: Final = (
    _map("sqrt", "square root", inverse="square", example="sqrt(2)"),
    _map("rsqrt", "1 / sqrt(x)", example="rsqrt(4)"),
    _made("cbrt", "real cube root, also of negative numbers", example="cbrt(-27)"),
    _made(
        "nthroot",
        "real n-th root, of negative numbers where n is odd: nthroot(x, n)",
        arity=2,
        example="nthroot(-32, 5)",
    ),
    _map("square", "x times x", inverse="sqrt", example="square(-3)"),
    _map("reciprocal", "1 / x", inverse="reciprocal", example="reciprocal(4)"),
    _map("hypot", "sqrt(x^2 + y^2)", arity=2, example="hypot(3, 4)"),
)

_PARTS: Final = (
    _map("abs", "absolute value", example="abs(-3)"),
    _map("sign", "-1, 0 or 1 as x is negative, zero or positive", reading="sgn", example="sign(-3)"),
    _map("copysign", "x with the sign of y", arity=2, example="copysign(3, -0.5)"),
    _map("floor", "greatest whole number that is not above x", example="floor(-1.5)"),
    _map("ceil", "least whole number that is not below x", example="ceil(-1.5)"),
    _map(
        "round",
        "nearest whole number, halves to the even one; with n places after the point: round(x, n)",
        most=2,
        whole=(1,),
        example="round(2.5)",
    ),
    _map("trunc", "x without its fraction", example="trunc(-1.5)"),
    _map("frac", "the fraction of x, with its sign", example="frac(-1.25)"),
    _map("remainder", "remainder of x / y with the sign of y, as x % y", arity=2, example="remainder(-7, 3)"),
    _map("fmod", "remainder of x / y with the sign of x", arity=2, example="fmod(-7, 3)"),
    _map("floor_divide", "x / y, rounded down", arity=2, example="floor_divide(-7, 2)"),
    _map(
        "clamp",
        "x, held between low and high: clamp(x, low, high), or clamp(x, min=low), clamp(x, max=high)",
        arity=3,
        example="clamp(5, 0, 1)",
    ),
    _map("clamp_min", "x, but at least m", arity=2, example="clamp_min(-2, 0)"),
    _map("clamp_max", "x, but at most m", arity=2, example="clamp_max(5, 1)"),
    _map("fmax", "the greater of two values; where one is nan, the other", arity=2, example="fmax(0/0, 1)"),
    _map("fmin", "the lesser of two values; where one is nan, the other", arity=2, example="fmin(0/0, 1)"),
    _map(
        "heaviside", "0 for negative x, 1 for positive x, v at 0: heaviside(x, v)", arity=2, example="heaviside(0, 0.5)"
    ),
    _map("lerp", "from a at w = 0 to b at w = 1: lerp(a, b, w)", arity=3, example="lerp(2, 4, 0.25)"),
    _map("addcmul", "a + b c: addcmul(a, b, c)", arity=3, example="addcmul(1, 2, 3)"),
    _map("addcdiv", "a + b / c: addcdiv(a, b, c)", arity=3, example="addcdiv(1, 6, 3)"),
    _map("nan_to_num", "x, but 0 for nan and the greatest numbers for ±inf", example="nan_to_num(0/0)"),
)

_QUESTIONS: Final = (
    _map("isnan", "1 where x is nan, else 0", truth=True, example="isnan(0/0)"),
    _map("isinf", "1 where x is infinite, else 0", truth=True, example="isinf(1/0)"),
    _map("isposinf", "1 where x is inf, else 0", truth=True, example="isposinf(-1/0)"),
    _map("isneginf", "1 where x is -inf, else 0", truth=True, example="isneginf(-1/0)"),
    _map("isfinite", "1 where x is neither nan nor infinite, else 0", truth=True, example="isfinite(2)"),
    _map("isreal", "1, for every value here is a real number", truth=True, example="isreal(2)"),
    _map("signbit", "1 where x is negative, -0 included, else 0", truth=True, example="signbit(-2)"),
    _map(
        "isclose",
        "1 where x and y differ by rounding only, else 0",
        arity=2,
        truth=True,
        example="isclose(0.1 + 0.2, 0.3)",
    ),
    _map(
        "logical_xor", "1 where just one of x and y is not 0, else 0", arity=2, truth=True, example="logical_xor(1, 0)"
    ),
)

_ACTIVATIONS: Final = (
    _map("sigmoid", "1 / (1 + exp(-x))", inverse="logit", example="sigmoid(0)"),
    _map("logsigmoid", "ln(sigmoid(x))", example="logsigmoid(0)"),
    _map("relu", "max(x, 0)", example="relu(-2)"),
    _map("relu6", "x, held between 0 and 6", example="relu6(8)"),
    _map("leaky_relu", "x above 0, below it 0.01 x, or a x: leaky_relu(x, a)", most=2, example="leaky_relu(-2, 0.1)"),
    _made("prelu", "x above 0, a x below: prelu(x, a)", arity=2, example="prelu(-2, 0.25)"),
    _map("elu", "x above 0, a (exp(x) - 1) below, a = 1 or given: elu(x, a)", most=2, example="elu(-1)"),
    _map("selu", "elu, scaled to keep mean 0 and variance 1", example="selu(-1)"),
    _map("celu", "x above 0, a (exp(x/a) - 1) below, a = 1 or given: celu(x, a)", most=2, example="celu(-1, 2)"),
    _map("gelu", "x times the area under the normal distribution up to x", example="gelu(1)"),
    _map("silu", "x sigmoid(x)", example="silu(1)"),
    _map("mish", "x tanh(softplus(x))", example="mish(1)"),
    _map("softplus", "ln(1 + exp(x)), or ln(1 + exp(b x)) / b: softplus(x, b)", most=2, example="softplus(0)"),
    _map("softsign", "x / (1 + |x|)", example="softsign(3)"),
    _map("tanhshrink", "x - tanh(x)", example="tanhshrink(1)"),
    _map("hardtanh", "x, held between -1 and 1, or hardtanh(x, low, high)", most=3, example="hardtanh(5)"),
    _map("hardsigmoid", "x / 6 + 1 / 2, held between 0 and 1", example="hardsigmoid(1.5)"),
    _map("hardswish", "x hardsigmoid(x)", example="hardswish(1.5)"),
    _map(
        "hardshrink", "x, but 0 from -0.5 to 0.5, or from -l to l: hardshrink(x, l)", most=2, example="hardshrink(0.3)"
    ),
    _map("softshrink", "x, moved towards 0 by 0.5, or by l: softshrink(x, l)", most=2, example="softshrink(2)"),
    _made("threshold", "x where it is above t, else v: threshold(x, t, v)", arity=3, example="threshold(1, 2, 9)"),
)

_SPECIAL: Final = (
    _map("erf", "error function", inverse="erfinv", example="erf(1)"),
    _map("erfc", "1 - erf(x)", example="erfc(1)"),
    _map("erfinv", "inverse of the error function", inverse="erf", example="erfinv(0.5)"),
    _map("erfcx", "exp(x^2) erfc(x)", example="erfcx(1)"),
    _made("gamma", "gamma function Γ(x)", latex=r"\Gamma", example="gamma(5)"),
    _map("lgamma", "logarithm of |Γ(x)|", example="lgamma(10)"),
    _map("digamma", "derivative of lgamma", example="digamma(1)"),
    _map("polygamma", "n-th derivative of digamma: polygamma(n, x)", arity=2, whole=(0,), example="polygamma(1, 1)"),
    _made(
        "mvlgamma",
        "logarithm of the gamma function of p dimensions: mvlgamma(x, p)",
        arity=2,
        whole=(1,),
        example="mvlgamma(3, 2)",
    ),
    _made(
        "zeta",
        "the zeta function, the sum of 1/k^s over k >= 1, or of 1/(k + q)^s over k >= 0: zeta(s, q)",
        most=2,
        latex=r"\zeta",
        example="zeta(2)",
    ),
    _map("i0", "modified Bessel function I0", latex=r"I_{0}", example="i0(1)"),
    _map("i0e", "exp(-|x|) I0(x)", example="i0e(1)"),
    _map("i1", "modified Bessel function I1", latex=r"I_{1}", example="i1(1)"),
    _map("i1e", "exp(-|x|) I1(x)", example="i1e(1)"),
    _map("ndtr", "area under the normal distribution up to x", inverse="ndtri", example="ndtr(1.96)"),
    _map("ndtri", "inverse of ndtr", inverse="ndtr", example="ndtri(0.975)"),
    _map("log_ndtr", "ln(ndtr(x)), also far below 0", example="log_ndtr(-30)"),
    _map(
        "logit",
        "ln(x / (1 - x)), or with x held in [d, 1 - d]: logit(x, d)",
        most=2,
        inverse="sigmoid",
        example="logit(0.75)",
    ),
    _map("entr", "-x ln(x), 0 at 0", example="entr(0.5)"),
)

_CHOICES: Final = (
    FunctionInfo(
        "max",
        1,
        64,
        "extreme",
        "maximum",
        r"\max",
        "greatest of several values, or of one vector",
        example="max(1, 3, 2)",
    ),
    FunctionInfo(
        "min",
        1,
        64,
        "extreme",
        "minimum",
        r"\min",
        "least of several values, or of one vector",
        example="min([4, 2, 7])",
    ),
    FunctionInfo(
        "where",
        3,
        3,
        "select",
        "where",
        _op("where"),
        "a where c holds, else b: where(c, a, b)",
        example="where(1 < 2, 5, 6)",
    ),
    _made("detach", "x, taken for a constant by every derivative", example="detach(3)"),
)

_VECTORS: Final = (
    _reduce("sum", "sum of a vector's entries, or of a series: sum(k x^k, k=1..4)", example="sum(k^2, k=1..4)"),
    _reduce("prod", "product of a vector's entries, or of a series: prod(k, k=1..4)", example="prod([2, 3, 4])"),
    _reduce("mean", "mean of a vector's entries", example="mean([1, 2, 6])"),
    _reduce(
        "std", "standard deviation of a vector's entries, divided by n - 1 as in PyTorch", example="std([1, 2, 6])"
    ),
    _reduce("var", "variance of a vector's entries, divided by n - 1 as in PyTorch", example="var([1, 2, 6])"),
    _reduce(
        "np.std",
        "standard deviation of a vector's entries, divided by n as in NumPy",
        engine="std",
        example="np.std([1, 2, 6])",
    ),
    _reduce(
        "np.var", "variance of a vector's entries, divided by n as in NumPy", engine="var", example="np.var([1, 2, 6])"
    ),
    _reduce("norm", "length of a vector, sqrt(sum(x^2))", example="norm([3, 4])"),
    _reduce("logsumexp", "ln(sum(exp(x))) of a vector", example="logsumexp([1, 2, 3])"),
    _reduce("dot", "sum of the products of two vectors' entries: dot(a, b)", arity=2, example="dot([1, 2], [3, 4])"),
    FunctionInfo(
        "outer",
        2,
        2,
        "pair",
        "outer",
        _op("outer"),
        "the matrix of the products of two vectors' entries: outer(a, b)",
        example="outer([1, 2], [3, 4])[1, 0]",
    ),
    FunctionInfo(
        "softmax",
        1,
        1,
        "vector",
        "softmax",
        _op("softmax"),
        "exp(x) / sum(exp(x)) of a vector",
        example="softmax([0, 0])[1]",
    ),
    FunctionInfo(
        "cumsum",
        1,
        1,
        "vector",
        "cumsum",
        _op("cumsum"),
        "sums of a vector's entries so far",
        example="cumsum([1, 2, 3])[2]",
    ),
    _reduce(
        "median",
        "the middle of a vector's entries, of two in the middle the lower one as in PyTorch",
        example="median([1, 2, 6, 9])",
    ),
    _reduce(
        "np.median",
        "the middle of a vector's entries, of two in the middle their mean as in NumPy",
        example="np.median([1, 2, 6, 9])",
    ),
    _reduce("argmax", "the place of the greatest entry, from 0", example="argmax([1, 6, 2])"),
    _reduce("argmin", "the place of the least entry, from 0", example="argmin([3, 6, 2])"),
    FunctionInfo(
        "cumprod",
        1,
        1,
        "vector",
        "cumprod",
        _op("cumprod"),
        "products of a vector's entries so far",
        example="cumprod([1, 2, 3])[2]",
    ),
    FunctionInfo(
        "log_softmax",
        1,
        1,
        "vector",
        "log_softmax",
        _op("logsoftmax"),
        "ln(softmax(x)) of a vector",
        example="log_softmax([0, 0])[1]",
    ),
    FunctionInfo(
        "transpose",
        1,
        1,
        "shape",
        "transpose",
        _op("transpose"),
        "rows and columns of a matrix exchanged",
        example="transpose([[1, 2], [3, 4]])[0, 1]",
    ),
)

_OF_PROGRAMS: Final = (
    FunctionInfo("reshape", 1, 1, "shape", "reshape", _op("reshape"), "the same numbers in another shape"),
    FunctionInfo("flatten", 1, 1, "shape", "flatten", _op("flatten"), "the same numbers as a vector"),
    FunctionInfo("unsqueeze", 1, 1, "shape", "unsqueeze", _op("unsqueeze"), "with a new axis of size 1"),
    FunctionInfo("squeeze", 1, 1, "shape", "squeeze", _op("squeeze"), "without axes of size 1"),
    FunctionInfo("permute", 1, 1, "shape", "permute", _op("permute"), "the axes in another order"),
    FunctionInfo("cat", 1, 1, "join", "cat", _op("cat"), "vectors or matrices one behind the other"),
    FunctionInfo("stack", 1, 1, "join", "stack", _op("stack"), "vectors or matrices along a new axis"),
    FunctionInfo("vstack", 1, 1, "join", "vstack", _op("vstack"), "vectors or matrices as rows"),
    FunctionInfo("hstack", 1, 1, "join", "hstack", _op("hstack"), "vectors or columns side by side"),
    FunctionInfo("zeros_like", 1, 1, "like", "zeros_like", _op("zeros"), "zeros in the shape of a value"),
    FunctionInfo("ones_like", 1, 1, "like", "ones_like", _op("ones"), "ones in the shape of a value"),
    FunctionInfo("len", 1, 1, "size", "", _op("len"), "how many entries or rows a vector or matrix has"),
)
"""What only programs use, as methods; the numbers stand in the options of the call."""

GROUPS: Final = {
    "Angles": _TRIGONOMETRY,
    "Hyperbolic functions": _HYPERBOLIC,
    "Exponentials and logarithms": _EXPONENTIAL,
    "Powers and roots": _POWERS,
    "Parts of a number, rounding, bounds": _PARTS,
    "Questions": _QUESTIONS,
    "Activations": _ACTIVATIONS,
    "Special functions": _SPECIAL,
    "Choices": _CHOICES,
    "Vectors and series": _VECTORS,
    "In programs": _OF_PROGRAMS,
}
"""The entries by the heading under which the reference lists them."""

FUNCTIONS: Final = {info.name: replace(info, group=group) for group, infos in GROUPS.items() for info in infos}
"""Every known function by the name that the tree keeps."""
