"""Every action once: text, icon, shortcut, tooltip, menu. Menus, toolbar, palette and list of keys follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gradexplorer.ui import icons
from gradexplorer.ui.switches import switches, title
from gradexplorer.ui.text import tr


class ActionSpec(Struct, frozen=True):
    """One action. `keys` are shortcuts in Qt's spelling; a `plot` action's keys act only where the plot has the focus.

    `checkable` ones have an on and an off; `modes` limits an action to these modes, empty for all.
    """

    name: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    plot: bool = False
    checkable: bool = False
    modes: tuple[str, ...] = ()


def table() -> tuple[ActionSpec, ...]:
    """All actions, in the order of the menus."""
    return (*_file(), *_edit(), *_view(), *_panels(), *_looks(), *_run(), *_help())


def _file() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("new", tr("New"), "file", ("Ctrl+N",), "new", tr("Begin with an empty document")),
        ActionSpec("new-window", tr("New window"), "file", ("Ctrl+Shift+N",), "window",
                   tr("Open another window, with a process of its own")),
        ActionSpec("open", tr("Open …"), "file", ("Ctrl+O",), "open", tr("Open a session file")),
        ActionSpec("clear-recent", tr("Clear recent files"), "recent", (), "close", tr("Forget the files opened last")),
        ActionSpec("save", tr("Save"), "file", ("Ctrl+S",), "save", tr("Save to the session file")),
        ActionSpec("save-as", tr("Save as …"), "file", ("Ctrl+Shift+S",), "save", tr("Save to another file")),
        ActionSpec("export", tr("Export picture …"), "file", ("Ctrl+E",), "export",
                   tr("Write what the plot shows to a PNG, SVG or PDF file")),
        ActionSpec("copy-picture", tr("Copy picture"), "file", ("Ctrl+Shift+C",), "copy",
                   tr("Put what the plot shows on the clipboard")),
        ActionSpec("export-values", tr("Export values …"), "file", ("Ctrl+Shift+E",), "export",
                   tr("Show the numbers behind the plot as a table; write it to a CSV file, or copy it")),
        ActionSpec("recover", tr("Unsaved work …"), "file", (), "open",
                   tr("Go on with what a window left when it did not end well")),
        ActionSpec("quit", tr("Quit"), "file", ("Ctrl+Q",), "close", tr("Close the window")),
    )  # fmt: skip


def _edit() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("undo", tr("Undo"), "edit", ("Ctrl+Z",), "undo", tr("Take the last change back")),
        ActionSpec("redo", tr("Redo"), "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", tr("Do it again")),
        ActionSpec("field", tr("Edit expression"), "edit", ("Ctrl+L",), "plus", tr("Type in the selected line")),
        ActionSpec("look", tr("Look of the curve …"), "edit", ("Ctrl+Shift+L",), "palette",
                   tr("Choose the colour, line and label of the selected curve")),
        ActionSpec(
            "find", tr("Find a node …"), "edit", ("Ctrl+F",), "search", tr("Find a node of the graph"), modes=("graph",)
        ),
        ActionSpec("table", tr("Add table …"), "edit", ("Ctrl+T",), "plus", tr("Type, paste or open numbers")),
        ActionSpec("palette", tr("Commands …"), "edit", ("Ctrl+K",), "palette", tr("Find any command by its name")),
    )  # fmt: skip


def _view() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("explore", tr("Explore"), "view", ("Ctrl+1",), "explore", tr("The curve and its tangent")),
        ActionSpec("descend", tr("Descend"), "view", ("Ctrl+2",), "descend", tr("Gradient descent, step by step")),
        ActionSpec("graph", tr("Graph"), "view", ("Ctrl+3",), "graph", tr("The computation graph at the point")),
        ActionSpec(
            "toggle-graph", tr("Graph and back"), "view", ("G",), "graph", tr("Show the graph, or leave it"), plot=True
        ),
        ActionSpec("zoom-in", tr("Zoom in"), "view", ("+", "="), "zoom-in", tr("Magnify about the middle"), plot=True),
        ActionSpec("zoom-out", tr("Zoom out"), "view", ("-",), "zoom-out", tr("Show more"), plot=True),
        ActionSpec("zoom-reset", tr("Reset zoom"), "view", ("0",), "search", tr("Back to −5 … 5"), plot=True),
        ActionSpec("fit", tr("Fit"), "view", ("F",), "fit", tr("Fit the view to what is drawn"), plot=True),
        *_axes(),
        *_at_point(),
        ActionSpec("equal-axes", tr("Equal axes"), "on-map", ("I",), "fit",
                   tr("One scale for both axes: circles are round, gradients square to level sets"), True, True),
        ActionSpec("next-axes", tr("Other axes"), "on-map", ("W",), "forward",
                   tr("With three components or more: another pair of them on the axes"), plot=True),
    )  # fmt: skip


def _panels() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("left-panel", tr("Expressions"), "panels", ("F7",), "panel-left",
                   tr("Show the functions, or close them"), False, True),
        ActionSpec("right-panel", tr("Inspector"), "panels", ("F8",), "panel-right",
                   tr("Show the numbers at the point, or close them"), False, True),
        ActionSpec("timeline-panel", tr("Timeline"), "panels", ("F9",), "panel-bottom",
                   tr("Show the loss against the step, or close it"), False, True),
        ActionSpec("as-table", tr("Values as a table"), "panels", ("Ctrl+Shift+T",), "table",
                   tr("Show what the plot shows in words and as a table, or close it"), False, True),
        ActionSpec("next-pane", tr("Next panel"), "panels", ("F6",), "forward",
                   tr("Take the focus to the next part of the window")),
        ActionSpec("previous-pane", tr("Panel before"), "panels", ("Shift+F6",), "back",
                   tr("Take the focus to the part of the window before")),
        ActionSpec("go-expressions", tr("Go to the expressions"), "panels", ("Alt+1",), "panel-left",
                   tr("Put the focus into the list of expressions")),
        ActionSpec("go-plot", tr("Go to the plot"), "panels", ("Alt+2",), "explore", tr("Put the focus on the plot")),
        ActionSpec("go-inspector", tr("Go to the inspector"), "panels", ("Alt+3",), "panel-right",
                   tr("Put the focus into the inspector")),
        ActionSpec("go-timeline", tr("Go to the timeline"), "panels", ("Alt+4",), "panel-bottom",
                   tr("Put the focus on the timeline")),
        ActionSpec("go-values", tr("Go to the table"), "panels", ("Alt+5",), "table",
                   tr("Put the focus into the table of values")),
        ActionSpec("panel-float", tr("Float, or put back"), "panels", (), "float",
                   tr("Make the panel that has the focus a window of its own, or put it back")),
        ActionSpec("panel-left", tr("Move left"), "panels", (), "panel-left",
                   tr("Put the panel that has the focus left of the plot")),
        ActionSpec("panel-right", tr("Move right"), "panels", (), "panel-right",
                   tr("Put the panel that has the focus right of the plot")),
        ActionSpec("panel-top", tr("Move up"), "panels", (), "panel-top",
                   tr("Put the panel that has the focus above the plot")),
        ActionSpec("panel-bottom", tr("Move down"), "panels", (), "panel-bottom",
                   tr("Put the panel that has the focus beneath the plot")),
        ActionSpec("reset-layout", tr("Reset layout"), "view", (), "restart",
                   tr("All panels where they stood at first")),
    )  # fmt: skip


def _looks() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "theme-system", tr("Theme of the system"), "view", (), "theme", tr("Follow the system"), False, True
        ),
        ActionSpec("theme-light", tr("Light theme"), "view", (), "theme", tr("Dark on light"), False, True),
        ActionSpec("theme-dark", tr("Dark theme"), "view", (), "theme", tr("Light on dark"), False, True),
        ActionSpec("less-motion", tr("Less motion"), "view", (), "motion",
                   tr("Sliders that are played jump, not glide"), False, True),
    )  # fmt: skip


def _axes() -> tuple[ActionSpec, ...]:
    """Where the plot looks, and how its axes are laid out."""
    return (
        ActionSpec("view-back", tr("View before"), "axes", ("[", "Alt+Backspace"), "back",
                   tr("Back to the view before the last zoom or move; the mouse's back button does it too"), plot=True),
        ActionSpec("view-forth", tr("View after"), "axes", ("]", "Alt+Shift+Backspace"), "forward",
                   tr("Forth again; the mouse's forward button does it too"), plot=True),
        ActionSpec("limits", tr("Axes …"), "axes", ("L",), "settings",
                   tr("Type the limits of the axes; choose their scales and ticks"), plot=True),
        ActionSpec("zoom-box", tr("Zoom to a box"), "axes", ("B",), "search",
                   tr("The next drag draws a box to magnify; so does any with Shift or the right button"), plot=True),
        ActionSpec("pan-left", tr("Look left"), "axes", ("Ctrl+Shift+Left",), "back",
                   tr("Show more at the left"), True),
        ActionSpec("pan-right", tr("Look right"), "axes", ("Ctrl+Shift+Right",), "forward",
                   tr("Show more at the right"), True),
        ActionSpec("pan-up", tr("Look up"), "axes", ("Ctrl+Shift+Up",), "more", tr("Show more above"), True),
        ActionSpec("pan-down", tr("Look down"), "axes", ("Ctrl+Shift+Down",), "more", tr("Show more below"), True),
        ActionSpec("log-x", tr("Logarithmic x axis"), "axes", ("Shift+X",), "explore",
                   tr("Equal ratios of x take equal room; what is not positive is left out"), True, True),
        ActionSpec("log-y", tr("Logarithmic y axis"), "axes", ("Shift+Y",), "explore",
                   tr("Equal ratios of y take equal room; what is not positive is left out"), True, True),
        ActionSpec("pi-x", tr("Multiples of π on x"), "axes", ("Shift+P",), "explore",
                   tr("Label the x axis with π/2, π, 2π"), True, True),
        ActionSpec("pi-y", tr("Multiples of π on y"), "axes", ("Ctrl+Shift+P",), "explore",
                   tr("Label the y axis with π/2, π, 2π"), True, True),
        ActionSpec("crosshair", tr("Cross-hair"), "axes", ("X",), "plus",
                   tr("Read the engine's values under the mouse, or where the keys bring it"), True, True),
        ActionSpec("hair-left", tr("Cross-hair left"), "axes", ("Alt+Shift+Left",), "back",
                   tr("Move the cross-hair by a hundredth of the view"), True),
        ActionSpec("hair-right", tr("Cross-hair right"), "axes", ("Alt+Shift+Right",), "forward",
                   tr("Move the cross-hair to the right"), True),
        ActionSpec("hair-up", tr("Cross-hair up"), "axes", ("Alt+Shift+Up",), "more",
                   tr("On a map: move the cross-hair up"), True),
        ActionSpec("hair-down", tr("Cross-hair down"), "axes", ("Alt+Shift+Down",), "more",
                   tr("On a map: move the cross-hair down"), True),
    )  # fmt: skip


def _at_point() -> tuple[ActionSpec, ...]:
    """What is drawn at the point of a curve or a map."""
    shown = (
        ActionSpec(
            each.action,
            title(each.what),
            "on-map" if each.place == "map" else "at-point",
            each.keys,
            each.icon,
            each.tip,
            True,
            True,
        )
        for each in switches()
    )
    return (
        *shown,
        ActionSpec("guess", tr("Guess the slope"), "at-point", ("Q",), "guess",
                   tr("Turn a line to the slope you see; the engine's is kept back until you ask"), True, True),
        ActionSpec("reveal", tr("Show the slope beside the guess"), "at-point", ("A",), "eye",
                   tr("Tell the engine's slope, and by how much the guess is off"), True, True),
        ActionSpec("pin", tr("Pin the point"), "at-point", ("P",), "landmark",
                   tr("Hold a point with its tangent where the point is now; Ctrl+click on a curve pins one there"),
                   plot=True),
        ActionSpec("next-point", tr("Next point"), "at-point", (".",), "forward",
                   tr("Let the arrow keys move the next pinned point"), plot=True),
        ActionSpec("previous-point", tr("Previous point"), "at-point", (",",), "back",
                   tr("Let the arrow keys move the pinned point before this one"), plot=True),
        ActionSpec("remove-pin", tr("Remove pinned point"), "at-point", ("Del",), "close",
                   tr("Let the pinned point go that the arrow keys move"), plot=True),
    )  # fmt: skip


def _run() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("play", tr("Play"), "run", ("Space",), "play", tr("Play gradient descent, or pause"), plot=True),
        ActionSpec("forward", tr("Step forward"), "run", ("Right",), "forward",
                   tr("One step on; in Explore the point moves right"), plot=True),
        ActionSpec("back", tr("Step back"), "run", ("Left",), "back",
                   tr("One step back; in Explore the point moves left"), plot=True),
        ActionSpec("forward-far", tr("Ten steps forward"), "run", ("Shift+Right",), "forward", tr("Ten on"), plot=True),
        ActionSpec("back-far", tr("Ten steps back"), "run", ("Shift+Left",), "back", tr("Ten back"), plot=True),
        ActionSpec("forward-fine", tr("Fine step forward"), "run", ("Alt+Right",), "forward", tr("A small move"), True),
        ActionSpec("back-fine", tr("Fine step back"), "run", ("Alt+Left",), "back", tr("A small move back"), True),
        *_vertical(),
        ActionSpec("next-place", tr("Next point of interest"), "run", ("PgDown",), "forward",
                   tr("In Explore: to the next root, extremum, kink, inflection or intersection"), plot=True),
        ActionSpec("previous-place", tr("Previous point of interest"), "run", ("PgUp",), "back",
                   tr("In Explore: to the one before"), plot=True),
        ActionSpec("second-right", tr("Second point right"), "run", ("Ctrl+Right",), "forward",
                   tr("Move the secant's second point right, into the point and beyond; on a map turn the direction"),
                   plot=True),
        ActionSpec("second-left", tr("Second point left"), "run", ("Ctrl+Left",), "back",
                   tr("Move the secant's second point left, into the point and beyond; on a map turn the direction"),
                   plot=True),
        ActionSpec("first", tr("First step"), "run", ("Home",), "first", tr("To the start"), plot=True),
        ActionSpec("last", tr("Last step"), "run", ("End",), "last", tr("To the end"), plot=True),
        ActionSpec("restart", tr("Restart"), "run", ("R",), "restart", tr("Back to the start, stopped"), plot=True),
        ActionSpec("zero-grad", tr("zero_grad"), "run", ("Z",), "zero-grad", tr("Zero .grad before each backward"),
                   True, True),
        ActionSpec("play-sliders", tr("Play sliders"), "run", ("V",), "motion",
                   tr("Let the sliders move through their ranges, or stop them"), plot=True),
        ActionSpec("cancel", tr("Cancel"), "run", ("Esc",), "close",
                   tr("Give up a drag; stop what plays or is computed"), plot=True),
    )  # fmt: skip


def _vertical() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("up", tr("Point up"), "run", ("Up",), "forward", tr("On a map the point moves up"), plot=True),
        ActionSpec("down", tr("Point down"), "run", ("Down",), "back", tr("On a map the point moves down"), plot=True),
        ActionSpec("up-far", tr("Point far up"), "run", ("Shift+Up",), "forward", tr("Ten moves up"), plot=True),
        ActionSpec("down-far", tr("Point far down"), "run", ("Shift+Down",), "back", tr("Ten moves down"), plot=True),
        ActionSpec("up-fine", tr("Fine step up"), "run", ("Alt+Up",), "forward", tr("A small move up"), plot=True),
        ActionSpec("down-fine", tr("Fine step down"), "run", ("Alt+Down",), "back", tr("A small move down"), plot=True),
    )


def _help() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("keys", tr("Keys"), "help", ("F1",), "help", tr("All keys")),
        ActionSpec("about", tr("About gradexplorer"), "help", (), "info", tr("Version and licence")),
    )


MENUS = (("file", "&File"), ("edit", "&Edit"), ("view", "&View"), ("run", "&Run"), ("help", "&Help"))
SUBMENUS = (
    ("recent", "Open recent", "file"),
    ("axes", "Axes and view", "view"),
    ("at-point", "At the point", "view"),
    ("on-map", "On the map", "view"),
    ("panels", "Panels", "view"),
)
"""(key, title, the menu that holds it); it stands where the first of its actions would."""


def title_of_menu(menu: str) -> str:
    """A menu as it is called, without the mark of its key."""
    titles = dict(MENUS) | {key: title for key, title, _ in SUBMENUS}
    return tr(titles[menu]).replace("&", "")


PREFIX = "action-"
"""What the object's name of a QAction begins with; its name in the table follows."""


