"""A slider that is played: where it is after some time."""

from __future__ import annotations

import math

from gradexplorer.model.document import Slider

STEPS = 10
"""In so many jumps it goes through its range where motion is to be reduced."""


def where(slider: Slider, start: float, elapsed: float, *, reduced: bool = False) -> tuple[float, bool]:
    """The value `elapsed` seconds after a slider was played from `start`, and whether it goes on.

    One that is played once from the end of its range begins at the other. The value is rounded to what a person would
    type, a thousandth of the range at least; ends are exact.
    """
    span = slider.high - slider.low
    begun = 0.0 if math.isnan(start) else min(max((start - slider.low) / span, 0.0), 1.0)
    gone = elapsed / slider.seconds
    if reduced:
        gone = math.floor(gone * STEPS + 1e-9) / STEPS
    if slider.motion == "swing":
        place = (begun + gone) % 2.0
        share = place if place <= 1.0 else 2.0 - place
        goes_on = True
    elif slider.motion == "round":
        share, goes_on = (begun + gone) % 1.0, True
    else:
        begun = 0.0 if begun == 1.0 else begun
        share, goes_on = min(begun + gone, 1.0), begun + gone < 1.0
    if share in (0.0, 1.0):
        return (slider.low if share == 0.0 else slider.high), goes_on
    places = -math.floor(math.log10(span / 1000))
    return min(max(round(slider.low + share * span, places), slider.low), slider.high), goes_on
