"""What all schedules of the learning rate share: the count of steps, and how rates get into the groups."""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.optim.optimizer import Optimizer
from engine.tensor import Tensor

EPOCH_DEPRECATED = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use"
    " `scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed"
    " form is used instead of the new chainable form, where available. Please open an issue if you are unable to"
    " replicate your use case: https://github.com/pytorch/pytorch/issues/new/choose."
)
_TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call"
    " them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in"
    " PyTorch skipping the first value of the learning rate schedule. See more details at"
    " https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
_NO_INITIAL = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with last_epoch >= 0.\n"
    "This typically happens when:\n"
    "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n"
    "2. You're using last_epoch >= 0 for a fresh training run (not recommended)"
)

Rate = float | Tensor


class LRScheduler:
    """Sets the learning rates of an optimizer's groups, one step after the other.

    A schedule of one's own defines `get_lr`, which gives the groups' rates at `last_epoch`. `base_lrs` are the rates
    that the groups began with, kept in them as "initial_lr".

    Args:
        optimizer: whose rates are set.
        last_epoch: the step to go on from; -1 to begin.

    Raises TypeError for what is no optimizer, KeyError where it goes on and a group has no "initial_lr".
    Source: torch.optim.lr_scheduler.
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(_NO_INITIAL.format(index))
        self.base_lrs: list[Rate] = values(optimizer, "initial_lr")
        self.last_epoch: int = last_epoch
        optimizer.watch_steps()
        self._initial_step()

    def _initial_step(self) -> None:
        """Set the rates for the first step."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def get_last_lr(self) -> list[Rate]:
        """The groups' rates since the last step."""
        return self._last_lr

    def get_lr(self) -> list[Rate]:
        """The groups' rates at `last_epoch`, most of them from those before. Not for use outside of `step`."""
        raise NotImplementedError

    def step(self, epoch: int | None = None) -> None:
        """Set the rates for the next step, or, which is deprecated, for the step `epoch`."""
        if self._step_count == 1 and self.optimizer.stepped is False:
            warnings.warn(_TOO_EARLY, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATED, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        with self._stepping():
            closed = None if epoch is None else self._closed()
            self._set(self.get_lr() if closed is None else closed)

    @contextmanager
    def _stepping(self) -> Iterator[None]:
        """Within, `get_lr` may be called without a warning."""
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _closed(self) -> list[Rate] | None:
        """The rates at `last_epoch` from those in the beginning, where there is a formula for it."""
        return None

    def _set(self, rates: list[Rate]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_value(group, "lr", rate)
        self._last_lr = values(self.optimizer, "lr")

    def _warn_outside(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=3,
            )

    def _left_out(self) -> tuple[str, ...]:
        """What of its attributes does not go into a saved state."""
        return ("optimizer",)

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        left_out = self._left_out()
        return {key: value for key, value in self.__dict__.items() if key not in left_out}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` gave."""
        self.__dict__.update(state_dict)


class Chainable(LRScheduler):
    """A schedule with a factor for each step: it can follow, or be followed by, another one on the same groups."""

    def _factor(self, index: int) -> float | None:
        """What the rate of the group at `index` is multiplied by now; None for nothing."""
        raise NotImplementedError

    def get_lr(self) -> list[Rate]:
        """Each group's present rate times its factor."""
        self._warn_outside()
        rates: list[Rate] = []
        for index, rate in enumerate(values(self.optimizer, "lr")):
            factor = self._factor(index)
            rates.append(rate if factor is None else rate * factor)
        return rates


def check_optimizer(optimizer: object) -> None:
    """TypeError for what is no optimizer."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


def copied(value: Any) -> Any:
    """A setting, copied where it is a tensor, which may be changed in place."""
    return value.clone() if isinstance(value, Tensor) else value


def values(optimizer: Optimizer, key: str) -> list[Any]:
    """One setting of all groups."""
    return [copied(group[key]) for group in optimizer.param_groups]


def set_value(group: dict[str, Any], key: str, value: Rate) -> None:
    """Change a group's setting, in place where it is a tensor."""
    if isinstance(group[key], Tensor):
        group[key].fill_(float(value))
    else:
        group[key] = value


def for_each_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """A setting for each group, from one for all or a list of them. ValueError for a list of another length."""
    count = len(optimizer.param_groups)
    if isinstance(value, list | tuple):
        if len(value) != count:
            raise ValueError(
                f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values,"
                f" param_groups has {count}."
            )
        return [copied(each) for each in value]
    return [copied(value) for _ in range(count)]


def saved_function(function: Callable[..., Any] | None) -> dict[str, Any] | None:
    """What is saved of a function: nothing, or the attributes of an object that can be called."""
    return None if function is None or isinstance(function, types.FunctionType) else function.__dict__.copy()
