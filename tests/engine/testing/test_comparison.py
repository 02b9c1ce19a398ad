"""assert_close: what is close, and what is said of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

CLOSE: list[Callable[[Any], Any]] = [
    lambda t: (t.tensor([1.0, 2.0]), t.tensor([1.0, 2.000001])),
    lambda t: (t.tensor([1.0], requires_grad=True), t.tensor([1.0])),
    lambda t: (t.zeros(0), t.zeros(0)),
    lambda t: (t.zeros(2, 2).t(), t.zeros(2, 2)),
    lambda t: ([1.0, {"a": (t.tensor(2), None)}], [1.0, {"a": (t.tensor(2), None)}]),
    lambda t: ((1, 2), [1, 2]),
    lambda t: (np.array([1.0]), np.array([1.0])),
    lambda t: (True, True),
]


@pytest.mark.parametrize("pair", CLOSE)
def test_what_is_close_passes(torch: Any, pair: Any) -> None:
    assert torch.testing.assert_close(*pair(torch)) is None


TENSORS = "Tensor-likes are not close!\n\nMismatched elements: "
FAR: list[tuple[Callable[[Any], Any], dict[str, Any], str]] = [
    (lambda t: (t.tensor([1.0, 2.0]), t.tensor([1.0, 2.1])), {},
     f"{TENSORS}1 / 2 (50.0%)\nGreatest absolute difference: 0.09999990463256836 at index (1,) (up to 1e-05 allowed)\n"
     "Greatest relative difference: 0.04761900380253792 at index (1,) (up to 1.3e-06 allowed)"),
    (lambda t: (t.zeros(3, 4, 5), t.arange(60.0).reshape(3, 4, 5)), {},
     f"{TENSORS}59 / 60 (98.3%)\nGreatest absolute difference: 59.0 at index (2, 3, 4) (up to 1e-05 allowed)\n"
     "Greatest relative difference: 1.0 at index (0, 0, 1) (up to 1.3e-06 allowed)"),
    (lambda t: (t.tensor([1, 2, 5]), t.tensor([1, 3, 9])), {},
     "Tensor-likes are not equal!\n\nMismatched elements: 2 / 3 (66.7%)\nGreatest absolute difference: 4 at"
     " index (2,)\n"
     "Greatest relative difference: 0.4444444477558136 at index (2,)"),
    (lambda t: (t.tensor([True, False]), t.tensor([True, True])), {},
     "Tensor-likes are not equal!\n\nMismatched elements: 1 / 2 (50.0%)\nGreatest absolute difference: 1 at"
     " index (1,)\n"
     "Greatest relative difference: 1.0 at index (1,)"),
    (lambda t: (t.tensor([float("nan")]), t.tensor([float("nan")])), {},
     f"{TENSORS}1 / 1 (100.0%)\nGreatest absolute difference: nan at index (0,) (up to 1e-05 allowed)\n"
     "Greatest relative difference: nan at index (0,) (up to 1.3e-06 allowed)"),
    (lambda t: (t.tensor([float("inf")]), t.tensor([1.0])), {},
     f"{TENSORS}1 / 1 (100.0%)\nGreatest absolute difference: inf at index (0,) (up to 1e-05 allowed)\n"
     "Greatest relative difference: inf at index (0,) (up to 1.3e-06 allowed)"),
    (lambda t: (t.tensor([1.0]), t.tensor([1.1])), {"rtol": 0.01, "atol": 0.01},
     f"{TENSORS}1 / 1 (100.0%)\nGreatest absolute difference: 0.10000002384185791 at index (0,) (up to 0.01 allowed)\n"
     "Greatest relative difference: 0.09090910851955414 at index (0,) (up to 0.01 allowed)"),
    (lambda t: (t.tensor([1.0]).half(), t.tensor([1.1]).half()), {},
     f"{TENSORS}1 / 1 (100.0%)\nGreatest absolute difference: 0.099609375 at index (0,) (up to 1e-05 allowed)\n"
     "Greatest relative difference: 0.090576171875 at index (0,) (up to 0.001 allowed)"),
    (lambda t: (t.tensor(1.0), t.tensor(2.0)), {},
     "Scalars are not close!\n\nExpected 2.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-05 allowed)\n"
     "Relative difference: 0.5 (up to 1.3e-06 allowed)"),
    (lambda t: (1, 2), {},
     "Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5"),
    (lambda t: (1.0, 0.0), {},
     "Scalars are not close!\n\nExpected 0.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-07 allowed)\n"
     "Relative difference: inf (up to 1e-07 allowed)"),
    (lambda t: (1, 1.0), {}, "The (d)types do not match: <class 'int'> != <class 'float'>."),
    (lambda t: (True, False), {}, "Booleans mismatch: True is not False"),
    (lambda t: (None, 1), {}, "None mismatch: None is not 1"),
    (lambda t: (t.tensor([1.0]), t.tensor([1.0, 2.0])), {},
     "The values for attribute 'shape' do not match: Size([1]) != Size([2])."),
    (lambda t: (t.tensor([1.0]), t.tensor([1.0], dtype=t.float64)), {},
     "The values for attribute 'dtype' do not match: float32 != float64."),
    (lambda t: (t.ones(2, 2).t(), t.ones(2, 2)), {"check_stride": True},
     "The values for attribute 'stride()' do not match: (1, 2) != (2, 1)."),
    (lambda t: ([1.0], [1.0, 2.0]), {}, "The length of the sequences mismatch: 1 != 2"),
    (lambda t: ({"a": 1}, {"b": 1}), {},
     "The keys of the mappings do not match:\nMissing keys in the actual mapping: ['b']\n"
     "Additional keys in the actual mapping: ['a']"),
    (lambda t: ({"a": [1, (2, 3)]}, {"a": [1, (2, 4)]}), {},
     "Scalars are not equal!\n\nExpected 4 but got 3.\nAbsolute difference: 1\nRelative difference: 0.25\n\n"
     "The failure occurred for item ['a'][1][1]"),
    (lambda t: (t.tensor([1.0]), t.tensor([2.0])), {"msg": "hello"}, "hello"),
    (lambda t: ([1], [2]), {"msg": lambda text: f"<{text}>"},
     "<Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5\n\n"
     "The failure occurred for item [0]>"),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "options", "message"), FAR)
def test_what_is_not_close_is_told_in_pytorchs_words(torch: Any, pair: Any, options: Any, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        torch.testing.assert_close(*pair(torch), **options)
    assert re.sub(r"(engine|torch)\.", "", str(caught.value)) == message


@pytest.mark.parametrize("call", [
    lambda t: (t.tensor([float("nan")]), t.tensor([float("nan")]), {"equal_nan": True}),
    lambda t: (t.tensor([1.0]), t.tensor([1]), {"check_dtype": False}),
    lambda t: (1, 1.0, {"check_dtype": False}),
    lambda t: (t.tensor([1.0]), t.tensor([1.4]), {"rtol": 0.0, "atol": 0.5}),
])  # fmt: skip
def test_options_allow_more(torch: Any, call: Any) -> None:
    actual, expected, options = call(torch)
    torch.testing.assert_close(actual, expected, **options)


def test_what_cannot_be_compared(torch: Any) -> None:
    with pytest.raises(TypeError, match="No comparison pair was able to handle inputs of type <class 'str'>"):
        torch.testing.assert_close("a", "b")
    with pytest.raises(TypeError, match=r"No comparison pair was able to handle inputs of type .* and <class 'list'>"):
        torch.testing.assert_close(torch.tensor([1.0]), [1.0])
    with pytest.raises(ValueError, match="Both 'rtol' and 'atol' must be either specified or omitted, but got no atol"):
        torch.testing.assert_close(1.0, 1.0, rtol=0.1)
    with pytest.raises(ValueError, match="Both 'rtol' and 'atol' must be either specified or omitted, but got no rtol"):
        torch.testing.assert_close(1.0, 1.0, atol=0.1)
