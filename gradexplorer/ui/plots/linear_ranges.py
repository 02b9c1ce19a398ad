"""What axes showed before they were made logarithmic."""

from __future__ import annotations

from gradexplorer.ui.plots.frame import Range

Both = tuple[Range, Range]
Logs = tuple[bool, bool]


class LinearRanges:
    """For each axis the range that it had before it was made logarithmic, and the one that came of it."""

    def __init__(self) -> None:
        self._known: list[tuple[Range, Range] | None] = [None, None]

    def wanted(self, shown: Both, logs: Logs) -> Both:
        """The ranges for axes that become so: an axis made linear gets its own back, unless it was moved meanwhile."""
        x, y = (
            known[0] if known is not None and not log and known[1] == at else at
            for at, log, known in zip(shown, logs, self._known, strict=True)
        )
        return x, y

    def note(self, before: Logs, logs: Logs, shown: Both, came: Both) -> None:
        """The axes were `before` and showed `shown`; now they are `logs` and show what `came` of it."""
        for axis in (0, 1):
            if logs[axis] and not before[axis]:
                self._known[axis] = shown[axis], came[axis]
