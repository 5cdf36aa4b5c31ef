"""The outside judge of the books: bean-check, as a program of its own (its licence is not ours)."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "bean-check"


def complaints(lines: Iterable[str], folder: Path) -> str:
    """Return what bean-check says against a journal; nothing means that it accepts it."""
    journal = folder / "books.beancount"
    journal.write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = subprocess.run([PROGRAM, "--no-cache", journal], capture_output=True, text=True, check=False)
    told = (answer.stdout + answer.stderr).strip()
    return told or ("" if answer.returncode == 0 else f"exit code {answer.returncode}")
