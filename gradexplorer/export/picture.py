"""Pictures as files: which kinds there are, how large one may be, and SVG and PDF made neat and equal every time."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
from pathlib import Path
from typing import Final, Literal, get_args
from xml.etree import ElementTree

Format = Literal["png", "svg", "pdf"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
MOST_SIDE: Final = 16_384
"""Pixels of a side. Qt's raster engine counts them in 16 bits."""
MOST_PIXELS: Final = 100_000_000
"""Pixels in all: four bytes each while the picture is drawn."""

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_PLAIN: Final = {
    "vector-effect": "none",
    "transform": "matrix(1,0,0,1,0,0)",
    "stroke-opacity": "1",
    "fill-opacity": "1",
}
"""Attributes that say nothing with these values."""
_NAME: Final = re.compile(rb"DocumentID=\"uuid:(?P<name>[0-9a-f-]{36})\"")
_TIMES: Final = re.compile(
    rb"(?P<info>/(?:CreationDate|ModDate) \(D:)\d{14}|(?P<xmp>xmp:(?:Create|Modify|Metadata)Date=\")[^\"]{19}"
)


class PictureError(ValueError):
    """Why there is no such picture; the message is one sentence, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def format_of(path: Path) -> Format:
    """The kind of picture that a file's ending asks for. Raises PictureError for one that is not known."""
    ending = path.suffix.lower().removeprefix(".")
    for each in FORMATS:
        if ending == each:
            return each
    raise PictureError(
        f"{path.name} has no ending." if not ending else f".{ending} is no kind of picture here.",
        "The ending says the kind: .png, .svg or .pdf.",
    )


def pixel_size(width: float, height: float, scale: float) -> tuple[int, int]:
    """The pixels of a picture of `width` × `height` at `scale`. Raises PictureError where that is none, or too many."""
    if not (math.isfinite(scale) and scale > 0):
        raise PictureError(f"A scale is a positive number, not {scale:g}.")
    across, down = width * scale, height * scale
    if max(across, down) > MOST_SIDE or across * down > MOST_PIXELS:
        raise PictureError(
            f"{across:,.0f} × {down:,.0f} pixels are too many.",
            f"A picture has at most {MOST_SIDE:,} pixels a side and {MOST_PIXELS:,} in all; "
            "SVG and PDF are sharp at any size.",
        )
    return max(1, round(across)), max(1, round(down))


def neat_svg(content: bytes, width: float, height: float) -> bytes:
    """An SVG file of Qt's generator, `width` × `height` pixels large, without what draws nothing.

    Qt gives the size in millimetres, rounded, and wraps each item in a group with a font and a clip of the whole view.
    """
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(content)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    root.set("role", "img")
    view = re.compile(rf"M0,0 L{width:g},0 L{width:g},{height:g} L0,{height:g} L0,0 ?Z? ?")
    whole = {
        f"url(#{clip.get('id')})"
        for clip in root.iter(f"{{{_SVG}}}clipPath")
        if [bool(view.fullmatch(shape.get("d", ""))) for shape in clip] == [True]
    }
    _prune(root, whole)
    for definitions in root.iter(f"{{{_SVG}}}defs"):
        for clip in [each for each in definitions if f"url(#{each.get('id')})" in whole]:
            definitions.remove(clip)
    ElementTree.indent(root, "")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _prune(parent: ElementTree.Element, whole: set[str]) -> None:
    """Take away what says nothing below `parent`: empty groups, groups that only clip to the view, plain attributes."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _prune(child, whole)
        if child.get("clip-path") in whole:
            del child.attrib["clip-path"]
        for name in [n for n, value in child.items() if n.startswith("font-") or _PLAIN.get(n) == value]:
            del child.attrib[name]
        if child.tag != f"{{{_SVG}}}g" or (len(child) and child.attrib):
            kept.append(child)
        else:
            kept.extend(child)
    parent[:] = kept


def timeless_pdf(content: bytes) -> bytes:
    """A PDF file of Qt's writer that tells no time and is named after what is in it: the same picture, the same bytes.

    What is written has the length of what it replaces, for a PDF counts its bytes.
    """

    def settled(found: re.Match[bytes]) -> bytes:
        return found["info"] + b"20000101000000" if found["info"] else found["xmp"] + b"2000-01-01T00:00:00"

    content = _TIMES.sub(settled, content)
    named = _NAME.search(content)
    if named is None:
        return content
    old = named["name"]
    nameless = content.replace(old, b"").replace(old.hex().encode(), b"")
    new = str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(nameless).hexdigest())).encode()
    return content.replace(old, new).replace(old.hex().encode(), new.hex().encode())
