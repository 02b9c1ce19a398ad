"""Formulas set by ziamath, drawn once per size, colour and scale, and shrunk to the width there is."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache, lru_cache

from msgspec import Struct
from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.widgets.painting import focus_ring

SMALLEST = 0.62
"""A formula is shrunk to this share of its size at most; beyond that its end fades out."""

DESIGN_SIZE = 20.0
"""Formulas are set once, at this size in pixels, and scaled as the vectors that they are."""
MOST_KNOWN = 512
MOST_WORK = 1500
"""The most work that is taken on for one formula, in symbols set: about 0.6 s."""
_INK = "#010203"
"""Stands in the SVG for the colour, which is filled in when it is drawn."""

_VIEW_BOX = re.compile(r'viewBox="([-\d.e]+) ([-\d.e]+) ([-\d.e]+) ([-\d.e]+)"')

_SPACED = re.compile(r"(\\(?:a?(?:sin|cos|tan)h?|arc(?:sin|cos|tan)|exp|ln|log))\s+(?=\d)")
"""A function's name before a number: ziamath sets these without a space ("cos4x")."""

_SYMBOL = re.compile(r"\\[a-zA-Z]+|\S")
_OPENS, _CLOSES = ("{", r"\left", r"\begin"), ("}", r"\right", r"\end")


class Formula(Struct, frozen=True):
    """A drawn formula: `width`, `height` and `ascent` (baseline below the top) in logical pixels."""

    pixmap: QPixmap
    width: float
    height: float
    ascent: float


def draw(latex: str, size: float, colour: str, ratio: float = 1.0) -> Formula | None:
    """`latex` set at `size` logical pixels in "#RRGGBB" at `ratio` device pixels each.

    None where it cannot be set, and while a worker is still setting it: `setter.ready` then tells when it is there.
    """
    svg = setter.svg(latex)
    return _drawn(svg, size / DESIGN_SIZE, colour, ratio) if svg else None


