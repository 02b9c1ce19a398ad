"""The Pratt parser of mathematics: resolved tokens to a tree. Functions are in `parse_calls.py`, brackets in
`parse_brackets.py`.

Binding, from loose to tight: `a if c else b`, or, and, not, comparisons, + and -, products (implicit ones
included), unary minus, powers, postfix signs.
"""

from __future__ import annotations

from typing import Final

from gradexplorer.lang import misplaced, parse_brackets, parse_calls, parse_operands
from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.limits import NESTING
from gradexplorer.lang.mending import wrapped
from gradexplorer.lang.operators import AND, COMPARE, NOT, OR, POSTFIX, POWER, PRODUCT, SUM, TERNARY, UNARY
from gradexplorer.lang.parse_operands import LEAVES
from gradexplorer.lang.tree import (
    And,
    Compare,
    Constant,
    Negate,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Sum,
)
from gradexplorer.lang.words import Scope

_FACTORS: Final = frozenset({"*", "/", "%", "@"})
_OPENING: Final = frozenset({"(", "[", "{", "√", "∛", "|"})
_SIGNS: Final = frozenset({"-", "+", "√", "∛"})
_DIVISION_ENDS: Final = (
    "the division ends before the product without a sign: 1/2x is (1/2)·x; write 1/(2x) for the other"
)

_EXPONENT_ENDS: Final = (
    "the exponent ends before the product without a sign: e^2x is (e^2)·x; write e^(2x) for the other"
)
_ROOT: Final = "the exponent ends before the division: x^1/3 is (x^1)/3; write x^(1/3) for the root"


def sum_of(terms: list[Node], signs: list[str]) -> Node:
    """A sum; a sum in front is taken in, since it is read from left to right all the same."""
    first = terms[0]
    if type(first) is Sum:
        terms[:1], signs[:0] = first.terms, first.signs
    return Sum(tuple(terms), tuple(signs), Span(first.span.start, terms[-1].span.end))


def product_of(factors: list[Node], signs: list[str]) -> Node:
    """A product; a product in front is taken in, since it is read from left to right all the same."""
    first = factors[0]
    if type(first) is Product:
        factors[:1], signs[:0] = first.factors, first.signs
    return Product(tuple(factors), tuple(signs), Span(first.span.start, factors[-1].span.end))


