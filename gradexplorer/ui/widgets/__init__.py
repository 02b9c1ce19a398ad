"""The controls that panels are made of: formulas, exact numbers, sliders, values that can be copied."""
