"""Nodes, the backward pass, hooks, freeing, and who owns a gradient's memory."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import engine

Make = Callable[..., Any]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Objects die by reference count or not at all."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class TestNodes:
    def test_names_and_edges(self, torch: Any) -> None:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        node = (x * 3 + 1).sum().grad_fn
        assert node.name() == "SumBackward0"
        (add, slot), *_ = node.next_functions
        assert (add.name(), slot) == ("AddBackward0", 0)
        mul, constant = add.next_functions[0][0], add.next_functions[1:]
        assert mul.name() == "MulBackward0"
        assert all(edge == (None, 0) for edge in constant)
        assert mul.next_functions[0][0].variable is x

    def test_the_repr_names_it(self, make: Make) -> None:
        node = make(2.0, requires_grad=True).exp().grad_fn
        assert repr(node).startswith("<ExpBackward0 object at 0x")
        assert repr(node.next_functions[0][0]).startswith("<AccumulateGrad object at 0x")
        assert node.next_functions[0][0].name() == "AccumulateGrad"
        assert node.next_functions[0][0].next_functions == ()


class TestMemory:
    def test_two_leaves_do_not_share_a_gradient(self, make: Make) -> None:
        a, b = make([1.0, 2.0], requires_grad=True), make([3.0, 4.0], requires_grad=True)
        (a + b).sum().backward()
        a.grad.zero_()
        assert b.grad.tolist() == [1.0, 1.0]

    def test_the_callers_gradient_is_copied(self, make: Make) -> None:
        x, g = make([1.0, 2.0], requires_grad=True), make([5.0, 6.0])
        x.backward(g)
        (x + 0).backward(g)
        g.zero_()
        assert x.grad.tolist() == [10.0, 12.0]

    def test_a_broadcast_gradient_becomes_memory_of_its_own(self, make: Make) -> None:
        x = make([1.0, 2.0, 3.0], requires_grad=True)
        x.sum().backward()
        x.grad[0] = 7.0
        assert x.grad.tolist() == [7.0, 1.0, 1.0]

    def test_what_was_saved_is_not_handed_out(self, make: Make) -> None:
        x, c = make([1.0, 2.0], requires_grad=True), make([3.0, 4.0])
        y = (x * c).sum()
        y.backward()
        x.grad.zero_()
        assert c.tolist() == [3.0, 4.0]

    def test_many_paths_to_one_leaf(self, make: Make) -> None:
        x = make([1.0, 2.0], requires_grad=True)
        y = x + x
        z = y + y + x + y * x
        z.sum().backward()
        assert x.grad.tolist() == [5 + 4 * 1.0, 5 + 4 * 2.0]

    def test_gradients_add_up_until_zeroed(self, make: Make) -> None:
        x = make(2.0, requires_grad=True)
        kept = None
        for times in (1, 2, 3):
            (x**2).backward()
            assert x.grad.item() == 4.0 * times
            kept = kept if kept is not None else x.grad
        assert kept is x.grad

    def test_a_graph_dies_with_its_last_result(self, make: Make, no_collector: None) -> None:
        x = make([1.0, 2.0], requires_grad=True)
        y = (x.exp() * x).sin().sum()
        nodes = [weakref.ref(y.grad_fn), weakref.ref(y.grad_fn.next_functions[0][0])]
        y.backward()
        del y
        assert [node() for node in nodes] == [None, None]

    def test_a_gradients_graph_dies_too(self, make: Make, no_collector: None) -> None:
        x = make([1.0, 2.0], requires_grad=True)
        (g,) = engine.autograd.grad((x**3).sum(), x, create_graph=True)
        node = weakref.ref(g.grad_fn)
        del g
        assert node() is None

    def test_backward_frees_what_was_saved(self, make: Make, no_collector: None) -> None:
        x = make([1.0, 2.0], requires_grad=True)
        middle = x.exp()
        array = weakref.ref(middle._array) if middle.device.type == "cuda" else None
        y = (middle * x).sum()
        node = y.grad_fn.next_functions[0][0]
        y.backward()
        del middle
        assert isinstance(node.saved, engine.graph.Released)
        assert node.out is None
        assert array is None or array() is None

    @pytest.mark.timeout(60)
    def test_a_chain_of_a_hundred_thousand(self, no_collector: None) -> None:
        x = engine.tensor(1.0, dtype=engine.float64, requires_grad=True)
        y = x
        with engine.quiet():
            for _ in range(100_000):
                y = y + 1e-5
            y.backward()
        assert x.grad.item() == 1.0
        node = weakref.ref(y.grad_fn)
        del y
        assert node() is None


class TestFreeing:
    def test_a_second_backward_needs_retain_graph(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        y = x**2
        y.backward(retain_graph=True)
        y.backward()
        assert x.grad.item() == 8.0
        with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
            y.backward()

    def test_where_nothing_was_saved_a_second_backward_is_free(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        y = x + 1
        y.backward()
        y.backward()
        assert x.grad.item() == 2.0


class TestHooks:
    def test_a_hook_sees_and_may_replace_the_gradient(self, torch: Any) -> None:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = x * 2
        seen = []
        y.register_hook(lambda g: seen.append(g.tolist()))
        y.register_hook(lambda g: g * 10)
        y.register_hook(lambda g: seen.append(g.tolist()))
        y.sum().backward()
        assert seen == [[1.0, 1.0], [10.0, 10.0]]
        assert x.grad.tolist() == [20.0, 20.0]

    def test_a_leafs_hook(self, torch: Any) -> None:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        x.register_hook(lambda g: g * 3)
        (x + x).sum().backward()
        assert x.grad.tolist() == [6.0, 6.0]

    def test_a_removed_hook_is_silent(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        seen: list[Any] = []
        handle = x.register_hook(seen.append)
        handle.remove()
        handle.remove()
        with x.register_hook(seen.append):
            x.exp().backward()
        assert len(seen) == 1
        x.exp().backward()
        assert len(seen) == 1

    def test_retain_grad_comes_last_and_moves_with_in_place_operations(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        y = x * 2
        y.register_hook(lambda g: g * 10)
        y.retain_grad()
        y.mul_(3)
        y.sum().backward()
        assert (y.grad.item(), x.grad.item()) == (1.0, 60.0)
        assert y.retains_grad
        assert not x.retains_grad

    def test_retained_after_the_hooks(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        y = x * 2
        y.retain_grad()
        y.register_hook(lambda g: g * 10)
        (y * 1).backward()
        assert (y.grad.item(), x.grad.item()) == (10.0, 20.0)

    def test_retain_grad_of_a_leaf_is_nothing_new(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        x.retain_grad()
        (x * 3).backward()
        assert x.grad.item() == 3.0

    def test_a_hook_may_run_a_backward_of_its_own(self, torch: Any) -> None:
        x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)

        def hook(g: Any) -> None:
            with torch.enable_grad():  # a backward pass records nothing by itself
                (w**2).backward()

        y = x * 3
        y.register_hook(hook)
        (y * y).backward()
        assert (x.grad.item(), w.grad.item()) == (36.0, 10.0)

    def test_under_create_graph_a_hook_gets_a_recorded_gradient(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        y = x**2
        y.register_hook(lambda g: g * x)
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        assert g.item() == 8.0
        assert torch.autograd.grad(g, x)[0].item() == 8.0  # d/dx 2x·x = 4x


def test_threads_record_and_go_backward_side_by_side() -> None:
    results: dict[int, float] = {}

    def work(number: int) -> None:
        x = engine.tensor(float(number), dtype=engine.float64, requires_grad=True)
        for _ in range(50):
            x.grad = None
            (x**3).backward()
        results[number] = x.grad.item()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: 3.0 * n * n for n in range(4)}


def test_nodes_are_visited_once_each_in_a_diamond(make: Make) -> None:
    x = make(1.0, dtype=engine.float64, requires_grad=True)
    y = x
    for _ in range(60):  # 2**60 paths
        y = (y + y) / 2
    y.backward()
    assert x.grad.item() == 1.0


def test_a_0d_result_of_arrays_stays_an_array(make: Make) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    y = (x * x).sum() * 2
    y.backward()
    assert type(y._array) is type(x._array)
    assert type(x.grad._array) is type(x._array)
    np.testing.assert_array_equal(x.grad.cpu().numpy(), [4.0, 8.0])


def test_a_hook_may_not_change_the_dtype(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda g: g.double())
    with pytest.raises(RuntimeError, match=r"has changed the type of value \(was .*FloatTensor got .*DoubleTensor\)"):
        x.sum().backward()
