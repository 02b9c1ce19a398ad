"""The functions that a text may use: one entry each, from which reading, checking, evaluation and help follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A known function.

    `kind` says how it acts: "map" elementwise by the engine's function `engine`; "made" elementwise, composed in
    `mathematics.py`; "reduce" vector to number; "vector" vector to vector; "extreme" max and min; "select" is where.
    `inverse` is what a reader means by f^-1.
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

    @property
    def shown(self) -> str:
        """The name in readings."""
        return self.reading or self.name


def _op(name: str) -> str:
    return rf"\operatorname{{{name}}}"


def _map(name: str, help: str, *, arity: int = 1, latex: str = "", engine: str = "", **more: str) -> FunctionInfo:
    return FunctionInfo(name, arity, arity, "map", engine or name, latex or _op(name), help, **more)


def _made(name: str, help: str, *, arity: int = 1, latex: str = "") -> FunctionInfo:
    return FunctionInfo(name, arity, arity, "made", name, latex or _op(name), help)


def _reduce(name: str, help: str, *, engine: str = "", arity: int = 1, reading: str = "") -> FunctionInfo:
    latex = _op(reading or name)
    return FunctionInfo(name, arity, arity, "reduce", engine or name, latex, help, reading=reading)


_ALL: Final = (
    _map("sin", "sine, the angle in radians", latex=r"\sin", inverse="asin"),
    _map("cos", "cosine, the angle in radians", latex=r"\cos", inverse="acos"),
    _map("tan", "tangent, the angle in radians", latex=r"\tan", inverse="atan"),
    _map("asin", "inverse sine, in radians", latex=r"\arcsin", inverse="sin"),
    _map("acos", "inverse cosine, in radians", latex=r"\arccos", inverse="cos"),
    _map("atan", "inverse tangent, in radians", latex=r"\arctan", inverse="tan"),
    _map("atan2", "the angle of the point (x, y): atan2(y, x)", arity=2),
    _map("sinh", "hyperbolic sine", latex=r"\sinh", inverse="asinh"),
    _map("cosh", "hyperbolic cosine", latex=r"\cosh", inverse="acosh"),
    _map("tanh", "hyperbolic tangent", latex=r"\tanh", inverse="atanh"),
    _map("asinh", "inverse hyperbolic sine", latex=_op("arsinh"), inverse="sinh"),
    _map("acosh", "inverse hyperbolic cosine", latex=_op("arcosh"), inverse="cosh"),
    _map("atanh", "inverse hyperbolic tangent", latex=_op("artanh"), inverse="tanh"),
    _made("cot", "cotangent, cos x / sin x", latex=r"\cot"),
    _made("sec", "secant, 1 / cos x", latex=r"\sec"),
    _made("csc", "cosecant, 1 / sin x", latex=r"\csc"),
    _made("coth", "hyperbolic cotangent, 1 / tanh x", latex=r"\coth"),
    _made("sech", "hyperbolic secant, 1 / cosh x"),
    _made("csch", "hyperbolic cosecant, 1 / sinh x"),
    _map("exp", "e to the power x", latex=r"\exp", inverse="ln"),
    _map("exp2", "2 to the power x"),
    _map("expm1", "exp(x) - 1, exact for small x"),
    _map("log", "natural logarithm", latex=r"\ln", inverse="exp", reading="ln"),
    _map("log2", "logarithm to base 2", latex=r"\log_{2}", inverse="exp2"),
    _map("log10", "logarithm to base 10", latex=r"\log_{10}"),
    _map("log1p", "ln(1 + x), exact for small x"),
    _made("logb", "logarithm of x to base b: logb(x, b)", arity=2),
    _map("sqrt", "square root"),
    _map("rsqrt", "1 / sqrt(x)"),
    _made("cbrt", "real cube root, also of negative numbers"),
    _made("nthroot", "real n-th root, of negative numbers where n is odd: nthroot(x, n)", arity=2),
    _map("square", "x times x"),
    _map("reciprocal", "1 / x"),
    _map("hypot", "sqrt(x^2 + y^2)", arity=2),
    _map("abs", "absolute value"),
    _map("sign", "-1, 0 or 1 as x is negative, zero or positive", reading="sgn"),
    _map("floor", "greatest whole number that is not above x"),
    _map("ceil", "least whole number that is not below x"),
    _map("round", "nearest whole number, halves to the even one"),
    _map("trunc", "x without its fraction"),
    _map("frac", "the fraction of x, with its sign"),
    _map("remainder", "remainder of x / y with the sign of y, as x % y", arity=2),
    _map("fmod", "remainder of x / y with the sign of x", arity=2),
    _map("sigmoid", "1 / (1 + exp(-x))"),
    _map("relu", "max(x, 0)"),
    _map("softplus", "ln(1 + exp(x))"),
    _map("erf", "error function"),
    _map("erfc", "1 - erf(x)"),
    _map("lgamma", "logarithm of |Γ(x)|"),
    _map("digamma", "derivative of lgamma"),
    _made("gamma", "gamma function Γ(x)", latex=r"\Gamma"),
    _map("clamp", "x, held between low and high: clamp(x, low, high)", arity=3),
    _map("isnan", "1 where x is nan, else 0"),
    _map("isinf", "1 where x is infinite, else 0"),
    _map("isfinite", "1 where x is finite, else 0"),
    FunctionInfo("max", 1, 64, "extreme", "maximum", r"\max", "greatest of several values, or of one vector"),
    FunctionInfo("min", 1, 64, "extreme", "minimum", r"\min", "least of several values, or of one vector"),
    FunctionInfo("where", 3, 3, "select", "where", _op("where"), "a where c holds, else b: where(c, a, b)"),
    _reduce("sum", "sum of a vector's entries, or of a series: sum(k x^k, k=1..4)"),
    _reduce("prod", "product of a vector's entries, or of a series: prod(k, k=1..4)"),
    _reduce("mean", "mean of a vector's entries"),
    _reduce("std", "standard deviation of a vector's entries, divided by n - 1 as in PyTorch"),
    _reduce("var", "variance of a vector's entries, divided by n - 1 as in PyTorch"),
    _reduce("np.std", "standard deviation of a vector's entries, divided by n as in NumPy", engine="std"),
    _reduce("np.var", "variance of a vector's entries, divided by n as in NumPy", engine="var"),
    _reduce("norm", "length of a vector, sqrt(sum(x^2))"),
    _reduce("logsumexp", "ln(sum(exp(x))) of a vector"),
    _reduce("dot", "sum of the products of two vectors' entries: dot(a, b)", arity=2),
    FunctionInfo("softmax", 1, 1, "vector", "softmax", _op("softmax"), "exp(x) / sum(exp(x)) of a vector"),
    FunctionInfo("cumsum", 1, 1, "vector", "cumsum", _op("cumsum"), "sums of a vector's entries so far"),
    FunctionInfo("transpose", 1, 1, "vector", "transpose", _op("transpose"), "rows and columns of a matrix exchanged"),
)

FUNCTIONS: Final = {info.name: info for info in _ALL}
"""Every known function by the name that the tree keeps."""

ALIASES: Final = {
    **{name: name for name in FUNCTIONS if "." not in name},
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "sgn": "sign",
    "cosec": "csc",
    "absolute": "abs",
    "clip": "clamp",
    "mod": "remainder",
    "maximum": "max",
    "minimum": "min",
    "amax": "max",
    "amin": "min",
    "pow": "pow",
    "power": "pow",
    "diff": "diff",
    "grad": "grad",
    "∑": "sum",
    "∏": "prod",
}
"""What may be typed for a function, and its name in the tree. `pow`, `diff` and `grad` have nodes of their own."""

PREFIXES: Final = ("torch", "np", "numpy", "math", "F")

PREFIXED: Final = {
    **{typed: name for typed, name in ALIASES.items() if name not in ("diff", "grad")},
    "add": "add",
    "sub": "sub",
    "subtract": "sub",
    "mul": "mul",
    "multiply": "mul",
    "div": "div",
    "divide": "div",
    "neg": "neg",
    "negative": "neg",
    "matmul": "matmul",
    "eq": "eq",
    "equal": "eq",
    "ne": "ne",
    "not_equal": "ne",
    "lt": "lt",
    "less": "lt",
    "le": "le",
    "less_equal": "le",
    "gt": "gt",
    "greater": "gt",
    "ge": "ge",
    "greater_equal": "ge",
    "logical_and": "and",
    "logical_or": "or",
    "logical_not": "not",
    "fabs": "abs",
    "fsum": "sum",
}
"""What may stand behind a prefix such as `torch.`; the names of operators become operators."""

UNREAD: Final = {
    "median": "sort the values by hand, or take mean(…)",
    "argmax": "take max(…)",
    "argmin": "take min(…)",
    "sort": "lists keep the order in which they are written",
    "print": "the value is shown without it",
    "range": "write a series: sum(k x^k, k=1..4)",
    "tensor": "write a list: [1, 2, 3]",
    "array": "write a list: [1, 2, 3]",
}
"""Functions of PyTorch and Python that a formula cannot use, and what to do instead."""

MISTAKES: Final = {
    "sine": "sin",
    "sinus": "sin",
    "cosine": "cos",
    "cosinus": "cos",
    "tangent": "tan",
    "tangens": "tan",
    "root": "sqrt",
    "squareroot": "sqrt",
    "sqr": "sqrt",
    "wurzel": "sqrt",
    "absolut": "abs",
    "expo": "exp",
    "exponential": "exp",
    "logarithm": "ln",
    "average": "mean",
    "avg": "mean",
    "total": "sum",
    "product": "prod",
    "signum": "sgn",
    "ceiling": "ceil",
    "maxi": "max",
    "mini": "min",
    "logistic": "sigmoid",
    "factorial": "gamma",
    "derivative": "diff",
    "gradient": "grad",
    "norm2": "norm",
}
"""Words that are often typed for a function, and the function."""
