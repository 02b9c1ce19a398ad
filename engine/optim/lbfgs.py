"""L-BFGS: Newton's direction from the last few steps and changes of the gradient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.flat import Flat
from engine.optim.micro import Micro
from engine.optim.optimizer import Closure, Optimizer, call
from engine.optim.settings import check_lr, lr_of
from engine.optim.wolfe import Tried, strong_wolfe
from engine.tensor import Tensor, wrap

_CURVED = 1e-10
"""A pair is remembered where s·y is above this: else the approximation might lose its positive definiteness."""


class LBFGS(Optimizer):
    """Steps `θ ← θ + t d`, d = −H g, with H made from the last `history_size` steps and changes of the gradient.

    One call of `step` makes up to `max_iter` of them, and needs a closure. There is one group of parameters, and all of
    them are on one device.

    Args:
        params: leaf tensors.
        lr: the step's length t, or the first one tried in a line search.
        max_iter: at most so many iterations a step.
        max_eval: at most so many calls of the closure a step; None for 1.25 times `max_iter`.
        tolerance_grad: done where no component of the gradient is larger.
        tolerance_change: done where neither the loss nor any parameter changes by more.
        history_size: so many pairs are remembered.
        line_search_fn: "strong_wolfe", or None for steps of the length `lr`.

    Raises ValueError for settings outside their ranges or for several groups, RuntimeError at a step for another
    search.
    Source: Nocedal and Wright 2006, algorithm 7.4; torch.optim.LBFGS.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_lr(lr)
        settings = {"lr": lr, "max_iter": max_iter, "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval}
        tolerances = {"tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change}
        memory = {"history_size": history_size, "line_search_fn": line_search_fn}
        super().__init__(params, {**settings, **tolerances, **memory})
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    def _run(self, closure: Closure | None, losses: list[Any]) -> Iterator[Micro]:
        if len(self.param_groups) != 1:
            raise AssertionError(f"Expected exactly one param_group, but got {len(self.param_groups)}")
        if closure is None:
            raise TypeError("LBFGS.step() missing 1 required positional argument: 'closure'")
        group = self.param_groups[0]
        flat, state = Flat(group["params"]), self.state[group["params"][0]]
        walk = _Walk(flat, group, state, closure, losses)
        yield from walk.run()


class _Walk:
    """One call of `step`: its iterations, and what they remember."""

    def __init__(
        self, flat: Flat, group: dict[str, Any], state: dict[str, Any], closure: Closure, losses: list[Any]
    ) -> None:
        self.flat, self.group, self.state, self.closure, self.losses = flat, group, state, closure, losses
        self.evaluations = 0
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)

    def run(self) -> Iterator[Micro]:
        group, state = self.group, self.state
        yield self._call()
        if self._flat_enough():
            return
        for turn in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            yield from self._direct()
            direction, gradient, loss = state["d"]._array, self.gradient, self.loss
            state["prev_flat_grad"], state["prev_loss"] = wrap(gradient), loss
            length = lr_of(group)
            if state["n_iter"] == 1:
                length *= min(1.0, 1.0 / float(abs(gradient).sum()))
            state["t"] = length
            slope = float(gradient @ direction)
            if slope > -group["tolerance_change"]:
                return
            search = group["line_search_fn"]
            if search is not None:
                yield from self._search(direction, slope, length, search)
            else:
                yield self._move(self.flat.values + length * direction)
                if turn != group["max_iter"]:
                    yield self._call()
            if turn == group["max_iter"] or self.evaluations >= group["max_eval"] or self._flat_enough():
                return
            if float(abs(state["t"] * direction).max()) <= group["tolerance_change"]:
                return
            if abs(self.loss - loss) < group["tolerance_change"]:
                return

    def _call(self) -> Micro:
        """Call the closure where the parameters are, and keep loss and gradient."""
        micro = call(self.closure, self.losses)
        self.loss, self.gradient = float(micro.after), self.flat.gradient
        self.evaluations += 1
        self.state["func_evals"] += 1
        return micro

    def _flat_enough(self) -> bool:
        return bool(abs(self.gradient).max() <= self.group["tolerance_grad"])

    def _move(self, values: Any) -> Micro:
        before = self.flat.values
        self.flat.move(values)
        return Micro("step", "θ ← θ + t d", None, "param", before, values)

    def _direct(self) -> Iterator[Micro]:
        """The direction for the present gradient, in the state's "d", after what the last step taught is remembered."""
        state = self.state
        if state["n_iter"] == 1:
            state |= {"old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1.0}
            state["d"] = wrap(-self.gradient)
            yield Micro("go down the gradient", "d ← −g", None, "d", None, -self.gradient)
            return
        yield from self._remember()
        remembered = zip(state["old_dirs"], state["old_stps"], state["ro"], strict=True)
        pairs = [(y._array, s._array, ro) for y, s, ro in remembered]
        weights = []
        direction = -self.gradient
        for y, s, ro in reversed(pairs):
            weights.append(float(s @ direction) * ro)
            direction = direction - weights[-1] * y
        direction = direction * state["H_diag"]
        for (y, s, ro), weight in zip(pairs, reversed(weights), strict=True):
            direction = direction + (weight - float(y @ direction) * ro) * s
        before, state["d"] = state["d"], wrap(direction)
        yield Micro("turn by the remembered curvature", "d ← −H g", None, "d", before._array, direction)

    def _remember(self) -> Iterator[Micro]:
        state = self.state
        y = self.gradient - state["prev_flat_grad"]._array
        s = state["d"]._array * state["t"]
        curved = float(y @ s)
        if curved <= _CURVED:
            return
        for name, value in (("old_dirs", wrap(y)), ("old_stps", wrap(s)), ("ro", 1.0 / curved)):
            state[name] = [*state[name], value][-self.group["history_size"] :]
        yield Micro("remember the step", "s ← t d", None, "old_stps", None, s)
        yield Micro("remember the gradient's change", "y ← g − g_prev", None, "old_dirs", None, y)
        before, state["H_diag"] = state["H_diag"], curved / float(y @ y)
        yield Micro("scale the first guess of H", "γ ← s·y / y·y", None, "H_diag", before, state["H_diag"])

    def _search(self, direction: Any, slope: float, length: float, search: str) -> Iterator[Micro]:
        """Look for a good length along the direction, and step by it."""
        if search != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        begin, group = self.flat.values, self.group
        start = Tried(0.0, self.loss, self.gradient, slope)
        size, most = float(abs(direction).max()), group["max_eval"] - self.evaluations
        lengths = strong_wolfe(start, length, size, group["tolerance_change"], most)
        try:
            t = next(lengths)
            while True:
                self.flat.move(begin + t * direction)
                yield self._call()
                t = lengths.send(Tried(t, self.loss, self.gradient, float(self.gradient @ direction)))
        except StopIteration as found:
            best: Tried = found.value
        yield Micro("choose the length", "t by the strong Wolfe conditions", None, "t", length, best.t)
        self.state["t"], self.loss, self.gradient = best.t, best.loss, best.gradient
        self.flat.move(begin)
        yield self._move(begin + best.t * direction)
