# at x=0.8 n=1.5
def f(x: float, n: float = 1.5) -> float:
    y: float = x * n  # with a remark
    return y**2
