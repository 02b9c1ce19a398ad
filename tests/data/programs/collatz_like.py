# at x=7.0
# at x=0.4
def f(x):
    turns = 0
    while x > 1:
        if turns % 2 == 0:
            x = x / 3
        else:
            x = x - 0.25
        turns += 1
    return x * (turns + 1)
