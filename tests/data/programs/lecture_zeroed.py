# start x=5.0
import torch
x = torch.tensor(5.0, requires_grad=True)
for i in range(2):
    y = 3*x**2
    y.backward()
    print(x, x.grad)
x.grad.zero_()
y = 3*x**2
y.backward()
