"""Trees are written down in every spelling, and read back as the same trees; so are their readings."""

from random import Random

from hypothesis import given, settings, strategies as st

from gradexplorer.lang import Source, read
from gradexplorer.lang.lexer import tokens
from gradexplorer.lang.parser import Parser, parse
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.tree import Call, Negate, NewAxis, Node, Number, Power, Slice, walk
from gradexplorer.lang.words import resolved
from tests.lang.spellings import Speller
from tests.lang.trees import DEFINITIONS, SCOPE, table, trees

TREES, SEEDS = trees(), st.integers(0, 2**32).map(Random)


def tree(text: str) -> Node:
    return parse(resolved(tokens(text), SCOPE, text), SCOPE, text)[0]


@given(TREES, SEEDS)
@settings(max_examples=500, deadline=None)
def test_every_spelling_is_read_into_the_same_tree(node: Node, random: Random) -> None:
    assert tree(Speller(random).spell(node)) == node


@given(TREES)
@settings(max_examples=500, deadline=None)
def test_the_reading_is_read_into_the_same_tree(node: Node) -> None:
    assert tree(reading(node)) == node


def alone(text: str) -> Node:
    """What a stretch of a text says by itself: a superscript its number, `a = b` a comparison as in a condition."""
    found = tokens(text)
    if len(found) == 1 and found[0].kind == "sup":
        size = Number(abs(found[0].value), found[0].span)  # type: ignore[arg-type]
        return Negate(size, size.span) if text[0] == "⁻" else size
    parser = Parser(resolved(found, SCOPE, text), SCOPE, text)
    parser.equal = True
    return parser.whole()


@given(TREES, SEEDS)
@settings(max_examples=200, deadline=None)
def test_every_node_stands_where_its_span_says(node: Node, random: Random) -> None:
    """The text on a node's span, alone, is read into this node: so a mark is put under the right characters.

    In `sin^2 x` the power stands inside the text of its base, so both have the whole. Slices and new axes are read
    in an index only.
    """
    text = Speller(random).spell(node)
    for part in walk(tree(text)):
        assert 0 <= part.span.start < part.span.end <= len(text)
        if isinstance(part, Slice | NewAxis):
            continue
        found = alone(text[part.span.start : part.span.end])
        if isinstance(found, Power) and isinstance(part, Call) and found != part:
            found = found.base
        signless = isinstance(part, Number) and isinstance(found, Negate)  # of `x⁻¹`, the 1
        assert part == (found.operand if signless else found)


@given(TREES, SEEDS)
@settings(max_examples=150, deadline=None)
def test_a_document_reads_it_as_the_parser_does(node: Node, random: Random) -> None:
    """Through the whole front end: the reading of the entry is that of the tree, or the document says what is wrong."""
    text = Speller(random).spell(node)
    found = read([*DEFINITIONS, Source(9, text)], [table()]).entries[9]
    if found.error is None:
        assert found.reading == reading(node)
    else:
        assert found.error.span.end <= len(text)
        assert found.error.caret()
