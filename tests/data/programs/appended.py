# at x=0.7
# at x=2.5
import torch
def f(x):
    path = []
    z = x
    for k in range(6):
        z = z - 0.1 * (2*z - 1)
        if z < 0.6:
            continue
        path.append(z)
    path += [x, x**2]
    path.extend([2*x])
    steps = torch.stack(path)
    return steps.sum() * len(path) + path[-1] * path[0]
