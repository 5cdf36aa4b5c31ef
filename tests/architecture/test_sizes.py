"""Guard 3: nothing grows beyond what a person reads in one sitting."""

import ast

import pytest
from tests.architecture.house import REPOSITORY, functions, kept_files

LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
PYTHON = [path for path in kept_files() if path.suffix == ".py" and "migrations" not in path.parts]


def long_functions(text: str) -> list[str]:
    return [
        f"{function.name} ({length})"
        for function in functions(ast.parse(text))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]


def test_modules_stay_short():
    lengths = {str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_stay_short():
    found = {str(path.relative_to(REPOSITORY)): long_functions(path.read_text(encoding="utf-8")) for path in PYTHON}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(("lines", "complaints"), [(59, []), (60, ["story (61)"])])
def test_the_guard_counts_the_lines_of_a_function(lines, complaints):
    assert long_functions("def story():\n" + "    pass\n" * lines) == complaints
