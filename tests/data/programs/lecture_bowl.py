# at x=[-5.0,-2.0]
# at x=[0.5,1.5]
def f(x):
    return x[0] ** 2 + 2 * x[1] ** 2
