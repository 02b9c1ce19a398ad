"""`engine.autograd.functional`: Jacobians, Hessians and their products with vectors, of functions of tensors.

`engine.func` has the same as transforms, which return functions and may be nested in each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.autograd.passes import grad
from engine.forward import Tape
from engine.func.batch import vmap
from engine.func.level import Level
from engine.functions.constant import eye, ones_like, zeros_like
from engine.functions.shape import reshape, squeeze
from engine.modes import enable_grad, set_grad_enabled, thread
from engine.tensor import Tensor, wrap

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

_MODES = ("forward-mode", "reverse-mode")


def _as_tuple(value: Any, what: str, name: str) -> tuple[bool, tuple[Tensor, ...]]:
    """Whether a value is a tuple, and that tuple of tensors. TypeError for anything else."""
    several = isinstance(value, tuple)
    values = value if several else (value,)
    for place, x in enumerate(values):
        if not isinstance(x, Tensor):
            where = f" value at index {place}" if several else f" given {what}"
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the{where} has type"
                f" {type(x)}."
            )
    return several, values


def _check_recorded(outputs: Sequence[Tensor]) -> None:
    """Strict mode: RuntimeError for a result without a history."""
    for place, y in enumerate(outputs):
        if not y.requires_grad:
            raise RuntimeError(
                f"Output {place} of the user-provided function does not require gradients. The outputs must be computed"
                " in a differentiable manner from the input when running in strict mode."
            )


def _single(name: str, outputs: tuple[Tensor, ...], several: bool) -> Tensor:
    """The one number that the function must give."""
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0]._value.size != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return outputs[0]


class _Call:
    """A call of the function: its arguments as it is given them and, once it has run, its results."""

    outputs: tuple[Tensor, ...]
    returns_several: bool

    def __init__(self, name: str, inputs: Any, create_graph: bool, strict: bool) -> None:
        self.name, self.create_graph, self.strict = name, create_graph, strict
        self.several, given = _as_tuple(inputs, "inputs", name)
        self.level = Level()
        self.level.asked = create_graph
        self.inputs = tuple([self.level.enter(x) for x in given])

    def run(self, func: Callable[..., Any]) -> _Call:
        """Call the function."""
        with enable_grad():
            results = func(*self.inputs)
        self.returns_several, self.outputs = _as_tuple(results, "outputs of the user-provided function", self.name)
        if self.strict:
            _check_recorded(self.outputs)
        return self

    def direction(self, v: Any) -> list[Any]:
        """The given vector, of the shapes of the inputs."""
        missing = "the input to the user-provided function is a single Tensor with a single element."
        return self.vector(v, self.inputs, self.several, missing)

    def vector(self, v: Any, like: tuple[Tensor, ...], several: bool, missing: str) -> list[Any]:
        """The given vector, of the shapes of `like`; 1 for none where that is one number."""
        if v is None:
            if len(like) != 1 or like[0]._value.size != 1:
                raise RuntimeError(f"The vector v can only be None if {missing}")
            return [ones_like(like[0])]
        _, parts = _as_tuple(v, "v", self.name)
        if len(parts) != len(like):
            if several:
                raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(parts)}.")
            raise RuntimeError("The given v should contain a single Tensor.")
        for place, (part, other) in enumerate(zip(parts, like, strict=True)):
            if part.shape != other.shape:
                prefix = f"Entry {place} in " if several else ""
                raise RuntimeError(f"{prefix}v has invalid size: should be {other.shape} but got {part.shape}.")
        return [part if self.create_graph else part.detach() for part in parts]

    def finished(self, values: Sequence[Any], several: bool) -> Any:
        """What is handed out: without history unless `create_graph` says so, and no tuple where none was given."""
        left = tuple([x if self.create_graph else _plain(x) for x in values])
        return left if several else left[0]

    def filled(self, found: Sequence[Any], like: Sequence[Tensor], what: str, then: str = "") -> list[Tensor]:
        """Zeros where there is no derivative; in strict mode a RuntimeError there, and where one is constant."""
        values: list[Tensor] = []
        for place, (value, other) in enumerate(zip(found, like, strict=True)):
            if value is None and self.strict:
                raise RuntimeError(
                    f"The {what} of the user-provided function is independent of input {place}.{_NOT}{then}."
                )
            if value is not None and self.strict and self.create_graph and not value.requires_grad:
                order = "jacobian" if what == "output" else "hessian"
                raise RuntimeError(
                    f"The {order} of the user-provided function is independent of input {place}.{_NOT} when"
                    " create_graph=True."
                )
            values.append(zeros_like(other) if value is None else value)
        return values


_NOT = " This is not allowed in strict mode"


def _plain(x: Tensor) -> Tensor:
    result = wrap(x._value)
    result._cell = x._cell
    return result


def _pulled(outputs: Sequence[Any], inputs: Sequence[Tensor], v: Sequence[Any], create_graph: bool) -> list[Any]:
    """The gradients of the inputs, None where there is none."""
    pairs = [(y, g) for y, g in zip(outputs, v, strict=True) if y is not None and y.requires_grad]
    if not pairs:
        return [None] * len(inputs)
    ys, gs = zip(*pairs, strict=True)
    return list(grad(ys, inputs, gs, retain_graph=True, create_graph=create_graph, allow_unused=True))


def _pushed(call: _Call, outputs: Sequence[Any], v: Sequence[Tensor]) -> list[Any]:
    """The tangents of the outputs for those of the call's inputs, None where there is none."""
    known = [y for y in outputs if y is not None]
    tape = Tape(known, call.inputs, call.level.since)
    given = [part.to(x.dtype) for x, part in zip(call.inputs, v, strict=True)]
    found = tape.push(given if call.create_graph else [part._value for part in given], call.create_graph)
    values = iter([value if value is None or isinstance(value, Tensor) else wrap(value) for value in found])
    return [None if y is None else next(values) for y in outputs]


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The results of `func`, and the product of the vector `v` with its Jacobian.

    Args:
        func: takes tensors and gives a tensor or a tuple of them.
        inputs: a tensor or a tuple of them.
        v: of the results' shapes; may be left out for one number.
        create_graph: record the product's own computation.
        strict: raise where a result or the product does not depend on an input, instead of giving zeros.

    Shape: the product has the inputs'.
    Dtype: as the inputs, floating point.
    Raises: TypeError for what is no tensor, RuntimeError for a `v` of another shape, and in strict mode.
    Source: torch.autograd.functional.vjp; Griewank & Walther 2008, chapter 3.
    """
    call = _Call("vjp", inputs, create_graph, strict).run(func)
    v = call.vector(
        v,
        call.outputs,
        call.returns_several,
        "the user-provided function returns a single Tensor with a single element.",
    )
    with set_grad_enabled(create_graph or thread.state.grad_enabled):
        found = call.filled(_pulled(call.outputs, call.inputs, v, create_graph), call.inputs, "output")
    return call.finished(call.outputs, call.returns_several), call.finished(found, call.several)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The results of `func`, and the product of its Jacobian with the vector `v`.

    Args:
        func: takes tensors and gives a tensor or a tuple of them.
        inputs: a tensor or a tuple of them.
        v: of the inputs' shapes; may be left out for one number.
        create_graph: record the product's own computation.
        strict: raise where a result or the product does not depend on an input, instead of giving zeros.

    Shape: the product has the results'.
    Dtype: as the results, floating point.
    Raises: TypeError for what is no tensor, RuntimeError for a `v` of another shape, and in strict mode.
    Source: torch.autograd.functional.jvp; forward accumulation (Griewank & Walther 2008, chapter 3).
    """
    call = _Call("jvp", inputs, create_graph, strict)
    v = call.direction(v)
    call.run(func)
    if strict:
        found = _pulled(call.outputs, call.inputs, [ones_like(y) for y in call.outputs], True)
        for place, g in enumerate(found):
            if g is None:
                raise RuntimeError(f"The output of the user-provided function is independent of input {place}.{_NOT}.")
    tangents = call.filled(_pushed(call, call.outputs, v), call.outputs, "output")
    return call.finished(call.outputs, call.returns_several), call.finished(tangents, call.returns_several)


