"""When the program itself goes wrong: keep the work, write it down, tell the person, go on.

`install()` takes Python's hooks for uncaught exceptions. PySide6 hands exceptions in slots and in overridden Qt methods
to `sys.excepthook` too, so these come here as well. What happened goes to a rotating log in the user's state folder
and to a dialog whose text can be copied; a crash below Python goes to a file beside the log (`faulthandler`).
Nothing is ever sent anywhere.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from gradexplorer import __version__
from gradexplorer.model.folders import state_folder
from gradexplorer.ui.text import tr

Rescue = Callable[[], Path | None]
"""Saves the open document and returns the file, or None where nothing needed saving."""

LOG_BYTES = 512 * 1024
LOG_FILES = 3
FAULT_BYTES = 256 * 1024
REPORTS_SHOWN = 20


def install(name: str = "gradexplorer", rescue: Rescue | None = None) -> Reporter:
    """Catch what is uncaught from here on, in every thread. Call it once, after the QApplication is made.

    `name` names the log, `<state folder>/<name>.log`. `rescue` may be given later, as the reporter's attribute.
    """
    reporter = Reporter(name, state_folder(), rescue)
    reporter.hook()
    reporter.faults = keep_faults(state_folder())
    return reporter


def keep_faults(folder: Path) -> TextIO | None:
    """Have `faulthandler` write the tracebacks of a crash below Python to `folder/faults.log`.

    Returns the open file, which must stay open; None, with faulthandler on stderr, where the folder cannot be written.
    """
    path = folder / "faults.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        long = path.exists() and path.stat().st_size > FAULT_BYTES
        file = path.open("w" if long else "a", encoding="utf-8", buffering=1)
    except OSError:
        if sys.stderr is not None:  # None under pythonw
            faulthandler.enable()
        return None
    file.write(f"--- {datetime.now().isoformat(timespec='seconds')} process {os.getpid()}, {versions()}\n")
    faulthandler.enable(file)
    return file


def versions() -> str:
    """One line that names the versions of gradexplorer, Python and PySide6, and the system."""
    parts = (f"gradexplorer {__version__}", f"Python {platform.python_version()}", f"PySide6 {PySide6.__version__}")
    return ", ".join((*parts, platform.platform()))


class Reporter(QObject):
    """Takes uncaught exceptions from any thread; logs them there, and shows them in the GUI thread.

    While the dialog is open further errors are added to its text: dialogs never stack. `rescue` is called once for
    each dialog, before it opens. `log` is the log's path, None where the folder cannot be written.
    """

    _caught = Signal(str)

    def __init__(self, name: str, folder: Path, rescue: Rescue | None = None) -> None:
        super().__init__()
        self.rescue = rescue
        self.faults: TextIO | None = None
        self.dialog: CrashDialog | None = None
        self._logger = logging.getLogger(name)
        self._handler = _open_log(folder / f"{name}.log")
        self.log = None if self._handler is None else folder / f"{name}.log"
        self._waiting: list[str] = []
        self._busy = False
        self._previous = (sys.excepthook, threading.excepthook)
        # Queued: an error inside a slot is told after the slot has ended, and one in a thread in the GUI thread.
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def hook(self) -> None:
        """Take Python's hooks. What held them before is still called, so that a terminal shows the traceback too."""
        self._previous = (sys.excepthook, threading.excepthook)
        sys.excepthook, threading.excepthook = self._on_exception, self._on_thread_exception
        if self._handler is not None:
            self._logger.addHandler(self._handler)

    def unhook(self) -> None:
        """Give the hooks back and close the log."""
        sys.excepthook, threading.excepthook = self._previous
        if self._handler is not None:
            self._logger.removeHandler(self._handler)
            self._handler.close()

    def _on_exception(self, kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            self._report("".join(traceback.format_exception(kind, value, trace)))
        self._previous[0](kind, value, trace)

    def _on_thread_exception(self, caught: threading.ExceptHookArgs) -> None:
        if not issubclass(caught.exc_type, SystemExit):
            where = f"In the thread {caught.thread.name!r}:\n" if caught.thread is not None else ""
            trace = traceback.format_exception(caught.exc_type, caught.exc_value, caught.exc_traceback)
            self._report(where + "".join(trace))
        self._previous[1](caught)

    def _report(self, text: str) -> None:
        self._logger.error("%s\n%s", versions(), text)
        with contextlib.suppress(RuntimeError):  # at the end of the process the Qt side is gone before Python's
            if isinstance(QCoreApplication.instance(), QApplication):
                self._caught.emit(text)

    def _tell(self, text: str) -> None:
        """Show `text`; an error in here is logged and goes no further, or it would come round for ever."""
        self._waiting.append(text)
        if self._busy:
            return
        self._busy = True
        try:
            self._show()
        except Exception:
            self._logger.exception("The error above could not be shown")
            self._previous[0](*sys.exc_info())
        finally:
            self._waiting.clear()
            self._busy = False

    def _show(self) -> None:
        if self.dialog is None or not isValid(self.dialog):
            outcome = self._save()
            # Where a modal dialog is open only its children can be clicked.
            parent = QApplication.activeModalWidget() or QApplication.activeWindow()
            self.dialog = CrashDialog(outcome, self.log, parent)
            self.dialog.finished.connect(self._closed)
            self.dialog.open()
        for text in self._waiting:
            self.dialog.add(text)

    def _save(self) -> str:
        """Call the rescue; returns the sentence that says how it went."""
        if self.rescue is None:
            return ""
        try:
            path = self.rescue()
        except Exception as error:
            self._logger.exception("The document could not be saved")
            return tr("Your work could not be saved: {reason}", reason=f"{type(error).__name__}: {error}")
        if path is None:
            return tr("There was no unsaved work.")
        return tr("Your work was saved to {path}", path=path)

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None


class CrashDialog(QDialog):
    """Says that something went wrong, what was saved and where the log is; the full text can be selected and copied."""

    def __init__(self, saved: str, log: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setWindowTitle(tr("An error in gradexplorer"))
        self.setMinimumSize(560, 360)
        self.box = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        self.box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.box.setAccessibleName(tr("What went wrong"))
        self.box.setPlainText(versions() + "\n")
        where = tr("It is also in {log}", log=log) if log else tr("The log could not be written.")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(_sentence(tr("Something went wrong inside gradexplorer. You can go on working.")))
        if saved:
            column.addWidget(_sentence(saved))
        column.addWidget(self.box, 1)
        column.addWidget(_sentence(where + "\n" + tr("Nothing is sent anywhere. To report it, copy this text.")))
        column.addLayout(self._buttons())

    def add(self, text: str) -> None:
        """Put one more error below the others; after `REPORTS_SHOWN` of them, only say that the log has the rest."""
        self._count += 1
        if self._count <= REPORTS_SHOWN:
            self.box.appendPlainText(text)
        elif self._count == REPORTS_SHOWN + 1:
            self.box.appendPlainText(tr("More errors followed."))

    def _buttons(self) -> QHBoxLayout:
        self.copy, self.close_button = QPushButton(tr("Copy")), QPushButton(tr("Close"))
        self.copy.setToolTip(tr("Copy the text to the clipboard"))
        self.copy.clicked.connect(self._copy)
        self.copy.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.box.toPlainText())


def _sentence(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _open_log(path: Path) -> RotatingFileHandler | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