@lru_cache(maxsize=512)
def _drawn(svg: str, scale: float, colour: str, ratio: float) -> Formula | None:
    box = _VIEW_BOX.search(svg)
    if box is None:
        return None
    top, width, height = (float(box.group(index)) * scale for index in (2, 3, 4))
    pixmap = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    coloured = QByteArray(svg.replace(_INK, colour).encode())
    QSvgRenderer(coloured).render(painter, QRectF(0, 0, width * ratio, height * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return Formula(pixmap, width, height, -top)


@cache
def preload() -> type:
    """Import ziamath (0.2 s, once) and return its `Latex`. A worker may call it before the first formula is drawn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ziamath 0.13 reads its font by importlib's old way
        from ziamath.config import config
        from ziamath.zmath import Latex
    config.svg2 = False  # Qt draws SVG 2's symbols blank
    return Latex


def work(latex: str) -> int:
    """How many symbols ziamath sets for `latex`: it sets each group twice, those n groups deep 2ⁿ times."""
    depth = total = 0
    for symbol in _SYMBOL.findall(latex):
        if symbol in _OPENS:
            depth += 1
        elif symbol in _CLOSES:
            depth -= 1
        else:
            total += 1 << max(depth, 0)
    return total


def set_latex(latex: str) -> str:
    """`latex` as SVG text at `DESIGN_SIZE`, about 20 ms; "" where it cannot be set. Needs no Qt, so any thread may.

    One nested so deeply that it would take longer than people wait is not set either.
    """
    if work(latex) > MOST_WORK:
        return ""
    latex_class = preload()
    try:
        return str(latex_class(_SPACED.sub(r"\1\\,", latex), size=DESIGN_SIZE, color=_INK).svg())
    except Exception:  # ziamath and latex2mathml raise whatever they meet; the plain text is shown instead
        return ""


Runner = Callable[[Callable[[], dict[str, str]], Callable[[dict[str, str]], None]], None]
"""Runs the first argument somewhere and hands its result to the second on the GUI thread."""


class Setter(QObject):
    """The formulas set so far. With a `runner` new ones are set off the GUI thread, without one at once."""

    ready = Signal()
    """Formulas that were waited for are there."""

    def __init__(self) -> None:
        super().__init__()
        self.runner: Runner | None = None
        self._known: dict[str, str] = {}
        self._waiting: set[str] = set()

    def svg(self, latex: str) -> str | None:
        """The SVG of `latex`, "" where it cannot be set, None while a worker sets it."""
        known = self._known.get(latex)
        if known is None and self.runner is None:
            self._take({latex: set_latex(latex)})
            known = self._known[latex]
        elif known is None and latex not in self._waiting:
            self._waiting.add(latex)
            self._send()
        return known

    def _send(self) -> None:
        """Ask for all that is waited for: a newer request replaces the one before."""
        assert self.runner is not None, "asked only with a runner"
        wanted = tuple(self._waiting)
        self.runner(lambda: {latex: set_latex(latex) for latex in wanted}, self._done)

    def _done(self, found: dict[str, str]) -> None:
        self._take(found)
        self._waiting -= found.keys()
        self.ready.emit()

    def _take(self, found: dict[str, str]) -> None:
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known |= found

    def use(self, runner: Runner | None) -> None:
        """Set formulas by this from now on."""
        self.runner = runner
        if runner is None:
            self._waiting.clear()
        elif self._waiting:
            self._send()


setter = Setter()


class FormulaLabel(QWidget):
    """A formula, or plain text where it cannot be set. Shrinks to its width; the tooltip has the whole.

    `interactive=True` makes it a button: it takes the focus, and a click, Enter or Space emits `clicked`.
    """

    clicked = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        size: float = theme.FORMULA,
        role: theme.Tag = "text",
        interactive: bool = False,
    ) -> None:
        super().__init__(parent)
        self._latex = self._plain = ""
        self._size = size
        self._role: theme.Tag = role
        self._interactive = interactive
        self._scale = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if interactive:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        setter.ready.connect(self._on_ready)

    def _on_ready(self) -> None:
        """What stood in as plain text may be set now."""
        if self._latex:
            self._fit()
            self.updateGeometry()
            self.update()

    def set_formula(self, latex: str, plain: str = "", reading: str = "") -> None:
        """Show `latex`; `plain` stands in where it cannot be set, `reading` is what a screen reader says."""
        if (latex, plain) != (self._latex, self._plain):
            self._latex, self._plain = latex, plain
            self._fit()
            self.updateGeometry()
            self.update()
        self.setAccessibleName(reading or plain or latex)

    def set_role(self, role: theme.Tag) -> None:
        """Choose the text colour."""
        if role != self._role:
            self._role = role
            self.update()

    @property
    def is_set(self) -> bool:
        """Whether the formula is set (else its plain text is shown)."""
        return self._formula(1.0) is not None

    def _formula(self, scale: float) -> Formula | None:
        if not self._latex:
            return None
        size = int(self._size * scale * 2) / 2
        return draw(self._latex, size, theme.current().role(self._role), self.devicePixelRatioF())

    def _plain_width(self) -> float:
        return QFontMetricsF(theme.maths_font(int(self._size * 0.9))).horizontalAdvance(self._plain)

    def _natural_width(self) -> float:
        formula = self._formula(1.0)
        return formula.width if formula else self._plain_width()

    def _fit(self) -> None:
        room, natural = self.width() - 2 * self._inset(), self._natural_width()
        scale = max(SMALLEST, min(1.0, room / natural)) if natural > 0 else 1.0
        if scale != self._scale:
            self._scale = scale
            self.updateGeometry()
        self.setToolTip(self._plain if natural * SMALLEST > room else "")

    def _inset(self) -> int:
        return 4 if self._interactive else self.contentsMargins().left()

    def sizeHint(self) -> QSize:
        """The formula's own size, at least a line of text high."""
        formula = self._formula(self._scale)
        height = max(formula.height if formula else 0, self._size * 1.3) + 2 + self.contentsMargins().top()
        return QSize(int(self._natural_width()) + 2 * self._inset() + 1, int(height))

    def minimumSizeHint(self) -> QSize:
        """Narrow: the formula shrinks."""
        hint = self.sizeHint()
        return QSize(min(24, hint.width()), hint.height())

    def resizeEvent(self, event: QEvent) -> None:
        """Shrink to the new width."""
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw in the new theme's colour."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formula at the scale that fits, its end fading out where even the smallest does not."""
        painter = QPainter(self)
        inset, top = self._inset(), self.contentsMargins().top()
        room = self.width() - 2 * inset
        formula = self._formula(self._scale)
        if formula is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QPointF(inset, round((self.height() + top - formula.height) / 2)), formula.pixmap)
            width = formula.width
        else:
            font = theme.maths_font(int(self._size * 0.9 * self._scale))
            painter.setFont(font)
            painter.setPen(QColor(theme.current().role(self._role)))
            width = QFontMetricsF(font).horizontalAdvance(self._plain)
            area = QRectF(inset, top, width + 1, self.height() - top)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._plain)
        if width > room + 1:
            self._fade(painter)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4)

    def _fade(self, painter: QPainter) -> None:
        ground = self._ground()
        clear = QColor(ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(self.width() - 32, 0, self.width() - 4, 0)
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, ground)
        painter.fillRect(QRectF(self.width() - 32, 0, 32, self.height()), gradient)

    def _ground(self) -> QColor:
        colours = theme.current()
        parent = self.parentWidget()
        selected = parent is not None and bool(parent.property("selected"))
        return QColor(colours.accent_soft if selected else colours.panel)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release is a click."""
        if not self._interactive or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit `clicked` where the press and the release are both inside."""
        if self._interactive and event.button() == Qt.MouseButton.LeftButton:
            if self.rect().contains(event.position().toPoint()):
                self.clicked.emit()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space click."""
        if self._interactive and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
