# at x=0.7
# at x=-1.2
def f(x):
    coefficients = [1, -2, 0.5, 3]
    value = 0
    for c in coefficients:
        value = value * x + c
    return value
