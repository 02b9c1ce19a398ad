"""Session files (`.gradx`): one document as JSON.

A file is `{"format": "gradx", "version": 1, "document": {...}}` in UTF-8. What has its default is left out, unknown
keys are ignored, and a number that JSON cannot write stands as the string "nan", "inf" or "-inf".
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, cast

import msgspec
import msgspec.inspect as types

from gradexplorer.model import check
from gradexplorer.model.document import Document
from gradexplorer.model.files import write_whole

FORMAT = "gradx"
VERSION = 1
MOST_BYTES = 100_000_000
"""The largest file read."""
_LONG = 4096
"""Numbers that are written at once."""

_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
SPELLED = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
DOCUMENT = cast(types.StructType, types.type_info(Document))
"""The parts of a document and their types."""


class SessionError(Exception):
    """A session file that cannot be read or written.

    `message` is a sentence, `path` the file (None for bytes), `place` where in it ("$.document.run.step_size", "" for
    the file as a whole), `hint` what to do, or None.
    """

    def __init__(self, message: str, *, path: Path | None = None, place: str = "", hint: str | None = None) -> None:
        """Keep the parts, which `str` puts into one line."""
        super().__init__(message)
        self.message = message
        self.path = path
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """Return file, place, message and hint in one line."""
        where = " at ".join(part for part in (str(self.path or ""), self.place) if part)
        return " ".join(part for part in (where and f"{where}:", self.message, self.hint) if part)


class _File(msgspec.Struct):
    format: str
    version: int
    document: Document


def load(path: Path | str) -> Document:
    """Read the document in the file `path`; SessionError where it cannot be read or is no sound document."""
    path = Path(path)
    try:
        return loads(content(path))
    except SessionError as error:
        error.path = path
        raise


def content(path: Path) -> bytes:
    """The bytes of the file `path`; SessionError where it cannot be read or is too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SessionError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.", path=path)
        return path.read_bytes()
    except OSError as error:
        raise SessionError(f"The file cannot be read: {error.strerror or error}.", path=path) from error


def save(document: Document, path: Path | str) -> None:
    """Write `document` to the file `path`, whole or not at all; SessionError where that fails."""
    path = Path(path)
    try:
        write_whole(path, dumps(document))
    except OSError as error:
        message = f"The file cannot be written: {error.strerror or error}."
        raise SessionError(message, path=path, hint="What was there before is unchanged.") from error
    except SessionError as error:
        error.path = path
        raise


def dumps(document: Document, **beside: Any) -> bytes:
    """Return `document` as the bytes of a session file; equal documents give equal bytes.

    What is given `beside` it is written beside it, under its name, and ignored by whoever opens the file.
    """
    long: list[bytes] = []
    mark = secrets.token_hex(16)  # stands for each of them, for what is spread takes five times as long
    file = {"format": FORMAT, "version": VERSION, "document": _plain(document, mark, long), **beside}
    try:
        spread = msgspec.json.format(msgspec.json.encode(file), indent=1)
    except UnicodeEncodeError as error:
        raise SessionError("A text holds half a character (a lone surrogate), which no file can hold.") from error
    first, *lists = spread.split(b"[\n")
    first, *rest = b"".join([first, *map(_on_one_line, lists), b"\n"]).split(f'"{mark}"'.encode())
    return b"".join([first, *chain.from_iterable(zip(long, rest, strict=True))])


def _on_one_line(rest: bytes) -> bytes:
    """What follows "[" and a line break, which no text has inside: a list of numbers alone goes on one line."""
    numbers, end, after = rest.partition(b"]")
    if not end or any(sign in numbers for sign in (b'"', b"{", b"[")):
        return b"[\n" + rest
    indent = numbers[: len(numbers) - len(numbers.lstrip(b" "))]
    return b"[" + numbers.strip().replace(b"\n" + indent, b" ") + b"]" + after


def loads(content: bytes) -> Document:
    """Return the document in the bytes of a session file; SessionError where there is no sound one."""
    return document_in(parsed(content))


