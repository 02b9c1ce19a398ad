"""The corpus of formulas, and two namespaces in which its independent forms are evaluated: SciPy's and PyTorch's.

A file of tests/data/formulas has one formula a line, its columns divided by `;;`:

    > f(t) = t^2                                a definition for the next formula
    f(x) + 1    ;;  x**2 + 1    ;;  x=-1 0 2    ;;  kink

The second column is the same function in Python, written from mathematics; the names of FORM_NAMES may be used. The
third gives the points; a name without values has those of POINTS. The last may hold `kink`: a derivative jumps or is no
number at some of the points, so that only PyTorch's answer to it is compared; `flat`: PyTorch has no derivative for
the form, or other ones; and `loose`: PyTorch's own trigamma, on which the form rests, is right to nine digits only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import special

from gradexplorer.lang import Source, Table
from gradexplorer.lang.function import Function

FOLDER: Final = Path(__file__).parents[1] / "data" / "formulas"

POINTS: Final[dict[str, list[Any]]] = {"x": [-1.3, 0.45, 2.1], "y": [0.7, -1.2, 1.9]}
OTHERS: Final = [0.8, 1.6, -0.55, 1.25, 0.35]
"""Values of names that are neither x nor y, begun at a place that depends on the name."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """One line of the corpus."""

    place: str
    text: str
    before: tuple[str, ...]
    form: str
    given: Mapping[str, list[Any]]
    marks: frozenset[str]

    def sources(self) -> list[Source]:
        """The formula, and after it the definitions that it uses, for they may stand in any order."""
        texts = [text for text in self.before if not text.startswith("data ")]
        return [Source(0, self.text), *(Source(i, text) for i, text in enumerate(texts, 1))]

    def tables(self) -> list[Table]:
        """The data: `data D x=[1,2] y=[3,4]`."""
        found = []
        for text in self.before:
            if text.startswith("data "):
                _, name, *columns = text.split()
                parts = [column.split("=") for column in columns]
                found.append(Table(name, {key: np.array(list_of(value)) for key, value in parts}))
        return found

    def points(self, function: Function) -> list[Values]:
        """Values for every variable and slider, at each point."""
        names = [name for name in (*function.variables, *function.sliders) if name not in function.fixed]
        table = {name: self.given.get(name) or values_of(name) for name in names}
        count = max((len(values) for values in table.values()), default=1)
        return [{name: values[i % len(values)] for name, values in table.items()} for i in range(count)]


def values_of(name: str) -> list[float]:
    """Values for a name that the corpus gives none."""
    start = sum(map(ord, name)) % len(OTHERS)
    return POINTS.get(name) or [OTHERS[(start + i) % len(OTHERS)] for i in range(3)]


def list_of(text: str) -> Any:
    """`[1,-2.5]`, `[[1,2],[3,4]]` or `1e3` as nested lists of floats."""
    value = eval(text, {"__builtins__": {}, "inf": math.inf, "nan": math.nan, "pi": math.pi})
    return [list_of(repr(part)) for part in value] if isinstance(value, list) else float(value)


def corpus() -> list[Formula]:
    """Every formula of the folder."""
    found: list[Formula] = []
    for file in sorted(FOLDER.glob("*.txt")):
        before: list[str] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith(">"):
                before.append(line[1:].strip())
            elif line.strip() and not line.startswith("#"):
                columns = [*(part.strip() for part in line.split(";;")), "", ""]
                given: dict[str, list[Any]] = {}
                for part in columns[2].split():
                    name, _, value = part.rpartition("=")
                    name = name or list(given)[-1]
                    given.setdefault(name, []).append(list_of(value))
                place = f"{file.stem}:{number}"
                marks = frozenset(columns[3].split())
                found.append(Formula(place, columns[0], tuple(before), columns[1], given, marks))
                before = []
    return found


def program_of(form: str, space: Mapping[str, Any]) -> tuple[Callable[[Values], Any], frozenset[str]]:
    """A form as a function of its values, and the names it leaves free."""
    code = compile(form, "form", "eval")
    names = {name for part in _codes(code) for name in part.co_names}
    return (lambda values: eval(code, {**space, **values})), frozenset(names - set(space))


def _codes(code: Any) -> list[Any]:
    inner = [part for const in code.co_consts if hasattr(const, "co_names") for part in _codes(const)]
    return [code, *inner]


# ------------------------------------------------------------------------------------- SciPy's namespace


def _softplus(x: Any, beta: float = 1.0) -> Any:
    return np.logaddexp(0.0, beta * x) / beta


def _elu(x: Any, alpha: float = 1.0) -> Any:
    return x if x > 0 else alpha * math.expm1(x)


_SELU: Final = (1.0507009873554804934193349852946, 1.6732632423543772848170429916717)

SHARED: Final[dict[str, Any]] = {
    "pi": math.pi,
    "e": math.e,
    "tau": math.tau,
    "inf": math.inf,
    "nan": math.nan,
    "phi": (1 + math.sqrt(5)) / 2,
    "range": range,
    "float": float,
    "int": int,
    "sum": sum,
    "enumerate": enumerate,
    "zip": zip,
}

_NUMPY_NAMES: Final = """
sin cos tan sinh cosh tanh exp exp2 expm1 log log2 log10 log1p sqrt square floor ceil trunc abs sign hypot sinc fmod
copysign logaddexp logaddexp2 maximum minimum heaviside fmax fmin where
"""
_SPECIAL_NAMES: Final = """
erf erfc erfinv erfcx digamma i0 i0e i1 i1e ndtr ndtri log_ndtr xlogy xlog1py polygamma zeta logit entr
"""

SCIPY: Final[dict[str, Any]] = {
    **SHARED,
    **{name: getattr(np, name) for name in _NUMPY_NAMES.split()},
    **{name: getattr(special, name) for name in _SPECIAL_NAMES.split()},
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "atan2": np.arctan2,
    "round": np.round,
    "lgamma": special.gammaln,
    "mvlgamma": special.multigammaln,
    "sigmoid": special.expit,
    "logsigmoid": lambda x: -np.logaddexp(0.0, -x),
    "relu": lambda x: np.maximum(x, 0.0),
    "relu6": lambda x: np.clip(x, 0.0, 6.0),
    "elu": _elu,
    "selu": lambda x: _SELU[0] * _elu(x, _SELU[1]),
    "gelu": lambda x: x * special.ndtr(x),
    "silu": lambda x: x * special.expit(x),
    "mish": lambda x: x * np.tanh(_softplus(x)),
    "softplus": _softplus,
    "nan_to_num": np.nan_to_num,
    "isfinite": np.isfinite,
    "vec": lambda *items: np.stack([np.asarray(item, dtype=float) for item in items]),
    "norm": lambda v: math.sqrt((v * v).sum()),
    "logsumexp": special.logsumexp,
    "softmax": special.softmax,
    "cumsum": np.cumsum,
    "total": np.sum,
}


def pytorch() -> dict[str, Any]:
    """The same names for PyTorch; plain numbers are taken for float64 tensors."""
    import torch
    from torch.nn import functional

    def tensor(value: Any) -> Any:
        return torch.tensor(float(value), dtype=torch.float64) if isinstance(value, int | float | bool) else value

    def of_tensors(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: function(*map(tensor, given))

    missing = {"selu", "elu", "gelu", "silu", "mish", "softplus", "relu6", "logsigmoid"}
    homes = (functional, torch, torch.special)
    found: dict[str, Any] = dict(SHARED)
    for name in SCIPY:
        if name in found or name in ("vec", "norm", "total", "polygamma", "mvlgamma", "logsumexp", "softmax"):
            continue
        home = next(home for home in (homes if name in missing else homes[1:]) if hasattr(home, name))
        found[name] = of_tensors(getattr(home, name))
    found["vec"] = lambda *items: torch.stack(list(map(tensor, items)))
    found["norm"] = torch.linalg.vector_norm
    found["total"] = torch.sum
    found["polygamma"] = lambda n, x: torch.polygamma(n, x)
    found["mvlgamma"] = lambda x, p: torch.mvlgamma(x, p)
    found["softplus"] = lambda x, beta=1.0: functional.softplus(x, beta)
    found["elu"] = lambda x, alpha=1.0: functional.elu(x, alpha)
    found["logsumexp"] = lambda v: torch.logsumexp(v, 0)
    found["softmax"] = lambda v: torch.softmax(v, 0)
    found["cumsum"] = lambda v: torch.cumsum(v, 0)
    return found


FORM_NAMES: Final = frozenset(SCIPY)


# ------------------------------------------------------------------------------------------ derivatives


def by_autograd(lib: Any, function: Callable[[Values], Any], at: Values) -> tuple[Any, Any, Any]:
    """Value, gradient and Hessian (over all entries of all values, in order) by `lib`: the engine or PyTorch."""
    leaves = {name: lib.tensor(value, dtype=lib.float64).requires_grad_(True) for name, value in at.items()}
    result = function(leaves)
    count = sum(leaf.numel() for leaf in leaves.values())
    if not hasattr(result, "requires_grad"):
        return np.float64(result), np.zeros(count), np.zeros((count, count))
    slopes = _flat(lib, result, leaves)
    rows = [np.array([s.item() for s in _flat(lib, slope, leaves)]) for slope in slopes]
    gradient = np.array([slope.item() for slope in slopes])
    return np.float64(result.item()), gradient, np.array(rows).reshape(count, count)


def _flat(lib: Any, result: Any, leaves: Mapping[str, Any]) -> list[Any]:
    """The derivatives of one number by every entry, each a 0-d tensor that can be differentiated again."""
    if not leaves:
        return []
    found: Sequence[Any] = [None] * len(leaves)
    if result.requires_grad:
        found = lib.autograd.grad(result, list(leaves.values()), create_graph=True, allow_unused=True)
    parts: list[Any] = []
    for grad, leaf in zip(found, leaves.values(), strict=True):
        whole = lib.zeros_like(leaf) if grad is None else grad
        parts += [whole.reshape(-1)[i] for i in range(leaf.numel())] if leaf.ndim else [whole]
    return parts


def by_differences(function: Callable[[Values], Any], at: Values) -> tuple[float, Any, Any]:
    """Value, gradient and Hessian by central differences, the error of each taken out to the fourth order."""
    start = np.array([entry for value in at.values() for entry in np.ravel(value)], dtype=float)

    def move(*shifts: tuple[int, float]) -> float:
        entries = start.copy()
        for place, shift in shifts:
            entries[place] += shift
        values, first = {}, 0
        for name, value in at.items():
            size = np.size(value)
            part = entries[first : first + size].reshape(np.shape(value))
            values[name] = part if part.ndim else np.float64(part)
            first += size
        return float(function(values))

    def first(i: int, h: float) -> float:
        return (move((i, h)) - move((i, -h))) / (2 * h)

    def second(i: int, j: int, h: float) -> float:
        if i == j:
            return (move((i, h)) - 2 * move() + move((i, -h))) / h**2
        a, b = move((i, h), (j, h)) + move((i, -h), (j, -h)), move((i, h), (j, -h)) + move((i, -h), (j, h))
        return (a - b) / (4 * h**2)

    count = len(start)
    scale = np.maximum(1.0, np.abs(start))
    gradient = [(4 * first(i, 1e-3 * scale[i]) - first(i, 2e-3 * scale[i])) / 3 for i in range(count)]
    steps = 5e-3 * max([1.0, *scale])
    rows = [[(4 * second(i, j, steps) - second(i, j, 2 * steps)) / 3 for j in range(count)] for i in range(count)]
    return move(), np.array(gradient), np.array(rows).reshape(count, count)
