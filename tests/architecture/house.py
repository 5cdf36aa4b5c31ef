"""The sources as the guards see them: which module stands where, and what it imports."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src"
WINGS = ("store", "licensing", "support")
WORDS = ("models", "states", "queries", "actions", "jobs", "gateways")
NO_RULES = (*WORDS, "apps", "migrations", "workflows", "templatetags")


@dataclass(frozen=True)
class Module:
    """One module of the program: its dotted name, where it lies, and what it says."""

    name: str
    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")

    @property
    def is_rule(self) -> bool:
        """Tell whether the house's grammar of file names makes this a pure rule of a wing."""
        inside = self.parts[1:]
        return bool(inside) and inside[0] in WINGS and not set(inside[1:]) & set(NO_RULES)

    @property
    def imports(self) -> set[str]:
        """Return every name that is imported, in full, relative ones too."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                found |= {f"{self._origin(node)}.{alias.name}" for alias in node.names}
        return found

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.parts if self.path.name == "__init__.py" else self.parts[:-1]
        base = package[: len(package) - node.level + 1]
        return ".".join([*base, node.module] if node.module else base)


@cache
def modules() -> list[Module]:
    """Return every module of the program but the migrations."""
    paths = sorted(path for path in (SOURCE / "abaca").rglob("*.py") if "migrations" not in path.parts)
    return [Module(_name(path), path, path.read_text(encoding="utf-8")) for path in paths]


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def kept_files() -> list[Path]:
    """Return every text file that belongs to the repository, committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout.decode()
    paths = [REPOSITORY / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in {".png", ".woff2", ".ttf", ".pdf", ".ico"}]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
