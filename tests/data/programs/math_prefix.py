# at x=0.8
import math
def f(x):
    return math.sin(math.pi * x) + math.sqrt(x) + math.exp(-x) * math.e + math.atan2(x, 2)
