"""`save` and `load`: what comes back, and as what."""

from __future__ import annotations

import io
import json
import os
import stat
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import engine
from engine import backends
from engine.backends.cupy import CupyBackend
from tests.engine.serialization.structures import NESTED, same


def again(value: Any, library: Any = engine, **options: Any) -> Any:
    """`value` saved and loaded, in memory."""
    file = io.BytesIO()
    library.save(value, file)
    file.seek(0)
    return library.load(file, **options)


@given(NESTED)
def test_what_is_saved_comes_back(value: Any) -> None:
    assert same(again(value), value)


@given(NESTED)
def test_the_same_content_gives_the_same_bytes(value: Any) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    engine.save(value, first)
    engine.save(again(value), second)
    assert first.getvalue() == second.getvalue()


def test_a_state_dict_of_an_optimizer(torch: Any) -> None:
    state = {
        "state": {0: {"step": torch.tensor(3.0), "exp_avg": torch.ones(2, 3)}, 1: {}},
        "param_groups": [{"lr": 0.001, "betas": (0.9, 0.999), "foreach": None, "amsgrad": False, "params": [0, 1]}],
        "weights": OrderedDict(weight=torch.nn.Parameter(torch.ones(2)), bias=torch.zeros(1, requires_grad=True)),
    }
    found = again(state, torch)
    assert list(found["state"]) == [0, 1]
    assert found["param_groups"] == state["param_groups"]
    assert type(found["param_groups"][0]["betas"]) is tuple
    assert type(found["weights"]) is OrderedDict
    assert type(found["weights"]["weight"]) is torch.nn.Parameter
    assert found["weights"]["bias"].requires_grad
    assert found["state"][0]["exp_avg"].tolist() == [[1, 1, 1], [1, 1, 1]]


def test_shared_memory_is_shared_again(torch: Any) -> None:
    x = torch.arange(6.0)
    parts = {"all": x, "row": x[2:4], "table": x.reshape(2, 3).t(), "even": x[::2], "twice": x, "other": torch.zeros(6)}
    found = again(parts, torch)
    found["all"][2] = 9.0
    assert found["row"].tolist() == [9.0, 3.0]
    assert found["table"].tolist() == [[0, 3], [1, 4], [9, 5]]
    assert found["even"].tolist() == [0, 9, 4]
    assert found["other"].tolist() == [0.0] * 6
    assert [y.stride() for y in found.values()] == [y.stride() for y in parts.values()]
    assert found["twice"] is found["all"]
    assert x[2].item() == 2.0


def test_memory_seen_as_two_dtypes_is_shared_again() -> None:
    x = engine.zeros(3)
    found = again([x, x.view(engine.int32)[1:]])
    found[0][1] = 1.0
    assert found[1].tolist() == [0x3F800000, 0]


def test_a_view_brings_no_more_than_its_own_stretch() -> None:
    x = engine.zeros(1_000_000)
    file = io.BytesIO()
    engine.save([x[:2], x[-3::2]], file)
    assert len(file.getvalue()) < 2000


