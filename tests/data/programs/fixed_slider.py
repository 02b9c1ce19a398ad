# start x=0.5
a = 2.0
x = torch.tensor(0.5, requires_grad=True)
y = a * x**3 + a
