"""What all optimizers share: their parameters, and zero_grad."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.tensor import Tensor


class Optimizer:
    """Holds parameters in groups, each a dict with "params" and the settings that apply to them.

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
        self.state: dict[Tensor, dict[str, Any]] = {}
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

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """One group more: a dict with "params" and the settings in which it differs."""
        group = dict(param_group)
        members: Iterable[Any] = group["params"]
        members = [members] if isinstance(members, Tensor) else list(members)
        for member in members:
            if not isinstance(member, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_kind(member)}")
            if not member.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        self.param_groups.append({**self.defaults, **group, "params": members})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget every parameter's gradient, or set it to 0 with `set_to_none=False`."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p._grad is None:
                    p._grad = None
                else:
                    if p._grad.grad_fn is not None:
                        p._grad.detach_()
                    else:
                        p._grad.requires_grad_(False)
                    p._grad.zero_()


def _kind(value: object) -> str:
    return type(value).__name__
