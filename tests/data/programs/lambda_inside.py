# at x=1.3
g = lambda t: t*(t + 1)
f = lambda x, a=2: g(g(x)) - g(a)
