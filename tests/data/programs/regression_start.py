# start w=0.5,b=0.25
import torch
X = torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0])
t = torch.tensor([1.1, 1.9, 3.2, 3.9, 5.1])
w = torch.tensor(0.5, requires_grad=True)
b = torch.tensor(0.25, requires_grad=True)
prediction = w * X + b
loss = ((prediction - t) ** 2).mean()
loss.backward()
with torch.no_grad():
    print(w.grad, b.grad)
