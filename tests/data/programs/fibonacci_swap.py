# at x=0.3
def f(x):
    a, b = 1, x
    for _ in range(6):
        a, b = b, a + b*x
    return a * b
