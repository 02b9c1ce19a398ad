"""The one style sheet, built from a theme's colours. It sets no fonts: sizes and figures come from `theme.font`."""

from __future__ import annotations

from gradexplorer.resources import folder
from gradexplorer.ui.theme import Theme

_SHEET = """
QWidget#panel, QScrollArea#panel, QScrollArea#panel > QWidget > QWidget#panel { background: @panel; }
QMainWindow, QDialog, QMessageBox { background: @panel; }
QMainWindow::separator { background: transparent; width: 5px; height: 5px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolBar, QMenuBar { background: @panel; border: none; border-bottom: 1px solid @line; spacing: 4px; padding: 4px 8px; }
QMenuBar { padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QStatusBar { background: @panel; border-top: 1px solid @line; color: @text_quiet; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @text_quiet; }
QFrame#hairline { background: @line; border: none; }
QWidget#plotArea { background: @ground; }
QWidget#toolbar { background: @panel; border-bottom: 1px solid @line; }
QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @accent; }
QMenu::item:disabled { color: @text_faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }
QScrollArea, QAbstractScrollArea#plain { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @track; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @outline; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
    background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 3px 9px;
    selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:hover { border-color: @outline; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid @accent; padding: 2px 8px; }
QLineEdit[wrong="true"] { border: 2px solid @error; padding: 2px 8px; }
QLineEdit:disabled { color: @text_faint; background: @panel; }
QLineEdit[flat="true"] { background: transparent; border: 1px solid transparent; padding: 0 0 0 2px;
    border-radius: 4px; }
QLineEdit[flat="true"]:hover { border-color: @border; background: @raised; }
QLineEdit[flat="true"]:focus { border: 2px solid @accent; padding: 0 0 0 1px; background: @raised; }
QLineEdit[flat="true"][wrong="true"] { border: 2px solid @error; padding: 0 0 0 1px; }
QLineEdit[compact="true"] { padding: 3px 2px; }
QLineEdit[compact="true"]:focus, QLineEdit[compact="true"][wrong="true"] { padding: 2px 1px; }
QPlainTextEdit#expression, QPlainTextEdit#newExpression { background: transparent; border: 2px solid transparent;
    border-radius: 4px; padding: 0; }
QFrame#look { background: @raised; border: 1px solid @border; }
QFrame#completions { background: @raised; border: 1px solid @border; border-radius: 6px; }
QFrame#completions QListWidget { background: transparent; border: none; }
QComboBox { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px;
    padding: 3px 8px 3px 10px; min-height: 20px; }
QComboBox:hover { border-color: @outline; }
QComboBox:focus { border: 2px solid @accent; padding: 2px 7px 2px 9px; }
QComboBox:disabled { color: @text_faint; }
QComboBox::drop-down { border: none; width: 22px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("@chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised; color: @text; border: 1px solid @border; padding: 4px; outline: none;
    selection-background-color: @accent_soft; selection-color: @accent; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:disabled { color: @text_faint; }
QCheckBox { spacing: 6px; padding: 2px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus { border-color: @accent; }
QCheckBox:disabled { color: @text_faint; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @outline; border-radius: 4px; background: @raised; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@check"); }
QCheckBox::indicator:disabled { border-color: @border; background: @panel; }
QCheckBox::indicator:checked:disabled { background: @track; border-color: @track; }
QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 5px 14px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @track; }
QPushButton:default { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton:default:hover { background: @accent_hover; }
QPushButton:focus { border: 2px solid @accent; padding: 4px 13px; }
QPushButton:default:focus { border-color: @text; }
QPushButton:disabled { color: @text_faint; background: @panel; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @accent_soft; }
QToolButton:focus { border-color: @accent; }
QToolButton[words="true"] { color: @accent; padding: 0 2px; border-width: 1px; border-radius: 4px; }
QToolButton[words="true"]:hover { color: @accent_hover; }
QToolButton[words="true"]:disabled { color: @text_faint; }
QTableView { background: @raised; color: @text; gridline-color: @border; border: 1px solid @border; border-radius: 6px;
    selection-background-color: @accent_soft; selection-color: @text; }
QTableView:focus { border: 2px solid @accent; }
QTableView#plainTable { background: transparent; border: none; border-radius: 0; }
QTableView#plainTable QHeaderView::section { padding: 0 0 0 4px; border: none; }
QTableView#plainTable QHeaderView::section:last { padding: 0 4px; }
QTableView QTableCornerButton::section { background: @panel; border: none; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @text_quiet; border: none; border-right: 1px solid @line;
    border-bottom: 1px solid @line; padding: 3px 8px; }
QTableView QLineEdit { border-radius: 0; padding: 0 4px; }
QToolButton::menu-indicator { image: none; }
QPushButton[mode="true"] { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 4px 0; }
QPushButton[mode="true"]:hover { background: @hover; }
QPushButton[mode="true"]:checked { background: @accent_soft; color: @accent; }
QPushButton[mode="true"]:focus { border-color: @accent; }
QPushButton[link="true"] { background: transparent; border: 2px solid transparent; border-radius: 4px; padding: 2px;
    color: @accent; text-align: left; }
QPushButton[link="true"]:hover { background: @hover; }
QPushButton[link="true"]:focus { border-color: @accent; }
QLabel[role="quiet"], QLineEdit[role="quiet"] { color: @text_quiet; }
QLabel[role="accent"], QLineEdit[role="accent"] { color: @accent; }
QLabel[role="tangent"], QLineEdit[role="tangent"] { color: @tangent_text; }
QLabel[role="momentum"] { color: @momentum_text; }
QLabel[role="newton"], QLabel[role="good"], QLineEdit[role="newton"] { color: @newton_text; }
QLabel[role="warn"] { color: @warn; }
QLabel[role="error"] { color: @error; }
QFrame[tone] { border-radius: 6px; }
QFrame[tone="accent"] { background: @accent_soft; }
QFrame[tone="good"] { background: @good_soft; }
QFrame[tone="warn"] { background: @warn_soft; }
QFrame[tone="error"] { background: @error_soft; }
QDockWidget { color: @text; border: 1px solid @border; }
QDockWidget#expressions QWidget#titleBar, QDockWidget#inspector QWidget#titleBar, QDockWidget#values QWidget#titleBar {
    background: @panel; }
QDockWidget#timeline QWidget#titleBar { background: @ground; }
QToolButton[small="true"] { padding: 0; border-width: 1px; border-radius: 4px; }
QHeaderView::section { background: @panel; color: @text_quiet; border: none; padding: 4px; }
QAbstractItemView { background: @raised; outline: none; }
QProgressBar { background: @track; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QTabBar { qproperty-drawBase: 0; background: @panel; }
QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; color: @text_quiet; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; }
QListView::item:selected, QTreeView::item:selected { background: @accent_soft; color: @accent; }
QGraphicsView { border: none; }
"""


def build(theme: Theme) -> str:
    """The application's style sheet in the colours of `theme`."""
    values = {name: value for name in theme.__struct_fields__ if isinstance(value := getattr(theme, name), str)}
    for picture in ("check", "chevron"):
        values[picture] = (folder() / "themes" / f"{picture}-{theme.name}.svg").as_posix()
    sheet = _SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace("@" + name, values[name])
    return sheet
