"""Tensor: an array, its gradient, and the node that made it.

This module holds what a Tensor *is*; what it can do (`exp`, `+`, `add_`, ...) is bound to it from the operator tables
by `engine.methods`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_of
from engine.modes import Place, caller, thread
from engine.size import Size, make_size

if TYPE_CHECKING:
    from engine.graph import Node
    from engine.tensor_methods import TensorMethods
else:
    TensorMethods = object

SCALARS = frozenset(np.dtype(d.numpy).type for d in dtypes.ALL)
"""The classes of NumPy's scalars: what its functions answer where every operand has no dimensions."""

LEAF = -1
"""The output number in the edge of a leaf, which no node has."""


OWN = frozenset(("_cut", "_hooks", "_metadata", "_post_hooks", "_retains"))
"""What the engine notes in a tensor's dict, among the attributes that somebody may set."""


class Special:
    """What an ordinary tensor has not: the base of a view and how it was taken, or the mark of inference mode.

    `recipe` are the steps (op, parameters, output number) from `base`, `seen` the version at which the view's history
    was last taken from its base's. `origin` tells why a view must not be written to where that is recorded: "multi" for
    a part of several, "no_grad" or "inference" for one taken there, "custom" for one that a custom Function returned.
    A tensor that shows its own memory in another way since `t_` and the like is a view to us alone: it is its `own`.
    """

    __slots__ = ("base", "inference", "origin", "own", "recipe", "seen")

    def __init__(self, base: Tensor | None, inference: bool = False) -> None:
        self.base = base
        self.inference = inference
        self.recipe: tuple[Any, ...] = ()
        self.seen = 0
        self.origin = ""
        self.own = False


