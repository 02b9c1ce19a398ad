# at x=-1.2 y=1.0
# at x=0.5 y=0.5
import torch
def rosenbrock(x, y, a=1, b=100):
    """A curved valley."""
    return torch.pow(a - x, 2) + b * (y - x**2)**2
