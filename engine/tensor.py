"""Tensor: an array, its gradient, and the node that made it.

This module holds what a Tensor *is*; what it can do (`exp`, `+`, `add_`, ...) is bound to it from the operator tables
by `engine.methods`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import dtypes, errors
from engine.backends import backend_of
from engine.modes import state
from engine.size import Size

if TYPE_CHECKING:
    from engine.graph import Node
    from engine.tensor_methods import TensorMethods
else:
    TensorMethods = object


class Tensor(TensorMethods):
    """A multi-dimensional array that can record what is done to it.

    `_array` is the raw array (always an array, 0-d included), `_cell` a one-element list with the number of in-place
    writes so far, shared by all views of one memory; `_node` and `_index` say which node and which of its outputs made
    it; `_base` and `_recipe` how a view was taken. What is not set on an object is None by these defaults.
    """

    _array: Any
    _cell: list[int]
    _node: Node | None = None
    _index: int = 0
    _wants_grad = False
    _grad: Tensor | None = None
    _base: Tensor | None = None
    _recipe: tuple[Any, ...] = ()
    _seen = 0
    _origin = ""
    _hooks: dict[int, Callable[[Tensor], Tensor | None]] | None = None
    _retains = False

    __array_priority__ = 1000  # NumPy's operators on the left defer to the reflected ones here

    def __new__(cls, *values: Any) -> Tensor:
        """The legacy constructor: `Tensor([1, 2])` holds these values, `Tensor(2, 3)` has this shape, unfilled."""
        from engine.ops.create import legacy

        return legacy(cls, values)

    @property
    def shape(self) -> Size:
        """The size of each dimension."""
        return Size(self._array.shape)

    @property
    def dtype(self) -> dtypes.DType:
        """The element type."""
        return dtypes.BY_NUMPY[self._array.dtype]

    @property
    def device(self) -> Any:
        """Where the memory is: `device(type='cpu')` or a CUDA device."""
        return backend_of(self._array).device_of(self._array)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return int(self._array.ndim)

    @property
    def requires_grad(self) -> bool:
        """True where a gradient can be had for it: a leaf that asks for one, or a result made from such."""
        if self._base is not None:
            refresh(self)
        return self._wants_grad or self._node is not None

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if self.grad_fn is not None:
            if not value:
                raise RuntimeError(errors.NON_LEAF_FLAG)
            return
        if value and self._array.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        self._wants_grad = bool(value)

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor, None for a leaf."""
        if self._base is not None:
            refresh(self)
        return self._node

    @property
    def is_leaf(self) -> bool:
        """True where no recorded operation made it."""
        return self.grad_fn is None

    @property
    def output_nr(self) -> int:
        """Which output of `grad_fn` this is."""
        return self._index

    @property
    def _version(self) -> int:
        return self._cell[0]

    @property
    def retains_grad(self) -> bool:
        """True where a result keeps its gradient after backward."""
        return self._retains

    @property
    def grad(self) -> Tensor | None:
        """The gradient accumulated by backward, None before the first one."""
        if self._grad is None and not self._retains and self.grad_fn is not None:
            warnings.warn(errors.NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            self._check_grad(value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def _check_grad(self, value: Any) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {_type_name(value)}")
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value.device != self.device:
            raise RuntimeError(
                f"attempting to assign a gradient with device type '{value.device.type}' to a tensor with device type"
                f" '{self.device.type}'. Please ensure that the gradient and the tensor are on the same device"
            )
        if value._array.shape != self._array.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{errors.sizes(value.shape)}' to a tensor of size"
                f" '{errors.sizes(self.shape)}'. Please ensure that the gradient and the tensor are the same size"
            )
        if value.dtype is not self.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{_C_NAMES[value.dtype.name]}' to a tensor with grad_dtype"
                f" '{self.dtype.printed}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's"
                " dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any"
                " dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break"
                " downstream systems that assume they match."
            )

    @property
    def data(self) -> Tensor:
        """The same memory as a Tensor without history; writes to it are not seen by the version check."""
        return wrap(self._array)

    @data.setter
    def data(self, value: Tensor) -> None:
        """Take over `value`'s memory. A graph recorded before keeps what it saved."""
        self._array = value._array

    def detach(self) -> Tensor:
        """The same memory without history; in-place writes are still counted for the version check."""
        result = wrap(self._array)
        result._cell = self._cell
        return result

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Ask for a gradient, or no longer, in place. Raises RuntimeError for dtypes that have none."""
        if requires_grad and self._array.dtype.kind != "f":
            raise RuntimeError(errors.NO_FLOAT_GRAD)
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Let this result keep its gradient in `.grad`. Raises RuntimeError where none can come."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._node is not None and not self._retains:
            self._retains = True
            self._node.retain(self, self._index)

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Any:
        """Call `hook` with the gradient when it is known; what it returns, if not None, replaces it."""
        from engine.graph import register

        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            return register(self._node.slot_hooks(self._index), hook)
        if self._hooks is None:
            self._hooks = {}
        return register(self._hooks, hook)

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add to `.grad` of every leaf this was computed from the gradient of this, times `gradient` (1 for a scalar).

        Args:
            gradient: of this tensor's shape; needed unless it has one element.
            retain_graph: keep what was saved for another backward; by default as `create_graph`.
            create_graph: record the gradient's own computation, for higher derivatives.
            inputs: accumulate into these leaves only.
        """
        from engine.autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs)


_C_NAMES = {"float16": "c10::Half", "float32": "float", "float64": "double", "int64": "long int", "int32": "int"}


def _type_name(value: object) -> str:
    return type(value).__name__


def wrap(array: Any) -> Tensor:
    """A new Tensor around a raw array, without history."""
    tensor = object.__new__(Tensor)
    tensor._array = array
    tensor._cell = [0]
    return tensor


def follow(view: Tensor, source: Tensor, op: Any, p: Any, slot: int | None) -> None:
    """Make `view` a view of what `source` is a view of: one version for all, and the recipe to take it again."""
    view._cell = source._cell
    view._base = source if source._base is None else source._base
    view._recipe = (*source._recipe, (op, p, slot))
    view._seen = view._cell[0]
    if slot is not None:
        view._origin = "multi"
    elif not state.grad_enabled:
        view._origin = "no_grad"
    else:
        view._origin = source._origin


def refresh(view: Tensor) -> None:
    """Give a view of memory that has been written to since the history that follows from its base's."""
    if view._seen == view._cell[0]:
        return
    view._seen = view._cell[0]
    base = view._base
    assert base is not None
    if not base.requires_grad:
        view._node = None
        return
    before, state.grad_enabled, state.calls = (state.grad_enabled, state.calls), True, None
    try:
        again = replay(view._recipe, base)
    finally:
        state.grad_enabled, state.calls = before
    view._node, view._index = again._node, again._index


def replay(recipe: tuple[Any, ...], base: Any) -> Any:
    """Take a view anew from `base`, step by step."""
    for op, p, slot in recipe:
        base = op(base, **vars(p)) if p is not None else op(base)
        base = base if slot is None else base[slot]
    return base
