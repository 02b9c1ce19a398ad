"""A strict stand-in for `cupy`: its names, nothing more, on NumPy arrays that nobody gets to see.

What would go wrong on a GPU goes wrong here. NumPy arrays are refused and no array turns into one by itself; every
result is an array, never a scalar; integer index arrays wrap around silently; of several values written to one place
the first stays (NumPy keeps the last); atomic addition knows few dtypes; functions take CuPy's parameters only.
There are two devices.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import scipy.special

from . import functions, memory, names
from .strict_array import ndarray

__version__ = "14.2.0+fake"

_SAME = ("bool_", "dtype", "e", "euler_gamma", "finfo", "iinfo", "inf", "nan", "newaxis", "pi", "intp", "float16")
_SAME += ("float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_SPECIAL = ("digamma", "erf", "erfc", "erfcinv", "erfcx", "erfinv", "entr", "gammaln", "i0", "i0e", "i1", "i1e")
_SPECIAL += ("log_ndtr", "ndtr", "ndtri", "polygamma", "xlog1py", "xlogy", "zeta")

_made = {name: getattr(np, name) for name in _SAME}
_made |= {name: functions.ufunc(getattr(np, name)) for name in names.UFUNCS}
_made |= {
    name: functions.function(name, parameters, getattr(np, name))
    for name, parameters in names.FUNCTIONS.items()
    if name != "asnumpy"
}
_made |= {name: functions.from_host(name) for name in ("array", "asarray", "ascontiguousarray")}
_made |= {
    name: functions.function(name, names.FUNCTIONS[name], getattr(functions, name))
    for name in ("concatenate", "take_along_axis", "unique")
}
_made |= {name: functions.ufunc(getattr(functions, name)) for name in ("floor_divide", "fmod", "remainder")}

linalg = SimpleNamespace(
    LinAlgError=np.linalg.LinAlgError,
    **{
        name: functions.function(name, parameters, functions.without_errors(name))
        for name, parameters in names.LINALG.items()
    },
)
# `cupyx`, of which the context that lets linear algebra raise is needed.
extras = SimpleNamespace(errstate=functions.errstate)
special = SimpleNamespace(**{name: functions.ufunc(getattr(scipy.special, name)) for name in _SPECIAL})
lib = SimpleNamespace(stride_tricks=SimpleNamespace(as_strided=functions.as_strided))
asnumpy = ndarray.get
from_dlpack = functions.from_dlpack
get_default_memory_pool = memory.Pool
cuda = SimpleNamespace(
    Device=memory.Device,
    runtime=SimpleNamespace(
        CUDARuntimeError=memory.CUDARuntimeError,
        driverGetVersion=lambda: 13000,
        getDeviceCount=lambda: memory.COUNT,
        getDevice=memory.current,
        getDeviceProperties=lambda device: {"name": b"Strict fake GPU %d" % device},
    ),
)
# Last, for among the names are those of built-in functions.
globals().update(_made)
