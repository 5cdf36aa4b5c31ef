"""What the papers say is what the house is: states, settings, requirements, and nothing about this machine."""

import ast
import re
from pathlib import Path

import pytest
from docs.print_states import PAGE, page
from tests.architecture.house import REPOSITORY, SOURCE, kept_files

HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "crates" + ".io", "proxy." + "golang"]
READERS = {"_flag", "_text", "_number"}


def test_the_page_of_states_is_printed_from_the_tables():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python docs/print_states.py --write"


# --- settings -------------------------------------------------------------------------------------------------------


def variables_read(text: str) -> set[str]:
    """Return the variables of the environment that a module of settings reads."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        reader, name = ast.unparse(node.func), str(node.args[0].value)
        if reader in READERS or reader == "os.environ.get":
            found.add(name)
        if reader == "_secret":
            found.add(f"{name}_FILE")
    return found


def test_every_setting_is_documented_and_no_other():
    sources = [SOURCE / "abaca" / "config" / name for name in ("settings.py", "database.py")]
    read = {name for path in sources for name in variables_read(path.read_text(encoding="utf-8"))}
    manual = (REPOSITORY / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = [line for line in manual.splitlines() if line.startswith("| `")]
    assert sorted(name for row in rows for name in re.findall(r"`([A-Z_]{4,})`", row.split("|")[1])) == sorted(read)


# --- requirements ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_the_requirements_are_pinned_hashed_and_name_no_host(name):
    text = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith(("#", "--hash"))]
    assert [line for line in lines if not re.match(r"^[\w.\[\],-]+==[\w.!+]+( ;.*)? \\$", line)] == []
    assert "://" not in text
    assert "index-url" not in text


# --- this machine ---------------------------------------------------------------------------------------------------


def _forbidden() -> list[str]:
    home = str(Path.home())
    return [*HOSTS, f"{REPOSITORY.parent}/", f"{REPOSITORY}", *([f"{home}/"] if home != "/" else [])]


def test_no_file_knows_this_machine_or_a_registry():
    found = {}
    for path in kept_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        words = [word for word in _forbidden() if word in text]
        if words:
            found[str(path.relative_to(REPOSITORY))] = words
    assert found == {}
