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


def _whole(text: str, most: int) -> str:
    """A whole number from 0 to `most` that depends on the sample."""
    return f"floor({most} sigmoid(nan_to_num({text})) + 0.5)"


def _arrange(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _grow(inner),
        st.builds(lambda a, b: f"sum(k ({a}), k=1..{_whole(b, 3)})", inner, inner),
        st.builds(lambda a, b: f"prod(({a}) + k, k={_whole(b, 2)}..2)", inner, inner),
        st.builds(lambda a, b, c: f"[{a}, {b}, 2][{_whole(c, 2)}]", inner, inner, inner),
        st.builds(lambda a, b, c, d: f"[[{a}, {b}], [1, {c}]][{_whole(d, 1)}, 1]", inner, inner, inner, inner),
        st.builds(lambda a, b, c: f"where(({a}) < ({b}), {c}, {a})", inner, inner, inner),
        st.builds(lambda a, b, c: f"(({c}) if ({a}) < ({b}) or x > 0 else ({b}))", inner, inner, inner),
        st.builds(lambda a, b: f"dot([{a}, {b}], [x, 1])", inner, inner),
        st.builds(lambda a, b: f"norm([{a}, {b}] - 1)", inner, inner),
        st.builds(lambda a, b: f"sum([[1, {a}], [x, 2]] @ [{b}, 1])", inner, inner),
        st.builds(lambda a, b: f"softmax([tanh({a}), {b}])[0]", inner, inner),
        st.builds(lambda a, b: f"h({a}, {b})", inner, inner),
        st.builds(lambda a, b, i: f"grad(h)({a}, {b})[{i}]", inner, inner, st.integers(0, 1)),
        st.builds(lambda a, b: f"sum({{x < k: {a}, {b}}}, k=0..2)", inner, inner),
        st.builds(lambda a, b, c: f"mean([{a}, {b}, 2][:{_whole(c, 2)} + 1])", inner, inner, inner),
        st.builds(lambda a, b, c: f"sum({{x < {c}: [{a}], [{b}, {a}]}})", inner, inner, inner),
        st.builds(lambda a, b, c: f"norm({{x < {c}: [{a}, {b}], {b}}})", inner, inner, inner),
        st.builds(lambda a, b: f"{{x > 0: round({a}, {_whole(b, 2)}), {b}}}", inner, inner),
        st.builds(lambda a, b: f"sum({a} k, k={_whole(b, 1)}..sum(k, k=1..2))", inner, inner),
    )


def structures(size: int = 12) -> st.SearchStrategy[str]:
    """As `formulas`, with arrays, bounds and indices that depend on the sample, and gradients of h(u, v)."""
    return st.recursive(_LEAVES, _arrange, max_leaves=size)
