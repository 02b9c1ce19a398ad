# at x=-2.0
# at x=0.5
import torch

# A cubic, and its slope at a point.
def f(x):
    return x ** 3 + 3 * x ** 2 - 5 * x + 4
