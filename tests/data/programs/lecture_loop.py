# start x=1.0
import torch

x = torch.tensor(1.0, requires_grad=True)
for i in range(3):
    x = x*(x+1)
y = x
print(x, x.grad)
y.backward()