class Tensor(TensorMethods):
    """A multi-dimensional array that can record what is done to it. `engine.tensor(values)` makes one.

    `shape`, `dtype`, `device` say what it is; `requires_grad=True` asks for a gradient, which `backward` of a result
    adds to `grad`. Arithmetic, comparisons and indexing are PyTorch's, and so are the methods.
    """

    # `_value` is the raw array, or the NumPy scalar that a result without dimensions came as; `_array` is always the
    # array, made when first asked for. `_cell` holds the number of in-place writes so far and, after one, where it was
    # and which node recorded it; all views of one memory share it. `_edge` says where a gradient goes: (node, output
    # number) for a result, (leaf, LEAF) for a leaf seen through an edge, None for none; `_wants_grad` that a leaf asks
    # for one. `_special` is None but for views and tensors of inference mode.
    __module__ = "engine"
    __slots__ = ("__dict__", "__weakref__", "_cell", "_edge", "_grad", "_special", "_value", "_wants_grad")

    _value: Any
    _cell: list[Any]
    _edge: tuple[Any, int] | None
    _grad: Tensor | None
    _special: Special | None
    _wants_grad: bool
    # Rarely set, so not in a slot: what is not set is None by these defaults.
    _hooks: dict[int, Callable[[Tensor], Tensor | None]] | None = None
    _post_hooks: dict[int, Callable[[Tensor], None]] | None = None
    _retains = False
    _cut: tuple[str, Place | None] | None = None

    __array_priority__ = 1000  # NumPy's operators on the left defer to the reflected ones here

    def __new__(cls, *values: Any) -> Tensor:
        """The legacy constructor: `Tensor([1, 2])` holds these values, `Tensor(2, 3)` has this shape, unfilled."""
        from engine.functions.legacy import legacy

        return legacy(cls, values)

    @property
    def _array(self) -> Any:
        value = self._value
        if value.__class__ in SCALARS:
            value = self._value = np.asarray(value)
        return value

    @property
    def shape(self) -> Size:
        """The size of each dimension."""
        return make_size(self._value.shape)

    @property
    def dtype(self) -> dtypes.DType:
        """The element type."""
        return dtypes.BY_NUMPY[self._value.dtype]

    @property
    def device(self) -> Any:
        """Where the memory is: `device(type='cpu')` or a CUDA device."""
        return backend_of(self._value).device_of(self._value)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return int(self._value.ndim)

    @property
    def requires_grad(self) -> bool:
        """True where a gradient can be had for it: a leaf that asks for one, or a result made from such."""
        special = self._special
        if special is not None:
            if special.origin and special.seen != self._cell[0]:  # what uses it is told, this is not
                return self._edge is not None or self._wants_grad or root(self).requires_grad
            refresh(self)
        return self._edge is not None or self._wants_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if self.grad_fn is not None:
            if not value:
                raise RuntimeError(errors.NON_LEAF_FLAG)
            return
        if value and self._value.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        if value and self.is_inference() and not thread.state.inference:
            raise RuntimeError(errors.INFERENCE_FLAG)
        self._wants_grad = bool(value)

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor, None for a leaf."""
        if self._special is not None:
            refresh(self, always=True)
        edge = self._edge
        if edge is None:
            return None
        from engine.graph import node_of

        return node_of(edge)  # type: ignore[no-any-return]

    @property
    def is_leaf(self) -> bool:
        """True where no recorded operation made it."""
        if self._special is not None and not self._special.origin:
            refresh(self)
        return self._edge is None

    @property
    def output_nr(self) -> int:
        """Which output of `grad_fn` this is."""
        return 0 if self._edge is None or self._edge[1] == LEAF else self._edge[1]

    @property
    def _version(self) -> int:
        if self.is_inference():
            raise RuntimeError("Inference tensors do not track version counter.")
        return int(self._cell[0])

    @property
    def _base(self) -> Tensor | None:
        """The tensor this is a view of."""
        return None if self._special is None or self._special.own else self._special.base

    def _is_view(self) -> bool:
        return self._base is not None

    def is_inference(self) -> bool:
        """True where inference mode made it."""
        return self._special is not None and self._special.inference

    @property
    def retains_grad(self) -> bool:
        """True where a result keeps its gradient after backward."""
        return self._retains

    @property
    def grad(self) -> Tensor | None:
        """The gradient accumulated by backward, None before the first one.

        Shape: this tensor's.
        Dtype: this tensor's.
        Raises: on assignment TypeError for what is no tensor, RuntimeError for another shape, dtype or device; on
            reading a UserWarning for a result that keeps none.
        Source: torch.Tensor.grad.
        """
        if self._grad is None and not self._retains and not self.is_leaf:
            warnings.warn(errors.NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            from engine.gradients import check_assigned

            check_assigned(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def data(self) -> Tensor:
        """The same memory as a Tensor without history; writes to it are not seen by the version check.

        Shape: this tensor's.
        Dtype: this tensor's.
        Raises: nothing. What is assigned replaces the memory; a graph recorded before keeps what it saved.
        Source: torch.Tensor.data.
        """
        result = wrap(self._array)
        if self.is_inference():
            result._special = Special(None, inference=True)
        return result

    @data.setter
    def data(self, value: Tensor) -> None:
        """Take over `value`'s memory. A graph recorded before keeps what it saved."""
        self._value = value._array

    def detach(self) -> Tensor:
        """The same memory without history; in-place writes are still counted for the version check.

        Shape: this tensor's.
        Dtype: this tensor's.
        Raises: nothing.
        Source: torch.Tensor.detach.
        """
        result = wrap(self._array)
        result._cell = self._cell
        if self.is_inference():
            result._special = Special(None, inference=True)
        if self.requires_grad:
            result._cut = ("detach()", caller())
        elif self._cut is not None:
            result._cut = self._cut
        return result

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Ask for a gradient, or no longer, in place.

        Shape: any.
        Dtype: floating point.
        Raises: RuntimeError for other dtypes, for a result, and for a tensor of inference mode.
        Source: torch.Tensor.requires_grad_.
        """
        if requires_grad and self._value.dtype.kind != "f":
            raise RuntimeError(errors.NO_FLOAT_GRAD)
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Let this result keep its gradient in `.grad`. Raises RuntimeError where none can come."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._special is not None:
            refresh(self, always=True)
        if self._edge is not None and not self._retains:
            self._retains = True
            self._edge[0].retain(self, self._edge[1])

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Any:
        """Call `hook` with the gradient when it is known; what it returns, if not None, replaces it.

        Shape: the hook is given, and returns, this tensor's shape.
        Dtype: this tensor's.
        Raises: RuntimeError where no gradient can come; in backward RuntimeError where a hook changes the shape, and
            TypeError where it returns no tensor.
        Source: torch.Tensor.register_hook.
        """
        from engine.graph import register

        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._special is not None:
            refresh(self, always=True)
        if self._edge is not None:
            return register(self._edge[0].slot_hooks(self._edge[1]), hook)
        if self._hooks is None:
            self._hooks = {}
        return register(self._hooks, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> Any:
        """Call `hook` with this leaf after a backward has added to its `.grad`.

        Shape: any.
        Dtype: floating point.
        Raises: RuntimeError for what is no leaf, or asks for no gradient.
        Source: torch.Tensor.register_post_accumulate_grad_hook.
        """
        from engine.graph import register

        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        if self._post_hooks is None:
            self._post_hooks = {}
        return register(self._post_hooks, hook)

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

        Shape: one element, or any with a `gradient` of that shape.
        Dtype: floating point.
        Raises: RuntimeError where there is no history, no scalar and no gradient, where a graph was freed, or where a
            value that a formula needs was written to.
        Source: torch.Tensor.backward; reverse accumulation (Griewank & Walther 2008, chapter 3).
        """
        from engine.autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs)


