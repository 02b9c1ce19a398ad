"""What may be typed for a function: its names, its prefixes, and what is often typed for it by mistake."""

from __future__ import annotations

from typing import Final

from gradexplorer.lang.function_table import FUNCTIONS as FUNCTIONS, FunctionInfo as FunctionInfo

_OPERATOR_NAMES: Final = {
    "add": "add",
    "sub": "sub",
    "subtract": "sub",
    "rsub": "rsub",
    "mul": "mul",
    "multiply": "mul",
    "div": "div",
    "divide": "div",
    "true_divide": "div",
    "neg": "neg",
    "negative": "neg",
    "positive": "pos",
    "float_power": "pow",
    "factorial": "factorial",
    "matmul": "matmul",
    "eq": "eq",
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
}
"""Functions that stand for operators."""

_OTHER_NAMES: Final = {
    "fix": "trunc",
    "expit": "sigmoid",
    "gammaln": "lgamma",
    "multigammaln": "mvlgamma",
    "psi": "digamma",
}
"""PyTorch's second names that are too much like a product of letters."""

ALIASES: Final = {
    **{name: name for name, info in FUNCTIONS.items() if "." not in name and info.group != "In programs"},
    "ln": "log",
    "log_2": "log2",
    "log_10": "log10",
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
    "swish": "silu",
    "pow": "pow",
    "power": "pow",
    "diff": "diff",
    "grad": "grad",
    "∑": "sum",
    "∏": "prod",
    **_OTHER_NAMES,
    **_OPERATOR_NAMES,
}
"""What may be typed for a function, and its name in the tree. `pow`, `diff` and `grad` have nodes of their own; the
names of operators become operators."""

BRACKETED: Final = frozenset({"gamma", "zeta", "i0", "i0e", "i1", "i1e", *_OTHER_NAMES, *_OPERATOR_NAMES})
"""Names that are functions directly before a bracket and behind a prefix only; elsewhere they are letters."""

PREFIXES: Final = ("torch", "np", "numpy", "math", "F")

PREFIXED: Final = {
    **{typed: name for typed, name in ALIASES.items() if name not in ("diff", "grad")},
    "fabs": "abs",
    "fsum": "sum",
}
"""What may stand behind a prefix such as `torch.`."""

PREFIX_DECIDES: Final = {
    ("np", "std"): "np.std",
    ("np", "var"): "np.var",
    ("np", "max"): "np.max",
    ("np", "min"): "np.min",
    ("np", "amax"): "np.max",
    ("np", "amin"): "np.min",
    ("np", "median"): "np.median",
    ("np", "equal"): "eq",
    ("math", "log"): "math.log",
}
"""Where the libraries differ: prefix and name, and the function meant. Without a prefix PyTorch's meaning holds."""

UNREAD: Final = {
    "equal": "write == to compare",
    "sort": "lists keep the order in which they are written",
    "print": "the value is shown without it",
    "range": "write a series: sum(k x^k, k=1..4)",
    **dict.fromkeys(
        ("tensor", "Tensor", "array", "zeros", "ones", "arange", "linspace", "from_numpy"), "write a list: [1, 2, 3]"
    ),
    **dict.fromkeys(
        ("integral", "integrate", "Integral", "trapz", "trapezoid"),
        "integrals are not computed: the app has values and derivatives",
    ),
    "limit": "limits are not computed: look at values near the point",
    "gcd": "values are real numbers: there are no functions of whole numbers",
    "lcm": "values are real numbers: there are no functions of whole numbers",
    "comb": "write factorial(n)/factorial(k)/factorial(n - k)",
    "binomial": "write factorial(n)/factorial(k)/factorial(n - k)",
    "nCr": "write factorial(n)/factorial(k)/factorial(n - k)",
    "perm": "write factorial(n)/factorial(n - k)",
    "nPr": "write factorial(n)/factorial(n - k)",
}
"""Functions of PyTorch and Python that a formula cannot use, and what to do instead."""

MISTAKES: Final = {
    "sine": "sin",
    "sinus": "sin",
    "cosine": "cos",
    "cosinus": "cos",
    "tangent": "tan",
    "tangens": "tan",
    "tg": "tan",
    "ctg": "cot",
    "cotg": "cot",
    "cotan": "cot",
    "arctg": "atan",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "lg": "log10",
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
    "derivative": "diff",
    "gradient": "grad",
    "norm2": "norm",
}
"""Words that are often typed for a function, and the function."""
