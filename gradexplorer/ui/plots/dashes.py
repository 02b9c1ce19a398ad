"""A broken line cut into dashes, as separate segments: Qt takes four times as long to dash a long path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradexplorer.ui.plots.frame import Floats


def cut(points: Floats, pattern: Sequence[float]) -> Floats:
    """The dashes of a line through points (n, 2), nan where it breaks → segments (m, 4) as x1, y1, x2, y2.

    `pattern` are lengths of dashes and gaps in turn, in the units of the points; it begins with the first point and
    goes on over breaks. A dash that goes round a corner is two segments.
    """
    step = np.diff(points, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    known = np.isfinite(length) & (length > 0)
    start, step, length = points[:-1][known], step[known], length[known]
    if not len(length):
        return np.empty((0, 4))
    ends = np.cumsum(length)
    marks = np.concatenate([[0.0], np.cumsum(pattern)])
    period = marks[-1]
    turns = np.arange(np.ceil(ends[-1] / period))[:, None] * period
    begun, done = (turns + marks[:-1:2]).reshape(-1), (turns + marks[1::2]).reshape(-1)
    # Where segments end, a dash that is under way begins anew.
    inner = ends[:-1]
    under_way = np.searchsorted(begun, inner, side="left") > np.searchsorted(done, inner, side="right")
    corners = inner[under_way]
    begun, done = np.sort(np.concatenate([begun, corners])), np.sort(np.concatenate([done, corners]))
    kept = begun < ends[-1]
    begun, done = begun[kept], np.minimum(done[kept], ends[-1])
    of = np.minimum(np.searchsorted(ends, begun, side="right"), len(ends) - 1)
    way = step[of] / length[of, None]
    before = (ends - length)[of]
    return np.hstack(
        [start[of] + way * (begun - before)[:, None], start[of] + way * (done - before)[:, None]],
    )
