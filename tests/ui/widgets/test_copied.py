from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gradexplorer.export.table import Table
from gradexplorer.ui.docks import values_panel
from gradexplorer.ui.docks.pin_rows import PinRow
from gradexplorer.ui.docks.readings import PinReading
from gradexplorer.ui.widgets.copied import Copied


class Label(Copied, QWidget):
    made = 0

    def copies(self) -> Mapping[str, object]:
        return {"one": "1", "many": self.many, "none": ""}

    def many(self) -> str:
        self.made += 1
        return "1\t2\t3"


def test_the_menu_opens_without_waiting_for_what_it_copies(qtbot):
    label = Label()
    qtbot.addWidget(label)
    menu = label.copy_menu()
    one, many, none = menu.actions()
    assert (one.isEnabled(), many.isEnabled(), none.isEnabled()) == (True, True, False)
    assert label.made == 0
    many.trigger()
    assert QGuiApplication.clipboard().text() == "1\t2\t3"
    one.trigger()
    assert (QGuiApplication.clipboard().text(), label.made) == ("1", 1)


def test_a_table_is_written_when_it_is_copied(qtbot, monkeypatch):
    written = []
    monkeypatch.setattr(values_panel, "delimited", lambda *_, **__: written.append(1) or "x\t1")
    panel = values_panel.ValuesPanel()
    qtbot.addWidget(panel)
    panel.show_tables({"run": Table(("x",), [(1.0,)])}, "run")
    selection, table = panel.view.copy_menu().actions()
    assert (selection.isEnabled(), table.isEnabled(), written) == (False, True, [])
    table.trigger()
    assert (QGuiApplication.clipboard().text(), written) == ("x\t1", [1])


def test_of_a_pinned_point_only_what_is_known_is_offered(qtbot):
    row = PinRow()
    qtbot.addWidget(row)
    row.show_pin(PinReading(0, "f", 1.0, 2.0, None))
    offered = {action.text(): action.isEnabled() for action in row.copy_menu().actions()}
    assert offered == {"Copy x = 1.0": True, "Copy value 2.0": True, "Copy slope ": False, "Copy the row": True}
