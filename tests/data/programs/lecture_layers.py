# start x=[[1.0,2.0,3.0],[3.0,2.0,1.0]]
import torch
x = torch.tensor([[1., 2, 3], [3, 2, 1]], requires_grad=True)
print(x)
y = 3*x + 2
z = 2*y**2
out = z.mean()
out.backward()
print(x.grad)
