# start x=[1.0,2.0]
import torch
x = torch.tensor([1, 2], dtype=torch.float64, requires_grad=True)
y = x.sum(dtype=torch.float64)**2 + torch.dot(x, x)
