# start x=[0.0,1.0,2.0,3.0,4.0]
import torch
x = torch.tensor([0., 1., 2., 3., 4.], requires_grad=True)
y = torch.mean(torch.log(x**2 + 1) + 5*x)
y.backward()
print('Grad', x.grad)