class Actions:
    """The QActions of one window, made from the table; `connect` gives each what it does."""

    def __init__(self, window: QWidget, plot_area: QWidget) -> None:
        self.specs = {spec.name: spec for spec in table()}
        self.all: dict[str, QAction] = {}
        self._refusals: dict[str, str] = {}
        self._pictured: dict[str, QAction] = {}
        for spec in self.specs.values():
            action = QAction(spec.text, window)
            action.setObjectName(f"{PREFIX}{spec.name}")
            action.setToolTip(tip(spec))
            action.setStatusTip(spec.tip)
            action.setCheckable(spec.checkable)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            if spec.plot:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            else:
                window.addAction(action)
            self.all[spec.name] = action
        self.act_in(plot_area)

    def act_in(self, area: QWidget) -> None:
        """Let the plot's keys act where the focus is in `area`."""
        for spec in self.specs.values():
            if spec.plot:
                area.addAction(self.all[spec.name])

    def allow(self, name: str, refusal: str = "") -> None:
        """Let an action be run, or grey it and say why."""
        if self._refusals.get(name) == refusal:
            return
        self.all[name].setEnabled(not refusal)
        self.all[name].setStatusTip(refusal or self.specs[name].tip)
        self._refusals[name] = refusal

    def refusal(self, name: str) -> str:
        """Why an action is grey; "" where it is not."""
        return self._refusals.get(name, "")

    def __getitem__(self, name: str) -> QAction:
        return self.all[name]

    def connect(self, handlers: dict[str, Callable[[], object]]) -> None:
        """Give actions what they do. Raises KeyError for a name that is not in the table."""
        for name, handler in handlers.items():
            self.all[name].triggered.connect(lambda _=False, run=handler: run())

    def picture(self, actions: Iterable[QAction]) -> None:
        """Give these their icons where the table has one. To draw all at once would hold the window's start up."""
        for action in actions:
            spec = self.specs.get(action.objectName().removeprefix(PREFIX))
            if spec is not None and spec.icon and spec.name not in self._pictured:
                self._pictured[spec.name] = action
                action.setIcon(icons.icon(spec.icon))

    def dress(self) -> None:
        """Draw the icons anew, in the theme's text colour."""
        for name, action in self._pictured.items():
            action.setIcon(icons.icon(self.specs[name].icon))


def tip(spec: ActionSpec) -> str:
    """What an action does and its first key."""
    words = spec.tip or spec.text
    return (
        f"{words} ({QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})"
        if spec.keys
        else words
    )
