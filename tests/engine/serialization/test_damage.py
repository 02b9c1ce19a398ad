"""Files that are damaged, cut off, of other programs, or made to do harm: each opens, or says where it does not."""

from __future__ import annotations

import io
import json
import pickle
import random
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from tests.engine.serialization.structures import same

X = engine.arange(24.0).reshape(4, 6)
CONTENT = {
    "layers": [{"weight": engine.nn.Parameter(X.clone()), "bias": engine.zeros(3).double()}, {"row": X[1]}],
    "all": X,
    "step": 3,
    "betas": (0.9, float("inf")),
    0: engine.tensor([True, False]),
    "text": "Hilbert",
}


def saved(value: Any = CONTENT) -> bytes:
    file = io.BytesIO()
    engine.save(value, file)
    return file.getvalue()


def refused(path: Path, content: bytes, told: str) -> None:
    """The file cannot be loaded, and the message names it and tells why."""
    path.write_bytes(content)
    for file, name in ((path, str(path)), (io.BytesIO(content), "this BytesIO")):
        with pytest.raises(RuntimeError, match=told) as error:
            engine.load(file)
        assert str(error.value).startswith(f"{name} cannot be loaded: ")


def rewritten(content: bytes, change: Any = None, **members: bytes) -> bytes:
    """A file with another structure, or other members, all check sums right."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        parts = {name: before.read(name) for name in before.namelist()} | {
            name.replace("_", ".", 1): part for name, part in members.items()
        }
        if change is not None:
            structure = json.loads(parts["structure.json"])
            parts["structure.json"] = json.dumps(change(structure) or structure).encode()
        for name, part in parts.items():
            after.writestr(name, part)
    return file.getvalue()


def array(values: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, values, **options)
    return file.getvalue()


def broken(content: bytes, chance: random.Random) -> bytes:
    """The content cut off, with bytes changed, left out, put in, or swapped by thousands."""
    start, length = chance.randrange(len(content)), chance.choice([1, 1, 1, 4, 64])
    ways = (
        lambda: content[:start],
        lambda: content[start:],
        lambda: content[:start] + bytes([content[start] ^ 1 << chance.randrange(8)]) + content[start + 1 :],
        lambda: content[:start] + chance.randbytes(length) + content[start + length :],
        lambda: content[:start] + content[start + length :],
        lambda: content[:start] + chance.randbytes(length) + content[start:],
        lambda: content[:start] + bytes(length) + content[start + length :],
    )
    return chance.choice(ways)()


def test_300_damaged_files_open_or_say_where(tmp_path: Path) -> None:
    content, chance, path = saved(), random.Random(6), tmp_path / "weights.npz"
    told, opened = [], 0
    for _ in range(300):
        path.write_bytes(broken(content, chance))
        try:
            found = engine.load(path)
        except RuntimeError as error:
            told.append(str(error))
        else:
            opened += 1
            assert same(found, CONTENT)
    places = ("structure.json", ".npy", "its directory", "no file of", "is empty", "its parts", "no part", "compressed")
    for text in told:
        assert text.startswith(f"{path} cannot be loaded: ")
        assert any(place in text for place in places)
    assert 0 < opened < 150


def test_300_structures_that_nobody_wrote_open_or_say_where(tmp_path: Path) -> None:
    content, chance, path = saved(), random.Random(7), tmp_path / "weights.npz"
    values = [None, True, -1, 0, 3, 10**30, 1.5, "x", "float32", [], [1], {}, {"at": 0}, {"at": 99}, {"int": "z"}]
    values += [{"tensor": {}}, {"dict": [[{"at": 0}, 1]]}, {"float": "nan"}, {"device": "tpu"}, [2**62] * 3, [0, 2**62]]

    def spoil(structure: Any) -> Any:
        way, part = [], structure
        while isinstance(part, dict | list) and part and (not way or chance.random() < 0.9):
            key = chance.choice(list(part)) if isinstance(part, dict) else chance.randrange(len(part))
            key = "objects" if part is structure and chance.random() < 0.8 else key
            way.append((part, key))
            part = part[key]
        holder, key = way[-1]
        holder[key] = chance.choice(values)

    told = []
    for _ in range(300):
        path.write_bytes(rewritten(content, spoil))
        try:
            engine.load(path)
        except RuntimeError as error:
            told.append(str(error))
    assert all(text.startswith((f"{path} cannot be loaded: ", "Attempting to deserialize")) for text in told)
    assert len(told) > 100


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.update(shape=[5, 6]), r"the object\['all'\]: its elements lie from byte 0 to 120, but the memory"),
        (lambda t: t.update(offset=8), r"the object\['all'\]: its elements lie from byte 8 to 104"),
        (lambda t: t.update(strides=[-24, 4]), r"the object\['all'\]: its elements lie from byte -72 to 24"),
        (lambda t: t.update(shape=[2**62, 2**62], strides=[0, 0]), r"the object\['all'\]: "),
        (lambda t: t.update(dtype="object"), r"the object\['all'\]: there is no dtype 'object'"),
        (lambda t: t.update(memory=7), r"the object\['all'\]: 7 is not the number of a memory"),
        (lambda t: t.update(shape=[-1, 2]), r"the object\['all'\]: -1 is not a size"),
        (lambda t: t.update(requires_grad=1), r"the object\['all'\]: 'requires_grad' is 1"),
        (lambda t: t.update(dtype="int32", requires_grad=True), r"the object\['all'\]: only Tensors of floating point"),
        (lambda t: t.clear(), r"the object\['all'\]: a tensor has dtype, memory"),
    ],
)
def test_a_tensor_that_cannot_be_names_its_place(tmp_path: Path, change: Any, told: str) -> None:
    refused(
        tmp_path / "file",
        rewritten(saved({"all": X}), lambda structure: change(structure["objects"][0]["tensor"])),
        told,
    )


def test_files_of_others_are_known(tmp_path: Path) -> None:
    path, npz = tmp_path / "file", io.BytesIO()
    np.savez(npz, a=np.ones(3))
    refused(path, b"", "it is empty")
    refused(path, pickle.dumps([1]), "it is a pickle, which could run code")
    refused(path, npz.getvalue(), r"it has no structure\.json, so engine\.save did not write it; numpy\.load reads")
    refused(path, array([1.0]), r"it is a single array; numpy\.load gives")
    refused(path, b"weights = 3\n", r"it is no file of engine\.save: those begin with PK")
    torch_like = io.BytesIO()
    with zipfile.ZipFile(torch_like, "w") as file:
        file.writestr("archive/data.pkl", pickle.dumps({}))
    refused(path, torch_like.getvalue(), r"it is of torch\.save, and holds a pickle.*engine\.from_dlpack")
    refused(path, rewritten(saved(), lambda s: s.update(format="x")), r"structure\.json says nothing of engine\.save")
    refused(path, rewritten(saved(), lambda s: s.update(version=2)), "it is of version 2; this engine reads version 1")


class Evil:
    """Runs when it is unpickled."""

    def __reduce__(self) -> Any:
        return pytest.fail, ("a file has run code",)


def test_no_file_runs_anything(tmp_path: Path) -> None:
    objects = np.empty(1, dtype=object)
    objects[0] = Evil()
    evil = array(objects, allow_pickle=True)
    refused(tmp_path / "file", rewritten(saved(), **{"0_npy": evil}), r"'0\.npy' is damaged: it holds Python's objects")
    refused(tmp_path / "file", rewritten(saved(), data_pkl=pickle.dumps(Evil())), r"'data\.pkl' is no part that")
    refused(tmp_path / "file", pickle.dumps(Evil()), "it is a pickle")
    refused(tmp_path / "file", evil, "it is a single array")
    record = array(np.zeros(24, dtype=[("a", "f4")]))
    refused(tmp_path / "file", rewritten(saved(), **{"0_npy": record}), "it holds numbers of dtype")


def test_no_file_unpacks_to_more_than_itself(tmp_path: Path) -> None:
    content, path = saved({"x": X}), tmp_path / "file"
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name) + b" " * 1_000_000 * (name == "structure.json"))
    refused(path, packed.getvalue(), r"'structure\.json' is compressed or encrypted")
    claims = array(np.zeros(24, np.float32)).replace(b"(24,), }" + b" " * 11, b"(1099511627776,), }")
    refused(path, rewritten(content, **{"0_npy": claims}), r"'0\.npy' is damaged: it has 96 bytes for float32")
    overlapping = bytearray(content)
    directory = overlapping.rindex(b"PK\x01\x02")
    for place in (directory + 20, directory + 24):  # the sizes, compressed and not
        overlapping[place : place + 4] = (2**31).to_bytes(4, "little")
    refused(path, bytes(overlapping), r"its parts claim more than the \d+ bytes of the file")
    nested = rewritten(content, structure_json=b"[" * 100_000)
    refused(path, nested, r"structure\.json: ")
    refused(path, rewritten(content, structure_json=b"1" * 5000), r"structure\.json: ")


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO(saved())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("0.npy", b"")
    refused(tmp_path / "file", file.getvalue(), "a name stands twice in its directory")


def test_numbers_in_the_other_order_of_bytes_are_read() -> None:
    content = saved({"x": engine.arange(3, dtype=engine.int16)})
    turned = array(np.arange(3, dtype=">i2"))
    assert engine.load(io.BytesIO(rewritten(content, **{"0_npy": turned})))["x"].tolist() == [0, 1, 2]