new = object.__new__


def wrap(value: Any) -> Tensor:
    """A new Tensor around a raw array or a NumPy scalar, without history."""
    tensor = new(Tensor)
    tensor._value = value
    tensor._cell = [0]
    tensor._edge = tensor._grad = tensor._special = None
    tensor._wants_grad = False
    return tensor


def follow(view: Tensor, source: Tensor, op: Any, p: Any, slot: int | None) -> None:
    """Make `view` a view of what `source` is a view of: one version for all, and the recipe to take it again."""
    before = source._special
    based = before is not None and before.base is not None
    special = view._special = Special(before.base if based else source)  # type: ignore[union-attr]
    view._cell = source._cell
    special.recipe = (*(before.recipe if before is not None else ()), (op, p, slot))
    special.seen = view._cell[0]
    special.inference = before is not None and before.inference
    state = thread.state
    if not state.grad_enabled:
        special.origin = "inference" if state.inference else "no_grad"
    elif slot is not None:
        special.origin = "multi"
    else:
        special.origin = before.origin if before is not None else ""


def root(tensor: Tensor) -> Tensor:
    """The tensor whose memory this shows: itself, its base, or what the base was before an in-place view of it."""
    while (special := tensor._special) is not None and special.base is not None:
        tensor = special.base
    return tensor


def forbidden(view: Tensor, *, indirect: bool = False) -> str:
    """Why a view may not be written to where that is recorded, or after an `indirect` write not be used."""
    special, edge = view._special, view._edge
    assert special is not None
    made = None if edge is None or edge[1] == LEAF else f"Output {edge[1]} of {edge[0].op.label}"
    return errors.forbidden_view(special.origin, made, indirect)


def adopt(target: Tensor, edge: Any) -> None:
    """Give `target` the history that ends in `edge`; a gradient that it retains is now that of the new value."""
    before, target._edge = target._edge, edge
    if target._retains and before is not None and edge is not None:
        if before[0]._retained is not None:
            before[0]._retained.pop(before[1], None)
        edge[0].retain(target, edge[1])


def refresh(view: Tensor, *, always: bool = False) -> None:
    """Give a view of memory that has been written to since the history that follows from its base's.

    Raises RuntimeError for a view that can have none where recording is on, or `always`.
    """
    special = view._special
    assert special is not None
    if special.base is None or special.seen == view._cell[0]:
        return
    base, state = root(view), thread.state
    if special.origin and (view._edge is not None or base.requires_grad):
        if always or state.grad_enabled:
            raise RuntimeError(forbidden(view, indirect=True))
        return
    special.seen = view._cell[0]
    if special.own and view._wants_grad:
        return
    if not base.requires_grad:
        view._edge = None
        return
    before = state.grad_enabled, state.inference, state.calls
    state.grad_enabled, state.inference, state.calls = True, False, None
    state.settle()
    try:
        again = replay(special.recipe, base)
    finally:
        state.grad_enabled, state.inference, state.calls = before
        state.settle()
    adopt(view, again._edge)


def replay(recipe: tuple[Any, ...], base: Any) -> Any:
    """Take a view anew from `base`, step by step."""
    for op, p, slot in recipe:
        base = op(base, **vars(p)) if p is not None else op(base)
        base = base if slot is None else base[slot]
    return base
