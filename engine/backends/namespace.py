"""The namespace `xp` that every formula is given: the same names from NumPy, CuPy and, for create_graph, the engine.

It is made once for each library from the tables below, so a name that one library lacks cannot be used by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.backends.factoring import Factoring
from engine.backends.far import FAR
from engine.backends.indexing import Indexing


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Names that NumPy 2 and CuPy 14 both have. To use another one, add it here: it must exist in both.
NAMES = _words(
    """
    abs absolute acos acosh add all amax amin any arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax
    argmin argpartition argsort argwhere array array_equal array_split asarray ascontiguousarray asin asinh atan atan2
    atanh atleast_1d atleast_2d atleast_3d bincount bitwise_and bitwise_or bitwise_xor bool_ broadcast_arrays
    broadcast_shapes broadcast_to can_cast cbrt ceil clip column_stack concatenate copysign cos cosh count_nonzero
    cross cumprod cumsum deg2rad degrees diag diag_indices diagflat diagonal diff divide divmod dot dstack dtype e
    einsum empty empty_like equal euler_gamma exp exp2 expand_dims expm1 eye finfo flatnonzero flip fliplr flipud
    float16 float32 float64 float_power floor floor_divide fmax fmin fmod frexp full full_like gcd greater
    greater_equal heaviside hsplit hstack hypot identity iinfo inf inner int16 int32 int64 int8 intp invert isclose
    isfinite isin isinf isnan isneginf isposinf kron lcm ldexp left_shift less less_equal lexsort linspace log log10
    log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logspace matmul max maximum
    may_share_memory mean median meshgrid min minimum mod modf moveaxis multiply nan nan_to_num nanmax nanmean nanmin
    nanprod nanstd nansum nanvar ndarray ndim negative newaxis nextafter nonzero not_equal ones ones_like outer pad
    partition percentile pi positive power prod promote_types quantile rad2deg radians ravel ravel_multi_index
    reciprocal remainder repeat reshape result_type right_shift rint roll rot90 round searchsorted shares_memory sign
    signbit sin sinc sinh size sort split sqrt square squeeze stack std subtract sum swapaxes take take_along_axis tan
    tanh tensordot tile trace transpose tri tril tril_indices triu triu_indices true_divide trunc uint16 uint32 uint64
    uint8 unique unravel_index unwrap var vdot vsplit vstack where zeros zeros_like
    """
)

# Factorizations, from engine.backends.factoring.
LINALG = _words(
    """
    cholesky cofactors cofactors_slope det eigh eigvalsh eye_like inv inv_or_nan pinv qr rank slogdet solve svd svdvals
    """
)

# From scipy.special and cupyx.scipy.special, imported when one is first called. `polygamma(n, x)`, `zeta(x, q)`.
SPECIAL = _words(
    "digamma erf erfc erfcinv erfcx erfinv entr gammaln i0 i0e i1 i1e log_ndtr ndtr ndtri polygamma xlog1py xlogy zeta"
)

# Made of the names above. In the engine's own namespace they are operators, so that no derivative of theirs overflows.
COMPOSED = ("log_sigmoid", "sigmoid")

# Out of place, or views, from engine.backends.indexing.
EXTENSIONS = _words(
    "embed gather index_add index_put scatter scatter_add scatter_combine spread windows writeable zeros_for"
)


class Namespace:
    """A plain object with NumPy's names as attributes; looking one up costs a third of a module's attribute."""

    linalg: Namespace

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Every name of the tables."""


def make_namespace(
    module: Any, load_special: Callable[[], Any], indexing: Indexing, factoring: Factoring
) -> Namespace:
    """The namespace of an array library.

    Args:
        module: `numpy`, or a module with its names.
        load_special: imports and returns the library's counterpart of `scipy.special`.
        indexing: the out-of-place operations on indices.
        factoring: the factorizations of matrices.
    """
    xp, linalg = Namespace(), Namespace()
    for name in NAMES:
        setattr(xp, name, getattr(module, name))
    for name in LINALG:
        setattr(linalg, name, getattr(factoring, name))
    for name in EXTENSIONS:
        setattr(xp, name, getattr(indexing, name))
    for name in SPECIAL:
        setattr(xp, name, _at_first_call(xp, name, load_special))
    for name, function in _composed(module).items():
        setattr(xp, name, function)
    xp.linalg = linalg
    return xp


def _composed(module: Any) -> dict[str, Callable[[Any], Any]]:
    def sigmoid(x: Any) -> Any:
        return 1 / (1 + module.exp(-x))

    def log_sigmoid(x: Any) -> Any:
        return module.minimum(x, 0) - module.log1p(module.exp(-module.abs(x)))

    return {"log_sigmoid": log_sigmoid, "sigmoid": sigmoid}


def _at_first_call(xp: Namespace, name: str, load_special: Callable[[], Any]) -> Callable[..., Any]:
    """A function that fetches the real one, puts it in its own place and calls it."""

    def first(*arguments: Any) -> Any:
        library = load_special()
        function = FAR[name](library, xp) if name in FAR else getattr(library, name)
        function = _keep_dtype(function, xp.asarray)
        setattr(xp, name, function)
        return function(*arguments)

    first.__name__ = name
    return first


def _keep_dtype(function: Callable[..., Any], asarray: Callable[[Any], Any]) -> Callable[..., Any]:
    """Results in the floating-point type of the arguments: float16, and `polygamma`, are answered in a wider one.

    The arguments are made arrays, for CuPy's `polygamma` takes no numbers.
    """

    def kept(*arguments: Any) -> Any:
        result = function(*map(asarray, arguments))
        for x in arguments:
            dtype = getattr(x, "dtype", None)
            if dtype is not None and dtype.kind == "f":
                return result if result.dtype == dtype else result.astype(dtype)
        return result

    return kept
