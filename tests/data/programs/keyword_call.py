# at x=0.6
def line(t, slope=1.0, offset=0.0):
    return slope * t + offset

def f(x):
    return line(x, offset=3) * line(x, slope=2) + line(t=x, offset=1, slope=-x)
