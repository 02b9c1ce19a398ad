# at x=-1.0 y=2.0
# at x=1.0 y=2.0
# at x=1.0 y=-2.0
def f(x, y):
    if x > 0 and not y < 0:
        if x > y:
            return x
        return x * y
    elif x > 0 or y > 5:
        return y**2 * x
    return x - y
