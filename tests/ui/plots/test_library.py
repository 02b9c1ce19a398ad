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


def test_what_no_plot_asks_for_is_not_loaded_and_leaves_nothing_behind() -> None:
    program = """
import sys
from gradexplorer.ui.plots.library import pg
loaded = [name for name in ("parametertree", "graphicsItems.PlotItem") if f"pyqtgraph.{name}" in sys.modules]
print(loaded, hasattr(pg, "PlotItem"))
"""
    assert told(program) == "[] False"


def test_what_is_asked_for_later_by_its_name_is_the_real_thing() -> None:
    program = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
from gradexplorer.ui.plots.library import pg
application = QApplication([])
from pyqtgraph.widgets.PlotWidget import PlotWidget
from pyqtgraph.parametertree import Parameter
plot = PlotWidget()
plot.plot([1.0, 2.0], [3.0, 5.0])
print(len(plot.plotItem.listDataItems()), type(plot.getViewBox()) is pg.ViewBox, Parameter.create(name="a").name())
"""
    assert told(program) == "1 True a"


def test_a_version_that_wants_more_of_itself_is_imported_whole() -> None:
    program = """
import sys

class Wants:
    def find_spec(self, name, path, target=None):
        if name == "pyqtgraph.widgets.GraphicsView" and "pyqtgraph.graphicsItems.PlotItem.PlotItem" not in sys.modules:
            raise ImportError(name)

sys.meta_path.insert(0, Wants())
from gradexplorer.ui.plots.library import pg
print(pg.PlotWidget.__module__, pg.GraphicsView.__module__)
"""
    assert told(program) == "pyqtgraph.widgets.PlotWidget pyqtgraph.widgets.GraphicsView"


def test_a_pyqtgraph_that_is_there_already_is_taken() -> None:
    program = "import PySide6, pyqtgraph; from gradexplorer.ui.plots.library import pg; print(pg is pyqtgraph)"
    assert told(program) == "True"
