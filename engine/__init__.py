"""engine: an autograd library with PyTorch's vocabulary, behaviour and messages on NumPy and CuPy.

`import engine as torch` runs a program that uses tensors, gradients and optimizers. Complex numbers and
nn.Module are out of its scope.
"""

from math import e, inf, nan, pi
from typing import TYPE_CHECKING as _TYPE_CHECKING, Any as _Any

from engine import (
    autograd,
    cuda,
    graph,
    in_place as _in_place,
    linalg,
    methods as _methods,  # binds what a Tensor can do
    namespace as _namespace,  # … and gives derivatives of derivatives their names
    nn,
    return_types,
    special,
    utils,
)
from engine.allocator import tune_allocator
from engine.anomaly import is_anomaly_check_nan_enabled, is_anomaly_enabled
from engine.autograd import enable_grad, no_grad, set_grad_enabled
from engine.backends.threads import get_num_threads, set_num_threads
from engine.device import detect, device
from engine.dlpack import from_dlpack, to_dlpack
from engine.dtypes import (
    DType as dtype,
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
    result_dtype as _result_dtype,
    set_default_dtype,
    uint8,
)
from engine.errors import NO_COMPLEX as _NO_COMPLEX
from engine.functions import (
    activation as _activation,
    addition as _addition,
    axes as _axes,
    contract as _contract,
    create as _create,
    decompose as _decompose,
    diagonal as _diagonal,
    distance as _distance,
    elementwise as _elementwise,
    estimate as _estimate,
    extremum as _extremum,
    index as _index,
    join as _join,
    linalg as _linalg,
    matrix as _matrix,
    moment as _moment,
    norm as _norm,
    old_decompose as _old_decompose,
    overwrite as _overwrite,
    parts as _parts,
    quantile as _quantile,
    reduce as _reduce,
    sample as _sample,
    scan as _scan,
    scatter as _scatter,
    search as _search,
    shape as _shape,
    sort as _sort,
    special as _special,
    whole as _whole,
)
from engine.functions.activation import *
from engine.functions.addition import *
from engine.functions.axes import *
from engine.functions.contract import *
from engine.functions.create import *
from engine.functions.decompose import *
from engine.functions.diagonal import *
from engine.functions.distance import *
from engine.functions.elementwise import *
from engine.functions.estimate import *
from engine.functions.extremum import *
from engine.functions.index import *
from engine.functions.join import *
from engine.functions.linalg import *
from engine.functions.matrix import *
from engine.functions.moment import *
from engine.functions.norm import *
from engine.functions.old_decompose import *
from engine.functions.overwrite import *
from engine.functions.parts import *
from engine.functions.quantile import *
from engine.functions.reduce import *
from engine.functions.sample import *
from engine.functions.scan import *
from engine.functions.scatter import *
from engine.functions.search import *
from engine.functions.shape import *
from engine.functions.sort import *
from engine.functions.special import *
from engine.functions.whole import *
from engine.in_place import *
from engine.limits import finfo, iinfo
from engine.modes import inference_mode, is_grad_enabled, is_inference_mode_enabled, quiet
from engine.nn.functional import (
    bilinear,
    cosine_similarity,
    group_norm,
    layer_norm,
    pairwise_distance,
    rms_norm,
    softplus,
)
from engine.printing import set_printoptions
from engine.random import Generator, default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from engine.size import Size
from engine.tensor import Tensor

if _TYPE_CHECKING:
    from engine import func, optim, serialization, testing, viz
    from engine.func import vmap
    from engine.serialization import load, save


def result_type(tensor1: object, tensor2: object) -> dtype:
    """The dtype of an arithmetic operation on two tensors or numbers."""
    return _result_dtype([x._array if isinstance(x, Tensor) else x for x in (tensor1, tensor2)])


__version__ = "0.1.0"

newaxis = None

half, float, double, short, int, long, bool = float16, float32, float64, int16, int32, int64, bool_