def _of_gradient(name: str, func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool) -> Any:
    """The call, its vector, and the recorded gradient of what it gives."""
    call = _Call(name, inputs, create_graph, strict)
    v = call.direction(v)
    call.run(func)
    y = _single(name, call.outputs, call.returns_several)
    with enable_grad():
        gradient = _pulled([y], call.inputs, [ones_like(y)], True)
    if strict:
        _check_gradient(gradient)
    return call, v, gradient


def _check_gradient(gradient: Sequence[Any]) -> None:
    for place, g in enumerate(gradient):
        if g is None:
            raise RuntimeError(f"The output of the user-provided function is independent of input {place}.{_NOT}.")
        if not g.requires_grad:
            raise RuntimeError(
                "While computing the hessian, found that the jacobian of the user-provided function with respect to"
                f" input {place} is independent of the input.{_NOT}. You should ensure that your function is twice"
                " differentiable and that the jacobian depends on the inputs (this would be violated by a linear"
                " function for example)."
            )


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The number that `func` gives, and the product of the vector `v` with its Hessian: two backward passes.

    Args:
        func: takes tensors and gives one number.
        inputs: a tensor or a tuple of them.
        v: of the inputs' shapes; may be left out for one number.
        create_graph: record the product's own computation.
        strict: raise where the gradient does not depend on an input, instead of giving zeros.

    Shape: the product has the inputs'.
    Dtype: as the inputs, floating point.
    Raises: TypeError for what is no tensor, RuntimeError where `func` gives no single number, for a `v` of another
        shape, and in strict mode.
    Source: torch.autograd.functional.vhp; Pearlmutter 1994.
    """
    call, v, gradient = _of_gradient("vhp", func, inputs, v, create_graph, strict)
    with set_grad_enabled(create_graph or thread.state.grad_enabled):
        found = call.filled(_pulled(gradient, call.inputs, v, create_graph), call.inputs, "jacobian")
    return call.finished(call.outputs, False), call.finished(found, call.several)


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The number that `func` gives, and the product of its Hessian with the vector `v`: forward over backward.

    Args:
        func: takes tensors and gives one number.
        inputs: a tensor or a tuple of them.
        v: of the inputs' shapes; may be left out for one number.
        create_graph: record the product's own computation.
        strict: raise where the gradient does not depend on an input, instead of giving zeros.

    Shape: the product has the inputs'.
    Dtype: as the inputs, floating point.
    Raises: TypeError for what is no tensor, RuntimeError where `func` gives no single number, for a `v` of another
        shape, and in strict mode.
    Source: torch.autograd.functional.hvp; Pearlmutter 1994.
    """
    call, v, gradient = _of_gradient("hvp", func, inputs, v, create_graph, strict)
    found = call.filled(_pushed(call, gradient, v), call.inputs, "jacobian")
    return call.finished(call.outputs, False), call.finished(found, call.several)


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian of `func`: for each result and each input a tensor.

    Args:
        func: takes tensors and gives a tensor or a tuple of them.
        inputs: a tensor or a tuple of them.
        create_graph: record the Jacobian's own computation.
        strict: raise where a result does not depend on an input, instead of giving zeros.
        vectorize: needed for forward mode; all rows are computed at once either way.
        strategy: "reverse-mode" row by row, or "forward-mode" column by column.

    Shape: the result's, then the input's.
    Dtype: as the inputs, floating point.
    Raises: TypeError for what is no tensor, RuntimeError in strict mode, NotImplementedError and AssertionError for
        options that do not go together.
    Source: torch.autograd.functional.jacobian; Griewank & Walther 2008, chapter 3.
    """
    if strategy not in _MODES:
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs'
            ' than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        _check_forward(create_graph, strict, vectorize)
        call = _Call("jacobian", inputs, False, False).run(func)
        return _nested(call, list(zip(*[_columns(call, x) for x in range(len(call.inputs))], strict=True)))
    call = _Call("jacobian", inputs, create_graph, strict).run(func)
    if vectorize and strict:
        raise RuntimeError(
            "engine.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together."
            " Please either set `strict=False` or `vectorize=False`."
        )
    return _nested(call, [_rows(call, place) for place in range(len(call.outputs))])


def _check_forward(create_graph: bool, strict: bool, vectorize: bool) -> None:
    for wrong, word in ((create_graph, "create_graph"), (strict, "strict")):
        if wrong:
            raise (NotImplementedError if word == "create_graph" else RuntimeError)(
                f'engine.autograd.functional.jacobian: `{word}=True` and `strategy="forward-mode"` are not supported'
                f' together (yet). Please either set `{word}=False` or `strategy="reverse-mode"`.'
            )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for"
            " `vectorize=True`."
        )


def _nested(call: _Call, parts: Sequence[Sequence[Tensor]]) -> Any:
    """The parts by result and input, without a tuple where the function takes or gives a single tensor."""
    rows = [call.finished(row, call.several) for row in parts]
    return tuple(rows) if call.returns_several else rows[0]


def _rows(call: _Call, place: int) -> list[Tensor]:
    """The derivative of every element of one result by each input."""
    y, create_graph = call.outputs[place], call.create_graph
    count = int(y._value.size)

    def row(v: Tensor) -> list[Tensor]:
        found = _pulled([y], call.inputs, [v], create_graph)
        if call.strict:
            _check_row(found, place, create_graph)
        return [zeros_like(x) if g is None else g for x, g in zip(call.inputs, found, strict=True)]

    with enable_grad():
        found = row(ones_like(y)) if count == 1 else vmap(row, randomness="same")(_units(y))
        return [reshape(g, (*y.shape, *x.shape)) for g, x in zip(found, call.inputs, strict=True)]


def _check_row(found: Sequence[Any], place: int, create_graph: bool) -> None:
    for number, g in enumerate(found):
        if g is None:
            raise RuntimeError(f"Output {place} of the user-provided function is independent of input {number}.{_NOT}.")
        if create_graph and not g.requires_grad:
            raise RuntimeError(
                f"The jacobian of the user-provided function is independent of input {place}.{_NOT} when"
                " create_graph=True."
            )


def _columns(call: _Call, place: int) -> list[Tensor]:
    """The derivative of every result by each element of one input."""
    x = call.inputs[place]

    def column(v: Tensor) -> list[Tensor]:
        found = _pushed(call, call.outputs, [v if other is x else zeros_like(other) for other in call.inputs])
        return [zeros_like(y) if t is None else t for y, t in zip(call.outputs, found, strict=True)]

    found = vmap(column, out_dims=-1, randomness="same")(_units(x))
    return [reshape(t, (*y.shape, *x.shape)) for t, y in zip(found, call.outputs, strict=True)]


def _units(like: Tensor) -> Tensor:
    """Every unit vector in the space of a tensor."""
    count = int(like._value.size)
    return reshape(eye(count, dtype=like.dtype, device=like.device), (count, *like.shape))


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The Hessian of `func`: for each two inputs a tensor.

    Args:
        func: takes tensors and gives one number.
        inputs: a tensor or a tuple of them.
        create_graph: record the Hessian's own computation.
        strict: raise where the gradient does not depend on an input, instead of giving zeros.
        vectorize: needed for forward mode; all rows are computed at once either way.
        outer_jacobian_strategy: "reverse-mode" or "forward-mode" over the gradient.

    Shape: that of the one input, then of the other.
    Dtype: as the inputs, floating point.
    Raises: TypeError for what is no tensor, RuntimeError where `func` gives no single number, and in strict mode.
    Source: torch.autograd.functional.hessian.
    """
    several, _ = _as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in _MODES:
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def gradient(*given: Tensor) -> Any:
        found = jacobian(single, given, create_graph=True)
        if strict:
            _check_gradient(found)
        return found

    def single(*given: Tensor) -> Tensor:
        returns_several, outputs = _as_tuple(func(*given), "outputs of the user-provided function", "hessian")
        if strict:
            _check_recorded(outputs)
        return squeeze(_single("hessian", outputs, returns_several))

    found = jacobian(gradient, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if several else found[0]
