# at x=0.7
# at x=-1.2
def f(x):
    weights = [0.5, x, 2.0]
    points = [1.0, 2.0, 3.0, 4.0]
    total = sum(w * p for w, p in zip(weights, points))
    for i, w in enumerate(weights):
        if w > 1:
            total += i * w
    for k, (w, p) in enumerate(zip(weights, points), start=1):
        total = total + k * w * p * x
    return total
