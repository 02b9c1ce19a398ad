# at x=0.9
# at x=3.0
def newton(a, steps=6):
    z = 1.0
    for _ in range(steps):
        z = z - (z**3 - a) / (3 * z**2)
    return z

def f(x):
    return newton(x)
