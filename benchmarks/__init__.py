"""Measurements of the window and of the engine: `make bench`, or `python -m benchmarks [PART …]`.

Nothing here passes or fails: the tables put what was measured beside what is aimed at.
"""
