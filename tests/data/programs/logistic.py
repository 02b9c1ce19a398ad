# at w=[0.3,-0.2] b=0.1
import torch
points = torch.tensor([[0.0, 1.0], [1.0, 0.5], [2.0, -1.0]])
labels = torch.tensor([0.0, 1.0, 1.0])

def loss(w, b):
    p = torch.sigmoid(points @ w + b)
    return -(labels * torch.log(p) + (1 - labels) * torch.log(1 - p)).mean()
