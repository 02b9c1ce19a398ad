# at x=0.4
# at x=-1.2
import torch
import torch.nn.functional as F

def layer(h, w, b):
    return [torch.sigmoid(w * u + b) for u in h]

def f(x):
    h = [x, 2 * x]
    h = layer(h, 1.5, -0.25)
    h = layer(h, -0.75, 0.5)
    return F.softplus(h[0]) * h[1]