def document_in(file: Any) -> Document:
    """Return the document in what a session file holds as JSON; SessionError where there is no sound one."""
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise SessionError("This is no gradexplorer session.", place="$.format", hint='It must say "format": "gradx".')
    check_version(file.get("version"))
    try:
        document = msgspec.convert({**file, "document": _numbers(file.get("document"), DOCUMENT)}, _File).document
    except msgspec.ValidationError as error:
        message, place = _reworded(str(error))
        raise SessionError(message, place=place) from error
    for problem in check.problems(document):
        raise SessionError(problem.message, place="$.document" + problem.place)
    return document


def parsed(content: bytes) -> Any:
    """Return what JSON there is in `content`; SessionError where it is none."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        at = re.search(r"\(byte (\d+)\)", str(error))
        place = f"line {1 + content[: int(at[1])].count(10)}" if at else ""
        raise SessionError("The file is no JSON, or only a part of one.", place=place) from error


def check_version(version: object) -> None:
    """SessionError for a version that this program does not read."""
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SessionError("The version is a whole number from 1 on.", place="$.version")
    if version > VERSION:
        raise SessionError(
            f"This file has version {version}; this gradexplorer reads up to version {VERSION}.",
            place="$.version",
            hint="A newer gradexplorer opens it.",
        )


def _plain(value: Any, mark: str, long: list[bytes]) -> Any:
    """Return `value` as what JSON can hold, fields that have their default left out.

    Where there are many numbers stands `mark`, and what is meant is added to `long`.
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, tuple):
        if len(value) < _LONG or set(map(type, value)) != {float} or not all(map(math.isfinite, value)):
            return [_plain(part, mark, long) for part in value]
        # In pieces, for a thread that writes a million numbers at once lets no other have a turn meanwhile.
        pieces = (msgspec.json.encode(value[at : at + _LONG])[1:-1] for at in range(0, len(value), _LONG))
        long.append(b"[" + b",".join(pieces).replace(b",", b", ") + b"]")
        return mark
    if not isinstance(value, msgspec.Struct):
        return value
    tag = value.__struct_config__.tag
    plain: dict[str, Any] = {} if tag is None else {"type": tag}
    for field in msgspec.structs.fields(value):
        part = getattr(value, field.name)
        # The texts are compared as well, since 0.0 == -0.0.
        if part != field.default or repr(part) != repr(field.default):
            plain[field.encode_name] = _plain(part, mark, long)
    return plain


def _numbers(plain: Any, kind: types.Type) -> Any:
    """Return `plain` with the strings "nan", "inf", "-inf" as numbers wherever `kind` has a number."""
    kinds = kind.types if isinstance(kind, types.UnionType) else (kind,)
    if isinstance(plain, str) and any(isinstance(kind, types.FloatType) for kind in kinds):
        return SPELLED.get(plain, plain)
    if isinstance(plain, list):
        return _listed(plain, kinds)
    if isinstance(plain, dict):
        for kind in kinds:
            if isinstance(kind, types.StructType) and kind.tag in (None, plain.get("type")):
                known = {field.encode_name: field.type for field in kind.fields}
                return {key: _numbers(part, known[key]) if key in known else part for key, part in plain.items()}
    return plain


def _listed(plain: list[Any], kinds: Iterable[types.Type]) -> list[Any]:
    for kind in kinds:
        if isinstance(kind, types.VarTupleType):
            if isinstance(kind.item_type, types.FloatType) and str not in set(map(type, plain)):
                return plain
            return [_numbers(part, kind.item_type) for part in plain]
        if isinstance(kind, types.TupleType) and len(kind.item_types) == len(plain):
            return [_numbers(part, its) for part, its in zip(plain, kind.item_types, strict=True)]
    return plain


def _reworded(text: str) -> tuple[str, str]:
    """Split msgspec's text into a sentence and a place."""
    message, _, place = text.partition(" - at `")
    place = place.rstrip("`") or "$"
    if expected := re.fullmatch(r"Expected `(.+)`, got `(.+)`", message):
        wanted = " or ".join(_WORDS.get(word, word) for word in expected[1].split(" | "))
        return f"Here must stand {wanted}, not {_WORDS.get(expected[2], expected[2])}.", place
    if missing := re.fullmatch(r"Object missing required field `(.+)`", message):
        return f"“{missing[1]}” is missing here.", place
    return f"{message[:1].upper()}{message[1:]}.", place
