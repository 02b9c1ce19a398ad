# at x=0.6
# at x=-1.4
import math

def square(t):
    """A square."""
    return t * t

def f(x):
    return square(x) + square(x + 1) * math.pi
