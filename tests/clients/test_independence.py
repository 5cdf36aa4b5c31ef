"""The client goes into other people's programs: it stands on `cryptography` alone."""

import ast
import sys
from pathlib import Path

import abaca_client
from tests.architecture.house import Module

FOLDER = Path(abaca_client.__file__).parent
ALLOWED = {*sys.stdlib_module_names, "cryptography", "abaca_client"}


def roots(module: Module) -> set[str]:
    return {name.partition(".")[0] for name in module.imports}


def modules() -> list[Module]:
    paths = sorted(FOLDER.glob("*.py"))
    return [Module(f"abaca_client.{path.stem}", path, path.read_text(encoding="utf-8")) for path in paths]


def test_the_client_imports_the_standard_library_and_cryptography_only():
    assert len(modules()) > 5
    assert {module.name: roots(module) - ALLOWED for module in modules() if roots(module) - ALLOWED} == {}


def test_the_guard_sees_a_foreign_import():
    for line in ("import django", "from abaca.kernel import clock", "import requests.adapters"):
        assert roots(Module("abaca_client.x", FOLDER / "x.py", line)) - ALLOWED


def test_the_scripts_of_the_vectors_import_no_client():
    for name in ("make_vectors", "signing_by_hand"):
        text = (Path(__file__).parents[2] / f"clients/{name}.py").read_text(encoding="utf-8")
        names = [each for node in ast.walk(ast.parse(text)) for each in imported(node)]
        assert names
        assert not [each for each in names if each.startswith("abaca")]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_package_is_shipped_with_its_types():
    assert (FOLDER / "py.typed").exists()
