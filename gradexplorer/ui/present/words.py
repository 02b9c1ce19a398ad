"""Sentences about a point, a step and a run."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.compute.curvature import is_critical
from gradexplorer.compute.descent import Trajectory
from gradexplorer.compute.kink import Break, End, Kink
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.starts import Shares
from gradexplorer.model.document import Run
from gradexplorer.ui.docks.readings import Verdict
from gradexplorer.ui.text import number, short, signed, tr


def slope_sentence(point: PointResult) -> str:
    """What the slope at the point means for the curve or the surface."""
    if not len(point.gradient):
        return tr("A constant: it has no slope.")
    if not np.isfinite(point.value):
        return tr("There is no value here.")
    if not np.all(np.isfinite(point.gradient)):
        return tr("There is a value here, but no slope.")
    if len(point.gradient) > 1:
        length = float(np.linalg.norm(point.gradient))
        if is_critical(point):
            return tr("Flat here: the gradient is 0.")
        return tr("Steepest way up: along the gradient, {slope} up for one along.", slope=short(length, 4))
    slope = float(point.gradient[0])
    if is_critical(point):
        return tr("The curve is level here.")
    if slope > 0:
        return tr("The curve rises here: one to the right, {slope} up.", slope=short(slope, 3))
    return tr("The curve falls here: one to the right, {slope} down.", slope=short(-slope, 3))


def broken_sentence(broken: Break, point: PointResult) -> str:
    """What is the matter with the slope at the point, and what autograd returns for it."""
    slope = float(point.gradient[0])
    if isinstance(broken, Kink):
        return kink_sentence(broken, slope)
    if isinstance(broken, End):
        side = tr("right") if broken.side > 0 else tr("left")
        told = tr("The curve ends here; its slope on the {side} is {slope}.", side=side, slope=short(broken.slope))
    elif broken.left == broken.right:
        told = tr("No slope: the curve comes to {value} from both sides, and is {own} here.",
                  value=short(broken.left), own=short(point.value))  # fmt: skip
    else:
        told = tr("A jump, and no slope: the curve comes to {left} from the left and to {right} from the right.",
                  left=short(broken.left), right=short(broken.right))  # fmt: skip
    return told + " " + tr("Autograd returns {slope}.", slope=short(slope))


def kink_sentence(bent: Kink, slope: float) -> str:
    """The slopes of both sides, and which one autograd returns: `slope`."""
    left, right = short(bent.left), short(bent.right)
    sides = tr("A kink: the slope is {left} on the left and {right} on the right.", left=left, right=right)
    if math.isnan(slope):
        return sides + " " + tr("Autograd returns nan.")
    near = 1e-6 * max(abs(s) for s in (bent.left, bent.right, 0.0) if math.isfinite(s))
    if abs(slope - bent.left) <= near or slope == bent.left:
        which = tr("the left one")
    elif abs(slope - bent.right) <= near or slope == bent.right:
        which = tr("the right one")
    elif abs(slope - 0.5 * (bent.left + bent.right)) <= near:
        which = tr("the mean of both")
    else:
        between = min(bent.left, bent.right) < slope < max(bent.left, bent.right)
        which = tr("one between them") if between else tr("neither")
    return sides + " " + tr("Autograd returns {slope}, {which}.", slope=short(slope), which=which)


def guess_verdict(guess: float, slope: float) -> str:
    """A guessed slope beside the engine's."""
    if math.isnan(slope):
        return tr("The curve has no slope here.")
    if guess == slope:
        return tr("That is the slope: {slope}.", slope=short(slope))
    error = tr("Off by {error}: the slope is {slope}.", error=short(abs(guess - slope), 4), slope=short(slope))
    near = math.isfinite(slope) and abs(guess - slope) <= 0.01 * max(1.0, abs(slope))
    return error + " " + (tr("Well seen.") if near else tr("Your line crosses the curve."))


def accumulation_note(point: PointResult, zero_grad: bool = True) -> str:
    """Why `.grad` is not the gradient, where earlier gradients were not zeroed, or why it is all the same."""
    if np.array_equal(point.accumulated, point.gradient, equal_nan=True):
        alone = tr("zero_grad is off, but no function of the same variables before this one left anything in .grad.")
        return "" if zero_grad or not len(point.gradient) else alone
    if len(point.gradient) == 1:
        earlier = float(point.accumulated[0] - point.gradient[0])
        return tr(
            "zero_grad is off: .grad reads {read}, the slope {slope} added to {earlier} from before.",
            read=short(float(point.accumulated[0])),
            slope=short(float(point.gradient[0])),
            earlier=short(earlier),
        )
    read = ", ".join(short(float(g), 4) for g in point.accumulated[:4])
    return tr("zero_grad is off: .grad reads ({read}); it was added to what was there.", read=read)


