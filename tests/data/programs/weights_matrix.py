# at x=[1.0,-0.5]
import torch
W = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
b = torch.tensor([0.1, -0.2])

def f(x):
    h = torch.tanh(W @ x + b)
    return (h * h).sum()
