"""Messages that several modules give, worded as PyTorch words them."""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType

from engine.dtypes import DType


class LinAlgError(RuntimeError):
    """A matrix that cannot be factored: singular, not positive definite, or one whose iteration diverges."""


SECOND_BACKWARD = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been"
    " freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify"
    " retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors"
    " after calling backward."
)
LEAF_IN_PLACE = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF_IN_PLACE = "a view of a leaf Variable that requires grad is being used in an in-place operation."
_AMBIGUOUS = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both"
    " the view and the inplace either both inside the {0} block (if you don't want the inplace to be tracked) or both"
    " outside (if you want the inplace to be tracked)."
)
_FORBIDDEN_VIEWS = {
    "no_grad": _AMBIGUOUS.format("no_grad"),
    "inference": _AMBIGUOUS.format("inference_mode"),
    "multi": (
        "This view is the output of a function that returns multiple views. Such functions do not allow the output"
        " views to be modified inplace. You should replace the inplace operation by an out-of-place one."
    ),
    "custom": (
        "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic"
        " to handle view+inplace would override the custom backward associated with the custom Function, leading to"
        " incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom"
        " Function."
    ),
}
_WRITTEN_TO_IN = {"no_grad": "with grad mode enabled", "inference": "in normal mode"}
DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training,"
    " and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be"
    " called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in"
    " torch/optim/optimizer.py as the solution."
)
LEAF_WRITTEN_TO = "a leaf Variable that requires grad has been used in an in-place operation."
DIRTY_NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified"
    " inplace must all be outputs of the Function."
)
DIRTY_VIEW = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than"
    " one Tensor. This is not supported by the current autograd engine. You should either make sure the input is not a"
    " view (using .clone() for example) or make your Function only return one Tensor (potentially splitting it into two"
    " Functions: one doing the inplace that returns a single Tensor and a second one that does the other operations)."
    " You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)
OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please"
    " clone() the tensor before performing the operation."
)
MODIFIED = (
    "one of the variables needed for gradient computation has been modified by an inplace operation: [engine.{legacy}"
    " {shape}]{producer} is at version {version}; expected version {expected} instead. Hint: "
)
MODIFIED_HINT = (
    "enable anomaly detection to find the operation that failed to compute its gradient, with"
    " engine.autograd.set_detect_anomaly(True, check_nan=False)."
)
MODIFIED_ANOMALY = (
    "the backtrace further above shows the operation that failed to compute its gradient. The variable in question was"
    " changed in there or anywhere later. Good luck!"
)
INFERENCE_FLAG = "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
INFERENCE_IN_PLACE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal"
    " tensor before doing inplace update."
)
INFERENCE_SAVED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation"
    " tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or"
    " use `engine.no_grad()` instead of `engine.inference_mode()`."
)
NUMPY_OF_TRACKED = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
INVALID_CAPSULE = (
    "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you might have"
    " already constructed a tensor from it once."
)
NO_COMPLEX = "complex numbers are out of engine's scope"
DEEP_COPY = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you"
    " were attempting to deepcopy a module, this may be because of a engine.nn.utils.weight_norm usage"
)
NO_CUDA_TO_LOAD = (
    "Attempting to deserialize object on a CUDA device but engine.cuda.is_available() is False. If you are running on a"
    " CPU-only machine, please use engine.load with map_location=engine.device('cpu') to map your storages to the CPU."
    " {reason}"
)
NO_DEVICE_TO_LOAD = (
    "Attempting to deserialize object on CUDA device {index} but engine.cuda.device_count() is {count}. Please use"
    " engine.load with map_location to map your storages to an existing device."
)
NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be"
    " populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor,"
    " use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the"
    " leaf Tensor instead."
)
NON_LEAF_FLAG = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph"
    " that doesn't require differentiation use var_no_grad = var.detach()."
)
UNUSED = (
    "The differentiated Tensor at index {index} appears to not have been used in the graph. Set allow_unused=True if"
    " this is the desired behavior."
)
NO_GRAD_FN = "element {index} of tensors does not require grad and does not have a grad_fn"
NO_FLOAT_GRAD = "only Tensors of floating point dtype can require gradients"
CREATE_GRAPH_CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which"
    " can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to"
    " use this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle"
    " and avoid the leak."
)
FROM_TENSOR = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or"
    " sourceTensor.detach().clone().requires_grad_(True), rather than engine.tensor(sourceTensor)."
)