def test_gradients_and_histories_are_left_behind(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.sum().backward()
    first, second = again([x, y], torch)
    assert (first.grad, first.requires_grad) == (None, True)
    assert (second.is_leaf, second.requires_grad, second.tolist()) == (True, True, [2.0, 2.0])
    x.register_hook(lambda g: g)
    with pytest.warns(UserWarning, match="on tensor will not be serialized"):
        again(x, torch)


def test_what_is_loaded_can_be_written_to_and_trained(tmp_path: Path) -> None:
    engine.save(engine.nn.Parameter(engine.zeros(2)), tmp_path / "p")
    p = engine.load(tmp_path / "p")
    descent = engine.optim.SGD([p], lr=0.5)
    ((p - 1) ** 2).sum().backward()
    descent.step()
    assert p.tolist() == [1.0, 1.0]
    engine.save(p, str(tmp_path / "p"))
    assert engine.load(str(tmp_path / "p")).tolist() == [1.0, 1.0]


def test_depth_has_no_limit_and_what_stands_twice_stays_one() -> None:
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    found, depth = again(deep), 0
    while found:
        found, depth = found[0], depth + 1
    assert depth == 20_000
    wide: Any = [1]
    for _ in range(60):
        wide = [wide, wide]
    found = again(wide)
    assert found[0] is found[1]


def test_numpy_reads_the_numbers(tmp_path: Path) -> None:
    engine.save({"weight": engine.arange(6.0).reshape(2, 3)}, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as file:
        assert file["0"].tolist() == [0, 1, 2, 3, 4, 5]
        assert json.loads(file["structure.json"])["objects"][0]["tensor"]["shape"] == [2, 3]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, {2}]}, r"obj\['a'\]\[1\] is of type set"),
        ([np.ones(2)], r"obj\[0\] is of type numpy.ndarray.*engine.from_numpy"),
        ({1: {"lr": np.float64(2)}}, r"obj\[1\]\['lr'\] is of type numpy.float64.*item\(\)"),
        (len, "obj is of type builtin_function_or_method"),
        ([engine.ones(2).max(dim=0)], r"obj\[0\] is of type engine.return_types.max"),
        ({(1, 2j): 1}, r"obj\[\(1, 2j\)\]\[1\] is of type complex"),
    ],
)
def test_what_cannot_be_kept_is_told_before_anything_is_written(tmp_path: Path, value: Any, place: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    for target in (path, file := io.BytesIO()):
        with pytest.raises(TypeError, match=place):
            engine.save(value, target)
    assert (path.read_bytes(), file.getvalue(), os.listdir(tmp_path)) == (b"before", b"", ["file"])


def test_what_contains_itself_is_refused() -> None:
    circle: list[Any] = [1]
    circle.append({"x": (circle,)})
    with pytest.raises(ValueError, match=r"obj\[1\]\['x'\]\[0\] contains itself"):
        engine.save(circle, io.BytesIO())


def test_a_file_is_replaced_when_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    engine.save(1, path)
    path.chmod(0o640)
    link.symlink_to(path)
    engine.save(2, link)
    assert (engine.load(path), link.is_symlink(), stat.S_IMODE(path.stat().st_mode)) == (2, True, 0o640)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("engine.serialization.archive.npy.write_array", fails)
    with pytest.raises(OSError, match="No space left"):
        engine.save(engine.ones(3), path)
    assert engine.load(path) == 2
    assert sorted(os.listdir(tmp_path)) == ["file", "link"]


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    engine.save(engine.ones(3), os.devnull)
    assert Path(os.devnull).exists()
    assert not Path(os.devnull).is_file()
    with pytest.raises(IsADirectoryError if os.name == "posix" else OSError):
        engine.save(1, tmp_path)
    if not hasattr(os, "mkfifo"):
        return
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    engine.save(engine.ones(3), pipe)
    reader.join()
    assert engine.load(io.BytesIO(heard[0])).tolist() == [1, 1, 1]


class Stream(io.RawIOBase):
    """What comes as it comes, and cannot be gone back in."""

    def read(self, size: int = -1) -> bytes:
        return b""


def test_what_is_no_file(torch: Any, tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match="expected 'f' to be string, path, or a file-like object with a 'write'"):
        torch.save(1, 3)
    with pytest.raises(RuntimeError, match=r"Parent directory .*nowhere does not exist\."):
        torch.save(1, tmp_path / "nowhere" / "file")
    with pytest.raises(FileNotFoundError):
        torch.load(tmp_path / "file")
    with pytest.raises(AttributeError, match=r"'int' object has no attribute 'seek'\. You can only .*\.load from"):
        torch.load(3)
    with pytest.raises(io.UnsupportedOperation, match="that is seekable"):
        torch.load(Stream())


def test_where_memory_goes_is_the_callers_choice(fake_cuda: CupyBackend) -> None:
    saved = [engine.ones(2, device="cuda:1"), engine.zeros(2), engine.zeros(0, device="cuda:0")]
    assert [str(x.device) for x in again(saved)] == ["cuda:1", "cpu", "cuda:0"]
    assert [x.tolist() for x in again(saved)] == [[1, 1], [0, 0], []]
    for place in ("cpu", engine.device("cpu")):
        assert [str(x.device) for x in again(saved, map_location=place)] == ["cpu"] * 3
    assert [str(x.device) for x in again(saved, map_location="cuda")] == ["cuda:0"] * 3
    moved = again(saved, map_location={"cuda:1": "cuda:0", "cpu": "cuda:1"})
    assert [str(x.device) for x in moved] == ["cuda:0", "cuda:1", "cuda:0"]
    told: list[str] = []

    def choose(memory: engine.Tensor, location: str) -> engine.Tensor | None:
        told.append(location)
        return memory.cuda(0) if location == "cpu" else None if location == "cuda:1" else memory

    assert [str(x.device) for x in again(saved, map_location=choose)] == ["cuda:1", "cuda:0", "cpu"]
    assert sorted(told) == ["cpu", "cuda:0", "cuda:1"]


def test_memory_of_a_gpu_that_is_not_here(fake_cuda: CupyBackend) -> None:
    file = io.BytesIO()
    engine.save([engine.ones(2, device="cuda:1")], file)
    fake_cuda.device_count = lambda: 1  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match=r"CUDA device 1 but engine\.cuda\.device_count\(\) is 1"):
        engine.load(file)
    before = backends.register_backend("cuda", "There is no driver.")
    try:
        with pytest.raises(RuntimeError, match=r"use engine\.load with map_location=engine\.device\('cpu'\)"):
            engine.load(file)
        assert engine.load(file, map_location="cpu")[0].tolist() == [1.0, 1.0]
        assert engine.load(file, map_location=lambda memory, _: memory)[0].tolist() == [1.0, 1.0]
    finally:
        backends.register_backend("cuda", before)


def test_map_location_is_pytorchs(torch: Any) -> None:
    file = io.BytesIO()
    torch.save({"x": torch.arange(3.0)}, file)
    for place in ("cpu", torch.device("cpu"), {"cuda:0": "cpu"}, lambda memory, _: memory, lambda memory, _: None):
        file.seek(0)
        found = torch.load(file, map_location=place, weights_only=True)
        assert found["x"].tolist() == [0.0, 1.0, 2.0]
