# at x=3.0
# at x=0.2
def f(x):
    k = 0
    while True:
        x = x * 0.5 + 0.1
        k += 1
        if x < 0.5 or k >= 10:
            break
    return x * k
