# at x=0.9
def f(x):
    # the exponential series
    term, total, n = 1, 1, 0
    while n < 15:
        n += 1
        term = term * x / n
        total += term
    return total
