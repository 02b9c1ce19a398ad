# start x=[[1.0,2.0,3.0],[4.0,5.0,7.0]]
import torch
x = torch.tensor([[1., 2., 3.], [4., 5., 7.]], requires_grad=True)
rows = x.sum(dim=1)
columns = x.mean(dim=0)
centred = x - x.mean(dim=1, keepdim=True)
loss = rows.pow(2).sum() * 0.01 + (columns * columns).mean() + centred.pow(2).sum()
