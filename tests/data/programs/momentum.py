# at x=2.0 beta=0.9
def f(x, beta=0.9):
    velocity = 0.0
    for step in range(8):
        slope = 4*x**3 - 2*x
        velocity = beta * velocity + slope
        x = x - 0.01 * velocity
    return x
