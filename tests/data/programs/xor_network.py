# start w=[[0.5,-0.3],[0.8,0.2]]
import torch
inputs = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([0., 1., 1., 0.])
w = torch.tensor([[0.5, -0.3], [0.8, 0.2]], requires_grad=True)
hidden = torch.tanh(inputs @ w)
output = hidden.sum(dim=1)
loss = ((output - target)**2).mean()
loss.backward()
print(loss.item())
