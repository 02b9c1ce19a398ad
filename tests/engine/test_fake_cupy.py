"""The fake is as strict as CuPy: what would go wrong on a GPU goes wrong here."""

from __future__ import annotations

import fake_cupy as cupy
import numpy as np
import pytest


def test_numpy_never_gets_hold_of_an_array() -> None:
    a = cupy.arange(3)
    for take in (np.asarray, np.array, np.sin, lambda x: np.concatenate([x]), lambda x: np.add(np.ones(3), x)):
        with pytest.raises(TypeError):
            take(a)
    with pytest.raises((TypeError, ValueError, BufferError)):
        np.from_dlpack(a)
    names = ("__array_interface__", "__array_struct__", "__array_function__", "__array_namespace__")
    assert not any(hasattr(a, name) for name in names)
    assert a.get().tolist() == cupy.asnumpy(a).tolist() == [0, 1, 2]


def test_numpy_arrays_are_no_operands() -> None:
    a, host = cupy.arange(3), np.arange(3)
    for mix in (
        lambda: a + host,
        lambda: host + a,
        lambda: cupy.add(a, host),
        lambda: cupy.concatenate([a, host]),
        lambda: a.__iadd__(host),
        lambda: a[host],
        lambda: a.__setitem__(slice(None), host),
        lambda: cupy.sum(host),
        lambda: cupy.add(a, [1, 2, 3]),
        lambda: cupy.sum([1, 2, 3]),
    ):
        with pytest.raises(TypeError):
            mix()
    assert (a + np.float64(1.0)).tolist() == [1.0, 2.0, 3.0]


def test_every_result_is_an_array() -> None:
    a = cupy.asarray(np.array([1.0, 2.0]))
    for result in (a.sum(), cupy.sum(a), a[0], cupy.add(a[0], 1), -a[0], a[0] * 2, cupy.array_equal(a, a), a.max()):
        assert type(result) is cupy.ndarray
        assert result.shape == ()
    assert [type(x) for x in a] == [cupy.ndarray, cupy.ndarray]
    assert float(a[1]) == 2.0
    assert bool(a[0])


def test_views_share_memory_and_know_their_base() -> None:
    a = cupy.zeros((2, 3))
    row = a[1]
    corner = row[0]
    row += 1
    corner[...] = 5
    assert a.tolist() == [[0, 0, 0], [5, 1, 1]]
    assert row.base is a
    assert corner.base is a
    assert a.T.base is a
    assert a.reshape(3, 2).base is a
    assert cupy.broadcast_to(a, (2, 2, 3)).base is a
    assert (a + 0).base is None
    assert a[cupy.array([0])].base is None


def test_index_arrays_wrap_around_silently() -> None:
    a = cupy.arange(3)
    assert a[cupy.array([3, -4])].tolist() == [0, 2]
    assert cupy.take(a, cupy.array([4])).tolist() == [1]
    assert cupy.take_along_axis(a, cupy.array([5]), 0).tolist() == [2]
    with pytest.raises(IndexError):
        a[3]


def test_of_several_values_for_one_place_the_first_stays() -> None:
    a = cupy.zeros(3)
    a[cupy.array([0, 0])] = cupy.array([7.0, 8.0])
    assert a.tolist() == [7, 0, 0]
    a[a == 0] = 1.0
    assert a.tolist() == [7, 1, 1]


def test_atomic_addition_counts_all_but_knows_few_types() -> None:
    a = cupy.zeros(3, dtype="float32")
    cupy.add.at(a, cupy.array([0, 0, 5]), cupy.array([1.0, 2.0, 3.0]))
    assert a.tolist() == [3, 0, 3]
    with pytest.raises(TypeError, match=r"add\.at only supports"):
        cupy.add.at(cupy.zeros(3, dtype="int64"), cupy.array([0]), 1)


def test_functions_take_cupys_parameters_only() -> None:
    a = cupy.arange(3)
    for misuse in (
        lambda: cupy.sum(a, where=a > 1),
        lambda: a.sum(initial=3),
        lambda: cupy.add(a, a, where=a > 1),
        lambda: cupy.clip(a, 1),
        lambda: cupy.var(a, correction=1),
    ):
        with pytest.raises(TypeError):
            misuse()
    assert not hasattr(a.flags, "writeable")
    assert not hasattr(cupy, "errstate")


def test_arrays_of_another_device_are_refused() -> None:
    with cupy.cuda.Device(1):
        a = cupy.ones((2, 3))
    for use in (lambda: a + 1, lambda: cupy.sum(a), lambda: a.astype("float32"), lambda: a.__setitem__(0, 1)):
        with pytest.raises(ValueError, match="Peer access is unavailable"):
            use()
    assert a.T.reshape(3, 2).device.id == 1
    assert a.copy().device.id == 0
    with pytest.raises(NotImplementedError, match="cannot copy non-contiguous array between devices"):
        a[:, 1:].copy()


def test_results_lie_in_the_order_of_their_indices() -> None:
    turned = cupy.ones((2, 3)).T
    assert (turned + 1).flags.c_contiguous
    assert turned.sum(axis=0, keepdims=True).flags.c_contiguous
    assert cupy.where(turned > 0, turned, 0).flags.c_contiguous
    for kept in (turned.copy(order="K"), cupy.zeros_like(turned), turned.astype("float32"), cupy.array(turned)):
        assert kept.strides[0] < kept.strides[1]


def test_what_cupy_lacks_or_does_otherwise() -> None:
    a = cupy.ones((2, 2))
    for misuse in (
        lambda: a.__index__(),
        lambda: cupy.concatenate([a[0, 0], a[0, 0]]),
        lambda: cupy.unique(a, axis=0),
        lambda: a.astype("int8", casting="safe"),
        lambda: cupy.linalg.inv(a.astype("float16")),
        lambda: a[a > 0, a > 0],
        lambda: cupy.lib.stride_tricks.sliding_window_view(a, 1, axis=0, writeable=True),
    ):
        with pytest.raises((AttributeError, TypeError, NotImplementedError, RuntimeError)):
            misuse()
    line = cupy.arange(3)
    with pytest.raises(RuntimeError, match="copied onto a part of itself"):
        line[1:] = line[:-1]
    assert line.argmax().dtype.char == "q"
    assert cupy.floor_divide(cupy.asarray(1.0), 0.1).item() == 10
    assert np.isnan(cupy.remainder(cupy.asarray(5.0), np.inf).item())


def test_linear_algebra_answers_nan_where_numpy_raises() -> None:
    assert np.isnan(cupy.linalg.inv(cupy.zeros((2, 2))).get()).all()
