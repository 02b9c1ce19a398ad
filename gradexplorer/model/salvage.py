"""Opening a session file that is damaged: what can be read is opened, and each lost piece is named with its place.

A sound file goes through `session.loads` alone. Else the tree is read field by field: one that is wrong has its
default, an item without its essence is left out, and what can be mended without loss (an id used twice, a column that
is too short) is mended.
"""

from __future__ import annotations

import difflib
import math
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import msgspec
import msgspec.inspect as types

from gradexplorer.model import broken_json, mending, session
from gradexplorer.model.broken_json import Lost
from gradexplorer.model.document import Document
from gradexplorer.model.mending import Loss
from gradexplorer.model.session import DOCUMENT, FORMAT, SessionError

_DEFAULT = "The default is used."
_KINDS = {
    types.StructType: (dict, "an object"),
    types.VarTupleType: (list, "a list"),
    types.TupleType: (list, "a list"),
    types.StrType: (str, "a text"),
    types.BoolType: (bool, "true or false"),
}


class Opened(NamedTuple):
    """A document, and what was lost of it or mended; nothing where the file was sound."""

    document: Document
    losses: tuple[Loss, ...] = ()


def load(path: Path | str) -> Opened:
    """Read the document in the file `path`, damaged or not; SessionError where there is none in it."""
    path = Path(path)
    try:
        return loads(session.content(path))
    except SessionError as error:
        error.path = path
        raise


def loads(content: bytes) -> Opened:
    """Return the document in the bytes of a session file, damaged or not; SessionError where there is none in them."""
    try:
        tree = session.parsed(content)
        document = session.document_in(tree)
    except SessionError as error:
        return _salvaged(content, error)
    # What no version knows is ignored, but not the name of a field with a letter changed.
    return _read(tree, [], None) if _misspelt(tree["document"], DOCUMENT) else Opened(document)


def _salvaged(content: bytes, fault: SessionError) -> Opened:
    """What can be read of `content`, which has this `fault`."""
    try:
        tree: Any = msgspec.json.decode(content)
        broken: list[Lost] = []
    except (ValueError, RecursionError):
        try:
            tree, broken = broken_json.read(content)
        except broken_json.TooDamaged as error:
            raise SessionError(error.message, place=f"line {error.line}") from fault
    return _read(tree, broken, fault)


def _read(tree: Any, broken: list[Lost], fault: SessionError | None) -> Opened:
    reader = _Reader()
    reader.losses += [Loss(f"line {lost.line}", lost.message) for lost in broken]
    if isinstance(tree, dict):
        tree = reader.respelt(tree, ["format", "version", "document"], "$")
    if not isinstance(tree, dict) or not isinstance(tree.get("document"), dict):
        if fault is not None and (fault.place or not isinstance(tree, dict)):
            raise fault
        raise SessionError("There is no document that can be read here.", place="$.document")
    reader.count_ids(tree["document"])
    _check_head(tree, reader)
    try:
        document = reader.struct(tree["document"], DOCUMENT, "$.document")
    except _Bad as bad:
        raise SessionError(bad.message, place=bad.place) from fault
    document, mended = mending.mended(document, "$.document")
    return Opened(document, (*reader.losses, *mended))


def _check_head(tree: dict[str, Any], reader: _Reader) -> None:
    """Refuse what is another program's or a newer version's file; what is only damaged is told."""
    written = tree.get("format")
    if written != FORMAT:
        other = isinstance(written, str) and difflib.SequenceMatcher(None, written, FORMAT).ratio() <= 0.5
        if other or not {field.encode_name for field in DOCUMENT.fields} & set(tree["document"]):
            raise SessionError(
                "This is no gradexplorer session.", place="$.format", hint='It must say "format": "gradx".'
            )
        reader.losses.append(Loss("$.format", 'Here must stand "gradx". The file is read as a session all the same.'))
    try:
        session.check_version(tree.get("version"))
    except SessionError as error:
        version = tree.get("version")
        if isinstance(version, int) and version > session.VERSION:
            raise
        reader.losses.append(Loss("$.version", f"{error.message} The file is read as version {session.VERSION}."))


