# at x=[1.0,2.0] y=0.5
import torch
def f(x, y):
    long = torch.cat([x, x * y, torch.tensor([3.0])])
    wide = torch.stack([x, x**2], dim=1)
    both = torch.cat((wide, wide * y), dim=1)
    table = torch.outer(long, x)
    rows = torch.vstack([x, x + y])
    return long.norm() + (wide[0] * wide[1]).sum() + both[1, 3] + table[4].sum() * table[0, 1] + rows[1, 0]
