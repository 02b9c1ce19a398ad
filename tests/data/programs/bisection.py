# at x=0.5
# at x=2.0
def f(x):
    low, high = 0.0, 4.0
    for step in range(12):
        middle = (low + high) / 2
        if middle**2 < x:
            low = middle
        else:
            high = middle
    return low * x + high
