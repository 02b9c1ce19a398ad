# start x=5.0
x = torch.tensor(5.0, requires_grad=True)
y = 3*x**2 + x + 3
y = 3*torch.sin(x) + x + 3
print(y)
