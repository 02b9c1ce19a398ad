"""vmap: where the examples lie, what it may be nested in, random numbers, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


def table(torch: Any) -> Any:
    return torch.arange(6, dtype=torch.float64).reshape(2, 3)


def double(x: Any) -> Any:
    return x * 2


def test_a_function_of_a_vector_becomes_one_of_rows(torch: Any) -> None:
    assert torch.func.vmap(lambda row: (row * row).sum())(table(torch)).tolist() == [5.0, 50.0]
    assert torch.vmap(lambda row: row.flip(0))(table(torch)).tolist() == [[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]


def test_in_dims_say_where_the_examples_lie(torch: Any) -> None:
    x = table(torch)
    assert torch.vmap(lambda column: column.sum(), in_dims=1)(x).tolist() == [3.0, 5.0, 7.0]
    assert torch.vmap(lambda column: column.sum(), in_dims=-1)(x).tolist() == [3.0, 5.0, 7.0]
    weights = torch.tensor([1.0, 10.0, 100.0], dtype=torch.float64)
    assert torch.vmap(torch.dot, in_dims=(0, None))(x, weights).tolist() == [210.0, 543.0]
    found = torch.vmap(lambda p: p["a"] * p["b"][0], in_dims=({"a": 0, "b": [None]},))({"a": x, "b": [weights]})
    assert found[1].tolist() == [3.0, 40.0, 500.0]


def test_out_dims_say_where_they_go(torch: Any) -> None:
    x = table(torch)
    first, second = torch.vmap(lambda row: (row, row), out_dims=(0, 1))(x)
    assert (first.tolist(), second.tolist()) == (x.tolist(), x.t().tolist())
    assert torch.vmap(lambda row: row, out_dims=-1)(x).tolist() == x.t().tolist()
    tree = torch.vmap(lambda row: {"row": row, "sum": [row.sum()]}, out_dims={"row": 1, "sum": [0]})(x)
    assert (tree["row"].tolist(), tree["sum"][0].tolist()) == (x.t().tolist(), [3.0, 12.0])
    assert torch.vmap(lambda row: 3, out_dims=None)(x) == 3
    assert torch.vmap(lambda row: torch.ones(2))(x).tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_one_in_another(torch: Any) -> None:
    x = table(torch)
    vmap = torch.vmap
    products = vmap(lambda a: vmap(lambda b: (a * b).sum())(x))(x)
    assert products.tolist() == (x @ x.t()).tolist()
    assert vmap(vmap(double))(x).tolist() == (x * 2).tolist()
    assert vmap(vmap(lambda a, b: a - b, in_dims=(0, None)), in_dims=(None, 0))(x[0], x[1]).shape == (3, 3)


def test_gradients_within_and_around(torch: Any) -> None:
    x = table(torch).requires_grad_()
    weights = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    y = torch.vmap(lambda row: (row * weights).sin().sum())(x)
    y.sum().backward()
    assert x.grad.flatten().tolist() == pytest.approx(((x * weights).cos() * weights).flatten().tolist())
    assert weights.grad.tolist() == pytest.approx(((x * weights).cos() * x).sum(0).tolist())
    slopes = torch.vmap(torch.func.grad(lambda row: (row**3).sum()))(table(torch))
    assert slopes.tolist() == (3 * table(torch) ** 2).tolist()
    assert not slopes.requires_grad
    around = torch.func.grad(lambda x: torch.vmap(lambda row: (row**3).sum())(x).sum())(table(torch))
    assert around.tolist() == slopes.tolist()


def test_gradients_for_each_sample(torch: Any) -> None:
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=torch.float64)

    def loss(w: Any, row: Any) -> Any:
        return ((row @ w).tanh() ** 2).sum()

    x = table(torch) / 10
    found = torch.vmap(torch.func.grad(loss), in_dims=(None, 0))(w, x)
    for number in range(2):
        expected = torch.func.grad(loss)(w, x[number])
        assert found[number].flatten().tolist() == pytest.approx(expected.flatten().tolist())


def test_chunks(torch: Any) -> None:
    sizes = []

    def seen(row: Any) -> Any:
        sizes.append(row.shape)
        return row * 2

    x = torch.arange(10.0).reshape(5, 2)
    assert torch.vmap(seen, chunk_size=2)(x).tolist() == (x * 2).tolist()
    assert len(sizes) == 3


def test_a_write_in_place_goes_to_the_whole_batch(torch: Any) -> None:
    x = table(torch)
    assert torch.vmap(lambda row: row.add_(1))(x).tolist() == x.tolist() == (table(torch) + 1).tolist()


def test_random_numbers_the_same_or_different(torch: Any) -> None:
    x = torch.zeros(4, 3)
    same = torch.vmap(lambda row: row + torch.rand(3), randomness="same")(x)
    different = torch.vmap(lambda row: row + torch.rand(3), randomness="different")(x)
    assert all((row == same[0]).all() for row in same)
    assert not (different[0] == different[1]).any()


def test_what_needs_a_value_is_done_example_by_example() -> None:
    """repeat_interleave looks at its counts, and a write into a constant cannot hold a batch."""
    x = engine.arange(4.0).reshape(2, 2)
    counts = engine.tensor([[1, 2], [2, 1]])
    found = engine.vmap(engine.repeat_interleave)(x, counts)
    assert found.tolist() == [[0.0, 1.0, 1.0], [2.0, 2.0, 3.0]]

    def written(row: Any) -> Any:
        out = engine.zeros(3)
        out[1:] = row
        return out

    assert engine.vmap(written)(x).tolist() == [[0.0, 0.0, 1.0], [0.0, 2.0, 3.0]]


def test_a_write_before_what_cannot_be_done_at_once_is_refused() -> None:
    def written(row: Any, counts: Any) -> Any:
        row.add_(1)
        return engine.repeat_interleave(row, counts)

    with pytest.raises(RuntimeError, match="wrote to its argument in place"):
        engine.vmap(written)(engine.zeros(2, 2), engine.tensor([[1, 2], [2, 1]]))


def test_looped_examples_draw_the_same_numbers_where_told() -> None:
    x, counts = engine.zeros(2, 2), engine.tensor([[1, 2], [2, 1]])
    found = engine.vmap(lambda row, n: engine.repeat_interleave(row + engine.rand(1), n), randomness="same")(x, counts)
    assert len(set(found.reshape(-1).tolist())) == 1


def test_an_empty_batch(torch: Any) -> None:
    empty = torch.zeros(0, 3)
    assert tuple(torch.vmap(lambda row: row.sin().sum())(empty).shape) == (0,)
    assert tuple(torch.vmap(torch.func.grad(lambda row: row.exp().sum()))(empty).shape) == (0, 3)
    with pytest.raises(RuntimeError, match="vmap: an empty batch cannot be taken example by example"):
        engine.vmap(engine.repeat_interleave)(engine.zeros(0, 2), engine.zeros(0, 2, dtype=engine.int64))


def test_a_batched_tensor_says_so(torch: Any) -> None:
    told: list[str] = []
    torch.vmap(lambda row: told.append(repr(row)) or row)(torch.tensor([[1.0, 2.0]]))
    assert re.sub(r"lvl=\d+", "lvl=1", told[0]) == "BatchedTensor(lvl=1, bdim=0, value=\n    tensor([[1., 2.]])\n)"


def test_a_batch_of_gradients_in_one_pass(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    units = torch.eye(2)
    (rows,) = torch.autograd.grad(x**2, x, units, is_grads_batched=True)
    assert rows.tolist() == [[2.0, 0.0], [0.0, 4.0]]


def dims(name: str, rest: str) -> str:
    return f"vmap(double, in_dims={name}, ...)(<inputs>): {rest}"


REFUSED: list[tuple[Callable[[Any, Any], Any], type[Exception], str]] = [
    (lambda t, x: t.vmap(double, in_dims="a")(x), ValueError,
     dims("a", "expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got:"
               " <class 'str'>.")),
    (lambda t, x: t.vmap(double)(), ValueError,
     "vmap(double)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function"
     " with no inputs. The latter is unsupported."),
    (lambda t, x: t.vmap(double, in_dims=(0, 0))(x), ValueError,
     dims("(0, 0)", "in_dims is not compatible with the structure of `inputs`. in_dims has structure TreeSpec(tuple,"
                    " None, [*,\n  *]) but inputs has structure TreeSpec(tuple, None, [*]).")),
    (lambda t, x: t.vmap(double, in_dims=("a",))(x), ValueError,
     dims("('a',)", "Got in_dim=a for an input but in_dim must be either an integer dimension or None.")),
    (lambda t, x: t.vmap(double)(3), ValueError,
     dims("0", "Got in_dim=0 for an input but the input is of type <class 'int'>. We cannot vmap over non-Tensor"
               " arguments, please use None as the respective in_dim")),
    (lambda t, x: t.vmap(double, in_dims=5)(x), ValueError,
     dims("5", "Got in_dim=5 for some input, but that input is a Tensor of dimensionality 2 so expected in_dim to"
               " satisfy -2 <= in_dim < 2.")),
    (lambda t, x: t.vmap(double, in_dims=(None,))(x), ValueError,
     "vmap: Expected at least one Tensor to vmap over"),
    (lambda t, x: t.vmap(lambda a, b: a)(x, x.t()), ValueError,
     "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [2, 3] for the mapped"
     " dimension"),
    (lambda t, x: t.vmap(lambda a: 3)(x), ValueError,
     "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'int'>. Did you mean to set"
     " out_dims= to"
     " None for output?"),
    (lambda t, x: t.vmap(double, out_dims=None)(x), ValueError,
     "vmap(double, ...): `double` can not return a BatchedTensor when out_dim is None"),
    (lambda t, x: t.vmap(double, out_dims="a")(x), ValueError,
     "vmap(double, ..., out_dims=a): `out_dims` must be an int, None or a python collection of ints representing where"
     " in the outputs the vmapped dimension should appear."),
    (lambda t, x: t.vmap(double, out_dims=(0, 0))(x), ValueError,
     "vmap(double, ..., out_dims=(0, 0))(<inputs>): out_dims is not compatible with the structure of `outputs`."
     " out_dims"
     " has structure TreeSpec(tuple, None, [*,\n  *]) but outputs has structure *."),
    (lambda t, x: t.vmap(double, out_dims=4)(x), IndexError,
     "Dimension out of range (expected to be in range of [-2, 1], but got 4)"),
    (lambda t, x: t.vmap(double, randomness="x")(x), RuntimeError,
     "Only allowed values for randomness are 'error', 'different', or 'same'. Got x"),
    (lambda t, x: t.vmap(double, chunk_size=0)(x), ValueError,
     "vmap: chunk_size should be None or greater than 0. (got 0)"),
    (lambda t, x: t.vmap(lambda a: a.sum().item())(x), RuntimeError,
     "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor,"
     " please try to rewrite what you're doing with other operations. If error is occurring somewhere inside PyTorch"
     " internals, please file a bug report."),
    (lambda t, x: t.vmap(lambda a: a if a.sum() > 0 else -a)(x), RuntimeError,
     "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that"
     " yet, please file an issue at https://github.com/pytorch/pytorch/issues ."),
    (lambda t, x: t.vmap(lambda a: a.tolist())(x), RuntimeError,
     "Cannot access data pointer of Tensor that doesn't have storage"),
    (lambda t, x: t.vmap(lambda a: a + t.rand(3))(x), RuntimeError,
     "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different'"
     " randomness flags on vmap or perform the randomness operation out of vmap"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_misuse_is_told_in_pytorchs_words(torch: Any, call: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind) as caught:
        call(torch, table(torch))
    assert str(caught.value) == message


def test_results_of_different_sizes_cannot_be_stacked() -> None:
    with pytest.raises(RuntimeError, match="We do not support batching operators that can output dynamic shape"):
        engine.vmap(lambda row: row[row > 2])(engine.arange(6.0).reshape(2, 3))
