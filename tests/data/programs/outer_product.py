# at x=[1.0,2.0,4.0]
def f(x):
    table = x[:, None] * x[None, :]
    return table.sum() + table[0, 2] + table[1][1]
