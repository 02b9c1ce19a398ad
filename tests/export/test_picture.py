"""Kinds and sizes of pictures, and what is taken out of SVG and PDF files."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gradexplorer.export.picture import PictureError, format_of, neat_svg, pixel_size, timeless_pdf

QT_SVG = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="211.667mm" height="158.75mm" viewBox="0 0 800 600" xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">
<title>a &amp; b</title>
<defs><clipPath id="clip1"><path d="M0,0 L800,0 L800,600 L0,600 L0,0 Z "/></clipPath>
<clipPath id="clip2"><path d="M10,0 L800,0 L800,600 L10,600 L10,0 Z "/></clipPath></defs>
<g fill="none" stroke="black">
<g clip-path="url(#clip1)"><g font-family="Sans Serif" transform="matrix(1,0,0,1,0,0)"></g></g>
<g clip-path="url(#clip1)"><g stroke="#00f" font-size="13"><path vector-effect="none" d="M0,0 L9,9"/></g></g>
<g clip-path="url(#clip2)"><g stroke="#f00"><path d="M1,1 L2,2"/></g></g>
</g></svg>"""


@pytest.mark.parametrize(("name", "kind"), [("a.png", "png"), ("b.SVG", "svg"), ("c.tar.pdf", "pdf")])
def test_the_ending_says_the_kind(name: str, kind: str) -> None:
    assert format_of(Path(name)) == kind


@pytest.mark.parametrize(("name", "words"), [("a.jpg", ".jpg is no kind"), ("plot", "has no ending"), ("a.", "ending")])
def test_another_ending_is_refused(name: str, words: str) -> None:
    with pytest.raises(PictureError, match=words) as refused:
        format_of(Path(name))
    assert refused.value.hint == "The ending says the kind: .png, .svg or .pdf."


def test_pixels_are_counted() -> None:
    assert pixel_size(800, 600, 1.5) == (1200, 900)
    assert pixel_size(778.4, 0.2, 1.0) == (778, 1)
    assert pixel_size(16_384, 6000, 1.0) == (16_384, 6000)


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_is_positive(scale: float) -> None:
    with pytest.raises(PictureError, match="positive number"):
        pixel_size(800, 600, scale)


@pytest.mark.parametrize(("size", "scale"), [((800, 600), 21.0), ((16_385, 10), 1.0), ((10_001, 10_000), 1.0)])
def test_too_many_pixels(size: tuple[int, int], scale: float) -> None:
    with pytest.raises(PictureError, match="pixels are too many"):
        pixel_size(*size, scale)


def test_a_neat_svg_keeps_what_draws() -> None:
    root = ElementTree.fromstring(neat_svg(QT_SVG, 800, 600))
    space = "{http://www.w3.org/2000/svg}"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("800", "600", "0 0 800 600")
    assert root.findtext(f"{space}title") == "a & b"
    assert [path.get("d") for group in root.iter(f"{space}g") for path in group.findall(f"{space}path")] == [
        "M0,0 L9,9",
        "M1,1 L2,2",
    ]
    assert [clip.get("id") for clip in root.iter(f"{space}clipPath")] == ["clip2"]
    assert [group.get("clip-path") for group in root.iter(f"{space}g") if group.get("clip-path")] == ["url(#clip2)"]
    assert b"font" not in neat_svg(QT_SVG, 800, 600)


def _pdf(time: bytes, name: str, drawn: bytes = b"0 0 m") -> bytes:
    return (
        b"/CreationDate (D:" + time + b"Z)\n/ModDate (D:" + time + b"Z)\n" + drawn + b"\n"
        b'xmp:CreateDate="2026-11-26T18:25:33+00:00" xmpMM:DocumentID="uuid:' + name.encode() + b'"\n'
        b"/ID [ <" + name.encode().hex().encode() + b"> ]\nstartxref\n12\n%%EOF\n"
    )


def test_a_pdf_tells_no_time_and_is_named_after_what_it_shows() -> None:
    one, two = "be8d67ab-6aad-4fa9-b366-3af4ed2dd8e0", "00000000-1111-2222-3333-444444444444"
    first, second = timeless_pdf(_pdf(b"20261126182533", one)), timeless_pdf(_pdf(b"19991126182533", two))
    assert first == second
    assert len(first) == len(_pdf(b"20261126182533", one))
    assert b"D:20000101000000Z" in first
    assert b"2000-01-01T00:00:00+00:00" in first
    assert one.encode() not in first
    assert timeless_pdf(_pdf(b"20261126182533", one, b"1 1 m")) != first.replace(b"0 0 m", b"1 1 m")
