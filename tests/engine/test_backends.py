"""The array libraries behind one interface: names, indices, special functions, memory, on NumPy and the fake CUDA."""

from __future__ import annotations

import ast
import inspect
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_cupy
import numpy as np
import pytest

from engine import backends
from engine.backends import COMPOSED, EXTENSIONS, LINALG, NAMES, SPECIAL, Backend, check_index
from engine.backends.cupy import CupyBackend, search
from engine.device import CPU, device

Raw = Callable[..., Any]


def host(backend: Backend, array: Any) -> Any:
    assert type(array) is backend.array_type
    return backend.to_host(array)


def test_both_namespaces_have_the_same_names(fake_cuda: CupyBackend) -> None:
    cpu = backends.backend_for(CPU)
    assert vars(cpu.xp).keys() == vars(fake_cuda.xp).keys()
    assert set(vars(cpu.xp)) == {*NAMES, *SPECIAL, *COMPOSED, *EXTENSIONS, "linalg"}
    assert vars(cpu.xp.linalg).keys() == vars(fake_cuda.xp.linalg).keys() == set(LINALG)


def test_the_extensions_have_the_same_parameters(fake_cuda: CupyBackend) -> None:
    cpu = backends.backend_for(CPU)
    for name in EXTENSIONS:
        ours, theirs = (inspect.signature(getattr(xp, name)) for xp in (cpu.xp, fake_cuda.xp))
        assert ours == theirs


def test_the_engines_own_namespace_takes_the_extensions_alike() -> None:
    from engine.namespace import TENSORS

    xp = backends.backend_for(CPU).xp
    for name in set(EXTENSIONS) & set(dir(TENSORS)):
        ours, theirs = (inspect.signature(getattr(namespace, name)).parameters for namespace in (TENSORS, xp))
        assert len(ours) == len(theirs), name


def test_formulas_use_names_of_the_tables_only() -> None:
    known = {*NAMES, *SPECIAL, *COMPOSED, *EXTENSIONS, "linalg"}
    for path in Path(inspect.getfile(backends)).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "xp":
                assert node.attr in known, f"{path.name}:{node.lineno}: xp.{node.attr}"


