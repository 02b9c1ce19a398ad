"""Encoders of what they are given: DOT text, pictures, tables. They know no view."""