class _Bad(Exception):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


class _Reader:
    """Reads a tree by the types of the document, and notes what it leaves out."""

    def __init__(self) -> None:
        self.losses: list[Loss] = []
        self._ids = count(1)

    def count_ids(self, document: dict[str, Any]) -> None:
        """New ids begin behind those that the items have."""
        items = document.get("items")
        ids = [item.get("id") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        self._ids = count(1 + max((id for id in ids if _whole(id)), default=0))

    def respelt(self, plain: dict[str, Any], known: list[str], place: str) -> dict[str, Any]:
        """`plain` with misspelt keys set right, which is told."""
        right = _respelt(plain, known)
        for name in sorted(set(right) - set(plain)):
            self.losses.append(Loss(place, f"“{name}” is misspelt here; it is read all the same."))
        return right

    def value(self, plain: Any, kind: types.Type, place: str) -> Any:
        if isinstance(plain, Lost):
            raise _Bad(place, f"{plain.message} (line {plain.line})")
        if isinstance(kind, types.UnionType):
            return self.one_of(plain, kind.types, place)
        if isinstance(kind, types.StructType):
            return self.struct(plain, kind, place)
        if isinstance(kind, types.VarTupleType):
            return self.listed(plain, kind, place)
        if isinstance(kind, types.TupleType):
            _demand(plain, kind, place)
            if len(plain) != len(kind.item_types):
                raise _Bad(place, f"Here must stand {len(kind.item_types)} values, not {len(plain)}.")
            pairs = zip(plain, kind.item_types, strict=True)
            return tuple(self.value(part, its, f"{place}[{at}]") for at, (part, its) in enumerate(pairs))
        return _leaf(plain, kind, place)

    def one_of(self, plain: Any, kinds: tuple[types.Type, ...], place: str) -> Any:
        """The one of several kinds that `plain` looks like."""
        if plain is None and any(isinstance(kind, types.NoneType) for kind in kinds):
            return None
        structs = [kind for kind in kinds if isinstance(kind, types.StructType)]
        if len(structs) > 1 and isinstance(plain, dict):
            return self.item(plain, structs, place)
        wanted = list if isinstance(plain, list) else dict if isinstance(plain, dict) else object
        for kind in kinds:
            if not isinstance(kind, types.NoneType) and _KINDS.get(type(kind), (object, ""))[0] is wanted:
                return self.value(plain, kind, place)
        others = [kind for kind in kinds if not isinstance(kind, types.NoneType)]
        return self.value(plain, others[0], place)

    def item(self, plain: dict[str, Any], kinds: list[types.StructType], place: str) -> Any:
        """One of the tagged kinds. A tag that is wrong is seen by the other fields, an id that is wrong is replaced."""
        plain = self.respelt(plain, ["type"], place)
        kind = next((kind for kind in kinds if kind.tag == plain.get("type")), None)
        if kind is None:
            kind = next((kind for kind in kinds if _needed(kind) <= set(plain)), None)
            if kind is None:
                raise _Bad(f"{place}.type", "There is no such type of item.")
            self.losses.append(Loss(f"{place}.type", f"There is no such type of item. It is read as “{kind.tag}”."))
        plain = self.respelt(plain, [field.encode_name for field in kind.fields], place)
        if not _whole(plain.get("id")):
            fresh = next(self._ids)
            self.losses.append(Loss(f"{place}.id", f"Here must stand a whole number. The item has the id {fresh} now."))
            plain = {**plain, "id": fresh}
        return self.struct(plain, kind, place)

    def struct(self, plain: Any, kind: types.StructType, place: str) -> Any:
        _demand(plain, kind, place)
        plain = self.respelt(plain, [field.encode_name for field in kind.fields], place)
        fields: dict[str, Any] = {}
        for field in kind.fields:
            if field.encode_name not in plain:
                if field.required:
                    raise _Bad(place, f"“{field.encode_name}” is missing here.")
                continue
            try:
                fields[field.name] = self.value(plain[field.encode_name], field.type, f"{place}.{field.encode_name}")
            except _Bad as bad:
                if field.required:
                    raise
                self.losses.append(Loss(bad.place, f"{bad.message} {_DEFAULT}"))
        return kind.cls(**fields)

    def listed(self, plain: Any, kind: types.VarTupleType, place: str) -> tuple[Any, ...]:
        """Every item that can be read. A number keeps its place in a list: nan stands for one that is lost."""
        _demand(plain, kind, place)
        kinds = kind.item_type.types if isinstance(kind.item_type, types.UnionType) else (kind.item_type,)
        numbers = any(isinstance(each, types.FloatType) for each in kinds)
        read: list[Any] = []
        for at, part in enumerate(plain):
            here = f"{place}[{at}]"
            try:
                read.append(self.value(part, kind.item_type, here))
            except _Bad as bad:
                if numbers:
                    read.append(math.nan)
                remedy = "nan stands there now." if numbers else f"{here} is left out."
                self.losses.append(Loss(bad.place, f"{bad.message} {remedy}"))
        return tuple(read)


def _needed(kind: types.StructType) -> set[str]:
    """The fields by which an item is known."""
    return {field.encode_name for field in kind.fields if field.required} - {"id"}


def _respelt(plain: dict[str, Any], known: list[str]) -> dict[str, Any]:
    """`plain` with a key that resembles a missing one of `known` in its place."""
    missing = [name for name in known if name not in plain]
    if not missing or set(plain) <= {*known, "type"}:
        return plain
    plain = dict(plain)
    for key in [key for key in plain if key not in known]:
        near = difflib.get_close_matches(key, missing, n=1, cutoff=0.5 if len(key) < 4 else 0.75)
        if near and abs(len(near[0]) - len(key)) < 2 and key != "type":
            plain[near[0]] = plain.pop(key)
            missing.remove(near[0])
    return plain


def _misspelt(plain: Any, kind: types.Type) -> bool:
    """Whether a key somewhere in `plain`, which is sound but for that, resembles one that is missing there."""
    if isinstance(kind, types.UnionType):
        return any(_misspelt(plain, each) for each in kind.types)
    if isinstance(kind, types.VarTupleType) and isinstance(plain, list):
        return not isinstance(kind.item_type, types.FloatType) and any(_misspelt(p, kind.item_type) for p in plain)
    if not isinstance(kind, types.StructType) or not isinstance(plain, dict) or plain.get("type") != kind.tag:
        return False
    if _respelt(plain, [field.encode_name for field in kind.fields]).keys() != plain.keys():
        return True
    return any(_misspelt(plain[f.encode_name], f.type) for f in kind.fields if f.encode_name in plain)


def _leaf(plain: Any, kind: types.Type, place: str) -> Any:
    if isinstance(kind, types.LiteralType):
        if plain not in kind.values:
            raise _Bad(place, f"Here must stand one of {', '.join(map(str, kind.values))}.")
        return plain
    if isinstance(kind, types.FloatType):
        return _number(plain, place)
    if isinstance(kind, types.IntType):
        if not _whole(plain):
            raise _Bad(place, f"Here must stand a whole number, not {_called(plain)}.")
        return plain
    _demand(plain, kind, place)
    if isinstance(plain, str):
        return plain.encode("utf-8", "replace").decode()  # half a character could not be written again
    return plain


def _number(plain: Any, place: str) -> float:
    plain = session.SPELLED.get(plain, plain) if isinstance(plain, str) else plain
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise _Bad(place, f"Here must stand a number, not {_called(plain)}.")
    try:
        return float(plain)
    except OverflowError:
        raise _Bad(place, "This number is too large.") from None


def _whole(plain: Any) -> TypeGuard[int]:
    return isinstance(plain, int) and not isinstance(plain, bool)


def _demand(plain: Any, kind: types.Type, place: str) -> None:
    wanted, word = _KINDS[type(kind)]
    if not isinstance(plain, wanted):
        raise _Bad(place, f"Here must stand {word}, not {_called(plain)}.")


def _called(plain: Any) -> str:
    """What a piece of JSON is called."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a whole number"}
    return "null" if plain is None else names.get(type(plain), "a number")
