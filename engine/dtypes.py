"""Element types and the one promotion table.

The table is PyTorch's: tensors with dimensions outrank 0-d tensors, which outrank Python numbers, unless the lower
one is of a higher category (bool < integer < floating point). NumPy's own table differs (int64 * float32 is float64
there), so operands are cast *before* a ufunc runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BOOL, INTEGER, FLOATING = range(3)


class DType:
    """An element type, such as `engine.float32`; there is one object for each."""

    __module__, __qualname__ = "engine", "dtype"
    __slots__ = ("c_name", "category", "itemsize", "legacy", "name", "numpy", "printed", "sized")

    def __init__(self, name: str, category: int, legacy: str, printed: str, c_name: str, sized: str = "") -> None:
        self.name = name
        self.category = category
        self.legacy = legacy
        self.printed = printed
        self.c_name = c_name
        self.sized = sized or c_name
        self.numpy = np.dtype(name)
        self.itemsize = self.numpy.itemsize

    @property
    def is_floating_point(self) -> bool:
        """True for float16, float32 and float64."""
        return self.category == FLOATING

    @property
    def is_complex(self) -> bool:
        """Always False: complex numbers are out of engine's scope."""
        return False

    @property
    def is_signed(self) -> bool:
        """True where negative numbers can be held."""
        return self.category == FLOATING or self.numpy.kind == "i"

    def __repr__(self) -> str:
        return f"engine.{self.name}"

    def __reduce__(self) -> str:
        return self.name


# `legacy` is the constructor's name (FloatTensor), `printed` the word in most of PyTorch's messages; others have the
# name of the C++ type, `c_name`, or by its size, `sized`.
bool_ = DType("bool", BOOL, "BoolTensor", "Bool", "bool")
uint8 = DType("uint8", INTEGER, "ByteTensor", "Byte", "unsigned char", "uint8_t")
int8 = DType("int8", INTEGER, "CharTensor", "Char", "signed char", "int8_t")
int16 = DType("int16", INTEGER, "ShortTensor", "Short", "short int", "int16_t")
int32 = DType("int32", INTEGER, "IntTensor", "Int", "int")
int64 = DType("int64", INTEGER, "LongTensor", "Long", "long int", "int64_t")
float16 = DType("float16", FLOATING, "HalfTensor", "Half", "c10::Half")
float32 = DType("float32", FLOATING, "FloatTensor", "Float", "float")
float64 = DType("float64", FLOATING, "DoubleTensor", "Double", "double")

DType.__name__ = "dtype"

ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)
BY_NUMPY: dict[Any, DType] = {d.numpy: d for d in ALL}

_default = float32


def get_default_dtype() -> DType:
    """The floating-point type of Python floats: float32 until changed."""
    return _default


def set_default_dtype(dtype: Any) -> None:
    """Make `dtype` the type that Python floats become. Raises TypeError unless it is floating point."""
    global _default
    if not (isinstance(dtype, DType) and dtype.is_floating_point):
        what = "" if isinstance(dtype, DType) else "invalid dtype object: "
        raise TypeError(f"{what}only floating-point types are supported as the default type")
    _default = dtype
    _cache.clear()


def of(array_dtype: Any) -> DType:
    """The DType of a NumPy or CuPy dtype. Raises TypeError, naming the supported ones, for any other."""
    found = BY_NUMPY.get(array_dtype)
    if found is None:
        names = ", ".join(d.name for d in reversed(ALL[1:]))
        kind = np.dtype(array_dtype).type.__name__
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{kind}. The only supported types are: {names}, and bool."
        )
    return found


def as_dtype(value: Any) -> DType:
    """`value` as a DType: itself, or what a Python type or NumPy dtype stands for (`float` is float64)."""
    if isinstance(value, DType):
        return value
    return of(np.dtype(value))


def promote_types(a: DType, b: DType) -> DType:
    """The smallest type to which both can be cast, by PyTorch's table."""
    if a.category == b.category:
        return BY_NUMPY[np.promote_types(a.numpy, b.numpy)]
    return a if a.category > b.category else b


def _combine(higher: DType | None, lower: DType | None) -> DType | None:
    """The result of a higher and a lower rank of operands: the higher one, unless its category is below."""
    if higher is None or lower is None:
        return higher or lower
    return promote_types(higher, lower) if lower.category > higher.category else higher


def scalar_dtype(value: Any) -> DType:
    """The type that a Python number stands for: bool, int64 or the default floating-point type."""
    if isinstance(value, bool | np.bool_):
        return bool_
    return int64 if isinstance(value, int | np.integer) else _default


_cache: dict[Any, DType] = {}


def result_dtype(operands: Any) -> DType:
    """The type of an arithmetic operation on arrays and Python numbers, in PyTorch's three ranks."""
    common: Any = None
    for x in operands:
        dtype = getattr(x, "dtype", None)
        if common is None:
            common = dtype
        elif dtype is not common and dtype is not None:
            break
    else:
        # Arrays of one floating-point type, with or without numbers, stay what they are.
        if common is not None and common.kind == "f":
            return BY_NUMPY[common]
    return _ranked(operands)


def _ranked(operands: Any) -> DType:
    """The same for any operands, kept for the next time."""
    key = tuple([(x.dtype, x.ndim == 0) if hasattr(x, "ndim") and hasattr(x, "shape") else type(x) for x in operands])
    found = _cache.get(key)
    if found is None:
        ranks: list[DType | None] = [None, None, None]
        for x, part in zip(operands, key, strict=True):
            rank, dtype = (int(part[1]), of(part[0])) if isinstance(part, tuple) else (2, scalar_dtype(x))
            present = ranks[rank]
            ranks[rank] = dtype if present is None else promote_types(present, dtype)
        result = _combine(ranks[0], _combine(ranks[1], ranks[2]))
        assert result is not None, "an operation has at least one operand"
        found = _cache[key] = result
    return found


def can_cast(source: DType, target: DType) -> bool:
    """True where an in-place result of type `source` may be written into `target`: categories may not fall."""
    return source.category <= target.category
