from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme
from gradexplorer.ui.widgets.buttons import ModeSwitch, PlayButton
from gradexplorer.ui.widgets.device_box import DeviceBox, DeviceEntry
from gradexplorer.ui.widgets.labels import Banner, Caption, Prose


def test_a_click_or_an_arrow_chooses_a_mode(qtbot: QtBot, show) -> None:
    switch = ModeSwitch()
    show(switch)
    chosen: list[str] = []
    switch.modeChosen.connect(chosen.append)
    assert switch.mode == "explore"
    qtbot.mouseClick(switch.button("graph"), Qt.MouseButton.LeftButton)
    assert switch.mode == "graph"
    switch.button("graph").setFocus()
    qtbot.keyClick(switch.button("graph"), Qt.Key.Key_Left)
    assert chosen == ["graph", "descend"]
    assert switch.button("descend").hasFocus()
    switch.set_mode("explore")
    assert chosen == ["graph", "descend"]


def test_choosing_a_mode_moves_no_button(qtbot: QtBot, show) -> None:
    switch = ModeSwitch()
    show(switch)
    before = [switch.button(mode).geometry() for mode in ("explore", "descend", "graph")]
    switch.set_mode("graph")
    assert [switch.button(mode).geometry() for mode in ("explore", "descend", "graph")] == before


def test_the_play_button_shows_what_it_would_do(qtbot: QtBot, show) -> None:
    button = PlayButton()
    show(button)
    still = button.grab().toImage()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.playing, "the run says when it plays"
    button.set_playing(True)
    assert button.accessibleName() == "Pause"
    assert button.grab().toImage() != still


def test_a_device_that_is_not_there_says_why_and_cannot_be_chosen(qtbot: QtBot, show) -> None:
    box = DeviceBox()
    box.set_devices(
        [DeviceEntry("cpu", "CPU · float64"), DeviceEntry("cuda", "CUDA", False, "cupy is not installed.")], "cpu"
    )
    show(box)
    chosen: list[str] = []
    box.deviceChosen.connect(chosen.append)
    assert box.current == "cpu"
    assert box.itemData(1, Qt.ItemDataRole.ToolTipRole) == "cupy is not installed."
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert (box.current, chosen) == ("cpu", [])


def test_a_banner_says_its_piece_and_vanishes_when_there_is_none(qtbot: QtBot, show) -> None:
    banner = Banner()
    window = show(banner)
    assert not banner.isVisible()
    banner.say("diverged at step 23", "error", "step size × curvature = 6")
    assert banner.isVisible()
    assert banner.accessibleName() == "diverged at step 23"
    image = banner.grab().toImage()
    assert image.pixelColor(banner.width() // 2, 2).name().upper() == theme.LIGHT.error_soft
    banner.say("")
    assert not banner.isVisible()
    assert window.isVisible()


def test_words_without_a_parent_open_no_window(qtbot: QtBot, qapp: QApplication) -> None:
    words = [Caption(), Prose(), Banner()]
    for widget in words:
        qtbot.addWidget(widget)
        widget.say("text")
        assert not widget.isVisible()


def test_prose_is_plain_text(qtbot: QtBot) -> None:
    prose = Prose()
    qtbot.addWidget(prose)
    prose.say("x < 3 & y")
    assert prose.plain == prose.accessibleName() == "x < 3 & y"
    assert "x &lt; 3 &amp; y" in prose.text()
