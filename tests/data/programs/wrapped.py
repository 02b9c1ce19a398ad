# start x=[1.0,2.0]
import torch
from torch.autograd import Variable
x = torch.tensor([1., 2.], requires_grad=True)
c = Variable(torch.Tensor([0.5, 3.0]))
y = torch.sum(x**2 * c) + torch.ones_like(x).sum() * x[0] + torch.zeros_like(c)[1]
y.backward()
