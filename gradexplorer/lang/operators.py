"""The operators: their signs, how tightly each binds, and how else each may be written.

Parser, renderers and reference all follow this table.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

TERNARY, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, POWER, POSTFIX, ATOM = range(11)
"""How tightly an operator binds, from loose to tight; an atom is what no operator can part."""


class OperatorInfo(Struct, frozen=True):
    """An operator.

    `sign`: what the tree keeps. `level`: how tightly it binds. `place`: "between" two operands, "before" or
    "after" one. `spellings`: what else may be typed. `example` a formula, `same` one with brackets that means the same.
    """

    sign: str
    level: int
    place: str
    help: str
    example: str
    same: str
    spellings: tuple[str, ...] = ()


OPERATOR_TABLE: Final = (
    OperatorInfo(
        "if", TERNARY, "between", "a where c holds, otherwise b: a if c else b", "-x if x < 0 else x", "{x < 0: -x, x}"
    ),
    OperatorInfo(
        "or", OR, "between", "1 where one of both holds, else 0", "x < 0 or x > 1", "(x < 0) or (x > 1)", ("∨",)
    ),
    OperatorInfo(
        "and",
        AND,
        "between",
        "1 where both hold, else 0",
        "x < 0 or x > 1 and y > 0",
        "(x < 0) or ((x > 1) and (y > 0))",
        ("∧",),
    ),
    OperatorInfo("not", NOT, "before", "1 where it does not hold, else 0", "not x < 0", "not (x < 0)", ("¬",)),
    OperatorInfo("<", COMPARE, "between", "less than; chained as 0 < x < 1", "0 < x + 1 < 2", "0 < (x + 1) < 2"),
    OperatorInfo("<=", COMPARE, "between", "at most", "x + 1 <= 2", "(x + 1) <= 2", ("≤",)),
    OperatorInfo(">", COMPARE, "between", "greater than", "2x > 1", "(2x) > 1"),
    OperatorInfo(">=", COMPARE, "between", "at least", "x y >= 1", "(x*y) >= 1", ("≥",)),
    OperatorInfo("==", COMPARE, "between", "equal; in a condition = compares too", "x == y + 1", "x == (y + 1)"),
    OperatorInfo("!=", COMPARE, "between", "not equal", "x != 2 y", "x != (2*y)", ("≠",)),
    OperatorInfo("+", SUM, "between", "sum", "a + b x", "a + (b*x)"),
    OperatorInfo(
        "-", SUM, "between", "difference, from left to right", "a - b - c", "(a - b) - c", ("−", "–", "‐", "‑", "‒")
    ),
    OperatorInfo("*", PRODUCT, "between", "product; it may be left out", "2x y", "(2*x)*y", ("×", "·", "⋅", "∙", "∗")),
    OperatorInfo(
        "/",
        PRODUCT,
        "between",
        "quotient, from left to right with products",
        "6/2(1+2)",
        "(6/2)*(1+2)",
        ("÷", "∕", "⁄"),
    ),
    OperatorInfo("%", PRODUCT, "between", "remainder, with the sign of the divisor", "-7 % 3", "(-7) % 3"),
    OperatorInfo(
        "@", PRODUCT, "between", "product of matrices and vectors", "[1, 2] @ [3, 4] x", "([1, 2] @ [3, 4]) x"
    ),
    OperatorInfo("-", UNARY, "before", "negative", "-x^2", "-(x^2)", ("−", "–", "‐", "‑", "‒")),
    OperatorInfo("+", UNARY, "before", "nothing", "+x", "x"),
    OperatorInfo("√", UNARY, "before", "square root of one factor", "√2x", "sqrt(2)*x"),
    OperatorInfo("∛", UNARY, "before", "cube root of one factor", "∛8x", "cbrt(8)*x"),
    OperatorInfo("^", POWER, "between", "power, from right to left", "2^3^2", "2^(3^2)", ("**",)),
    OperatorInfo("²", POSTFIX, "after", "power: any of ⁰¹²³⁴⁵⁶⁷⁸⁹, ⁻ before them", "x²^3", "(x^2)^3"),
    OperatorInfo("!", POSTFIX, "after", "factorial, Γ(x + 1)", "2x!", "2*(x!)"),
    OperatorInfo("'", POSTFIX, "after", "derivative of a defined function", "f'(2x)", "f'((2*x))", ("′", "’")),
    OperatorInfo("[", POSTFIX, "after", "index, from 0", "-x[0]^2", "-((x[0])^2)"),
)
"""Every operator, from loose to tight."""

LEVEL_NAMES: Final = {
    TERNARY: "a if c else b",
    OR: "or",
    AND: "and",
    NOT: "not",
    COMPARE: "comparisons",
    SUM: "sums",
    PRODUCT: "products, with or without a sign",
    UNARY: "signs and roots before an operand",
    POWER: "powers",
    POSTFIX: "signs behind an operand",
}
"""The levels, in words."""

LOOSE: Final = -1
"""Looser than any operator: how what ends an operand joins it."""

JOINS: Final = {
    **{info.sign: info.level for info in OPERATOR_TABLE if info.place == "between"},
    "=": COMPARE,
    **dict.fromkeys("({√∛|", PRODUCT),
    **dict.fromkeys("[!", POSTFIX),
}
"""How tightly each sign joins what stands before it; a sign that begins a factor does as a product.

A single `=` compares in conditions only, and a bar that closes joins nothing.
"""

SPELLINGS: Final = {
    **{typed: info.sign for info in OPERATOR_TABLE for typed in info.spellings},
    "…": "..",
    "...": "..",
}
"""Other spellings of operators, and the sign meant."""
