"""Samples in milliseconds, and plain tables of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Moment:
    """One row: what was measured how often, in ms, and the goal for p95 in ms (None: no goal was set)."""

    name: str
    goal: float | None
    samples: Sequence[float]
    note: str = ""


def percentile(samples: Sequence[float], share: float) -> float:
    """The least sample that at least `share` of all do not exceed; nan where there is none."""
    if not samples:
        return float("nan")
    ordered = sorted(samples)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def moments_table(moments: Sequence[Moment]) -> str:
    """A row a moment: goal, p50, p95, max, how many samples, verdict."""
    rows = [("moment", "goal", "p50", "p95", "max", "n", "verdict")]
    for moment in moments:
        p95 = percentile(moment.samples, 0.95)
        rows.append(
            (
                moment.name + (f" ({moment.note})" if moment.note else ""),
                "–" if moment.goal is None else f"{moment.goal:g} ms",
                number(median(moment.samples)) if moment.samples else "–",
                number(p95) if moment.samples else "–",
                number(max(moment.samples)) if moment.samples else "–",
                str(len(moment.samples)),
                _verdict(moment.goal, p95),
            )
        )
    return aligned(rows)


def _verdict(goal: float | None, p95: float) -> str:
    if p95 != p95:
        return "not measured"
    if goal is None:
        return ""
    return "met" if p95 <= goal else f"missed, {p95 / goal:.1f}×"


def number(milliseconds: float) -> str:
    """Three significant digits, in ms or µs."""
    if milliseconds < 0.1:
        return f"{milliseconds * 1e3:.3g} µs"
    return f"{milliseconds:.3g} ms" if milliseconds < 1000 else f"{milliseconds:.0f} ms"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns under a head, the first to the left and the others to the right; the last one to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    last = len(widths) - 1

    def line(row: Sequence[str]) -> str:
        cells = enumerate(zip(row, widths, strict=True))
        return "  ".join(c.ljust(w) if i in (0, last) else c.rjust(w) for i, (c, w) in cells).rstrip()

    return "\n".join([line(rows[0]), "  ".join("-" * width for width in widths), *map(line, rows[1:])])