class Parser:
    """One pass over the resolved tokens of one expression; `notes` collects remarks on how it was read."""

    def __init__(self, tokens: list[Token], scope: Scope, text: str) -> None:
        self.tokens = tokens
        self.scope = scope
        self.text = text
        self.place = 0
        self.nesting = 0
        self.bars: list[Token] = []
        self.equal = False
        """Whether a single `=` compares here."""
        self.bar_notes = parse_brackets.BarNotes()
        self.notes: list[Note] = []

    # ------------------------------------------------------------------------------------------ reading tokens

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.place]

    def at(self, sign: str) -> bool:
        """Whether the next token is this operator."""
        token = self.tokens[self.place]
        return token.kind == "op" and token.value == sign

    def error(self, message: str, span: Span, hint: str | None = None, fix: Fix | None = None) -> LangError:
        """An error in this text."""
        return LangError(message, span, self.text, hint, fix)

    def shown(self, token: Token) -> str:
        """A token as it was typed."""
        return self.text[token.start : token.end]

    def expect(self, closing: str, opening: Token) -> Token:
        """The closing bracket, or the error that it is missing for `opening`."""
        token = self.tokens[self.place]
        if token.kind == "op" and token.value == closing:
            self.place += 1
            return token
        raise parse_brackets.unclosed(self, closing, opening, token)

    def deeper(self, token: Token) -> None:
        """Count one more level of nesting. Raises LangError beyond the bound."""
        self.nesting += 1
        if self.nesting > NESTING:
            raise self.error(f"this is nested more than {NESTING} deep", token.span, "give a part a name: a = …")

    # ------------------------------------------------------------------------------------------ the grammar

    def whole(self) -> Node:
        """The tree of all tokens. Raises LangError."""
        tree = self.expression(TERNARY)
        if self.token.kind != "end":
            raise parse_brackets.unexpected(self, self.token)
        return tree

    def expression(self, level: int) -> Node:
        """An operand with all operators behind it that bind at least as tightly as `level`."""
        tokens = self.tokens
        first = tokens[self.place]
        leaf = LEAVES.get(first.kind)
        if leaf is not None:
            self.place += 1
            left = leaf(first.value, Span(first.start, first.end))
        elif first.kind == "op":
            left = self.prefix(level, first)
        else:
            left = parse_operands.primary(self, first)
        token = tokens[self.place]
        if token.joins == POSTFIX:
            left = parse_operands.postfix(self, left, first)
            token = tokens[self.place]
        while token.joins >= level:
            found = token.joins
            if found == SUM:
                left = self.sum(left)
            elif found == POWER:
                left = self.power(left)
            elif found >= PRODUCT:
                # A `[` may stand here too, behind what has no entries: it begins a factor.
                if level > PRODUCT or (self.bars and token.value == "|"):
                    return left
                left = self.product(left)
            elif token.value == "=" and not self.equal:
                return left
            else:
                left = self.logical(left, found, token)
            token = tokens[self.place]
        return left

    def product(self, left: Node) -> Node:
        """`left` times what follows; implicit and typed products are one level."""
        factors = [left]
        signs: list[str] = []
        while True:
            token = self.tokens[self.place]
            if token.joins < PRODUCT or (self.bars and token.value == "|"):
                return product_of(factors, signs)
            if type(factors[-1]) is Power:
                self.exponent_ends(factors[-1], token)
            if token.kind == "op" and token.value in _FACTORS:
                self.place += 1
                signs.append(token.value)
            else:
                self.implicit(token, signs)
                signs.append("*")
            factors.append(self.expression(UNARY))

    def implicit(self, token: Token, signs: list[str]) -> None:
        """Checks and remarks where a product has no sign."""
        before = self.tokens[self.place - 1]
        if token.kind == "number" and before.kind == "number":
            raise misplaced.two_numbers(self, before, token)
        if before.end == token.start:
            if signs and signs[-1] == "/":
                self.notes.append(Note(_DIVISION_ENDS, Span(before.start, token.end)))
            if token.value == "(" and before.value in ("f", "g", "h"):
                self.notes.append(parse_calls.product_note(before.value, before.span.to(token.span)))
        if token.value == "|":
            self.bar_notes.implicit(token)

    def exponent_ends(self, power: Power, token: Token) -> None:
        """A remark where `token` may have been meant for the exponent before it, which has no brackets."""
        before, exponent = self.tokens[self.place - 1], power.exponent
        plain = before.kind in LEAVES and before.end == exponent.span.end
        if not plain or before.end != token.start:
            return
        size = exponent.operand if type(exponent) is Negate else exponent
        if token.value == "/":
            if type(size) is Number and size.value == 1 and self.tokens[self.place + 1].kind == "number":
                self.notes.append(Note(_ROOT, Span(before.start, self.tokens[self.place + 1].end)))
        elif token.kind in LEAVES and (type(power.base) in (Number, Constant) or type(size) is not Number):
            self.notes.append(Note(_EXPONENT_ENDS, Span(before.start, token.end)))

    def starts_factor(self, token: Token) -> bool:
        """Whether an operand begins here without a sign before it."""
        if token.kind == "op":
            return token.value in _OPENING and not (token.value == "|" and bool(self.bars))
        return token.joins == PRODUCT

    def sum(self, left: Node) -> Node:
        """`left` plus or minus what follows."""
        terms = [left]
        signs: list[str] = []
        while True:
            token = self.tokens[self.place]
            if token.joins != SUM:
                return sum_of(terms, signs)
            self.place += 1
            signs.append(token.value)
            terms.append(self.expression(PRODUCT))

    def power(self, base: Node) -> Node:
        """`base ^ exponent`; towers are read from the right."""
        self.deeper(self.tokens[self.place])
        self.place += 1
        exponent = self.expression(UNARY)
        self.nesting -= 1
        return Power(base, exponent, Span(base.span.start, exponent.span.end))

    def logical(self, left: Node, level: int, token: Token) -> Node:
        """Comparisons, and, or, and `a if c else b`."""
        if level == TERNARY:
            return self.ternary(left, token)
        operands = [left]
        signs: list[str] = []
        while True:
            token = self.tokens[self.place]
            if token.joins != level or (token.value == "=" and not self.equal):
                break
            self.place += 1
            signs.append("==" if token.value == "=" else token.value)
            operands.append(self.expression(level + 1))
        span = left.span.to(operands[-1].span)
        if level == COMPARE:
            return Compare(tuple(operands), tuple(signs), span)
        kind = And if level == AND else Or
        if type(left) is kind:
            operands[:1] = left.operands
        return kind(tuple(operands), span)

    def ternary(self, value: Node, token: Token) -> Node:
        """`value if condition else otherwise`, the same as `{condition: value, otherwise}`."""
        self.place += 1
        self.deeper(token)
        kept, self.equal = self.equal, True
        condition = self.expression(OR)
        self.equal = kept
        if not self.at("else"):
            raise self.error("`else` is missing for this `if`", token.span, "write a if c else b")
        self.place += 1
        otherwise = self.expression(TERNARY)
        self.nesting -= 1
        return Piecewise((condition,), (value,), otherwise, value.span.to(otherwise.span))

    def prefix(self, level: int, token: Token) -> Node:
        """What begins with the sign `token`: an operand behind signs, or something in brackets."""
        sign = token.value
        if sign in _SIGNS:
            self.place += 1
            self.deeper(token)
            operand = self.expression(POWER)
            self.nesting -= 1
            if sign == "+":
                return operand
            span = Span(token.start, operand.span.end)
            return Negate(operand, span) if sign == "-" else parse_calls.root(sign, operand, span)
        if sign == "not":
            self.place += 1
            self.deeper(token)
            operand = self.expression(NOT)
            self.nesting -= 1
            span = Span(token.start, operand.span.end)
            if level > NOT:
                fix = wrapped(span, self.text, "(", ")")
                raise self.error("`not` needs brackets here", token.span, "write (not …)", fix)
            return Not(operand, span)
        return parse_brackets.group(self, token)


def parse(tokens: list[Token], scope: Scope, text: str) -> tuple[Node, list[Note]]:
    """The tree of resolved tokens, and remarks on how it was read. Raises LangError."""
    parser = Parser(tokens, scope, text)
    try:
        tree = parser.whole()
    except RecursionError:
        span = parser.token.span
        raise LangError("this is nested too deep", span, text, "give a part a name: a = …") from None
    return tree, parser.notes + parser.bar_notes.found
