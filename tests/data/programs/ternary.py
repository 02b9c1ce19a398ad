# at x=-0.7
# at x=0.7
import torch
def f(x):
    s = 1 if x > 0 else -1
    return s * x**3 if abs(x) < 1 else torch.exp(x)
