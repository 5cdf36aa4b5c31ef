"""Print every state machine of the house as a diagram; `--write` renews docs/states.md."""

import importlib
import inspect
import sys
from enum import EnumMeta
from pathlib import Path
from typing import Any

import abaca
from abaca.kernel.states import Machine

PAGE = Path(__file__).with_name("states.md")
HEAD = """# The states

Printed from the tables in the rooms' `states.py` by `docs/print_states.py --write`; a test holds the two together. What
comes true by itself with time (ended, due, in grace) is no state: it is computed from facts and the present instant.
"""


def machines() -> dict[str, Machine[Any]]:
    """Return every machine of the house by its address: room and name."""
    found: dict[str, Machine] = {}
    house = Path(next(iter(abaca.__path__)))
    for path in house.rglob("states.py"):
        room = ".".join(path.relative_to(house).parts[:-1])
        if room != "kernel":
            states = vars(importlib.import_module(f"abaca.{room}.states"))
            found |= {f"{room}.{name}": value for name, value in states.items() if isinstance(value, Machine)}
    return dict(sorted(found.items()))


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(_chapter(address, machine) for address, machine in machines().items())


def _chapter(address: str, machine: Machine[Any]) -> str:
    kind = type(next(iter(machine.table)))
    sentences = "\n".join(f"- **{word}**: {sentence}" for word, sentence in _sentences(kind).items())
    return f"\n## {address}\n\n{sentences}\n\n```mermaid\n{machine.diagram()}```\n"


def _sentences(kind: EnumMeta) -> dict[str, str]:
    """Return the sentence that stands behind each state in the source."""
    found = {}
    for line in inspect.getsource(kind).splitlines():
        name, equals, rest = line.partition(" = ")
        if equals and name.strip().isupper():
            found[rest.split('"')[1]] = rest.partition("# ")[2] or "(no sentence yet)"
    return found


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
