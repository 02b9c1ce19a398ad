# at x=0.5
def f(x):
    values = [k * x for k in [1, 2, 4]]
    return values[0] * values[1] + values[-1]
