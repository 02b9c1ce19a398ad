# at x=-2.0
# at x=0.5
# at x=3.0
def f(x):
    if x < 0:
        return -x
    elif x <= 1:
        y = x**2
    else:
        y = 2*x - 1
        y = y * y
    return y + 1