# fmt: off
__all__ = [
    "autograd", "bool", "bool_", "can_cast", "cuda", "default_generator", "detect", "device", "double", "dtype", "e",
    "enable_grad", "finfo", "float", "float16", "float32", "float64", "from_dlpack", "func", "Generator",
    "get_default_dtype", "get_num_threads", "get_rng_state", "graph", "half", "iinfo", "inf", "inference_mode",
    "initial_seed", "int", "int16", "int32", "int64", "int8", "is_anomaly_check_nan_enabled", "is_anomaly_enabled",
    "is_grad_enabled", "is_inference_mode_enabled", "linalg", "load", "long", "manual_seed", "nan", "newaxis", "nn",
    "no_grad", "optim", "pi", "promote_types", "quiet", "result_type", "return_types", "save", "seed", "serialization",
    "set_default_dtype", "set_grad_enabled", "set_num_threads", "set_printoptions", "set_rng_state", "short", "Size",
    "softplus", "special", "Tensor", "testing", "to_dlpack", "tune_allocator", "uint8", "utils", "viz", "vmap",
]
# fmt: on
__all__ += ["bilinear", "cosine_similarity", "group_norm", "layer_norm", "pairwise_distance", "rms_norm"]
__all__ += _activation.__all__
__all__ += _addition.__all__
__all__ += _axes.__all__
__all__ += _contract.__all__
__all__ += _create.__all__
__all__ += _decompose.__all__
__all__ += _diagonal.__all__
__all__ += _distance.__all__
__all__ += _elementwise.__all__
__all__ += _extremum.__all__
__all__ += _index.__all__
__all__ += _join.__all__
__all__ += _linalg.__all__
__all__ += _old_decompose.__all__
__all__ += _parts.__all__
__all__ += _moment.__all__
__all__ += _norm.__all__
__all__ += _quantile.__all__
__all__ += _reduce.__all__
__all__ += _sample.__all__
__all__ += _scan.__all__
__all__ += _scatter.__all__
__all__ += _shape.__all__
__all__ += _sort.__all__
__all__ += _special.__all__
__all__ += _estimate.__all__
__all__ += _matrix.__all__
__all__ += _overwrite.__all__
__all__ += _search.__all__
__all__ += _whole.__all__
__all__ += _in_place.__all__


__all__ += ["random"]

# fmt: off
_COMPLEX = frozenset((
    "angle", "cdouble", "cfloat", "chalf", "complex", "complex128", "complex32", "complex64", "imag", "polar",
    "view_as_complex", "view_as_real",
))
_ABSENT = {
    "bfloat16": "NumPy has no such numbers; float16 and float32 are here",
    "compile": "what is written runs as it is",
    "distributed": "it computes in one process",
    "fft": "it is not offered yet; numpy.fft takes a tensor's numpy()",
    "jit": "what is written runs as it is",
    "sparse": "tensors are dense",
}
# fmt: on


def __dir__() -> list[str]:
    return sorted(__all__)


_LATER = {
    "func": "",
    "load": "serialization",
    "optim": "",
    "save": "serialization",
    "serialization": "",
    "testing": "",
    "viz": "",
    "vmap": "func",
}
"""What is loaded when it is asked for: {name: the module that has it, "" where it is one}."""


def __getattr__(name: str) -> _Any:
    """Load what few programs use; say of what is out of scope why, and what to use instead."""
    if name in _LATER:
        from importlib import import_module

        room = import_module(f"engine.{_LATER[name] or name}")
        return getattr(room, name) if _LATER[name] else room
    if name in _COMPLEX:
        raise AttributeError(f"engine has no {name}: {_NO_COMPLEX}")
    if name in _ABSENT:
        raise AttributeError(f"engine has no {name}: {_ABSENT[name]}")
    raise AttributeError(f"module 'engine' has no attribute '{name}'")
