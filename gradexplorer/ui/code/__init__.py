"""Typing: the field of an expression or a program, its colours, its gutter, the names it offers."""
