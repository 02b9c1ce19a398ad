# at x=[1.0,2.0,4.0,8.0]
def f(x):
    d = x[1:] - x[:-1]
    e = x[::2] * x[1::2]
    return (d**2).sum() + e.sum() * x[-1]
