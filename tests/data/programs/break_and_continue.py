# at x=0.8
# at x=1.7
def f(x):
    total = 0.0
    for k in range(1, 20):
        if k % 3 == 0:
            continue
        term = x**k / k
        if term < 0.01 or k > 7:
            break
        total += term
    return total
