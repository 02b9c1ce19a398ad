"""The Pratt parser of mathematics: resolved tokens to a tree. Functions are in `parse_calls.py`, brackets in
`parse_brackets.py`.

Binding, from loose to tight: `a if c else b`, or, and, not, comparisons, + and -, products (implicit ones
included), unary minus, powers, postfix signs.
"""

from __future__ import annotations

from typing import Final

from gradexplorer.lang import parse_brackets, parse_calls, parse_operands
from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.limits import NESTING
from gradexplorer.lang.mending import wrapped
from gradexplorer.lang.operators import AND, BETWEEN, COMPARE, NOT, OR, POWER, PRODUCT, SUM, TERNARY, UNARY
from gradexplorer.lang.tree import (
    And,
    Compare,
    Negate,
    Node,
    Not,
    Or,
    Piecewise,
    Power,
    Product,
    Sum,
)
from gradexplorer.lang.words import Scope

_STARTS: Final = frozenset({"name", "constant", "function", "defined", "reference", "column", "number"})
_OPENING: Final = frozenset({"(", "[", "{", "√", "∛", "|"})


def sum_of(terms: list[Node], signs: list[str]) -> Node:
    """A sum; a sum in front is taken in, since it is read from left to right all the same."""
    first = terms[0]
    if type(first) is Sum:
        terms[:1], signs[:0] = first.terms, first.signs
    return Sum(tuple(terms), tuple(signs), first.span.to(terms[-1].span))


def product_of(factors: list[Node], signs: list[str]) -> Node:
    """A product; a product in front is taken in, since it is read from left to right all the same."""
    first = factors[0]
    if type(first) is Product:
        factors[:1], signs[:0] = first.factors, first.signs
    return Product(tuple(factors), tuple(signs), first.span.to(factors[-1].span))


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
        left = self.prefix(level)
        while True:
            token = self.tokens[self.place]
            if token.kind == "op":
                found = BETWEEN.get(token.value)  # type: ignore[call-overload]
                if found is None:
                    if token.value not in _OPENING or (token.value == "|" and self.bars):
                        return left
                    found = PRODUCT
                elif token.value == "=" and not self.equal:
                    return left
            elif token.kind in _STARTS:
                found = PRODUCT
            else:
                return left
            if found < level:
                return left
            if found == PRODUCT:
                left = self.product(left)
            elif found == SUM:
                left = self.sum(left)
            elif found == POWER:
                left = self.power(left)
            else:
                left = self.logical(left, found, token)

    def product(self, left: Node) -> Node:
        """`left` times what follows; implicit and typed products are one level."""
        factors, signs = [left], list[str]()
        while True:
            token = self.tokens[self.place]
            if token.kind == "op" and token.value in ("*", "/", "%", "@"):
                sign = str(token.value)
                self.place += 1
                self.operand_follows(token)
            elif self.starts_factor(token):
                sign = "*"
                self.implicit(token, signs)
            else:
                return product_of(factors, signs)
            signs.append(sign)
            factors.append(self.expression(UNARY))

    def implicit(self, token: Token, signs: list[str]) -> None:
        """Checks and remarks where a product has no sign."""
        before = self.tokens[self.place - 1]
        if token.kind == "number" and before.kind == "number":
            raise parse_brackets.two_numbers(self, before, token)
        if signs and signs[-1] == "/" and before.end == token.start:
            divisor = self.tokens[self.place - 1]
            span = Span(divisor.start, token.end)
            message = "the division ends before the product without a sign: 1/2x is (1/2)·x; write 1/(2x) for the other"
            self.notes.append(Note(message, span))
        if token.value == "(" and before.value in ("f", "g", "h") and before.end == token.start:
            self.notes.append(parse_calls.product_note(str(before.value), before.span.to(token.span)))
        self.bar_notes.implicit(token)

    def starts_factor(self, token: Token) -> bool:
        """Whether an operand begins here without a sign before it."""
        if token.kind == "op":
            return token.value in _OPENING and not (token.value == "|" and bool(self.bars))
        return token.kind in _STARTS

    def sum(self, left: Node) -> Node:
        """`left` plus or minus what follows."""
        terms, signs = [left], list[str]()
        while True:
            token = self.tokens[self.place]
            if token.kind != "op" or token.value not in ("+", "-"):
                return sum_of(terms, signs)
            self.place += 1
            self.operand_follows(token)
            signs.append(str(token.value))
            terms.append(self.expression(PRODUCT))

    def power(self, base: Node) -> Node:
        """`base ^ exponent`; towers are read from the right."""
        token = self.tokens[self.place]
        self.place += 1
        self.operand_follows(token)
        self.deeper(token)
        exponent = self.expression(UNARY)
        self.nesting -= 1
        return Power(base, exponent, base.span.to(exponent.span))

    def logical(self, left: Node, level: int, token: Token) -> Node:
        """Comparisons, and, or, and `a if c else b`."""
        if level == TERNARY:
            return self.ternary(left, token)
        operands, signs = [left], list[str]()
        while True:
            token = self.tokens[self.place]
            if token.kind != "op" or BETWEEN.get(str(token.value)) != level or (token.value == "=" and not self.equal):
                break
            self.place += 1
            self.operand_follows(token)
            signs.append("==" if token.value == "=" else str(token.value))
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
        self.operand_follows(token)
        self.deeper(token)
        kept, self.equal = self.equal, True
        condition = self.expression(OR)
        self.equal = kept
        if not self.at("else"):
            raise self.error("`else` is missing for this `if`", token.span, "write a if c else b")
        token = self.token
        self.place += 1
        self.operand_follows(token)
        otherwise = self.expression(TERNARY)
        self.nesting -= 1
        return Piecewise((condition,), (value,), otherwise, value.span.to(otherwise.span))

    def operand_follows(self, token: Token) -> None:
        """Raises LangError where nothing follows an operator."""
        if self.tokens[self.place].kind == "end":
            hint = "for per cent write /100" if token.value == "%" else None
            raise self.error(f"something is missing after `{self.shown(token)}`", token.span, hint)

    def prefix(self, level: int) -> Node:
        """An operand with the signs before it."""
        token = self.tokens[self.place]
        if token.kind == "op":
            sign = token.value
            if sign in ("-", "+", "√", "∛"):
                self.place += 1
                self.operand_follows(token)
                self.deeper(token)
                operand = self.expression(POWER)
                self.nesting -= 1
                if sign == "+":
                    return operand
                span = token.span.to(operand.span)
                return Negate(operand, span) if sign == "-" else parse_calls.root(str(sign), operand, span)
            if sign == "not":
                self.place += 1
                self.operand_follows(token)
                self.deeper(token)
                operand = self.expression(NOT)
                self.nesting -= 1
                if level > NOT:
                    fix = wrapped(token.span.to(operand.span), self.text, "(", ")")
                    raise self.error("`not` needs brackets here", token.span, "write (not …)", fix)
                return Not(operand, token.span.to(operand.span))
        return parse_operands.postfix(self, parse_operands.primary(self, token), token)


def parse(tokens: list[Token], scope: Scope, text: str) -> tuple[Node, list[Note]]:
    """The tree of resolved tokens, and remarks on how it was read. Raises LangError."""
    parser = Parser(tokens, scope, text)
    try:
        tree = parser.whole()
    except RecursionError:
        span = parser.token.span
        raise LangError("this is nested too deep", span, text, "give a part a name: a = …") from None
    return tree, parser.notes + parser.bar_notes.found
