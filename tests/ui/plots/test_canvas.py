from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.plots.canvas import Canvas
from gradexplorer.ui.plots.frame import FARTHEST
from gradexplorer.ui.plots.surface import Layer, Surface


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.set_range((-4.0, 4.0), (-1.0, 1.0))
    return made


def colour_at(widget, x, y):
    return widget.grab().toImage().pixelColor(x, y).name()


def test_a_drag_on_empty_ground_pans(canvas, mouse_over):
    mouse = mouse_over(canvas)
    mouse.drag((200, 100), (210, 100), (250, 120))
    assert canvas.ranges()[0] == pytest.approx((-5.0, 3.0))
    assert canvas.ranges()[1] == pytest.approx((-0.8, 1.2))


def test_a_small_tremble_does_not_pan(canvas, mouse_over):
    mouse_over(canvas).drag((200, 100), (201, 101))
    assert canvas.ranges() == ((-4.0, 4.0), (-1.0, 1.0))


def test_the_wheel_zooms_about_the_cursor(canvas, mouse_over):
    mouse = mouse_over(canvas)
    frame = canvas.frame_now()
    under = frame.x_at(100), frame.y_at(50)
    mouse.wheel(100, 50, 120)
    frame = canvas.frame_now()
    assert (frame.x_at(100), frame.y_at(50)) == pytest.approx(under)
    assert frame.x_range[1] - frame.x_range[0] == pytest.approx(8 / 1.2)


def test_shift_and_control_zoom_one_axis(canvas, mouse_over):
    mouse = mouse_over(canvas)
    mouse.wheel(200, 100, 120, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.ranges()[1] == (-1.0, 1.0)
    mouse.wheel(200, 100, -120, Qt.KeyboardModifier.ShiftModifier)
    mouse.wheel(200, 100, 120, Qt.KeyboardModifier.ControlModifier)
    assert canvas.ranges()[0] == pytest.approx((-4.0, 4.0))
    assert canvas.ranges()[1] == pytest.approx((-1 / 1.2, 1 / 1.2))


def test_zoom_keeps_the_middle_and_is_clamped(canvas):
    canvas.zoom(2.0)
    assert canvas.ranges() == ((-2.0, 2.0), (-0.5, 0.5))
    canvas.zoom(1e-30)
    assert canvas.ranges()[0] == (-FARTHEST, FARTHEST)
    canvas.zoom(1e60)
    low, high = canvas.ranges()[0]
    assert 0 < high - low < 1e-6


def test_fit_leaves_a_margin_and_opens_an_empty_range(canvas):
    canvas.fit((0.0, 10.0), (3.0, 3.0), padding=0.1)
    assert canvas.ranges() == ((-1.0, 11.0), (2.0, 4.0))


def test_equal_axes_have_one_scale_at_any_size(canvas, mouse_over):
    canvas.set_equal_axes(True)
    canvas.set_range((-1.0, 1.0), (-1.0, 1.0))
    mouse_over(canvas)
    for size in ((400, 200), (300, 500)):
        canvas.resize(*size)
        frame = canvas.frame_now()
        assert frame.x_scale == pytest.approx(frame.y_scale)
        for low, high in (frame.x_range, frame.y_range):
            assert low <= -1 < 1 <= high


def test_the_range_is_announced_seldom_while_it_moves_and_always_at_the_end(canvas, mouse_over, qtbot):
    mouse_over(canvas)
    seen = []
    canvas.rangeChanged.connect(lambda x, y: seen.append((x, y)))
    with qtbot.waitSignal(canvas.rangeSettled) as settled:
        for k in range(20):
            canvas.set_range((float(k), k + 1.0))
    assert 1 <= len(seen) < 20
    assert seen[-1][0] == (19.0, 20.0)
    assert settled.args[0] == (19.0, 20.0)


def test_the_same_range_again_is_no_news(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.rangeChanged):
        canvas.set_range(*canvas.ranges())


def test_closing_in_motion_leaves_no_timer(canvas, mouse_over):
    mouse_over(canvas)
    canvas.set_range((0.0, 1.0))
    canvas.set_loading(True)
    canvas.close()  # the fixture `nothing_left` looks


def test_a_long_job_shows_a_line(canvas, mouse_over):
    mouse_over(canvas)
    canvas.set_loading(True)
    canvas.set_loading(False)
    assert colour_at(canvas, 200, 1) not in (theme.current().accent.lower(), theme.current().track.lower())
    canvas.set_loading(True, share=0.5)
    assert colour_at(canvas, 100, 1) == theme.current().accent.lower()
    assert colour_at(canvas, 300, 1) == theme.current().track.lower()
    canvas.set_loading(False)


def test_an_error_fades_the_picture(canvas, mouse_over):
    canvas.set_painters([lambda surface: surface.painter.fillRect(surface.frame.rect, Qt.GlobalColor.black)], [])
    mouse_over(canvas)
    assert colour_at(canvas, 200, 100) == "#000000"
    canvas.set_error(True)
    assert QImage(canvas.grab().toImage()).pixelColor(200, 100).lightness() > 120
    canvas.set_error(False)
    assert colour_at(canvas, 200, 100) == "#000000"


def test_an_empty_plot_says_so_in_the_middle(canvas, mouse_over):
    canvas.resize(400, 300)
    mouse_over(canvas)
    before = canvas.grab().toImage()
    canvas.set_empty("Nothing to draw yet", "Type a function on the left.")
    after = canvas.grab().toImage()
    middle = QRectF(100, 110, 200, 80).toRect()
    assert before.copy(middle) != after.copy(middle)
    canvas.set_empty()
    assert canvas.grab().toImage() == before


def test_the_keyboard_focus_is_ringed_and_the_mouse_focus_is_not(qapp, qtbot):
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    canvas = Canvas()
    layout.addWidget(QLineEdit())
    layout.addWidget(canvas)
    window.resize(300, 200)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    assert canvas.hasFocus()
    assert colour_at(canvas, 150, 0) == theme.current().accent.lower()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton)
    assert colour_at(canvas, 150, 0) != theme.current().accent.lower()


