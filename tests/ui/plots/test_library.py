import subprocess
import sys

UNUSED = "QWizard"
"""A class of Qt's that neither pyqtgraph nor its import asks for."""


def told(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_pyqtgraph_makes_no_class_that_nobody_asked_for() -> None:
    made = f"from PySide6 import QtWidgets; print('{UNUSED}' in vars(QtWidgets), '{UNUSED}' in dir(QtWidgets))"
    assert told(f"from gradexplorer.ui.plots.library import pg; {made}") == "False True"
    # What it is for: pyqtgraph alone makes them all. Where that ends, the module can go.
    assert told(f"import PySide6, pyqtgraph; {made}") == "True True"


def test_modules_of_qt_name_the_same_before_and_after() -> None:
    named = "{name for module in (QtCore, QtGui, QtWidgets) for name in dir(module)}"
    program = f"""
from PySide6 import QtCore, QtGui, QtWidgets
before = {named}
from gradexplorer.ui.plots.library import pg
print(sorted(before - {named}), pg.QtWidgets.QLabel is QtWidgets.QLabel)
"""
    assert told(program) == "[] True"


def test_a_pyqtgraph_that_is_there_already_is_taken() -> None:
    program = "import PySide6, pyqtgraph; from gradexplorer.ui.plots.library import pg; print(pg is pyqtgraph)"
    assert told(program) == "True"
