"""A tree written down in one of the many ways in which people may type it.

It knows the rules of the language from the specification, not from the renderers: what may stand without brackets, what
a function without brackets takes, where a product needs no sign.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

from gradexplorer.lang.functions import ALIASES, BRACKETED, FUNCTIONS, PREFIX_DECIDES, PREFIXED, PREFIXES
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK_WORD
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Column,
    Compare,
    Constant,
    Derivative,
    Factorial,
    Gradient,
    Index,
    Items,
    Name,
    Negate,
    NewAxis,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Reference,
    Series,
    Slice,
    Sum,
)

TERNARY, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, POWER, POSTFIX, ATOM = range(11)
SIGNS: Final = {
    "-": "-−–",
    "+": "+",
    "*": "*×·⋅",
    "/": "/÷∕",
    "%": "%",
    "@": "@",
    "<": "<",
    ">": ">",
    "<=": ("<=", "≤"),
    ">=": (">=", "≥"),
    "==": ("==",),
    "!=": ("!=", "≠"),
}
SUPERSCRIPT: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPT: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
OPERATIONS: Final = {
    (Sum, "+"): ("add",),
    (Sum, "-"): ("sub", "subtract"),
    (Product, "*"): ("mul", "multiply"),
    (Product, "/"): ("div", "divide", "true_divide"),
    (Product, "@"): ("matmul",),
    (Compare, "<"): ("lt", "less"),
    (Compare, "<="): ("le", "less_equal"),
    (Compare, ">"): ("gt", "greater"),
    (Compare, ">="): ("ge", "greater_equal"),
    (Compare, "=="): ("eq",),
    (Compare, "!="): ("ne", "not_equal"),
}


class Written(NamedTuple):
    """A text, how tightly it binds, and whether a function without brackets would take in an operand behind it."""

    text: str
    level: int
    open: bool = False


class Speller:
    """Writes trees with the choices of `random`."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def spell(self, node: Node) -> str:
        return self.write(node).text

    def one(self, choices: Any) -> Any:
        return self.random.choice(list(choices))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def blank(self) -> str:
        return str(self.one(["", " ", " ", "  ", "\t", "\u00a0"]))

    def some(self) -> str:
        return str(self.one([" ", " ", "  ", "\t", "\u2009"]))

    def sign(self, sign: str) -> str:
        return str(self.one(SIGNS[sign]))

    def write(self, node: Node) -> Written:
        found = RULES[type(node)](self, node)
        if self.chance(0.08) and not isinstance(node, Slice | NewAxis):
            return Written(f"({self.blank()}{found.text}{self.blank()})", ATOM)
        return found

    def at(self, node: Node, level: int, *, closed: bool = False) -> Written:
        found = self.write(node)
        if found.level < level or (closed and found.open):
            return Written(f"({found.text})", ATOM)
        return found

    def several(self, nodes: tuple[Node, ...]) -> str:
        comma = self.one([", ", ",", " , ", ",\n"])
        return str(comma.join(self.spell(node) for node in nodes))

    # ------------------------------------------------------------------------------------------ leaves

    def number(self, node: Number) -> Written:
        if node.value == float("inf"):
            return Written(self.one(["1e999", "1E400"]), ATOM)
        shown = [repr(node.value)]
        if node.value == int(node.value) and node.value < 1e15:
            shown += [str(int(node.value)), f"{int(node.value)}."]
        elif shown[0].startswith("0."):
            shown.append(shown[0][1:])
        return Written(self.one(shown), ATOM)

    def constant(self, node: Constant) -> Written:
        shown = [typed for typed, name in CONSTANT_SPELLINGS.items() if name == node.name]
        if node.name in ("pi", "e", "tau", "inf"):
            shown += [f"{prefix}.{node.name}" for prefix in PREFIXES]
        return Written(self.one(shown), ATOM)

    def name(self, node: Name | Reference) -> Written:
        letters = node.name.rstrip("0123456789")
        digits = node.name[len(letters) :]
        head, mark, tail = letters.partition("_")
        if head in GREEK_WORD and self.chance(0.5):
            head = GREEK_WORD[head]
        if digits:
            digits = self.one([digits, "_" + digits, digits.translate(SUBSCRIPT)])
        return Written(head + mark + tail + digits, ATOM)

    def column(self, node: Column) -> Written:
        return Written(self.one([f"{node.table}.{node.column}", *(["loss"] if node.column == "loss" else [])]), ATOM)

    # ------------------------------------------------------------------------------------------ operators

    def operation(self, names: tuple[str, ...], operands: tuple[Node, ...]) -> Written:
        prefix = self.one(["", "torch.", "np."])
        return Written(f"{prefix}{self.one(names)}({self.several(operands)})", ATOM)

    def negate(self, node: Negate) -> Written:
        if self.chance(0.05):
            return self.operation(("neg", "negative"), (node.operand,))
        found = self.at(node.operand, UNARY)
        return Written(self.sign("-") + self.blank() + found.text, UNARY, found.open)

    def sum(self, node: Sum) -> Written:
        if len(node.terms) == 2 and self.chance(0.05):
            return self.operation(OPERATIONS[Sum, node.signs[0]], node.terms)
        last = self.at(node.terms[0], PRODUCT)
        text = last.text
        for sign, term in zip(node.signs, node.terms[1:], strict=True):
            last = self.at(term, PRODUCT)
            before = " " if text[-1] in "eE" else self.blank()
            text += before + self.sign(sign) + self.blank() + last.text
        return Written(text, SUM, last.open)

    def product(self, node: Product) -> Written:
        if len(node.factors) == 2 and node.signs[0] != "%" and self.chance(0.05):
            return self.operation(OPERATIONS[Product, node.signs[0]], node.factors)
        last = self.at(node.factors[0], UNARY)
        text = last.text
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            found = self.at(factor, UNARY)
            if sign == "*" and self.chance(0.6) and not last.open and may_follow(text, found.text):
                text += self.between(text, found.text) + found.text
            else:
                text += self.blank() + self.sign(sign) + self.blank() + found.text
            last = found
        return Written(text, PRODUCT, last.open)

    def between(self, before: str, after: str) -> str:
        """A blank, or nothing where that makes no other word or number."""
        if before[-1] in ")]}|!" or after[0] in "([{√∛|":
            return self.blank()
        if before[-1].isdigit() and before[:-1].replace(".", "").isdigit() and after[0] not in "eE":
            return self.blank()
        return self.some()

    def power(self, node: Power) -> Written:
        exponent = node.exponent
        whole = (
            isinstance(exponent, Number) and exponent.value == int(exponent.value) < 1e6 if finite(exponent) else False
        )
        if whole and isinstance(node.base, Call) and single(node.base) and self.chance(0.4):
            return self.function_power(node.base, str(int(exponent.value)))  # type: ignore[union-attr]
        if self.chance(0.05):
            return self.operation(("pow",), (node.base, exponent))
        base = self.at(node.base, POSTFIX, closed=True).text
        negative = isinstance(exponent, Negate) and isinstance(exponent.operand, Number) and finite(exponent.operand)
        value = exponent.operand.value if negative else exponent.value if whole else 0.5  # type: ignore[union-attr]
        if value == int(value) < 1e6 and self.chance(0.5):
            if base[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
                base = f"({base})"
            return Written(base + ("⁻" if negative else "") + str(int(value)).translate(SUPERSCRIPT), POSTFIX)
        found = self.write(exponent)
        signed = isinstance(exponent, Negate) or found.text[0] in "√∛"
        if not (found.level >= POWER or (found.level == UNARY and signed)) or found.open:
            found = Written(f"({found.text})", ATOM)
        return Written(base + self.blank() + self.one(["^", "**"]) + self.blank() + found.text, POWER)

    def factorial(self, node: Factorial) -> Written:
        if self.chance(0.1):
            return self.operation(("factorial",), (node.operand,))
        return Written(self.at(node.operand, POSTFIX, closed=True).text + "!", POSTFIX)

    def compare(self, node: Compare, equal: bool = False) -> Written:
        if len(node.operands) == 2 and self.chance(0.05):
            return self.operation(OPERATIONS[Compare, node.signs[0]], node.operands)
        last = self.at(node.operands[0], SUM)
        text = last.text
        for sign, operand in zip(node.signs, node.operands[1:], strict=True):
            last = self.at(operand, SUM)
            shown = "=" if equal and sign == "==" and self.chance(0.5) else self.sign(sign)
            text += f" {shown} {last.text}"
        return Written(text, COMPARE, last.open)

    def chain(self, node: And | Or) -> Written:
        words, level = (("and", "∧"), AND) if isinstance(node, And) else (("or", "∨"), OR)
        if len(node.operands) == 2 and self.chance(0.05):
            return self.operation((f"logical_{words[0]}",), node.operands)
        found = [self.at(operand, level + 1) for operand in node.operands]
        text = found[0].text + "".join(f" {self.one(words)} {part.text}" for part in found[1:])
        return Written(text, level, found[-1].open)

    def negation(self, node: Not) -> Written:
        found = self.at(node.operand, NOT)
        return Written(self.one(["not ", "¬"]) + found.text, NOT, found.open)

    def condition(self, node: Node, level: int) -> str:
        if isinstance(node, Compare):
            return self.compare(node, equal=True).text
        return self.at(node, level).text

    def piecewise(self, node: Piecewise) -> Written:
        if len(node.values) == 1 and node.otherwise is not None and self.chance(0.4):
            value, condition = self.at(node.values[0], OR).text, self.condition(node.conditions[0], OR)
            otherwise = self.write(node.otherwise)
            return Written(f"{value} if {condition} else {otherwise.text}", TERNARY, otherwise.open)
        parts = [
            f"{self.condition(condition, TERNARY)}{self.blank()}:{self.blank()}{self.spell(value)}"
            for condition, value in zip(node.conditions, node.values, strict=True)
        ]
        if node.otherwise is not None:
            parts.append(self.one(["", "else: "]) + self.spell(node.otherwise))
        return Written("{" + self.blank() + ", ".join(parts) + "}", ATOM)

    # ------------------------------------------------------------------------------------------ functions

    def typed(self, name: str, count: int, bare: bool) -> str:
        """A name of a function: its aliases, behind a prefix or not."""
        if name.startswith("np."):
            return str(self.one([name, "numpy" + name[2:]]))
        names = [typed for typed, meant in ALIASES.items() if meant == name and not (bare and typed in BRACKETED)]
        typed = str(self.one(names))
        differs = any(other == typed for _, other in PREFIX_DECIDES)
        if typed in PREFIXED and not differs and not (name == "log" and count > 1) and self.chance(0.25):
            return f"{self.one(PREFIXES)}.{typed}"
        return typed

    def call(self, node: Call) -> Written:
        if node.function == "abs" and self.chance(0.5):
            inside = self.spell(node.arguments[0])
            if "|" not in inside:
                return Written(f"|{inside}|", ATOM)
        if node.function in ("sqrt", "cbrt") and self.chance(0.5):
            found = self.at(node.arguments[0], POWER, closed=True)
            return Written(("√" if node.function == "sqrt" else "∛") + self.blank() + found.text, UNARY)
        if single(node) and self.chance(0.5):
            taken = self.taken(node.arguments[0])
            names = [n for n, meant in ALIASES.items() if meant == node.function and n not in BRACKETED]
            if taken is not None and names:
                return Written(f"{self.typed(node.function, 1, True)} {taken}", UNARY, True)
        if node.function == "where":
            first = self.condition(node.arguments[0], TERNARY)
            return Written(f"where({first}, {self.several(node.arguments[1:])})", ATOM)
        typed = self.typed(node.function, len(node.arguments), False)
        if node.options:
            return Written(f"{self.by_axis(node, typed)}({self.spell(node.arguments[0])}, {self.options(node)})", ATOM)
        return Written(f"{typed}{self.one(['', '', ' '])}({self.several(node.arguments)})", ATOM)

    def by_axis(self, node: Call, typed: str) -> str:
        """The name of a function that has an axis: of max that of PyTorch's amax, or NumPy's max."""
        return self.one(["amax", "torch.amax", "np.max"]) if node.function == "max" else typed  # type: ignore[no-any-return]

    def options(self, node: Call) -> str:
        words = {"dim": ("dim", "axis"), "keepdim": ("keepdim", "keepdims")}
        return ", ".join(f"{self.one(words[word])}{self.blank()}={value}" for word, value in node.options)

    def slice(self, node: Slice) -> Written:
        parts = [None if part is None else self.at(part, SUM).text for part in (node.low, node.high, node.step)]
        text = ":".join(part or "" for part in parts[:2])
        return Written(text if parts[2] is None and self.chance(0.5) else f"{text}:{parts[2] or ''}", TERNARY)

    def taken(self, node: Node) -> str | None:
        """What a function without brackets takes as its argument; None where it needs brackets."""
        if isinstance(node, Product) and set(node.signs) == {"*"}:
            found = [self.at(factor, POWER, closed=True).text for factor in node.factors]
            for i in range(1, len(found)):
                if not may_follow(found[i - 1], found[i]) or starts_call(found[i]):
                    return None
            return None if found[0][0] in "([" else " ".join(found)
        operand = node.operand if isinstance(node, Negate) else node
        found_one = self.at(operand, POWER)
        if not isinstance(node, Negate):
            return None if found_one.text[0] in "([" else found_one.text
        return self.sign("-") + found_one.text

    def function_power(self, base: Call, exponent: str) -> Written:
        """`sin^2 x`, `sin²(x)`."""
        typed = self.typed(base.function, 1, True) if not in_brackets(base.function) else ""
        if not typed:
            return Written(f"({self.spell(base)})^{exponent}", POWER)
        mark = self.one(["^" + exponent, exponent.translate(SUPERSCRIPT)])
        taken = self.taken(base.arguments[0]) if self.chance(0.6) else None
        if taken is not None:
            return Written(f"{typed}{mark} {taken}", UNARY, True)
        return Written(f"{typed}{mark}{self.blank()}({self.spell(base.arguments[0])})", POSTFIX)

    def apply(self, node: Apply) -> Written:
        head = node.name + self.one("'′’") * node.order
        if len(node.arguments) == 1 and self.chance(0.4):
            taken = self.taken(node.arguments[0])
            if taken is not None:
                return Written(f"{head} {taken}", UNARY, True)
        return Written(f"{head}({self.several(node.arguments)})", ATOM)

    def derivative(self, node: Derivative) -> Written:
        order = f", {node.order}" if node.order > 1 or self.chance(0.2) else ""
        variable = self.name(Name(node.variable, node.span)).text
        return Written(f"diff({self.spell(node.body)}, {variable}{order})", ATOM)

    def gradient(self, node: Gradient) -> Written:
        return Written(f"grad({node.name})({self.several(node.arguments)})", ATOM)

    def series(self, node: Series) -> Written:
        head = self.one([node.kind, {"sum": "∑", "prod": "∏"}[node.kind], f"np.{node.kind}"])
        low, high = self.at(node.low, SUM).text, self.at(node.high, SUM).text
        dots = self.one(["..", "...", "…"])
        body = self.spell(node.body)
        return Written(f"{head}({body}, {node.counter}{self.blank()}={self.blank()}{low} {dots} {high})", ATOM)

    def items(self, node: Items) -> Written:
        return Written(f"[{self.several(node.items)}{self.one(['', '', ','])}]", ATOM)

    def index(self, node: Index) -> Written:
        found = self.at(node.operand, POSTFIX, closed=True)
        text = found.text
        number = isinstance(node.operand, Number | Constant | Power | Factorial)
        return Written(f"{f'({text})' if number else text}[{self.several(node.indices)}]", POSTFIX)


def finite(node: Node) -> bool:
    return isinstance(node, Number) and node.value < float("inf")


def single(node: Call) -> bool:
    return len(node.arguments) == 1 and FUNCTIONS[node.function].single


def in_brackets(name: str) -> bool:
    """Whether every name of a function needs a bracket behind it."""
    return all(typed in BRACKETED for typed, meant in ALIASES.items() if meant == name)


def may_follow(before: str, after: str) -> bool:
    """Whether `after` may be a factor behind `before` without a sign."""
    if after[0].isdigit() or after[0] in ".-−–+¬" or after.startswith("not "):
        return False
    word = before.rstrip().split()[-1]
    return not (after[0] in "([" and any(word.endswith(name) for name in BRACKETED)) and after[0] != "["


def starts_call(text: str) -> bool:
    """Whether a text may begin with the name of a function."""
    word = text.replace(".", " ").replace("(", " ").split()
    head = word[1] if word[0] in ("numpy", *PREFIXES) and len(word) > 1 else word[0]
    name = head.rstrip("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹^'′’")
    return name in ALIASES or head in ALIASES or name in ("f", "h", "speed") or text[0] in "∑∏"


RULES: Final[dict[type, Callable[[Speller, Any], Written]]] = {
    Number: Speller.number,
    Constant: Speller.constant,
    Name: Speller.name,
    Reference: Speller.name,
    Column: Speller.column,
    Negate: Speller.negate,
    Sum: Speller.sum,
    Product: Speller.product,
    Power: Speller.power,
    Factorial: Speller.factorial,
    Call: Speller.call,
    Apply: Speller.apply,
    Derivative: Speller.derivative,
    Gradient: Speller.gradient,
    Compare: Speller.compare,
    And: Speller.chain,
    Or: Speller.chain,
    Not: Speller.negation,
    Piecewise: Speller.piecewise,
    Series: Speller.series,
    Items: Speller.items,
    Index: Speller.index,
    Slice: Speller.slice,
    NewAxis: lambda speller, node: Written("None", ATOM),
}
