# at x=2.0
# at x=7.5
def f(x):
    """The square root, by Newton's steps."""
    guess = x
    while abs(guess * guess - x) > 1e-12:
        guess = (guess + x / guess) / 2
    return guess
