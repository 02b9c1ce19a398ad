"""The window. It paints what `compute` returns, and every change it makes goes through the document."""
