"""Random formulas."""

from hypothesis import strategies as st

_LEAVES = st.sampled_from(["x", "y", "2", "0.5", "1e-5", "π", "e", "3", "a", "θ", "x0", "gamma", "x_max"])
_UNARY = st.sampled_from(["sin", "cos", "tanh", "exp", "ln", "abs", "sqrt", "floor", "sgn", "gamma", "sigmoid"])
_BINARY = st.sampled_from(["+", "-", "*", "/", "^", "%", " "])
_COMPARE = st.sampled_from(["<", "<=", "==", "!=", ">"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda a, s, b: f"{a} {s} {b}", inner, _BINARY, inner),
        st.builds(lambda a, s, b: f"({a}) {s} ({b})", inner, _BINARY, inner),
        st.builds(lambda f, a: f"{f}({a})", _UNARY, inner),
        st.builds(lambda f, a: f"{f} ({a})²", _UNARY, inner),
        st.builds(lambda f, a: f"{f} x {a}", _UNARY, inner),
        st.builds(lambda a: f"-({a})", inner),
        st.builds(lambda a: f"|{a}|", inner),
        st.builds(lambda a: f"({a})!", inner),
        st.builds(lambda a: f"√({a})", inner),
        st.builds(lambda a, n: f"({a})^{n}", inner, st.integers(0, 4)),
        st.builds(lambda a, s, b, c, d: f"{{({a}) {s} ({b}): {c}, {d}}}", inner, _COMPARE, inner, inner, inner),
        st.builds(lambda a, s, b: f"(({a}) {s} ({b}) and not x)", inner, _COMPARE, inner),
        st.builds(lambda a, b: f"max({a}, {b})", inner, inner),
        st.builds(lambda a, b: f"mean([{a}, {b}])", inner, inner),
        st.builds(lambda a, b: f"[{a}, {b}][1]", inner, inner),
        st.builds(lambda a: f"sum(k ({a}), k=1..3)", inner),
        st.builds(lambda a: f"diff({a}, x)", inner),
        st.builds(lambda a, n: f"f{chr(39) * n}({a})", inner, st.integers(0, 1)),
    )


def formulas(size: int = 12) -> st.SearchStrategy[str]:
    """Texts of formulas in x, y and a few sliders, with a defined function f."""
    return st.recursive(_LEAVES, _grow, max_leaves=size)
