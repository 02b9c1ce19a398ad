"""A window in a process of its own, which is then killed: run by tests/ui/test_recovery.py.

Types each line of standard input into a new line of the window, and says "kept" with the file once it is autosaved.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest

from gradexplorer.model import demos
from gradexplorer.ui import app, keeping
from gradexplorer.ui.window import MainWindow


def main() -> None:
    keeping.PAUSE_MS = 50
    application = app._application()
    window = MainWindow(demos.first_run())
    keeper = window.keep()
    window.show()
    app.settle(application, window)
    for text in sys.argv[1:]:
        window.expressions.new_line.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.mouseClick(window.expressions.new_line, Qt.MouseButton.LeftButton)
        for letter in text:
            QTest.keyClicks(application.focusWidget(), letter)
    wait = QEventLoop()
    keeper.kept.connect(wait.quit)
    wait.exec()
    print("kept", keeper.slot.path, flush=True)
    application.exec()


if __name__ == "__main__":
    main()
