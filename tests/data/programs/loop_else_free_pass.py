# at x=1.1
def f(x):
    for k in range(3):
        if k == 1:
            pass
        else:
            x = x + k * x
    return x
