"""Writes docs/language.md: the reference of the language, from the tables that the parser itself uses.

    python tools/write_language.py

The rules stand in tools/language.md; what is between braces there is filled in: `{{functions}}` and other tables, and
blocks of formulas, a line each, whose readings, values and errors are those of the language. Several lines of a
document are separated by ` ;; `; behind ` @ ` stand values of variables. tests/docs/test_language.py fails while the
file is not what this writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import engine  # noqa: E402
from gradexplorer.lang import Entry, Source, Table, limits, read  # noqa: E402
from gradexplorer.lang.function_table import FUNCTIONS, GROUPS  # noqa: E402
from gradexplorer.lang.functions import (  # noqa: E402
    ALIASES,
    BRACKETED,
    MISTAKES,
    PREFIX_DECIDES,
    PREFIXES,
    UNREAD,
)
from gradexplorer.lang.names import CONSTANT_SPELLINGS, CONSTANTS, GREEK, VARIANTS  # noqa: E402
from gradexplorer.lang.operators import LEVEL_NAMES, OPERATOR_TABLE, SPELLINGS  # noqa: E402
from gradexplorer.model.tables import TableError, parse_table  # noqa: E402

TEMPLATE = ROOT / "tools" / "language.md"
PAGE = ROOT / "docs" / "language.md"
DATA: Final = Table("D", {"x": np.array([1.0, 2.0, 3.0]), "loss": np.array([4.0, 2.0, 0.0])})
"""The data item of the examples."""


def code(text: str) -> str:
    """A text as code in a cell of a table; ↵ stands for the end of a line."""
    text = text.replace("|", "\\|").replace("\n", " ↵ ")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def entry_of(texts: list[str]) -> Entry:
    """The entry of the last of these texts, in a document of all of them and the data item D."""
    return read([Source(i, text) for i, text in enumerate(texts)], [DATA]).entries[len(texts) - 1]


def parted(line: str) -> tuple[list[str], dict[str, str]]:
    """The texts of an example, and the values of its variables as they are written."""
    found = re.fullmatch(r"(.*) @ (\w+=.*)", line)
    formula, point = found.groups() if found else (line, "")
    texts = [text.replace("\\n", "\n") for text in formula.split(" ;; ")]
    named = [part.split("=") for part in point.split(", ") if part]
    return texts, {name.strip(): value.strip() for name, value in named}


def value_of(entry: Entry, point: dict[str, str]) -> str:
    """The value at a point in six digits; "" where there is no function or a variable has no value."""
    function = entry.function
    if function is None or any(
        name not in (*point, *function.fixed) for name in (*function.variables, *function.sliders)
    ):
        return ""
    values = {name: engine.tensor(_number(shown), dtype=engine.float64) for name, shown in point.items()}
    with engine.no_grad():
        return f"{function(values).item() + 0.0:.6g}"


def _number(shown: str) -> float | list[float]:
    if shown.startswith("("):
        return [float(part) for part in shown.strip("()").split()]
    return float(shown)


def examples(lines: list[str]) -> str:
    """A table of formulas with their readings and values."""
    rows = []
    for line in lines:
        texts, point = parted(line)
        entry = entry_of(texts)
        if entry.error is not None:
            raise SystemExit(f"{line}: {entry.error.message}")
        value = value_of(entry, point)
        at = ", ".join(f"{name} = {shown}" for name, shown in point.items())
        rows.append(("<br>".join(map(code, texts)), code(entry.reading), at, value))
    return table(("typed", "is read as", "at", "value"), rows)


def program(lines: list[str]) -> str:
    """A program with its value and slopes; its last line may be the point: `@ x=2`."""
    text, point = "\n".join(lines), {}
    if lines[-1].startswith("@ "):
        text, point = "\n".join(lines[:-1]), dict(part.split("=") for part in lines[-1][2:].split(", "))
    entry = entry_of([text])
    if entry.error is not None or entry.function is None:
        raise SystemExit(f"{text}: {entry.error and entry.error.message}")
    function = entry.function
    start = {**function.fixed, **entry.start, **{name: float(shown) for name, shown in point.items()}}
    leaves = {name: engine.tensor(value, dtype=engine.float64).requires_grad_() for name, value in start.items()}
    value = function(leaves)
    slopes = engine.autograd.grad(value, [leaves[name] for name in function.variables])
    told = ", ".join(
        f"by {name} {code(str(slope.tolist()))}" for name, slope in zip(function.variables, slopes, strict=True)
    )
    at = ", ".join(f"{name} = {start[name]}" for name in (*function.variables, *function.sliders))
    return f"```python\n{text}\n```\n\nAt {code(at)} the value is {code(f'{value.item():.10g}')}; the slope {told}."


def roles(lines: list[str]) -> str:
    """A table of formulas with their variables, sliders and slopes; behind ` | ` stand the names made variables."""
    rows = []
    for line in lines:
        line, _, wanted = line.partition(" | ")
        (text,), point = parted(line)
        names = [name.strip() for name in wanted.split(",") if name]
        entry = read([Source(0, text)], roles={name: name in names for name in point} if names else {}).entries[0]
        function = entry.function
        if function is None:
            raise SystemExit(f"{line}: {entry.error and entry.error.message}")
        leaves = {name: engine.tensor(float(shown)).requires_grad_() for name, shown in point.items()}
        slopes = engine.autograd.grad(function(leaves), [leaves[name] for name in function.variables])
        told = ", ".join(f"{s.item():g} by {name}" for name, s in zip(function.variables, slopes, strict=True))
        at = ", ".join(f"{name} = {shown}" for name, shown in point.items())
        chosen = ", ".join(names) if names else "nothing"
        rows.append((code(text), chosen, ", ".join(function.variables), ", ".join(function.sliders), at, told))
    return table(("typed", "made a variable", "variables", "sliders", "at", "slope"), rows)


def tables(lines: list[str]) -> str:
    """A table of texts that are pasted as tables, with their columns and what is told."""
    rows = []
    for line in lines:
        text = line.replace("\\n", "\n").replace("\\t", "\t")
        try:
            grid = parse_table(text)
            shown = "; ".join(f"{c.name} = {', '.join(f'{v:g}' for v in c.values)}" for c in grid.columns())
            told = "; ".join(grid.notes)
        except TableError as error:
            shown, told = "", str(error)
        rows.append((code(text.replace("\t", " → ")), shown, cell(told)))
    return table(("pasted", "columns", "what is told"), rows)


def errors(lines: list[str]) -> str:
    """A table of texts with their errors."""
    rows = []
    for line in lines:
        texts, _ = parted(line)
        error = entry_of(texts).error
        if error is None:
            raise SystemExit(f"{line} has no error")
        fix = "" if error.fix is None else code(error.fix.mended(texts[-1]))
        rows.append(("<br>".join(map(code, texts)), cell(error.message), cell(error.hint or ""), fix))
    return table(("typed", "what is said", "hint", "the edit that is offered gives"), rows)


def cell(text: str) -> str:
    """A sentence in a cell of a table."""
    return text.replace("|", "\\|")


def functions() -> str:
    """All functions by their headings."""
    parts = []
    for group, infos in GROUPS.items():
        if group == "In programs":
            continue
        rows = []
        for info in infos:
            others = [typed for typed, name in ALIASES.items() if name == info.name and typed != info.name]
            entry = entry_of([info.example])
            names = ", ".join(code(name) for name in (info.name, *others))
            rows.append((names, cell(info.help), code(info.example), value_of(entry, {})))
        parts.append(f"### {group}\n\n" + table(("name", "meaning", "example", "value"), rows))
    return "\n\n".join(parts)


def operator_names() -> str:
    """Functions that stand for operators."""
    rows = []
    for typed, name in ALIASES.items():
        if name not in FUNCTIONS and name not in ("diff", "grad"):
            for shape in ("(x)", "(x, y)"):
                entry = entry_of([typed + shape])
                if entry.error is None:
                    rows.append((code(typed + shape), code(entry.reading)))
    return table(("typed", "is read as"), rows)


def operators() -> str:
    """All operators from loose to tight."""
    rows = []
    for info in OPERATOR_TABLE:
        spellings = ", ".join(code(typed) for typed in info.spellings)
        sign = code(info.sign) + {"before": " before", "after": " behind", "between": ""}[info.place]
        rows.append((LEVEL_NAMES[info.level], sign, spellings, info.help, code(info.example), code(info.same)))
    return table(("level", "sign", "also typed", "meaning", "example", "the same with brackets"), rows)


def constants() -> str:
    """All constants."""
    rows = []
    for name, value in CONSTANTS.items():
        spellings = [code(typed) for typed, meant in CONSTANT_SPELLINGS.items() if meant == name]
        rows.append((", ".join(spellings), f"{value:.6g}"))
    return table(("typed", "value"), rows)


def greek() -> str:
    """All Greek letters."""
    return ", ".join(f"{code(word)} {letter}" for word, letter in GREEK.items()) + "."


def variants() -> str:
    """Characters that are read as others."""
    signs = [f"{code(typed)} as {code(meant)}" for typed, meant in {**SPELLINGS, **VARIANTS}.items() if typed.strip()]
    return ", ".join(signs) + "."


def prefixes() -> str:
    """All prefixes."""
    return ", ".join(code(f"{prefix}.") for prefix in PREFIXES) + "."


def decided() -> str:
    """Where the prefix decides."""
    rows = []
    for prefix, name in PREFIX_DECIDES:
        argument = "(8, 2)" if name == "log" else "(2, 2)" if name == "equal" else "([1, 2, 6, 9])"
        text = f"{prefix}.{name}{argument}"
        entry = entry_of([text])
        rows.append((code(text), code(entry.reading), value_of(entry, {})))
    return table(("typed", "is read as", "value"), rows)


def bracketed() -> str:
    """Names that are functions before a bracket only."""
    return ", ".join(code(name) for name in sorted(BRACKETED)) + "."


def mistakes() -> str:
    """Words typed for functions, and the functions."""
    return ", ".join(f"{code(typed)} ({code(meant)})" for typed, meant in MISTAKES.items()) + "."


def unread() -> str:
    """Functions that are not read."""
    return table(("typed", "hint"), [(code(name), cell(hint)) for name, hint in UNREAD.items()])


def bounds() -> str:
    """All bounds, with the sentences of limits.py."""
    text = Path(limits.__file__).read_text(encoding="utf-8")
    rows = []
    for name, sentence in re.findall(r'^([A-Z_]+): Final = [^\n]*\n"""(.*?)"""', text, re.MULTILINE | re.DOTALL):
        if not sentence.startswith(("Longest", "Most", "Deepest", "Highest")):
            continue  # how bounds are counted
        rows.append((cell(" ".join(sentence.split())), f"{getattr(limits, name):,}"))
    return table(("bound", "value"), rows)


TABLES: Final[dict[str, Callable[[], str]]] = {
    "functions": functions,
    "operator names": operator_names,
    "operators": operators,
    "constants": constants,
    "greek": greek,
    "variants": variants,
    "prefixes": prefixes,
    "decided": decided,
    "bracketed": bracketed,
    "mistakes": mistakes,
    "unread": unread,
    "bounds": bounds,
}
BLOCKS: Final[dict[str, Callable[[list[str]], str]]] = {
    "examples": examples,
    "errors": errors,
    "program": program,
    "roles": roles,
    "tables": tables,
}


def written() -> str:
    """The text of the page. Raises SystemExit where an example is not what its block says."""
    text = TEMPLATE.read_text(encoding="utf-8")
    text = re.sub(
        r"^```(examples|errors|program|roles|tables)\n(.*?)^```$",
        lambda found: BLOCKS[found[1]](found[2].rstrip("\n").split("\n")),
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    return re.sub(r"\{\{([a-z ]+)\}\}", lambda found: TABLES[found[1]](), text)


def main() -> int:
    """Write the page."""
    PAGE.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
