# at z=[0.3,-0.2,1.1]
import torch
def f(z):
    p = torch.softmax(z, dim=0)
    return -torch.log(p[1]) + torch.logsumexp(z, dim=0)
