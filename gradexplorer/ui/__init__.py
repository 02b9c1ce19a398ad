"""The window. It paints what `compute` returns, and every change it makes goes through the document."""

from gradexplorer.ui.plain_imports import keep_plain_imports

keep_plain_imports()