def step_sentences(run: Trajectory, step: int, settings: Run) -> tuple[str, ...]:
    """How step `step` came about: slope, step size, where it led, and what that did to the value."""
    if run.error is not None:
        return (tr("No step was made."),)
    if step == 0 or step >= len(run.values):
        return (tr("The start. Space plays, → makes one step."),)
    if np.isnan(run.points[step]).any():
        return (tr("The point is no longer a number: the step before it had no usable gradient."),)
    before, after = run.points[step - 1], run.points[step]
    fall = _change(float(run.values[step - 1]), float(run.values[step]))
    size = short(settings.step_size)
    if settings.momentum:
        return (
            tr("Momentum keeps {share} of the last move.", share=short(settings.momentum)),
            tr("{names} moves to {point}; the value {fall}.", names=_names(run), point=_point(after), fall=fall),
        )
    slope = run.accumulated[step - 1]
    if len(slope) == 1:
        move = settings.step_size * float(slope[0])
        told = tr("{size} × {what} = {move}", size=size, what=_what(run, step - 1), move=signed(move))
        name, place = run.names[0], number(float(after[0]))
        if move == 0:
            return _slope_told(run, step - 1), tr("{told}, so {name} stays at {x}.", told=told, name=name, x=place)
        way = tr("left") if move > 0 else tr("right")
        return (
            _slope_told(run, step - 1),
            tr("{told}, so {name} moves {way} to {x}; the value {fall}.",
               told=told, name=name, way=way, x=place, fall=fall),
        )  # fmt: skip
    return (
        tr(".grad at {point} reads {slope}, a sum.", point=_point(before), slope=_point(slope))
        if _summed(run, step - 1)
        else tr("The gradient at {point} is {slope}.", point=_point(before), slope=_point(slope)),
        tr("{size} × {what} is taken off: now {point}; the value {fall}.",
           size=size, what=".grad" if _summed(run, step - 1) else tr("gradient"), point=_point(after), fall=fall),
    )  # fmt: skip


def _change(before: float, after: float) -> str:
    """What a step does to the value."""
    if math.isnan(after):
        return tr("is no longer a number")
    if math.isinf(after) or not math.isfinite(before):
        return tr("is {value}", value=short(after))
    change = after - before
    if change == 0:
        return tr("stays the same")
    if change < 0:
        return tr("falls by {amount}", amount=short(-change))
    return tr("rises by {amount}", amount=short(change))


def _summed(run: Trajectory, step: int) -> bool:
    """Whether `.grad` held more than the slope when the step after `step` was made."""
    return not np.array_equal(run.accumulated[step], run.gradients[step], equal_nan=True)


def _what(run: Trajectory, step: int) -> str:
    return ".grad" if _summed(run, step) else tr("slope")


def _slope_told(run: Trajectory, step: int) -> str:
    """The slope from which the step after `step` was made, or the sum that stood in its place."""
    x, slope = number(float(run.points[step, 0])), signed(float(run.gradients[step, 0]))
    if not _summed(run, step):
        return tr("The slope at {x} is {slope}.", x=x, slope=slope)
    read = signed(float(run.accumulated[step, 0]))
    return tr(".grad at {x} reads {read}: the slope {slope} was added to what it held.", x=x, read=read, slope=slope)


def _names(run: Trajectory) -> str:
    return ", ".join(run.names[:3]) + (" …" if len(run.names) > 3 else "")


def _point(values: np.ndarray) -> str:
    if len(values) == 1:
        return short(float(values[0]))
    return "(" + ", ".join(short(float(v), 4) for v in values[:3]) + (", …)" if len(values) > 3 else ")")


def verdict_of(run: Trajectory, step: int) -> Verdict | None:
    """The run's verdict for its banner, as it looks from `step`: what comes later is told as what will come."""
    if run.error is not None:
        return Verdict(tr("The in-place step was refused"), run.error, "error")
    verdict = run.verdict
    since = verdict.since
    ahead = since is not None and step < since
    if verdict.pattern == "two-cycle":
        text = tr("a two-cycle from step {since} on") if ahead else tr("two-cycle since step {since}")
        return Verdict(text.format(since=since), verdict.detail, "accent")
    if verdict.kind == "converged":
        if ahead:
            text = tr("will have converged at step {since}", since=since)
            return Verdict(text, tr("From there on the steps move no further."), "accent")
        return Verdict(tr("converged since step {since}", since=since), verdict.detail, "good")
    if verdict.kind == "diverged":
        text = tr("will diverge at step {since}") if ahead else tr("diverged at step {since}")
        return Verdict(text.format(since=since), verdict.detail, "error")
    if verdict.kind == "nan":
        return Verdict(tr("not a number first at step {since}", since=since), verdict.detail, "error")
    return Verdict(tr("still running after {steps} steps", steps=len(run.values) - 1), verdict.detail, "accent")


def starts_lines(shares: Shares | None) -> tuple[str, ...]:
    """What became of many starts."""
    if shares is None:
        return ()
    return (
        tr(
            "Of {count} starts in [−4, 4], after {steps} steps {settled} % have settled and"
            " {cycle} % are in a two-cycle{rest}.",
            count=f"{shares.count:,}",
            steps=shares.steps,
            settled=_percent(shares.settled),
            cycle=_percent(shares.two_cycle),
            rest=tr(", the rest in neither") if shares.settled + shares.two_cycle < 0.9995 else "",
        ),
    )


def _percent(share: float) -> str:
    """A share in percent to one decimal; only all is 100 and only none is 0."""
    if 0 < share < 0.0005:
        return tr("under 0.1")
    return tr("over 99.9") if 0.9995 < share < 1 else f"{100 * share:.1f}".removesuffix(".0")


def status(
    run: Trajectory | None, step: int, point: PointResult | None, mode: str, name: str = "f", *, guessing: bool = False
) -> str:
    """The left end of the status line; `name` is the function's. While it is guessed the slope is kept back."""
    if point is None:
        return ""
    parts = []
    if mode == "descend" and run is not None:
        parts.append(tr("step {step}", step=step))
        word = run.verdict.pattern or (run.verdict.kind if run.verdict.kind != "running" else "")
        if word and run.verdict.since is not None and step >= run.verdict.since:
            parts.append(tr(word))
    else:
        parts += [f"{name} = {short(float(x))}" for name, x in zip(point.names[:2], point.point, strict=False)]
    if len(point.gradient) == 1 and not guessing:
        parts.append(tr("slope {slope}", slope=signed(float(point.gradient[0]), 4)))
    parts.append(f"{name} = {short(point.value)}")
    return " · ".join(parts)
