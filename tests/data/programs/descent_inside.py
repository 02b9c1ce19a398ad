# at x=2.0
# at x=-0.5
def g(t):
    return 2*t - 1

def f(x):
    eta = 0.1
    for step in range(5):
        x = x - eta * g(x)
    return x**2