def forbidden_view(origin: str, made: str | None, indirect: bool) -> str:
    """Why a view of this origin, `made` as "Output 0 of Split", may not be written to, or be used after a write."""
    done = "its base or another view of its base has been" if indirect else "is being"
    mode = "inference" if origin == "inference" else "no_grad"
    unrecorded = f"created in {mode} mode and {done} modified inplace {_WRITTEN_TO_IN[mode]}."
    if made is None:
        told = f"A view was {unrecorded}"
    elif origin in ("multi", "custom"):
        told = f"{made} is a view and {done} modified inplace."
    else:
        told = f"{made} is a view of a view which was {unrecorded}"
    return f"{told} {_FORBIDDEN_VIEWS[origin]}"


def written(place: tuple[CodeType, int]) -> str:
    """A line of a program as people and editors read it."""
    code, line = place
    return f"{code.co_filename}:{line}, in {code.co_name}"


def cut(by: tuple[str, tuple[CodeType, int] | None]) -> str:
    """Which detach() or no_grad() ended a history, and where."""
    what, place = by
    return f"Its history was cut off by {what}" + ("." if place is None else f" at {written(place)}.")


def sizes(shape: Sequence[int]) -> str:
    """A shape as PyTorch's messages write it: [2, 3]."""
    return "[" + ", ".join(map(str, shape)) + "]"


def broadcast_error(a: Sequence[int], b: Sequence[int]) -> RuntimeError:
    """PyTorch's error for two shapes that do not broadcast; the last clashing dimension is named."""
    rank = max(len(a), len(b))
    padded_a, padded_b = _padded(a, rank), _padded(b, rank)
    for dim in range(rank - 1, -1, -1):
        m, n = padded_a[dim], padded_b[dim]
        if m != n and 1 not in (m, n):
            return RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {dim}"
            )
    return RuntimeError(f"shapes {sizes(a)} and {sizes(b)} cannot be broadcast together")


def output_error(wanted: Sequence[int], given: Sequence[int]) -> RuntimeError:
    """PyTorch's error for a result of the shape `given` that does not fit into one of the shape `wanted`."""
    if any(1 not in (m, n) and m != n for m, n in zip(wanted[::-1], given[::-1], strict=False)):
        return broadcast_error(wanted, given)
    rank = max(len(wanted), len(given))
    common = [max(m, n) if m and n else 0 for m, n in zip(_padded(wanted, rank), _padded(given, rank), strict=True)]
    return RuntimeError(f"output with shape {sizes(wanted)} doesn't match the broadcast shape {sizes(common)}")


def _padded(shape: Sequence[int], rank: int) -> tuple[int, ...]:
    return (1,) * (rank - len(shape)) + tuple(shape)


def two_devices(home: object, other: object) -> RuntimeError:
    """The error for tensors that are on two devices."""
    return RuntimeError(
        f"Expected all tensors to be on the same device, but found at least two devices, {home} and {other}!"
    )


_HEAP_TYPE = 1 << 9
"""In a class's flags: it was made at run time, by Python."""


def type_name(value: object) -> str:
    """The name of a value's type as PyTorch's messages have it: with its module where it was written in C."""
    kind = type(value)
    in_c = not kind.__flags__ & _HEAP_TYPE or kind.__name__ in ("Size", "device", "dtype")
    return f"{kind.__module__}.{kind.__name__}" if in_c and kind.__module__ != "builtins" else kind.__name__


def not_tensor(name: str, argument: str, position: int, value: object) -> TypeError:
    """The error for an argument of the function `name` that must be a tensor; `position` counts from 1."""
    return TypeError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type_name(value)}")


def unsupported_argument(name: str, position: int, value: object) -> TypeError:
    """The error for an operand that is neither a tensor nor a number; `position` counts from 0."""
    return not_tensor(name, "input" if position == 0 else "other", position + 1, value)


def not_int(name: str, value: object, argument: str = "dim") -> TypeError:
    """The error for an argument that must be one integer."""
    return TypeError(f"{name}(): argument '{argument}' must be int, not {type_name(value)}")


def no_kernel(kernel: str, dtype: DType) -> NotImplementedError:
    """The error for a dtype that PyTorch's `kernel` is not compiled for."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.printed}'")


def no_overload(name: str, arguments: Sequence[object], /, *forms: str, **named: object) -> TypeError:
    """The error where the types of arguments, and of those `named`, fit none of a function's forms.

    A form is such as "Tensor input, int sections"; without any the error names none.
    """
    given = [*map(type_name, arguments), *(f"{key}={type_name(value)}" for key, value in named.items())]
    found = f"{name}() received an invalid combination of arguments - got ({', '.join(given)})"
    listed = "".join(f"\n * ({form})" for form in forms)
    return TypeError(f"{found}, but expected one of:{listed}\n" if forms else found)
