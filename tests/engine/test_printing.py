"""What a tensor looks like: `format_tensor` against PyTorch's printed answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import printing
from engine.printing import format_tensor, get_printoptions, printoptions, set_printoptions


def text(values: object, dtype: str = "float32", **flags: object) -> str:
    """The repr of a tensor holding `values`."""
    return format_tensor(np.array(values, dtype=dtype), dtype_name=dtype, default_dtype_name="float32", **flags)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (6.0, "tensor(6.)"),
        (5.1232, "tensor(5.1232)"),
        ([1.0, 2.0], "tensor([1., 2.])"),
        ([1.0, 2.5], "tensor([1.0000, 2.5000])"),
        ([-5.0, -3.8889], "tensor([-5.0000, -3.8889])"),
        ([-0.0, 0.0], "tensor([-0., 0.])"),
        ([1e-8, 1.0, 1e8], "tensor([1.0000e-08, 1.0000e+00, 1.0000e+08])"),
        ([math.nan, math.inf, 1.0], "tensor([nan, inf, 1.])"),
        ([math.nan, -math.inf, 1.5], "tensor([   nan,   -inf, 1.5000])"),
        ([], "tensor([])"),
        (np.empty((2, 0)), "tensor([], size=(2, 0))"),
        ([[10.0, 16.0, 22.0], [22.0, 16.0, 10.0]], "tensor([[10., 16., 22.],\n        [22., 16., 10.]])"),
        (np.zeros((2, 1, 2)), "tensor([[[0., 0.]],\n\n        [[0., 0.]]])"),
    ],
)
def test_floating_point_values_print_as_pytorch_prints_them(values: object, expected: str) -> None:
    assert text(values) == expected


def test_a_thousand_elements_are_the_most_that_print_in_full() -> None:
    assert "..." not in text(np.zeros(1000))
    expected = "tensor([0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 1.9970e+03, 1.9980e+03,\n        1.9990e+03])"
    assert text(np.arange(2000)) == expected
    assert text(np.zeros((2, 600))) == (
        "tensor([[0., 0., 0.,  ..., 0., 0., 0.],\n        [0., 0., 0.,  ..., 0., 0., 0.]])"
    )
    assert text(np.zeros((600, 2))).split("\n")[3] == "        ...,"


def test_a_dtype_is_named_where_the_values_do_not_show_it() -> None:
    assert text([1, 2], "int64") == "tensor([1, 2])"
    assert text(True, "bool") == "tensor(True)"
    assert text([True, False], "bool") == "tensor([ True, False])"
    assert text([1, 2], "int32") == "tensor([1, 2], dtype=engine.int32)"
    assert text([1.0], "float64") == "tensor([1.], dtype=engine.float64)"
    assert text([], "int64") == "tensor([], dtype=engine.int64)"
    wide = np.array([1.5])
    assert format_tensor(wide, dtype_name="float64", default_dtype_name="float64") == "tensor([1.5000])"


def test_flags_follow_the_values() -> None:
    assert text(63.0, grad_fn_name="AddBackward0", requires_grad=True) == "tensor(63., grad_fn=<AddBackward0>)"
    assert text([5.0, 2.0], requires_grad=True) == "tensor([5., 2.], requires_grad=True)"
    assert text(1.0, device="cuda:0", requires_grad=True) == "tensor(1., device='cuda:0', requires_grad=True)"


def test_a_flag_that_would_pass_the_line_width_goes_to_the_next_line() -> None:
    row = np.linspace(-5, 5, 8)
    assert text(row, "float64").endswith(",\n       dtype=engine.float64)")


def test_options_change_and_return() -> None:
    before = get_printoptions()
    with printoptions(precision=2, sci_mode=False):
        assert text([1e-8, 1.0]) == "tensor([0.00, 1.00])"
        with printoptions(profile="default", sci_mode=True):
            assert text([1.0]) == "tensor([1.0000e+00])"
    with printoptions(threshold=3, edgeitems=1):
        assert text([1.0, 2.0, 3.0, 4.0]) == "tensor([1.,  ..., 4.])"
    with printoptions(edgeitems=0, threshold=1):
        assert text([1.0, 2.0]) == "tensor([...], size=(2,))"
    with printoptions(profile="full"):
        assert "..." not in text(np.zeros(1001))
    assert get_printoptions() == before


def test_options_refuse_an_unknown_profile() -> None:
    with pytest.raises(ValueError, match="default, short, full"):
        set_printoptions(profile="loud")
    assert printing.get_printoptions()["precision"] == 4
