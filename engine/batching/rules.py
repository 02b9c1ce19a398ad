"""The namespace of batched arrays: a rule for each kind of function, and for the rest a loop over the examples.

A rule turns a function's call on batched arrays into one call on the arrays within, where the batch is the first axis.
Where no argument is batched, the home library's function is called. Of arguments of several levels the highest level's
are taken apart; to that rule the others are not batched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.backends import COMPOSED, EXTENSIONS, LINALG, NAMES, SPECIAL, Namespace, backend_of
from engine.batching.array import Batched, padded
from engine.batching.indexing import INDEXING
from engine.batching.loop import levels, looped, space


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ELEMENTWISE = _words(
    """
    abs absolute acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
    bitwise_and bitwise_or bitwise_xor cbrt ceil clip copysign cos cosh deg2rad degrees divide divmod equal exp exp2
    expm1 float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isclose
    isfinite isinf isnan isneginf isposinf lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp
    logaddexp2 logical_and logical_not logical_or logical_xor maximum minimum mod modf multiply nan_to_num negative
    nextafter not_equal positive power rad2deg radians reciprocal remainder right_shift rint round sign signbit sin
    sinc sinh sqrt square subtract tan tanh true_divide trunc where
    """
)
"""Functions whose arguments are broadcast against each other."""

REDUCTIONS = _words(
    "all amax amin any count_nonzero max mean min nanmax nanmean nanmin nanprod nanstd nansum nanvar prod std sum var"
)
"""Functions `f(a, axis=None, …)` that go over one axis, several, or all."""

ALONG = _words("argmax argmin argsort cumprod cumsum diff flip roll sort")
"""Functions of one array along one axis, whose place is given here; without an axis they take the array as a line."""

LIKE = _words("empty_like full_like ones_like zeros_like")
FIRST = _words("array asarray ascontiguousarray")
"""Functions of one array that do not look at axes."""


class Rules:
    """Makes the functions of one namespace: `array_type` are its arrays, `home` the home library's namespace."""

    def __init__(self, array_type: type[Batched], home: Namespace) -> None:
        self.array_type, self.home = array_type, home

    def within(self, values: Any) -> Namespace:
        """The namespace for arrays of lower levels: the home library's, or that of batched arrays again."""
        found: Namespace = space(self.home, values)
        return found

    def elementwise(self, name: str) -> Callable[..., Any]:
        """One call, with the examples' dims filled up to the same number."""
        make = self.array_type

        def call(*arguments: Any, **options: Any) -> Any:
            level = levels(arguments)
            if level == 0:
                return getattr(self.home, name)(*arguments, **options)
            ndim = 0
            for x in arguments:
                if hasattr(x, "ndim") and x.ndim > ndim:
                    ndim = x.ndim
            inner = [padded(x.inner, ndim) if isinstance(x, Batched) and x.level == level else x for x in arguments]
            result = getattr(self.within(inner), name)(*inner, **options)
            if result.__class__ is tuple:
                return tuple([make(part, level) for part in result])
            return make(result, level)

        return call

    def reduction(self, name: str) -> Callable[..., Any]:
        """The same reduction one axis further on."""

        def call(a: Any, axis: Any = None, **options: Any) -> Any:
            if not isinstance(a, Batched):
                return getattr(self.home, name)(a, axis=axis, **options)
            n = a.ndim
            if axis is None:
                axis = tuple(range(1, n + 1))
            elif axis.__class__ is tuple:
                axis = tuple([j % n + 1 for j in axis])
            else:
                axis = axis % n + 1 if n else ()
            return a.like(getattr(backend_of(a.inner).xp, name)(a.inner, axis=axis, **options))

        return call

    def along(self, name: str) -> Callable[..., Any]:
        """The same along the next axis."""
        last = -1 if name in ("argsort", "diff", "sort") else None

        def call(a: Any, *arguments: Any, axis: Any = last, **options: Any) -> Any:
            if not isinstance(a, Batched) or levels(arguments) > a.level:
                return looped(self, name)(a, *arguments, axis=axis, **options)
            if axis is None and name == "flip":
                axis = tuple(range(a.ndim))
            inner = a.inner
            if axis is None or a.ndim == 0:
                inner, axis = inner.reshape((inner.shape[0], -1)), 0
            n = inner.ndim - 1
            axis = tuple([j % n + 1 for j in axis]) if axis.__class__ is tuple else axis % n + 1
            result = getattr(backend_of(inner).xp, name)(inner, *arguments, axis=axis, **options)
            if name == "roll" or (a.ndim == 0 and name.startswith("arg")):
                result = result.reshape(a.inner.shape)
            return a.like(result)

        return call

    def first(self, name: str) -> Callable[..., Any]:
        """The same of the whole batch."""

        def call(a: Any, *arguments: Any, **options: Any) -> Any:
            if not isinstance(a, Batched):
                return getattr(self.home, name)(a, *arguments, **options)
            return a.like(getattr(backend_of(a.inner).xp, name)(a.inner, *arguments, **options))

        return call

    def matrices(self, name: str) -> Callable[..., Any]:
        """A function that takes batches of matrices by itself."""

        def call(*arguments: Any) -> Any:
            level = levels(arguments)
            if level == 0:
                return getattr(self.home.linalg, name)(*arguments)
            ndim = max([x.ndim for x in arguments if hasattr(x, "ndim")])
            inner = [padded(x.inner, ndim) if isinstance(x, Batched) and x.level == level else x for x in arguments]
            result = getattr(self.within(inner).linalg, name)(*inner)
            if result.__class__ is tuple:
                return tuple([self.array_type(part, level) for part in result])
            return self.array_type(result, level)

        return call


def make_rules(array_type: type[Batched], home: Namespace) -> Namespace:
    """The namespace of one library's batches."""
    from engine.batching.shapes import SHAPES

    rules, xp, factors = Rules(array_type, home), Namespace(), Namespace()
    for name in (*NAMES, *EXTENSIONS, *SPECIAL, *COMPOSED):
        present = getattr(home, name)
        setattr(xp, name, looped(rules, name) if callable(present) and not isinstance(present, type) else present)
    for name in (*ELEMENTWISE, *SPECIAL, *COMPOSED):
        setattr(xp, name, rules.elementwise(name))
    for name in REDUCTIONS:
        setattr(xp, name, rules.reduction(name))
    for name in ALONG:
        setattr(xp, name, rules.along(name))
    for name in (*LIKE, *FIRST):
        setattr(xp, name, rules.first(name))
    for name in LINALG:  # of eye_like's argument only the last size and the dtype are looked at
        setattr(factors, name, home.linalg.eye_like if name == "eye_like" else rules.matrices(name))
    for name, function in (SHAPES | INDEXING).items():
        setattr(xp, name, function(rules))
    xp.linalg = factors
    return xp
