"""What all optimizers share: parameters in groups, the way through an update, and a state that can be saved."""

from __future__ import annotations

import warnings
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from engine.backends import on_device_of, several
from engine.modes import enable_grad, quiet
from engine.optim.micro import NUMBERS, Micro, Update
from engine.tensor import Tensor

Closure = Callable[[], Any]
"""Computes the loss and the gradients anew, and returns the loss."""


class Optimizer:
    """Holds parameters in groups, each a dict with "params" and the settings that apply to them.

    An optimizer of one's own defines `_update`, a generator that changes one parameter by way of an `Update` and yields
    its micro-steps.

    Args:
        params: leaf tensors, pairs of names and leaf tensors, or dicts with "params" and settings of their own.
        defaults: the settings of groups that do not say otherwise.

    Raises TypeError or ValueError, in PyTorch's words, for what is no list of leaf tensors.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got"
                f" {params.type()}"
            )
        self.defaults = defaults
        self.param_groups: list[dict[str, Any]] = []
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.stepped: bool | None = None  # nobody watches
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {key}: {value}" for key, value in sorted(group.items()) if key != "params"]
        return "\n".join([*lines, ")"])

    # ------------------------------------------------------------------ groups

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """One group more: a dict with "params" and the settings in which it differs.

        Raises TypeError for what is no dict of Tensors, ValueError for tensors that are no leaves, that another group
        has already, or that have names in one group and none in another.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        group = dict(param_group)
        group["params"], names = _members(group["params"])
        if names:
            group["param_names"] = names
        group = {**self.defaults, **group}
        if len(group["params"]) != len(set(group["params"])):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error;"
                " see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        for other in self.param_groups:
            if ("param_names" in group) != ("param_names" in other):
                how = "with names" if "param_names" in group else "without names"
                raise ValueError(
                    "all optimizer param groups should be with/without names."
                    f" cannot add param group {how} to the optimizer"
                )
        if not set(self._parameters()).isdisjoint(group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    def _parameters(self) -> Iterator[Tensor]:
        """All parameters; a micro-step's `parameter_index` is a place among them."""
        return chain.from_iterable(group["params"] for group in self.param_groups)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget every parameter's gradient, or set it to 0 with `set_to_none=False`."""
        for p in self._parameters():
            if set_to_none or p._grad is None:
                p._grad = None
            else:
                if p._grad.grad_fn is not None:
                    p._grad.detach_()
                else:
                    p._grad.requires_grad_(False)
                p._grad.zero_()

    # ------------------------------------------------------------------ the update

    def watch_steps(self) -> None:
        """From now on `stepped` says whether there has been a step: schedules are to be stepped after it."""
        self.stepped = bool(self.stepped)

    def _note_step(self) -> None:
        if self.stepped is not None:
            self.stepped = True

    def step(self, closure: Closure | None = None) -> Any:
        """Update every parameter that has a gradient.

        `closure`, if given, computes loss and gradients anew before. Returns what it returned, else None.
        """
        losses: list[Any] = []
        self._note_step()
        with quiet():
            deque(self._run(closure, losses), maxlen=0)
        return losses[0] if losses else None

    def micro_steps(self, closure: Closure | None = None) -> Iterator[Micro]:
        """The same update, one `Micro` at a time; each has been done when it is handed out.

        Whoever stops half-way has half an update.
        """
        self._note_step()
        steps = self._run(closure, [])
        while True:
            with quiet():
                micro = next(steps, None)
            if micro is None:
                return
            yield micro

    def _run(self, closure: Closure | None, losses: list[Any]) -> Iterator[Micro]:
        """All micro-steps of a step; what the closure returned goes into `losses`."""
        if closure is not None:
            yield call(closure, losses)
        index = -1
        for group in self.param_groups:
            for p in group["params"]:
                index += 1
                if p._grad is None:
                    continue
                at = Update(p, index, group, self.state[p])
                if several():
                    with on_device_of(p):
                        yield from list(self._update(at))
                else:
                    yield from self._update(at)

    def _update(self, at: Update) -> Iterator[Micro]:
        """Update one parameter, a micro-step at a time."""
        raise NotImplementedError

    # ------------------------------------------------------------------ saving

    def state_dict(self) -> dict[str, Any]:
        """The state of each parameter by its number, and the groups with numbers for parameters.

        The tensors are the optimizer's own, as in PyTorch: copy them to keep them.
        """
        numbers = {p: number for number, p in enumerate(dict.fromkeys(self._parameters()))}
        return {
            "state": {numbers.get(key, key): dict(kept) for key, kept in self.state.items()},
            "param_groups": [
                {**group, "params": [numbers[p] for p in group["params"]]} for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` gave, with its settings; tensors are copied to the parameters' dtypes.

        Numbers stay of the dtype that they have, so that it goes on exactly as before; PyTorch keeps "step" alone so.

        Raises ValueError where its groups are not of the sizes that this optimizer's are.
        """
        saved = [dict(group) for group in state_dict["param_groups"]]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(a["params"]) != len(b["params"]) for a, b in zip(saved, self.param_groups, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        numbers = chain.from_iterable(group["params"] for group in saved)
        parameters = dict(zip(numbers, self._parameters(), strict=True))
        state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        for key, kept in state_dict["state"].items():
            parameter = parameters.get(key)
            state[parameter if parameter is not None else key] = {
                name: _fitted(value, parameter, name) for name, value in kept.items()
            }
        for group, own in zip(saved, self.param_groups, strict=True):
            group["params"] = own["params"]
            if "param_names" in own:
                group["param_names"] = own["param_names"]
        self.state, self.param_groups = state, saved


def call(closure: Closure, losses: list[Any]) -> Micro:
    """Call a closure with recording on, keep what it returned, and say its loss."""
    with enable_grad():
        loss = closure()
    losses.append(loss)
    value = loss._value if isinstance(loss, Tensor) else loss
    return Micro("call the closure", "L ← f(θ), g ← ∇f(θ)", None, "loss", None, value)


def _members(params: Any) -> tuple[list[Tensor], list[str]]:
    """The tensors of a group, and their names where they have them."""
    if isinstance(params, Tensor):
        params = [params]
    elif isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will"
            " change between runs. Please use a list instead."
        )
    members = list(params)
    names = [member[0] for member in members if isinstance(member, tuple)]
    if names and len(names) != len(members):
        raise ValueError("all optimizer params should be with/without names. Some param names are missing")
    tensors = [member[1] if isinstance(member, tuple) else member for member in members]
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_kind(tensor)}")
        if not (tensor.is_leaf or tensor.retains_grad):
            raise ValueError("can't optimize a non-leaf Tensor")
    return tensors, names


def _kind(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _fitted(value: Any, parameter: Tensor | None, name: str) -> Any:
    """A copy of a value of a saved state: tensors on the parameter's device and, but for numbers, of its dtype."""
    if isinstance(value, Tensor):
        if name in NUMBERS or parameter is None:
            return value.detach().clone()
        return value.detach().to(parameter.device, parameter.dtype).clone()
    if isinstance(value, dict):
        return {key: _fitted(part, parameter, key) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_fitted(part, parameter, name) for part in value)
    return value
