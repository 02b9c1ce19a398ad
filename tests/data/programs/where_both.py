# at x=-0.7
# at x=0.7
import torch
def f(x):
    return torch.where(x > 0, torch.exp(-x), x**2)
