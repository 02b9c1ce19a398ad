# at x=0.3
import torch
def f(x):
    t = torch.linspace(start=-1, end=1, steps=5)
    k = torch.arange(1, 10, step=2)
    w = torch.full(size=(5,), fill_value=0.5)
    return ((t + x)**2 * k * w).sum() / t.shape[0]
