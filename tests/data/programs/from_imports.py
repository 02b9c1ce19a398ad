# at x=0.8
from torch import sin, cos, exp
from math import pi
def f(x):
    return sin(pi*x)**2 + cos(x)*exp(-x)
