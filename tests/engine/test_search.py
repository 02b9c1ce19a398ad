"""Sorted places, counts, membership, limits of dtypes, and tensors written over by functions of Python."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import engine


def test_places_in_sorted_numbers(torch: Any) -> None:
    edges = torch.tensor([1.0, 3.0, 3.0, 5.0])
    values = torch.tensor([[0.0, 3.0], [4.0, 9.0]])
    assert torch.searchsorted(edges, values).tolist() == [[0, 1], [3, 4]]
    assert torch.searchsorted(edges, values, side="right").tolist() == [[0, 3], [3, 4]]
    assert torch.bucketize(values, edges, right=True).tolist() == [[0, 3], [3, 4]]
    assert torch.bucketize(3, edges, out_int32=True).dtype is torch.int32
    rows = torch.tensor([[1, 2, 3], [4, 5, 6]])
    assert torch.searchsorted(rows, torch.tensor([[2.5], [4.0]])).tolist() == [[2], [0]]
    mixed = torch.tensor([3.0, 1.0, 2.0])
    assert torch.searchsorted(mixed, 2.5, sorter=mixed.argsort()).item() == 2


def test_searching_runs_on_every_device(make: Any) -> None:
    rows = make([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert engine.searchsorted(rows, make([[2.5], [4.0]])).tolist() == [[2], [0]]
    assert engine.isin(make([1, 2, 3]), 2).tolist() == [False, True, False]
    assert make([0, 2, 2]).bincount(make([1.0, 2.0, 3.0])).tolist() == [1.0, 0.0, 5.0]
    assert make([1.0, 2.0, 2.5, 3.0]).histc(2, 1, 3).tolist() == [1.0, 3.0]
    assert make([1, 1, 2, 1]).unique_consecutive().tolist() == [1, 2, 1]
    assert engine.gcd(make([12, 18]), make(8)).tolist() == [4, 2]
    assert engine.frexp(make([6.0, float("inf")])).exponent.tolist() == [3, 0]


def test_runs(torch: Any) -> None:
    x = torch.tensor([1, 1, 2, 2, 2, 1])
    values, inverse, counts = torch.unique_consecutive(x, return_inverse=True, return_counts=True)
    assert (values.tolist(), inverse.tolist(), counts.tolist()) == ([1, 2, 1], [0, 0, 1, 1, 1, 2], [2, 3, 1])
    rows = torch.tensor([[1, 2], [1, 2], [3, 2]])
    assert rows.unique_consecutive(dim=0).tolist() == [[1, 2], [3, 2]]


def test_flat_indices(torch: Any) -> None:
    assert [x.tolist() for x in torch.unravel_index(torch.tensor([5, 3]), (2, 3))] == [[1, 1], [2, 0]]


@pytest.mark.parametrize("name", ["float16", "float32", "float64", "int8", "uint8", "int64"])
def test_limits_of_dtypes(torch: Any, name: str) -> None:
    kind = getattr(torch, name)
    limits = torch.finfo(kind) if "float" in name else torch.iinfo(kind)
    assert repr(limits) == {
        "float16": "finfo(resolution=0.001, min=-65504, max=65504, eps=0.000976562, smallest_normal=6.10352e-05,"
        " tiny=6.10352e-05, dtype=float16)",
        "float32": "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07,"
        " smallest_normal=1.17549e-38, tiny=1.17549e-38, dtype=float32)",
        "float64": "finfo(resolution=1e-15, min=-1.79769e+308, max=1.79769e+308, eps=2.22045e-16,"
        " smallest_normal=2.22507e-308, tiny=2.22507e-308, dtype=float64)",
        "int8": "iinfo(min=-128, max=127, dtype=int8)",
        "uint8": "iinfo(min=0, max=255, dtype=uint8)",
        "int64": "iinfo(min=-9.22337e+18, max=9.22337e+18, dtype=int64)",
    }[name]
    assert limits.bits == 8 * kind.itemsize
    assert torch.finfo() == torch.finfo(torch.float32)


def test_functions_of_python_write_tensors_over(torch: Any) -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    assert x.apply_(lambda value: value * 2.7) is x
    assert x.tolist() == [[2, 5], [8, 10]]
    assert x.map_(torch.tensor([1, 2]), lambda a, b: a * b).tolist() == [[2, 10], [8, 20]]


def test_in_place_forms_are_functions_too(torch: Any) -> None:
    x = torch.tensor([1.0, 4.0])
    assert torch.sqrt_(x) is x
    assert torch.fill_(torch.zero_(x), 3).tolist() == [3.0, 3.0]
    assert torch.detach(x).tolist() == x.real.tolist() == x.conj().tolist() == [3.0, 3.0]


def test_range_includes_its_end_and_warns(torch: Any) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert torch.range(1, 2, 0.5).tolist() == [1.0, 1.5, 2.0]
    assert "range is deprecated" in str(told[0].message)
