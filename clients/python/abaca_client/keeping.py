"""What a program keeps between two starts: written whole or not at all, readable by its owner alone."""

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol


@dataclass
class Kept:
    """The state of a client. `mark` is the highest server time ever seen, in Unix seconds."""

    token: str = ""
    product_key: str = ""  # only where there is no token to take its place
    lease: str = ""
    licence: dict[str, Any] | None = None
    refused: str = ""
    mark: int = 0
    challenge: str = ""
    nonces: list[str] = field(default_factory=list)  # of offline requests that wait for their answer
    offline_product_key: str = ""
    no_answer_at: int = 0
    machine: str = ""  # a made-up machine id, where the operating system has none


class Store(Protocol):
    """Where the state lies; a program may bring its own."""

    def load(self) -> Kept: ...

    def save(self, kept: Kept) -> None: ...


class MemoryStore:
    """Keeps the state as long as the program runs."""

    def __init__(self) -> None:
        self._text = "{}"

    def load(self) -> Kept:
        return _kept_in(self._text)

    def save(self, kept: Kept) -> None:
        self._text = json.dumps(asdict(kept))


class FileStore:
    """Keeps the state in a file, and the highest server time in a second one in another place."""

    def __init__(self, path: str | Path, second: str | Path | None = None) -> None:
        self.path = Path(path).expanduser()
        self.second = Path(second).expanduser() if second else self.path.with_name(f".{self.path.name}.seen")

    def load(self) -> Kept:
        """Read both files; what cannot be read counts as not there, and the later time counts."""
        kept = _kept_in(_text_of(self.path))
        seen = _text_of(self.second).strip()
        if seen.isascii() and seen.isdigit() and len(seen) <= 11:
            kept.mark = max(kept.mark, int(seen))
        return kept

    def save(self, kept: Kept) -> None:
        stated = {name: value for name, value in asdict(kept).items() if value}
        _write(self.path, json.dumps(stated, ensure_ascii=False))
        if kept.mark:
            _write(self.second, str(kept.mark))


def default_store(product: str) -> FileStore:
    """Keep the state where programs of this operating system keep theirs."""
    home = Path.home()
    if sys.platform == "win32":
        local, roaming = (os.environ.get(name, str(home)) for name in ("LOCALAPPDATA", "APPDATA"))
        return FileStore(Path(local) / product / "licence.json", Path(roaming) / product / "licence-seen")
    if sys.platform == "darwin":
        library = home / "Library"
        return FileStore(
            library / "Application Support" / product / "licence.json", library / "Preferences" / f"{product}.seen"
        )
    state = Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return FileStore(state / product / "licence.json", config / product / "licence-seen")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _kept_in(text: str) -> Kept:
    """Read a state; a member of the wrong kind is left out."""
    try:
        members = json.loads(text or "{}")
    except ValueError:
        members = {}
    if not isinstance(members, dict):
        return Kept()
    plain, kept = Kept(), Kept()
    for each in fields(Kept):
        value, model = members.get(each.name), getattr(plain, each.name)
        if type(value) is (dict if model is None else type(model)):
            setattr(kept, each.name, value)
    return kept


def _write(path: Path, text: str) -> None:
    """Put a file in place in one move; mkstemp makes it readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
