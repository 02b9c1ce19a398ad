"""What a node offers: hooks before and after its formulas, metadata, saved values; and hooks on leaves."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_hook_after_the_formulas_may_replace_their_gradients(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    seen: list[Any] = []

    def hook(into: Any, out: Any) -> Any:
        seen.append(([g.tolist() for g in into if g is not None], [g.tolist() for g in out]))
        return tuple(None if g is None else g * 10 for g in into)

    handle = y.grad_fn.register_hook(hook)
    y.sum().backward(retain_graph=True)
    assert seen == [([[3.0, 3.0]], [[1.0, 1.0]])]
    assert x.grad.tolist() == [30.0, 30.0]
    handle.remove()
    y.sum().backward()
    assert (len(seen), x.grad.tolist()) == (1, [33.0, 33.0])


def test_a_hook_before_the_formulas_may_replace_what_they_are_given(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x**2
    y.grad_fn.register_prehook(lambda gradients: (gradients[0] * 5,))
    y.sum().backward()
    assert x.grad.tolist() == [10.0, 20.0]


def test_the_order_of_all_hooks_of_a_result(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    order: list[str] = []
    y.grad_fn.register_hook(lambda into, out: order.append("node"))
    y.grad_fn.register_prehook(lambda out: order.append("before the node"))
    y.register_hook(lambda g: order.append("first of the tensor"))
    y.register_hook(lambda g: order.append("second of the tensor"))
    x.register_hook(lambda g: order.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda leaf: order.append(f"accumulated {leaf.grad.item()}"))
    y.backward()
    assert order == [
        "first of the tensor",
        "second of the tensor",
        "before the node",
        "node",
        "leaf",
        "accumulated 3.0",
    ]


def test_an_optimizer_in_a_post_accumulate_hook(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)

    def step(leaf: Any) -> None:
        with torch.no_grad():
            leaf -= 0.1 * leaf.grad
        leaf.grad = None

    x.register_post_accumulate_grad_hook(step)
    (x**2).backward()
    assert x.item() == pytest.approx(1.6)
    assert x.grad is None
    with pytest.raises(RuntimeError, match="post accumulate grad hooks cannot be registered on non-leaf tensors"):
        (x * 2).register_post_accumulate_grad_hook(step)


def test_metadata_belongs_to_the_node(torch: Any) -> None:
    node = torch.tensor(2.0, requires_grad=True).exp().grad_fn
    node.metadata["label"] = "e"
    assert node.metadata == {"label": "e"}
    assert type(node).__name__ == "ExpBackward0"


def test_saved_values_can_be_looked_at_until_they_are_freed(torch: Any) -> None:
    x, y = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    z = x * y
    assert z.grad_fn._saved_self is x
    assert z.grad_fn._saved_other.tolist() == [3.0, 4.0]
    e = x.exp()
    assert e.grad_fn._saved_result.tolist() == e.tolist()
    assert {"_saved_self", "_saved_other"} <= set(dir(z.grad_fn))
    z.sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        _ = z.grad_fn._saved_self
    with pytest.raises(AttributeError):
        _ = z.grad_fn._saved_nothing


def test_a_hook_must_return_as_many_gradients_as_it_was_given(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.grad_fn.register_hook(lambda into, out: (into[0],))
    with pytest.raises(RuntimeError, match="has returned an incorrect number of values"):
        y.backward()


def test_a_node_that_is_only_asked_for_its_gradient_is_not_run(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    called: list[str] = []
    y.register_hook(lambda g: called.append("tensor"))
    y.grad_fn.register_prehook(lambda g: called.append("before"))
    y.grad_fn.register_hook(lambda into, out: called.append("after"))
    (slope,) = torch.autograd.grad((y * 3).sum(), y)
    assert (slope.tolist(), called) == ([3.0, 3.0], ["tensor"])
    z = y * 3
    y.sum().backward()  # frees what exp saved, which the next one does not need
    (slope,) = torch.autograd.grad(z.sum(), y)
    assert slope.tolist() == [3.0, 3.0]


def test_a_leafs_hooks_run_as_soon_as_its_gradient_is_complete(torch: Any) -> None:
    order: list[str] = []
    leaves = {name: torch.tensor(2.0, requires_grad=True) for name in "abc"}
    a, b, c = leaves.values()
    for name, leaf in leaves.items():
        leaf.register_hook(lambda g, name=name: order.append(f"{name} {g.item():g}"))
        leaf.register_post_accumulate_grad_hook(lambda x, name=name: order.append(f"{name} has {x.grad.item():g}"))
    first = a * b
    second = first * c + a
    third = second * b
    for name, x in (("first", first), ("second", second), ("third", third)):
        x.register_hook(lambda g, name=name: order.append(name))
    third.backward()
    assert order == ["third", "second", "c 8", "c has 8", "first", "a 10", "a has 10", "b 18", "b has 18"]


def test_a_leaf_that_a_hook_freed_of_its_gradient(torch: Any) -> None:
    x, w = torch.tensor(3.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)

    def step(leaf: Any) -> None:
        with torch.no_grad():
            leaf.sub_(leaf.grad)
        leaf.grad = None

    w.register_post_accumulate_grad_hook(step)
    ((x * 2) * w).backward()
    assert (w.item(), w.grad, x.grad.item()) == (-5.0, None, 2.0)
