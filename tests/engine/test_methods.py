"""What a Tensor can do is what its declaration for type checkers says."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import engine
from engine.tensor import Tensor

STUB = Path(inspect.getfile(engine)).parent / "tensor_methods.pyi"
CLASS = Path(inspect.getfile(engine)).parent / "tensor.py"


def _class(path: Path, name: str) -> ast.ClassDef:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)


def _declared() -> dict[str, list[str]]:
    """{method: names of its parameters after self} of the declaration; a property has none."""
    found = {}
    for node in _class(STUB, "TensorMethods").body:
        if isinstance(node, ast.FunctionDef):
            a = node.args
            starred = [part.arg for part in (a.vararg, a.kwarg) if part is not None]
            found[node.name] = [part.arg for part in (*a.args[1:], *a.kwonlyargs)] + starred
    return found


def _bound() -> dict[str, list[str]]:
    """The same of what `engine.methods` has bound."""
    own = {getattr(node, "name", None) for node in _class(CLASS, "Tensor").body}
    own |= {
        target.id
        for node in _class(CLASS, "Tensor").body
        if isinstance(node, ast.AnnAssign | ast.Assign)
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(target, ast.Name)
    }
    machinery = {"__module__", "__doc__", "__dict__", "__weakref__", "__annotations__", "__hash__"}
    found = {}
    for name, value in vars(Tensor).items():
        if name in own or name in machinery or not (callable(value) or isinstance(value, property)):
            continue
        if isinstance(value, property):
            found[name] = []
            continue
        parameters = list(inspect.signature(value).parameters.values())[1:]
        starred = [part.name for part in parameters if part.kind in (part.VAR_POSITIONAL, part.VAR_KEYWORD)]
        found[name] = [part.name for part in parameters if part.name not in starred] + starred
    return found


def test_the_declaration_has_every_method() -> None:
    declared, bound = _declared(), _bound()
    assert not set(bound) - set(declared), "bound in engine/methods.py, missing in engine/tensor_methods.pyi"
    assert not set(declared) - set(bound), "declared in engine/tensor_methods.pyi, bound nowhere"


def test_the_declaration_has_every_parameter() -> None:
    declared, bound = _declared(), _bound()
    assert {name: declared[name] for name in bound} == bound


def test_public_names_are_all_there() -> None:
    assert not [name for name in engine.__all__ if not hasattr(engine, name)]
    assert len(engine.__all__) == len(set(engine.__all__))


def test_every_public_function_and_method_tells_what_it_does() -> None:
    functions = [getattr(engine, name) for name in engine.__all__]
    silent = [f for f in functions if inspect.isfunction(f) and not f.__doc__]
    methods = {name: f for name, f in vars(Tensor).items() if inspect.isfunction(f) and not name.startswith("_")}
    silent += [f for f in methods.values() if not f.__doc__]
    assert not silent
