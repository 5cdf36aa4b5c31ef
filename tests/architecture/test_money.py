"""No sum of money, and no day of a term, is ever a float."""

import ast

import pytest
from tests.architecture.house import Module, modules

PRECIOUS = ("abaca.store", "abaca.kernel.money", "abaca.kernel.terms")


def floats(text: str) -> list[str]:
    """Return the lines on which a float is written, named or made by a division."""
    found = []
    for node in ast.walk(ast.parse(text)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        named = isinstance(node, ast.Name) and node.id == "float"
        divided = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div) and not _is_a_path(node)
        if literal or named or divided:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def _is_a_path(node: ast.BinOp | ast.AugAssign) -> bool:
    """Tell whether this is no division but a path, which has a text or a template at its end."""
    last = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(last, ast.JoinedStr) or (isinstance(last, ast.Constant) and isinstance(last.value, str))


def _is_precious(module: Module) -> bool:
    return module.name.startswith(PRECIOUS) and "gateways" not in module.parts


def test_money_is_never_a_float():
    found = {module.name: floats(module.text) for module in modules() if _is_precious(module)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "complaints"),
    [
        ("tax = net * 0.19", 1),
        ("net = float(text)", 1),
        ("half = whole / 2", 1),
        ("whole /= 2", 1),
        ("half = whole // 2", 0),
        ("path = folder / 'invoice.pdf'", 0),
        ("rate = Fraction(81, 1000)", 0),
    ],
)
def test_the_guard_of_money_sees_floats(line, complaints):
    assert len(floats(line)) == complaints
