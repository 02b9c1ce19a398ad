# at theta=-3.5
# at theta=0.7
import torch

def objective(theta):
    return theta*torch.cos(4*theta) + 2*torch.abs(theta)
