"""The file: NumPy's .npz, a zip with a JSON text and arrays of numbers in it, none of which can run anybody's code.

    structure.json      what `engine.serialization.structure` tells
    0.npy, 1.npy, ...   the memory of tensors, each as a 1-D array

Nothing is compressed, so a file never unpacks to more than its own size.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from engine import dtypes
from engine.serialization.structure import Damaged

FORMAT, VERSION = "engine.save", 1
STRUCTURE = "structure.json"
_CHUNK = 1 << 20


def write(file: Any, structure: dict[str, Any], arrays: Iterator[Any]) -> None:
    """Write a whole file: the same content gives the same bytes."""
    with zipfile.ZipFile(file, "w") as archive:
        text = json.dumps({"format": FORMAT, "version": VERSION, **structure}, allow_nan=False)
        with _member(archive, STRUCTURE) as member:
            member.write(text.encode())
        for number, array in enumerate(arrays):
            with _member(archive, f"{number}.npy") as member:
                npy.write_array(member, array, version=(1, 0), allow_pickle=False)


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    # A ZipInfo without a date is of 1980; what is longer than 2 GiB must say so beforehand.
    return archive.open(zipfile.ZipInfo(name), "w", force_zip64=True)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes the place of `path` when all is written, and never where something fails.

    A link keeps pointing where it points, and an existing file keeps its permissions. A device is written to itself.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        raise RuntimeError(f"Parent directory {path.parent} does not exist.")
    if path.exists() and not path.is_file():
        yield (content := io.BytesIO())
        path.write_bytes(content.getvalue())
        return
    fresh = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.part")
    try:
        with fresh.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            fresh.chmod(stat.S_IMODE(path.stat().st_mode))
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


class Archive:
    """A file that is read. Every fault raises Damaged, which says in which part it was found."""

    def __init__(self, file: Any) -> None:
        file.seek(0, io.SEEK_END)
        self._size = file.tell()
        file.seek(0)
        begins = file.read(4)
        try:
            self._zip = zipfile.ZipFile(file)
        except Exception as error:  # of a damaged directory zipfile says in many ways that it is one
            raise Damaged(_foreign(begins) or f"its directory, at the end, is damaged or cut off: {error}") from error
        self._members = {info.filename: info for info in self._zip.infolist()}
        if len(self._members) != len(self._zip.infolist()):
            raise Damaged("a name stands twice in its directory")
        self._check()

    def _check(self) -> None:
        """Every member is one of ours, and they fit into the file side by side."""
        if STRUCTURE not in self._members:
            if any(name.endswith("data.pkl") for name in self._members):
                raise Damaged(
                    "it is of torch.save, and holds a pickle, which could run code: load it in PyTorch, and hand its"
                    " tensors to engine.from_dlpack"
                )
            raise Damaged(f"it has no {STRUCTURE}, so engine.save did not write it; numpy.load reads other .npz files")
        for info in self._members.values():
            known = info.filename == STRUCTURE or info.filename.removesuffix(".npy").isdecimal()
            if not known:
                raise Damaged(f"{info.filename!r} is no part that engine.save writes")
            if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size or info.flag_bits & 1:
                raise Damaged(f"{info.filename!r} is compressed or encrypted, which engine.save does not do")
        if sum(info.file_size for info in self._members.values()) > self._size:
            raise Damaged(f"its parts claim more than the {self._size} bytes of the file")

    def structure(self) -> dict[str, Any]:
        """The structure, of which format and version are checked."""
        with self._reading(STRUCTURE) as member:
            text = member.read()
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Damaged(f"{STRUCTURE}: {error}") from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise Damaged(f"{STRUCTURE} says nothing of {FORMAT}, so that did not write it")
        if type(version := found.get("version")) is not int or version != VERSION:
            raise Damaged(f"it is of version {repr(version)[:60]}; this engine reads version {VERSION}")
        return found

    def memory(self, number: int) -> Any:
        """One of the arrays."""
        name = f"{number}.npy"
        with self._reading(name) as member:
            dtype, count = _header(member, self._members[name].file_size)
            array = np.empty(count, dtype)
            target, done = array.view(np.uint8), 0
            while part := member.read(_CHUNK):  # at the end the check sum is compared
                target[done : done + len(part)] = np.frombuffer(part, np.uint8)
                done += len(part)
        return array.astype(dtype.newbyteorder("="), copy=False)

    @contextlib.contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self._members:
            raise Damaged(f"{name!r} is missing")
        try:
            with self._zip.open(self._members[name]) as member:
                yield member
        except Exception as error:  # as above
            raise Damaged(f"{name!r} is damaged: {str(error) or type(error).__name__}") from error


def _header(member: IO[bytes], size: int) -> tuple[np.dtype[Any], int]:
    """The dtype and length of a 1-D array that fills the rest of its member."""
    version = npy.read_magic(member)
    if version != (1, 0):
        raise Damaged(f"it is of NumPy's format {version}")
    shape, _, dtype = npy.read_array_header_1_0(member)
    if dtype.hasobject:
        raise Damaged("it holds Python's objects, which would be a pickle, and could run code")
    if dtype.newbyteorder("=") not in dtypes.BY_NUMPY:
        raise Damaged(f"it holds numbers of dtype {dtype}")
    if len(shape) != 1 or not 0 <= shape[0] * dtype.itemsize == size - member.tell():
        raise Damaged(f"it has {size - member.tell()} bytes for {dtype} of shape {shape}")
    return dtype, shape[0]


def _foreign(begins: bytes) -> str:
    """What a file is that is no zip, where its beginning tells."""
    if not begins:
        return "it is empty"
    if begins[:1] == b"\x80":
        return "it is a pickle, which could run code; engine.load opens what engine.save wrote"
    if begins == b"\x93NUM":
        return "it is a single array; numpy.load gives what engine.from_numpy takes"
    return "" if begins[:2] == b"PK" else "it is no file of engine.save: those begin with PK"
