"""engine: an autograd library with PyTorch's vocabulary, behaviour and messages on NumPy and CuPy.

`import engine as torch` runs a program that uses tensors, gradients and simple optimizers. Complex numbers and
nn.Module are out of its scope.
"""

from math import e, inf, nan, pi

from engine import autograd, cuda, graph, nn, optim
from engine import methods as _methods  # binds what a Tensor can do
from engine.autograd import enable_grad, no_grad, set_grad_enabled
from engine.device import detect, device
from engine.dtypes import DType as dtype
from engine.dtypes import (
    bool_,
    can_cast,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
)
from engine.dtypes import result_dtype as _result_dtype
from engine.functions.elementwise import (
    abs,
    absolute,
    acos,
    acosh,
    add,
    allclose,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    ceil,
    clamp,
    clip,
    cos,
    cosh,
    digamma,
    div,
    divide,
    eq,
    equal,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    fix,
    float_power,
    floor,
    floor_divide,
    fmod,
    frac,
    ge,
    greater,
    greater_equal,
    gt,
    hypot,
    isclose,
    isfinite,
    isinf,
    isnan,
    le,
    less,
    less_equal,
    lgamma,
    log,
    log1p,
    log2,
    log10,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    lt,
    maximum,
    minimum,
    mul,
    multiply,
    ne,
    neg,
    negative,
    not_equal,
    polygamma,
    positive,
    pow,
    reciprocal,
    relu,
    remainder,
    round,
    rsqrt,
    rsub,
    sigmoid,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    sub,
    subtract,
    tan,
    tanh,
    true_divide,
    trunc,
    where,
)
from engine.functions.index import gather, index_select, masked_fill, masked_select, nonzero
from engine.functions.linalg import bmm, dot, matmul, mm, mv, outer, trace
from engine.functions.reduce import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    cumsum,
    log_softmax,
    logsumexp,
    max,
    mean,
    min,
    norm,
    numel,
    prod,
    softmax,
    std,
    sum,
    var,
)
from engine.functions.sample import bernoulli, normal, rand, randint, randn, randperm
from engine.functions.shape import (
    broadcast_tensors,
    broadcast_to,
    cat,
    chunk,
    clone,
    concat,
    concatenate,
    flatten,
    flip,
    meshgrid,
    permute,
    ravel,
    reshape,
    split,
    squeeze,
    stack,
    t,
    transpose,
    unbind,
    unsqueeze,
)
from engine.modes import is_grad_enabled, quiet
from engine.nn.functional import softplus
from engine.ops.create import (
    DoubleTensor,
    FloatTensor,
    IntTensor,
    LongTensor,
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from engine.printing import set_printoptions
from engine.random import Generator, initial_seed, manual_seed
from engine.size import Size
from engine.tensor import Tensor


def result_type(tensor1: object, tensor2: object) -> dtype:
    """The dtype of an arithmetic operation on two tensors or numbers."""
    return _result_dtype([x._array if isinstance(x, Tensor) else x for x in (tensor1, tensor2)])


half, float, double, short, int, long, bool = float16, float32, float64, int16, int32, int64, bool_

# fmt: off
__all__ = [
    "abs", "absolute", "acos", "acosh", "add", "all", "allclose", "amax", "amin", "any", "arange", "arccos",
    "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin", "as_tensor", "asin",
    "asinh", "atan", "atan2", "atanh", "autograd", "bernoulli", "bitwise_and", "bitwise_not", "bitwise_or",
    "bitwise_xor", "bmm", "bool", "bool_", "broadcast_tensors", "broadcast_to", "can_cast", "cat", "ceil", "chunk",
    "clamp", "clip", "clone", "concat", "concatenate", "cos", "cosh", "cuda", "cumsum", "detect", "device",
    "digamma", "div", "divide", "dot", "double", "DoubleTensor", "dtype", "e", "empty", "empty_like", "enable_grad",
    "eq", "equal", "erf", "erfc", "exp", "exp2", "expm1", "eye", "fix", "flatten", "flip", "float", "float16",
    "float32", "float64", "float_power", "FloatTensor", "floor", "floor_divide", "fmod", "frac", "from_numpy",
    "full", "full_like", "gather", "ge", "Generator", "get_default_dtype", "graph", "greater", "greater_equal",
    "gt", "half", "hypot", "index_select", "inf", "initial_seed", "int", "int16", "int32", "int64", "int8",
    "IntTensor", "is_grad_enabled", "isclose", "isfinite", "isinf", "isnan", "le", "less", "less_equal", "lgamma",
    "linspace", "log", "log10", "log1p", "log2", "log_softmax", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logsumexp", "long", "LongTensor", "lt", "manual_seed", "masked_fill", "masked_select", "matmul",
    "max", "maximum", "mean", "meshgrid", "min", "minimum", "mm", "mul", "multiply", "mv", "nan", "ne", "neg",
    "negative", "nn", "no_grad", "nonzero", "norm", "normal", "not_equal", "numel", "ones", "ones_like", "optim",
    "outer", "permute", "pi", "polygamma", "positive", "pow", "prod", "promote_types", "quiet", "rand", "randint",
    "randn", "randperm", "ravel", "reciprocal", "relu", "remainder", "reshape", "result_type", "round", "rsqrt",
    "rsub", "set_default_dtype", "set_grad_enabled", "set_printoptions", "short", "sigmoid", "sign", "sin", "sinh",
    "Size", "softmax", "softplus", "split", "sqrt", "square", "squeeze", "stack", "std", "sub", "subtract", "sum",
    "t", "tan", "tanh", "Tensor", "tensor", "trace", "transpose", "true_divide", "trunc", "uint8", "unbind",
    "unsqueeze", "var", "where", "zeros", "zeros_like",
]
# fmt: on
