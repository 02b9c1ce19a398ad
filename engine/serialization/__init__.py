"""`engine.save` and `engine.load`: tensors, and nested dicts, lists and tuples of them, in one file of data.

The file is an .npz. No pickle is written or read, so a file from anywhere can be opened.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from engine.backends import backend_for, backend_of
from engine.device import device
from engine.pickling import placed, tell_of_hooks
from engine.serialization.storages import Storages, describe, restored
from engine.serialization.structure import Damaged, Table, found_at, rebuild
from engine.tensor import Tensor, wrap

__all__ = ["load", "save"]

MapLocation: TypeAlias = "device | str | dict[Any, Any] | Callable[[Tensor, str], Tensor | None] | None"


def save(obj: Any, f: Any) -> None:
    """Write tensors, and what contains them, to a file.

    Kept are dicts, lists and tuples, nested to any depth, of tensors, numbers, strings, bools, None, dtypes, devices
    and sizes; of a tensor its dtype, device, strides and `requires_grad`, and whether it is a Parameter. Tensors that
    share memory share it when they are loaded, and what stands in two places stays one. Gradients, histories, hooks
    and attributes are left behind.

    Args:
        obj: what to keep, such as a `state_dict()`.
        f: a path, whose file is replaced when all is written and stays as it was where something fails; or a file
            object, to which all is written at once.

    Shape: any; of a view what lies between its elements is written too, unless `clone()` leaves it out.
    Dtype: any.
    Raises: TypeError for what cannot be kept, ValueError for what contains itself, both naming the place, before
        anything is written; OSError where the file cannot be written.
    Source: torch.save, without its pickle.
    """
    from engine.serialization.archive import whole, write  # zipfile and json are for those who save

    table = Table(obj, lambda number, x: describe(x))
    storages = Storages(table.tensors)
    for number, entry in enumerate(entry["tensor"] for entry in table.objects if "tensor" in entry):
        tell_of_hooks(table.tensors[number])
        entry["memory"], entry["offset"] = storages.at[number]
    structure = {"memory": storages.locations, "root": table.root, "objects": table.objects}
    arrays = (storages.host(number) for number in range(len(storages.locations)))
    if isinstance(f, str | os.PathLike):
        with whole(Path(f)) as file:
            write(file, structure, arrays)
    elif hasattr(f, "write"):
        content = io.BytesIO()
        write(content, structure, arrays)
        f.write(content.getvalue())
    else:
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute")


def load(f: Any, map_location: MapLocation = None, *, weights_only: bool | None = None) -> Any:
    """What `save` wrote to a file. No file can make it run anything.

    Args:
        f: a path, or a file object open for reading bytes that can seek.
        map_location: a device for everything; or a dict from the devices of the file, such as "cuda:1", to others; or
            a function that is given each memory, as a 1-D tensor on the CPU, and its device's name, and returns it
            where it is wanted, None for where it was.
        weights_only: PyTorch's word for "no pickle", which is always so here.

    Shape: as saved, strides included.
    Dtype: as saved.
    Raises: RuntimeError for a file that is damaged, cut off or of another program, naming it and the place, and where
        a device is not here; FileNotFoundError.
    Source: torch.load, without its pickle.
    """
    if isinstance(f, str | os.PathLike):
        with Path(f).open("rb") as file:
            return _loaded(file, os.fspath(f), map_location)
    for ability in ("seek", "tell", "read"):
        if not hasattr(f, ability):
            raise AttributeError(_NO_SEEK.format(f"'{type(f).__name__}' object has no attribute '{ability}'"))
    try:
        f.seek(f.tell())
    except io.UnsupportedOperation as error:
        raise io.UnsupportedOperation(_NO_SEEK.format(error)) from None
    name = getattr(f, "name", None)
    return _loaded(f, name if isinstance(name, str) else f"this {type(f).__name__}", map_location)


_NO_SEEK = (
    "{}. You can only engine.load from a file that is seekable. Please pre-load the data into a buffer like io.BytesIO"
    " and try to load from it instead."
)


def _loaded(file: Any, name: str, map_location: MapLocation) -> Any:
    from engine.serialization.archive import Archive

    try:
        archive = Archive(file)
        structure = archive.structure()
        locations = _locations(structure.get("memory"))
        hosts = [archive.memory(number) for number in range(len(locations))]
    except Damaged as damage:
        raise RuntimeError(f"{name} cannot be loaded: {damage}") from damage
    memories = [_moved(host, place, map_location) for host, place in zip(hosts, locations, strict=True)]
    objects, root = structure.get("objects"), structure.get("root")
    try:
        return rebuild(objects, root, lambda entry: restored(entry, memories))
    except Damaged as damage:
        where = "structure.json"
        if damage.number is not None:
            where = f"the object{found_at(objects, root, damage.number)}"
        raise RuntimeError(f"{name} cannot be loaded: {where}: {damage}") from damage


def _locations(told: Any) -> list[str]:
    """The devices of the memories. Raises Damaged for anything else."""
    try:
        return [str(device(place)) for place in told]
    except (TypeError, RuntimeError) as error:
        raise Damaged(f"structure.json: 'memory' is no list of devices: {error}") from error


def _moved(host: Any, location: str, map_location: MapLocation) -> Any:
    """A memory on the device where it was, or is wanted, as bytes."""
    if callable(map_location) and not isinstance(map_location, device):
        found = map_location(wrap(host), location)
        if found is not None:
            return found._array.view(np.uint8)
    elif isinstance(map_location, dict):
        location = str(map_location.get(location, location))
    elif map_location is not None:
        location = str(device(map_location))
    place = placed(location)
    moved = backend_for(place).asarray(host, place.index)
    return moved.view(backend_of(moved).xp.uint8)
