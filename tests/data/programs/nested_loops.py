# at x=0.3
def f(x):
    total = 0
    for i in range(3):
        for j in range(i, 4):
            if i == j:
                continue
            total += (i + 1) * x**j
    return total
