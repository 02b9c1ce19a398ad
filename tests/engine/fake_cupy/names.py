"""What CuPy 14.2 has: read from the installed package with `inspect`, so that the fake offers no more than it."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Universal functions: they take arrays and numbers, `out`, `dtype` and `casting`.
UFUNCS = _words(
    """
    abs absolute acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
    bitwise_and bitwise_or bitwise_xor cbrt ceil copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1
    float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite
    isinf isnan lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not
    logical_or logical_xor maximum minimum mod modf multiply negative nextafter not_equal positive power rad2deg
    radians reciprocal remainder right_shift rint sign signbit sin sinc sinh sqrt square subtract tan tanh true_divide
    trunc
    """
)

# The other functions and their parameters.
FUNCTIONS = {
    "all": "a, axis=None, out=None, keepdims=False",
    "amax": "a, axis=None, out=None, keepdims=False",
    "amin": "a, axis=None, out=None, keepdims=False",
    "any": "a, axis=None, out=None, keepdims=False",
    "arange": "start, stop=None, step=1, dtype=None",
    "argmax": "a, axis=None, dtype=None, out=None, keepdims=False",
    "argmin": "a, axis=None, dtype=None, out=None, keepdims=False",
    "argpartition": "a, kth, axis=-1",
    "argsort": "a, axis=-1, kind=None",
    "argwhere": "a",
    "array": "obj, dtype=None, copy=True, order='K', subok=False, ndmin=0, *, blocking=False",
    "array_equal": "a1, a2, equal_nan=False",
    "array_split": "ary, indices_or_sections, axis=0",
    "asarray": "a, dtype=None, order=None, *, copy=None, blocking=False",
    "ascontiguousarray": "a, dtype=None",
    "atleast_1d": "*arys",
    "atleast_2d": "*arys",
    "atleast_3d": "*arys",
    "bincount": "x, weights=None, minlength=None",
    "broadcast_arrays": "*args",
    "broadcast_shapes": "*args",
    "broadcast_to": "array, shape",
    "can_cast": "from_, to, casting='safe'",
    "clip": "a, a_min, a_max, out=None",
    "column_stack": "tup",
    "concatenate": "tup, axis=0, out=None, *, dtype=None, casting='same_kind'",
    "count_nonzero": "a, axis=None",
    "cross": "a, b, axisa=-1, axisb=-1, axisc=-1, axis=None",
    "cumprod": "a, axis=None, dtype=None, out=None",
    "cumsum": "a, axis=None, dtype=None, out=None",
    "diag": "v, k=0",
    "diag_indices": "n, ndim=2",
    "diagflat": "v, k=0",
    "diagonal": "a, offset=0, axis1=0, axis2=1",
    "diff": "a, n=1, axis=-1, prepend=None, append=None",
    "dot": "a, b, out=None",
    "dstack": "tup",
    "einsum": "*operands, **kwargs",
    "empty": "shape, dtype=float, order='C'",
    "empty_like": "prototype, dtype=None, order='K', subok=None",
    "expand_dims": "a, axis",
    "eye": "N, M=None, k=0, dtype=float, order='C'",
    "flatnonzero": "a",
    "flip": "a, axis=None",
    "fliplr": "a",
    "flipud": "a",
    "full": "shape, fill_value, dtype=None, order='C'",
    "full_like": "a, fill_value, dtype=None, order='K', subok=None",
    "hsplit": "ary, indices_or_sections",
    "hstack": "tup, *, dtype=None, casting='same_kind'",
    "identity": "n, dtype=float",
    "inner": "a, b",
    "isclose": "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
    "isin": "element, test_elements, assume_unique=False, invert=False",
    "isneginf": "x, out=None",
    "isposinf": "x, out=None",
    "kron": "a, b",
    "lexsort": "keys",
    "linspace": "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0",
    "logspace": "start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0",
    "matmul": "*args, axes=None, axis=None"
    ", keepdims=False, casting='same_kind', dtype=None, signature=None, order='K', out=None",
    "max": "a, axis=None, out=None, keepdims=False",
    "may_share_memory": "a, b, max_work=None",
    "mean": "a, axis=None, dtype=None, out=None, keepdims=False",
    "median": "a, axis=None, out=None, overwrite_input=False, keepdims=False",
    "meshgrid": "*xi, **kwargs",
    "min": "a, axis=None, out=None, keepdims=False",
    "moveaxis": "a, source, destination",
    "nan_to_num": "x, copy=True, nan=0.0, posinf=None, neginf=None",
    "nanmax": "a, axis=None, out=None, keepdims=False",
    "nanmean": "a, axis=None, dtype=None, out=None, keepdims=False",
    "nanmin": "a, axis=None, out=None, keepdims=False",
    "nanprod": "a, axis=None, dtype=None, out=None, keepdims=False",
    "nanstd": "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
    "nansum": "a, axis=None, dtype=None, out=None, keepdims=False",
    "nanvar": "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
    "ndim": "a",
    "nonzero": "a",
    "ones": "shape, dtype=float, order='C'",
    "ones_like": "a, dtype=None, order='K', subok=None",
    "outer": "a, b, out=None",
    "pad": "array, pad_width, mode='constant', **kwargs",
    "partition": "a, kth, axis=-1",
    "percentile": "a, q, axis=None, out=None, overwrite_input=False, method='linear'"
    ", keepdims=False, *, interpolation=None",
    "prod": "a, axis=None, dtype=None, out=None, keepdims=False",
    "promote_types": "type1, type2, /",
    "quantile": "a, q, axis=None, out=None, overwrite_input=False, method='linear'"
    ", keepdims=False, *, interpolation=None",
    "ravel": "a, order='C'",
    "ravel_multi_index": "multi_index, dims, mode='wrap', order='C'",
    "repeat": "a, repeats, axis=None",
    "reshape": "a, newshape, order='C', *, copy=None",
    "result_type": "*arrays_and_dtypes",
    "roll": "a, shift, axis=None",
    "rot90": "a, k=1, axes=(0, 1)",
    "round": "a, decimals=0, out=None",
    "searchsorted": "a, v, side='left', sorter=None",
    "shares_memory": "a, b, max_work=None",
    "size": "a, axis=None",
    "sort": "a, axis=-1, kind=None",
    "split": "ary, indices_or_sections, axis=0",
    "squeeze": "a, axis=None",
    "stack": "tup, axis=0, out=None, *, dtype=None, casting='same_kind'",
    "std": "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
    "sum": "a, axis=None, dtype=None, out=None, keepdims=False",
    "swapaxes": "a, axis1, axis2",
    "take": "a, indices, axis=None, out=None",
    "take_along_axis": "a, indices, axis",
    "tensordot": "a, b, axes=2",
    "tile": "A, reps",
    "trace": "a, offset=0, axis1=0, axis2=1, dtype=None, out=None",
    "transpose": "a, axes=None",
    "tri": "N, M=None, k=0, dtype=float",
    "tril": "m, k=0",
    "tril_indices": "n, k=0, m=None",
    "triu": "m, k=0",
    "triu_indices": "n, k=0, m=None",
    "unique": "ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True",
    "unravel_index": "indices, dims, order='C'",
    "unwrap": "p, discont=None, axis=-1, *, period=6.283185307179586",
    "var": "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
    "vdot": "a, b",
    "vsplit": "ary, indices_or_sections",
    "vstack": "tup, *, dtype=None, casting='same_kind'",
    "where": "condition, x=None, y=None",
    "zeros": "shape, dtype=float, order='C'",
    # without `shape`, which CuPy 14 gets wrong for () and for strided arrays
    "zeros_like": "a, dtype=None, order='K', subok=None",
    "asnumpy": "a, stream=None, order='C', out=None, *, blocking=True",
    "copyto": "dst, src, casting='same_kind', where=None",
    "fill_diagonal": "a, val, wrap=False",
    "put_along_axis": "arr, indices, values, axis",
}

# The functions of `cupy.linalg` and their parameters.
LINALG = {
    "cholesky": "a",
    "det": "a",
    "eig": "a",
    "eigh": "a, UPLO='L'",
    "eigvals": "a",
    "eigvalsh": "a, UPLO='L'",
    "inv": "a",
    "lstsq": "a, b, rcond=None",
    "matrix_power": "M, n",
    "matrix_rank": "M, tol=None",
    "norm": "x, ord=None, axis=None, keepdims=False",
    "pinv": "a, rcond=1e-15",
    "qr": "a, mode='reduced'",
    "slogdet": "a",
    "solve": "a, b",
    "svd": "a, full_matrices=True, compute_uv=True",
}

# The public attributes of an array.
ATTRIBUTES = _words(
    """
    T all any argmax argmin argpartition argsort astype base byteswap choose clip compress conj conjugate copy cstruct
    cumprod cumsum data device diagonal dot dtype dump dumps fill flags flat flatten get imag item itemsize mT max
    mdspan mean min nbytes ndim nonzero partition prod ptp put ravel real reduced_view repeat reshape round
    scatter_add scatter_max scatter_min searchsorted set shape size sort squeeze std strides sum swapaxes take
    toDlpack tobytes tofile tolist trace transpose var view
    """
)
