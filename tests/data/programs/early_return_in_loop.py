# at x=0.3
# at x=2.5
def f(x):
    for k in range(1, 6):
        if k * x > 4:
            return k * x**2
    return -x
