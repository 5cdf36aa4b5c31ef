"""Guard 3: whoever is woken by name is registered under it."""

import ast
import importlib

from tests.architecture.house import Module, modules

from abaca.dispatch.due_work import REGISTER


def wake_ups(module: Module) -> list[str]:
    """Return the names with which a module wakes workers, as they stand in the source."""
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and node.args]
    return [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).rpartition(".")[2] == "wake"]


def _meaning(module: Module, expression: str) -> str:
    """Read the name that an expression stands for: a text, or a constant of the module."""
    names = vars(importlib.import_module(module.name))
    return str(eval(expression, dict(names)))  # noqa: S307 - our own source


def test_every_name_that_is_woken_is_registered():
    woken = {
        f"{module.name}: {expression}": _meaning(module, expression)
        for module in modules()
        for expression in wake_ups(module)
    }
    assert {where: name for where, name in woken.items() if name not in REGISTER} == {}


def test_every_registered_work_bears_its_name():
    assert {name: work.name for name, work in REGISTER.items()} == {name: name for name in REGISTER}
