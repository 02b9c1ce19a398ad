# at x=[1.0,2.0,4.0]
import torch
def f(x):
    return x.std(unbiased=False) * 3 + torch.var(x, correction=0) + torch.std(x, unbiased=True) + x.var(correction=1)
