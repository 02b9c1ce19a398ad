"""A text as a function of its variables and sliders, computed by the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gradexplorer.lang.bridge import Tensor, engine, raw, shape_of
from gradexplorer.lang.budget import Budget
from gradexplorer.lang.compile import Compiled
from gradexplorer.lang.errors import LangError
from gradexplorer.lang.limits import ARRAY_ELEMENTS, SECONDS, TOTAL_ELEMENTS, TURNS
from gradexplorer.lang.run import Differs, Place, Run, Trace, Value
from gradexplorer.lang.samples import put_back, some_of, split_by
from gradexplorer.lang.statements import result_span
from gradexplorer.lang.tree import Node


@dataclass(frozen=True, slots=True)
class Function:
    """A function of `variables` and `sliders`.

    `vector` gives the variables that are indexed, with the least length they need. `tree` is what the text was read
    into, `source` the text that the tree's spans refer to.
    """

    variables: tuple[str, ...]
    sliders: tuple[str, ...]
    vector: Mapping[str, int]
    tree: Node
    source: str
    fixed: Mapping[str, float] = field(default_factory=dict)
    """Values of sliders that a line such as `a = 2` sets; used where the caller gives none."""
    arrays: bool = False
    """Whether lists or data columns occur."""
    uses_where: bool = False
    compiled: Compiled = field(kw_only=True, repr=False, compare=False)

    def with_variables(self, names: Sequence[str]) -> Function:
        """The same function with these names as its variables; the other names are its sliders.

        Raises ValueError for a name that does not occur.
        """
        every = (*self.variables, *self.sliders)
        for name in names:
            if name not in every:
                raise ValueError(f"`{name}` does not occur in this function")
        rest = tuple(name for name in every if name not in names)
        return replace(self, variables=tuple(names), sliders=rest)

    def __call__(
        self,
        values: Mapping[str, Tensor],
        *,
        samples: int = 0,
        trace: Trace | None = None,
        dtype: Any = None,
        seconds: float = SECONDS,
        cancelled: Callable[[], bool] | None = None,
    ) -> Tensor:
        """The value at one point, or at many.

        Args:
            values: a Tensor for every variable and slider. Sliders that a line sets may be left out. With `samples`
                1 each may carry one sample axis, last: (N,) for numbers, (k, N) for vectors, (a, b, N) for matrices;
                a 0-d tensor is the same at every sample.
            samples: the number of sample axes, 0 or 1.
            trace: called with each node and its value, after the node's operations, in the order of evaluation. What
                happens inside a definition is told at the node that uses it.
            dtype: of the computation where no value has a floating dtype; float64 by default.
            seconds: the longest time that this may take.
            cancelled: asked between operations whether to stop.

        Returns:
            shape () without samples; (N,), or () where the value is the same everywhere, with them.

        Raises:
            LangError: for what has no value: shapes, indices, bounds, a result that is not one number.
        """
        return self.finish(self.prepare(values, samples, dtype, Budget(seconds, cancelled), trace))

    def finish(self, run: Run) -> Tensor:
        """Evaluate in a prepared run."""
        try:
            value = self._number(run)
        except Differs as differs:
            value = self._in_parts(run, differs)
        except RecursionError:
            raise self._error("this is nested too deep to evaluate", "give a part a name: a = …") from None
        if value.__class__ is not Tensor:
            value = run.tensor(value)
        elif run.samples and run.count > 1 and shape_of(value) == (1,):
            value = value.reshape(())
        return value  # type: ignore[no-any-return]

    def _in_parts(self, run: Run, differs: Differs) -> Value:
        """The value by parts of the samples, where what happens at one is not what happens at another."""
        budget = run.budget
        budget.give_back(0, _most_turns(run.count))
        waiting = _parts(run, differs)
        taken: list[tuple[Any, Value]] = []
        while waiting:
            part = waiting.pop()
            saved, turns = budget.saved, budget.turns
            try:
                taken.append((part.places, self._number(part)))
            except Differs as inner:
                budget.give_back(saved, turns)
                waiting += _parts(part, inner)
        return put_back(run, taken)

    def _number(self, run: Run) -> Value:
        """The value, where it is one number. Raises Differs where the samples must be evaluated in parts."""
        value = self.compiled.evaluate(run, run.values)
        if value.__class__ is Tensor and len(shape_of(value)) > run.samples:
            shape = "×".join(map(str, run.shape(value)))
            what = f"a vector of {shape} entries" if run.visible(value) == 1 else f"an array of {shape} numbers"
            hint = "write sum(…), mean(…) or norm(…)"
            raise LangError(f"this is {what}, not one number", result_span(self.tree), self.source, hint)
        return value

    def prepare(
        self, values: Mapping[str, Tensor], samples: int, dtype: Any, budget: Budget, trace: Trace | None
    ) -> Run:
        """An evaluation of this function at `values`, ready to run. Raises LangError for a missing or too large one."""
        known: dict[str, Value] = {}
        arrays, count, largest = self.arrays, 1, 1
        first: Value = None
        whole: Value = None
        for name in (*self.variables, *self.sliders):
            value: Value = values.get(name)
            if value.__class__ is not Tensor or (array := raw(value)).dtype.kind != "f":
                return self.prepare(self._converted(values, dtype), samples, dtype, budget, trace)
            if samples and name in self.vector and array.ndim == 1:
                value = engine.unsqueeze(value, -1)
                array = raw(value)
            known[name] = value
            if first is None:
                first = value
            shape = array.shape
            if shape:
                if whole is None:
                    whole = value
                if len(shape) > samples:
                    arrays = True
                if array.size > largest:
                    largest = array.size
                if samples and shape[-1] != count:
                    count = self._count(name, count, shape[-1])
        device = None if first is None else (first if whole is None else whole).device
        dtype = (dtype or engine.float64) if first is None else first.dtype
        run = Run(known, samples, count, dtype, device, arrays, budget, trace)
        if largest > ARRAY_ELEMENTS or budget.cancelled is not None:
            place = Place(self.tree, self.source)
            run.admit(largest, place)
            run.look(place)
        budget.turns = _most_turns(count)
        return run

    def _converted(self, values: Mapping[str, Any], dtype: Any) -> dict[str, Value]:
        """The values as floating Tensors; a slider that is not given has the number that its line sets."""
        names = (*self.variables, *self.sliders)
        given = [values[name] for name in names if isinstance(values.get(name), Tensor)]
        dtype = next((value.dtype for value in given if value.dtype.is_floating_point), dtype or engine.float64)
        device = next((value.device for value in given if value.ndim), given[0].device if given else None)
        found: dict[str, Value] = {}
        for name in names:
            value = values.get(name)
            if value is None:
                if name not in self.fixed:
                    raise self._error(f"`{name}` has no value")
                value = self.fixed[name]
            array: Value = value if isinstance(value, Tensor) else engine.tensor(value, dtype=dtype, device=device)
            found[name] = array if array.dtype.is_floating_point else array.to(dtype)
        return found

    def _count(self, name: str, count: int, size: int) -> int:
        """The number of samples, one more value seen."""
        if size not in (1, count) and count != 1:
            raise self._error(f"`{name}` has {size} samples where the others have {count}")
        return max(count, size)

    def _error(self, message: str, hint: str | None = None) -> LangError:
        return LangError(message, self.tree.span, self.source, hint)


def _most_turns(count: int) -> int:
    """How many turns `count` samples have together."""
    return TURNS if count == 1 else min(TURNS * count, TOTAL_ELEMENTS)


def _parts(run: Run, differs: Differs) -> list[Run]:
    """The evaluation on each group of samples that have the same key."""
    return [some_of(run, run.values, places)[0] for places in split_by(run, differs)]