def test_scipy_and_cupy_wait_until_they_are_asked_for() -> None:
    code = (
        "import sys, engine.backends as b\n"
        "from engine.device import CPU\n"
        "xp = b.backend_for(CPU).xp\n"
        "assert not {'scipy', 'cupy'} & set(sys.modules)\n"
        "assert abs(xp.erf(xp.asarray(1.0)) - 0.8427007929497149) < 1e-15\n"
        "assert 'scipy.special' in sys.modules and 'cupy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_backend_of_an_array_is_found_by_its_type(backend: Backend, raw: Raw) -> None:
    assert backends.backend_of(raw([1.0])) is backend
    with pytest.raises(TypeError, match=r"builtins\.list is not an array"):
        backends.backend_of([1.0])


def test_subclasses_of_an_array_type_are_found_too() -> None:
    assert backends.backend_of(np.ma.array([1.0])) is backends.backend_for(CPU)


def test_memory_travels_to_the_device_and_back(backend: Backend, device: device) -> None:
    values = np.array([[1.0, 2.0], [3.0, 4.0]], dtype="float32")
    array = backend.asarray(values)
    assert backend.device_of(array) == device
    np.testing.assert_array_equal(host(backend, array), values)
    backend.synchronize()
    assert backend.memory_in_use() is None or backend.memory_in_use() >= values.nbytes
    assert backend.device_count() >= 1
    assert backend.current_device() == 0
    assert backend.name
    assert backend.device_name()


def test_an_array_owns_its_memory_unless_it_is_a_view(backend: Backend, raw: Raw) -> None:
    array = backend.xp.add(raw([1.0, 2.0]), 1.0)
    assert backend.owns(array)
    assert not backend.owns(array[:1])
    assert not backend.owns(backend.xp.broadcast_to(array, (3, 2)))


def test_a_second_gpu_can_be_current(fake_cuda: CupyBackend) -> None:
    with fake_cuda.on(1):
        there = fake_cuda.xp.ones(3)
    assert fake_cuda.device_of(there) == device("cuda", 1)
    assert fake_cuda.device_of(fake_cuda.xp.ones(3)) == device("cuda", 0)
    here = fake_cuda.move(there, 0)
    assert fake_cuda.device_of(here) == device("cuda", 0)
    assert fake_cuda.move(here, None) is here
    assert fake_cuda.device_of(fake_cuda.asarray(np.ones(2), 1)) == device("cuda", 1)


def test_what_lies_scattered_in_memory_is_moved_too(fake_cuda: CupyBackend) -> None:
    with fake_cuda.on(1):
        there = fake_cuda.asarray(np.arange(6.0).reshape(2, 3))[:, ::2]
    here = fake_cuda.move(there, 0)
    assert fake_cuda.device_of(here) == device("cuda", 0)
    assert fake_cuda.to_host(here).tolist() == [[0.0, 2.0], [3.0, 5.0]]


@pytest.mark.parametrize("name", ["floor_divide", "fmod", "remainder"])
def test_remainders_are_not_rounded(backend: Backend, raw: Raw, name: str) -> None:
    reals = np.array([0.0, 1.0, -1.0, 0.1, -0.1, 5.0, -7.25, 1e20, 1e-30, np.inf, -np.inf, np.nan])
    whole = np.array([1, -1, 3, -7, 2**53 + 1, -(2**62) - 3])
    for values in (reals, reals.astype("float32"), whole):
        x, y = np.repeat(values, values.size), np.tile(values, values.size)
        with np.errstate(all="ignore"):
            expected = getattr(np, name)(x, y)
            found = host(backend, getattr(backend.xp, name)(raw(x), raw(y)))
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    assert host(backend, getattr(backend.xp, name)(raw([7.0], "float32"), 2.0)).dtype == "float32"


class TestIndices:
    def test_gather_picks_along_an_axis(self, backend: Backend, raw: Raw) -> None:
        a = raw([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        picked = backend.xp.gather(a, 1, raw([[2, 0], [1, 1]]))
        assert host(backend, picked).tolist() == [[3.0, 1.0], [5.0, 5.0]]
        assert host(backend, backend.xp.gather(a, 0, raw([[1, 0]]))).tolist() == [[4.0, 2.0]]
        assert host(backend, backend.xp.gather(raw(5.0), 0, raw([0, 0]))).tolist() == [5.0, 5.0]

    def test_scatter_puts_along_an_axis_out_of_place(self, backend: Backend, raw: Raw) -> None:
        a = raw([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
        put = backend.xp.scatter(a, 1, raw([[2], [0]]), raw([[7.0], [8.0]]))
        assert host(backend, put).tolist() == [[0.0, 0.0, 7.0], [8.0, 0.0, 0.0]]
        assert host(backend, backend.xp.scatter(a, 0, raw([[1, 0]]), 3.0)).tolist() == [[0, 3, 0], [3, 0, 0]]
        assert not host(backend, a).any()

    def test_scatter_add_counts_every_mention(self, backend: Backend, raw: Raw) -> None:
        added = backend.xp.scatter_add(raw([1.0, 1.0, 1.0]), 0, raw([0, 0, 2]), raw([5.0, 6.0, 7.0, 99.0]))
        assert host(backend, added).tolist() == [12.0, 1.0, 8.0]
        added = backend.xp.scatter_add(raw([[1.0], [1.0]]).T, 1, raw([[1, 1]]), raw([[2.0, 3.0]]))
        assert host(backend, added).tolist() == [[1.0, 6.0]]
        assert host(backend, backend.xp.scatter_add(raw(1.0), 0, raw([0, 0]), raw([2.0, 3.0]))).tolist() == 6.0

    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64"])
    def test_index_add_adds_slices_in_every_dtype(self, backend: Backend, raw: Raw, dtype: str) -> None:
        source = raw([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype)
        added = host(backend, backend.xp.index_add(raw(np.ones((3, 2)), dtype), 1, raw([0, 1, 0]), source))
        assert added.dtype == dtype
        assert added.tolist() == [[5, 3], [11, 6], [17, 9]]

    def test_sums_of_negative_integers_come_out_right(self, backend: Backend, raw: Raw) -> None:
        added = backend.xp.index_add(raw([0, 0], "int64"), 0, raw([1, 1]), raw([-(2**40), 3], "int64"))
        assert host(backend, added).tolist() == [0, 3 - 2**40]

    @pytest.mark.parametrize("name", ["add", "multiply", "maximum", "minimum"])
    def test_any_number_of_values_are_combined_at_one_place(self, backend: Backend, raw: Raw, name: str) -> None:
        values, places = np.linspace(0.5, 1.5, 11), np.array([0, 2, 0, 0, 1, 0, 2, 0, 0, 0, 0])
        expected = np.full(3, 0.75)
        getattr(np, name).at(expected, places, values)
        combined = backend.xp.scatter_combine(raw(np.full(3, 0.75)), 0, raw(places), raw(values), name)
        np.testing.assert_allclose(host(backend, combined), expected, rtol=1e-14)
        none = backend.xp.scatter_combine(raw([1.0]), 0, raw([], "int64"), raw([]), name)
        assert host(backend, none).tolist() == [1.0]

    def test_windows_are_views(self, backend: Backend, raw: Raw) -> None:
        a = raw([[0.0, 1.0, 2.0, 3.0, 4.0]])
        windows = backend.xp.windows(a, 1, 3, 2)
        windows[0, 1, 0] = 9.0
        assert host(backend, windows).tolist() == [[[0.0, 1.0, 9.0], [9.0, 3.0, 4.0]]]
        assert host(backend, a).tolist() == [[0.0, 1.0, 9.0, 3.0, 4.0]]
        assert not backend.owns(windows)

    def test_index_put_takes_what_square_brackets_take(self, backend: Backend, raw: Raw) -> None:
        a = raw(np.zeros((2, 3)))
        put = backend.xp.index_put(a, (slice(None), raw([0, 0, 2])), 1.0, accumulate=True)
        assert host(backend, put).tolist() == [[2, 0, 1], [2, 0, 1]]
        put = backend.xp.index_put(a, (..., -1), raw([4.0, 5.0]))
        assert host(backend, put).tolist() == [[0, 0, 4], [0, 0, 5]]
        mask = raw([[True, False, False], [False, True, False]])
        assert host(backend, backend.xp.index_put(a, mask, raw([1.0, 2.0]), accumulate=True)).tolist() == [
            [1, 0, 0],
            [0, 2, 0],
        ]
        assert not host(backend, a).any()

    @pytest.mark.parametrize("bad", [3, -1])
    def test_an_index_out_of_range_is_an_error_on_every_backend(self, backend: Backend, raw: Raw, bad: int) -> None:
        a, source = raw([1.0, 2.0, 3.0]), raw([1.0])
        message = f"index {bad} is out of bounds for dimension 0 with size 3"
        for run in (
            lambda: backend.xp.gather(a, 0, raw([bad])),
            lambda: backend.xp.scatter(a, 0, raw([bad]), source),
            lambda: backend.xp.scatter_add(a, 0, raw([bad], "int32"), source),
        ):
            with pytest.raises(RuntimeError, match=message):
                run()
        with pytest.raises(IndexError, match="index out of range in self"):
            backend.xp.index_add(a, 0, raw([bad]), source)

    def test_square_brackets_count_from_the_end_and_no_further(self, backend: Backend, raw: Raw) -> None:
        a = raw([1.0, 2.0, 3.0])
        assert host(backend, backend.xp.index_put(a, raw([-3]), 9.0)).tolist() == [9.0, 2.0, 3.0]
        for bad in (raw([0, -4]), raw([3, 0]), 3):
            with pytest.raises(IndexError, match=r"index -?\d is out of bounds for dimension 0 with size 3"):
                backend.xp.index_put(a, bad, 9.0)

    def test_an_index_may_not_have_more_parts_than_dimensions(self, raw: Raw) -> None:
        check_index((2, 3), (None, 1, ..., raw([2])))
        check_index((2, 3), (raw(np.ones((2, 3), dtype=bool)), ...))
        with pytest.raises(IndexError, match="too many indices for tensor of dimension 2"):
            check_index((2, 3), (0, 0, 0))
        with pytest.raises(IndexError, match="index 3 is out of bounds for dimension 1 with size 3"):
            check_index((2, 3), (..., 3))

    def test_empty_indices_are_no_error(self, backend: Backend, raw: Raw) -> None:
        a, none = raw([1.0, 2.0]), raw([], "int64")
        assert host(backend, backend.xp.gather(a, 0, none)).shape == (0,)
        assert host(backend, backend.xp.index_add(a, 0, none, raw([]))).tolist() == [1.0, 2.0]


class TestSpecialFunctions:
    @pytest.mark.parametrize(
        ("name", "arguments", "expected"),
        [
            ("erf", (0.5,), math.erf(0.5)),
            ("erfc", (0.5,), math.erfc(0.5)),
            ("erfinv", (math.erf(0.5),), 0.5),
            ("gammaln", (5.0,), math.log(24.0)),
            ("digamma", (1.0,), -0.5772156649015329),
            ("polygamma", (1, 1.0), math.pi**2 / 6),
            ("zeta", (2.0, 1.0), math.pi**2 / 6),
            ("i0", (0.0,), 1.0),
            ("i1", (0.0,), 0.0),
            ("ndtr", (0.0,), 0.5),
        ],
    )
    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    def test_values_in_the_dtype_of_the_argument(
        self, backend: Backend, raw: Raw, name: str, arguments: tuple[float, ...], expected: float, dtype: str
    ) -> None:
        *first, last = arguments
        value = getattr(backend.xp, name)(*first, raw([last], dtype))
        value = host(backend, value)
        assert value.dtype == dtype
        assert value[0] == pytest.approx(expected, rel={"float16": 2e-3, "float32": 1e-6, "float64": 1e-14}[dtype])

    def test_far_below_0_nothing_is_added_term_by_term(self, backend: Backend, raw: Raw) -> None:
        places = [-1e12 - 0.25, -30.25, -19.5, -25.0, 1.0, math.nan, -math.inf]
        double, inf = math.pi**2, math.inf
        direct = [math.fsum((k - 30.25) ** -power for k in range(100_000)) for power in (2, 3)]
        second = host(backend, backend.xp.zeta(2.0, raw(places, "float64")))
        expected = [2 * double, direct[0] + 1e-5, double - 0.05, inf, double / 6, math.nan, inf]
        np.testing.assert_allclose(second, expected, rtol=1e-4)
        third = host(backend, backend.xp.zeta(3.0, raw(places, "float64")))
        np.testing.assert_allclose(third[:2], [-2 * math.pi**3, direct[1]], rtol=1e-9)
        np.testing.assert_array_equal(host(backend, backend.xp.polygamma(1, raw(places, "float64"))), second)
        np.testing.assert_allclose(host(backend, backend.xp.polygamma(2, raw(places, "float64"))), -2 * third)
        np.testing.assert_array_equal(
            host(backend, backend.xp.polygamma(0, raw(places[:3], "float64"))),
            host(backend, backend.xp.digamma(raw(places[:3], "float64"))),
        )


class TestSearch:
    """Why there is no CUDA, in the order in which it is found out."""

    def reason(self, module: Any, find: Any = lambda name: object()) -> str:
        found = search(find, lambda name: module)
        assert isinstance(found, str)
        assert found.endswith(".")
        assert found[0].isupper()
        return found

    def stand_in(self, **runtime: Any) -> Any:
        class Module:
            class cuda:
                pass

        Module.cuda.runtime = type("runtime", (), {key: staticmethod(value) for key, value in runtime.items()})
        Module.arange = staticmethod(fake_cupy.arange)
        return Module

    def test_not_installed(self) -> None:
        assert "is not installed" in self.reason(None, lambda name: None)

    def test_fails_to_import(self) -> None:
        def broken(name: str) -> Any:
            raise ImportError("libcudart.so.12: cannot open\nshared object file")

        found = search(lambda name: object(), broken)
        assert found == ("CuPy is installed but does not import: libcudart.so.12: cannot open shared object file.")

    def test_no_driver(self) -> None:
        assert "no NVIDIA driver" in self.reason(self.stand_in(driverGetVersion=lambda: 0))

    def test_no_device_or_an_old_driver(self) -> None:
        def no_device() -> int:
            raise RuntimeError("cudaErrorInsufficientDriver: CUDA driver version is insufficient")

        module = self.stand_in(driverGetVersion=lambda: 11000, getDeviceCount=no_device)
        assert "too old for it: cudaErrorInsufficientDriver" in self.reason(module)
        module = self.stand_in(driverGetVersion=lambda: 11000, getDeviceCount=lambda: 0)
        assert "shows no GPU" in self.reason(module)

    def test_the_first_kernel_fails(self) -> None:
        module = self.stand_in(driverGetVersion=lambda: 13000, getDeviceCount=lambda: 1)
        module.arange = staticmethod(lambda n: 1 / 0)
        assert "a first computation on it failed: division by zero." in self.reason(module)
        module.arange = staticmethod(lambda n: fake_cupy.arange(n) + 1)
        assert "computed [2, 4, 6]" in self.reason(module)

    def test_all_is_well(self) -> None:
        assert isinstance(search(lambda name: object(), lambda name: fake_cupy), CupyBackend)
