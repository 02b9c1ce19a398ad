# at x=0.4 y=1.2
import torch
def f(x, y):
    v = torch.stack([x, y, x*y])
    return v.norm() + v.max() + torch.prod(v) + torch.sum(v**2, dim=0)