def test_keys_are_left_to_the_window(mouse_over, qtbot):
    heard = []

    class Window(QWidget):
        def keyPressEvent(self, event):
            heard.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    canvas = Canvas(window)
    mouse_over(window)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert heard == [Qt.Key.Key_Left]
    assert canvas.ranges()[0] == (-5.0, 5.0)


def test_the_theme_reaches_the_plot(canvas, mouse_over, qapp):
    mouse_over(canvas)
    try:
        theme.apply(qapp, "dark")
        assert colour_at(canvas, 390, 30) == theme.DARK.ground.lower()
    finally:
        theme.apply(qapp, "light")
    assert colour_at(canvas, 390, 30) == theme.LIGHT.ground.lower()


def test_a_picture_can_be_taken_at_any_scale(canvas, mouse_over):
    mouse_over(canvas)
    image = QImage(QSize(800, 400), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    canvas.scene().render(painter)
    painter.end()
    assert image.pixelColor(400, 30).name() == theme.current().axis.lower()


def test_the_view_box_holds_the_range(canvas, mouse_over):
    mouse_over(canvas)
    assert canvas.box.viewRange() == [[-4.0, 4.0], [-1.0, 1.0]]
    canvas.box.setRange(xRange=(0.0, 1.0), yRange=(2.0, 3.0), padding=0)
    assert canvas.ranges() == ((0.0, 1.0), (2.0, 3.0))
    frame, seen = canvas.frame_now(), canvas.box.mapSceneToView(QPointF(100.0, 50.0))
    assert (seen.x(), seen.y()) == pytest.approx((frame.x_at(100.0), frame.y_at(50.0)))


def test_a_change_is_painted_once(mouse_over, qtbot):
    painted = []

    class Counted(Canvas):
        def paintEvent(self, event):
            painted.append(event.rect())
            super().paintEvent(event)

    counted = Counted()
    qtbot.addWidget(counted)
    mouse_over(counted)
    qtbot.wait(50)
    painted.clear()
    counted.set_range((0.0, 1.0))
    qtbot.wait(50)
    assert len(painted) == 1


def test_a_closed_plot_can_be_shown_again(canvas, mouse_over):
    mouse_over(canvas)
    before = canvas.grab().toImage()
    canvas.close()
    canvas.show()
    assert canvas.grab().toImage() == before


def test_plots_come_and_go_without_harm(qapp):
    for _ in range(20):
        canvas = Canvas()
        canvas.resize(200, 100)
        canvas.show()
        canvas.grab()
        canvas.close()
        canvas.deleteLater()
        del canvas
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.notifier.themeChanged.emit(theme.current())


def test_a_painter_that_fails_leaves_qts_as_it_was(canvas):
    def broken(surface):
        surface.painter.setBrush(QColor("red"))
        raise ZeroDivisionError

    image = QImage(QSize(40, 20), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    layer = Layer(None, lambda p: Surface(p, canvas.frame_now(), theme.current()), 0.0)
    layer.painters = [broken]
    with pytest.raises(ZeroDivisionError):
        layer.paint(painter, QStyleOptionGraphicsItem())
    assert painter.brush().style() == Qt.BrushStyle.NoBrush
    painter.end()


@pytest.mark.parametrize("before", [True, False])
def test_one_scale_for_both_axes_holds_at_the_ends_of_what_can_be_shown(canvas, before):
    if before:
        canvas.set_equal_axes(True)
    canvas.set_range((1e-9, 2e-9), (-FARTHEST, FARTHEST))
    canvas.set_equal_axes(True)
    frame = canvas.frame_now()
    assert frame.x_scale == pytest.approx(frame.y_scale)
    assert frame.x_range[0] <= 1e-9 < 2e-9 <= frame.x_range[1]
