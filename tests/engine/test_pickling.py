"""Tensors and their like in `pickle` and `copy`, as in PyTorch."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import backends, dtypes
from engine.backends.cupy import CupyBackend


def pickled(value: Any, protocol: int | None = None) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))


WAYS: dict[str, Callable[[Any], Any]] = {"pickle": pickled, "deepcopy": copy.deepcopy, "copy": copy.copy}


@pytest.fixture(params=WAYS)
def again(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """A way to a second one."""
    return WAYS[request.param]


@pytest.mark.parametrize("name", [dtype.name for dtype in dtypes.ALL])
@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (3,), (2, 3)])
def test_values_dtype_and_shape_come_back(
    torch: Any, again: Callable[[Any], Any], name: str, shape: tuple[int, ...]
) -> None:
    x = torch.arange(int(np.prod(shape))).reshape(shape).to(getattr(torch, name))
    y = again(x)
    assert (y.tolist(), y.dtype, y.shape, y.device) == (x.tolist(), x.dtype, x.shape, x.device)
    assert y is not x


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle(torch: Any, protocol: int) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = pickled(x, protocol)
    assert (y.tolist(), y.requires_grad) == (x.tolist(), True)
    with torch.no_grad():
        y.add_(1)


def test_buffers_that_stay_outside_the_pickle() -> None:
    x, outside = engine.arange(4.0), []  # type: ignore[var-annotated]
    stream = pickle.dumps(x, 5, buffer_callback=outside.append)
    y = pickle.loads(stream, buffers=[bytes(part.raw()) for part in outside])
    y.add_(1)
    assert outside
    assert y.tolist() == [1, 2, 3, 4]
    assert x.tolist() == [0, 1, 2, 3]


def test_a_leaf_keeps_what_somebody_set_on_it(torch: Any, again: Callable[[Any], Any]) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.label = ["weights"]
    (x * 2).sum().backward()
    y = again(x)
    assert (y.requires_grad, y.is_leaf, y.label) == (True, True, ["weights"])
    if again is copy.deepcopy:
        assert y.grad.tolist() == [2.0, 2.0]
        y.grad.zero_()
        assert x.grad.tolist() == [2.0, 2.0]
    else:
        assert y.grad is None
    assert (y.label is x.label) == (again is copy.copy)
    (y * 3).sum().backward()
    assert y.grad.tolist() == [3.0, 3.0]


def test_a_parameter_stays_one(torch: Any, again: Callable[[Any], Any]) -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.label = "bias"
    parameter.grad = torch.ones(2)
    for p in (parameter, torch.nn.Parameter(torch.ones(2), requires_grad=False)):
        q = again(p)
        assert type(q) is torch.nn.Parameter
        assert (q.tolist(), q.requires_grad, q.grad) == ([1.0, 1.0], p.requires_grad, None)
    assert again is copy.deepcopy or again(parameter).label == "bias"


def test_only_a_shallow_copy_shares_memory(torch: Any) -> None:
    for x in (torch.zeros(3), torch.tensor(0.0)):
        shared, apart, deep = copy.copy(x), pickled(x), copy.deepcopy(x)
        x.add_(1)
        assert shared.sum() == x.sum() != 0
        assert apart.sum() == deep.sum() == 0


def test_a_deep_copy_of_tensors_that_share_memory_shares_it(torch: Any) -> None:
    x = torch.arange(6.0)
    views = [x[2:4], x.reshape(2, 3).t(), x[::2], x, x[:0], x[1].expand(2)]
    taken = copy.deepcopy(views)
    taken[3][2] = 9.0
    assert [v.tolist() for v in taken[:3]] == [[9, 3], [[0, 3], [1, 4], [9, 5]], [0, 9, 4]]
    taken[3][1] = 7.0
    assert taken[5].tolist() == [7.0, 7.0]
    assert [v.stride() for v in taken] == [v.stride() for v in views]
    assert x.tolist() == [0, 1, 2, 3, 4, 5]
    assert pickled(views)[0].tolist() == [2, 3]
    apart = pickled(views)
    apart[3][2] = 9.0
    assert apart[0].tolist() == [2, 3]


def test_strides_are_kept(torch: Any, again: Callable[[Any], Any]) -> None:
    x = torch.arange(12.0).reshape(3, 4)
    for view in (x.t(), x[:, 1], x[::2, 1:], x[0].expand(2, 4), x[1:]):
        y = again(view)
        assert (y.stride(), y.tolist()) == (view.stride(), view.tolist())


def test_one_tensor_in_two_places_stays_one(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.ones(2)
    for way in (pickled, copy.deepcopy):
        first, second = way([x, x])
        assert first is second
    leaf, gradient = copy.deepcopy([x, x.grad])
    assert leaf.grad is gradient


def test_a_result_pickles_as_a_leaf_and_has_no_deep_copy(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    for way in (pickled, copy.copy):
        again = way(y)
        assert (again.tolist(), again.is_leaf, again.requires_grad) == ([2.0, 2.0], True, True)
    for result in (y, x[:1]):
        with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
            copy.deepcopy(result)


def test_a_graph_is_not_pickled(torch: Any) -> None:
    y = torch.ones(2, requires_grad=True) * 2
    for node in (y.grad_fn, y.grad_fn.next_functions[0][0]):
        with pytest.raises(TypeError, match=f"cannot pickle '{type(node).__name__}' object"):
            pickle.dumps(node)


def test_hooks_are_left_behind_with_a_warning(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda g: g * 10)
    with pytest.warns(UserWarning, match="backward hook <function .*> on tensor will not be serialized"):
        y = pickled(x)
    for other in (y, copy.deepcopy(x)):
        other.sum().backward()
        assert other.grad.tolist() == [1.0, 1.0]


def test_what_inference_mode_made_comes_back_as_an_ordinary_tensor(torch: Any) -> None:
    with torch.inference_mode():
        x = torch.ones(2)
    for way in (pickled, copy.deepcopy):
        assert not way(x).is_inference()


def test_values_that_are_no_tensors(torch: Any, again: Callable[[Any], Any]) -> None:
    for value in (torch.float16, torch.bool, torch.device("cuda:1"), torch.Size([2, 3]), torch.nn.Parameter):
        found = again(value)
        assert found == value
        assert type(found) is type(value)
    found = again(torch.tensor([3.0, 1.0]).max(dim=0))
    assert (type(found).__name__, found.values.item(), found.indices.item()) == ("max", 3.0, 0)


def test_a_generator_goes_on_from_where_it_was(torch: Any, again: Callable[[Any], Any]) -> None:
    generator = torch.Generator()
    generator.manual_seed(3)
    torch.rand(2, generator=generator)
    twin = again(generator)
    assert twin.initial_seed() == 3
    assert torch.rand(2, generator=twin).tolist() == torch.rand(2, generator=generator).tolist()
    unseeded = torch.Generator()
    assert torch.rand(2, generator=again(unseeded)).tolist() == torch.rand(2, generator=unseeded).tolist()


def test_memory_with_odd_steps() -> None:
    records = np.zeros(3, dtype=[("flag", "u1"), ("value", "f8")])
    records["value"] = [1, 2, 3]
    x = engine.from_numpy(records["value"])
    for way in WAYS.values():
        assert way(x).tolist() == [1, 2, 3]
    leaf = engine.arange(3.0, requires_grad=True)
    (gradient,) = engine.autograd.grad(leaf.flip(0), leaf, engine.arange(3.0))
    for way in WAYS.values():
        assert way(gradient).tolist() == [2, 1, 0]


def test_a_tensor_on_a_gpu_comes_back_there(fake_cuda: CupyBackend) -> None:
    for name in ("cuda:0", "cuda:1"):
        x = engine.arange(6.0, device=name).reshape(2, 3).t().requires_grad_()
        for way in WAYS.values():
            y = way(x)
            assert (str(y.device), y.tolist(), y.stride()) == (name, x.tolist(), x.stride())
    with engine.no_grad():
        views = copy.deepcopy([x, x[1:]])
        views[0][1, 1] = 9.0
    assert views[1][0, 1].item() == 9.0


def test_a_tensor_of_a_gpu_that_is_not_here_says_why(fake_cuda: CupyBackend) -> None:
    stream = pickle.dumps(engine.ones(2, device="cuda:1"))
    fake_cuda.device_count = lambda: 1  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match=r"on CUDA device 1 but engine\.cuda\.device_count\(\) is 1"):
        pickle.loads(stream)
    before = backends.register_backend("cuda", "There is no driver.")
    try:
        with pytest.raises(RuntimeError, match=r"engine\.cuda\.is_available\(\) is False.*There is no driver\."):
            pickle.loads(stream)
    finally:
        backends.register_backend("cuda", before)
