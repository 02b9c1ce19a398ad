# at x=1.7
def f(x):
    y = x + 0.5
    y += 2
    y *= 2
    y -= 0.5
    y /= 3
    y *= 2 - x
    return y
