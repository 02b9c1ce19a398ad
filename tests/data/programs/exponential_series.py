# at x=0.9
import math
def f(x):
    terms = [x**k / math.factorial(k) for k in range(8)]
    return sum(terms)
