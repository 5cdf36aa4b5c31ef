"""One demo at a time in one data folder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


class Refused(Exception):
    """The demo cannot begin; the message says why and what to do."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the data folder for this process; the lock ends with it, however it ends."""
    path = Path(settings.DATA_FOLDER) / "demo.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(_already(file.read())) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {settings.PUBLIC_URL}/")
        file.flush()
        yield


def _already(note: str) -> str:
    pid, _, address = note.partition(" ")
    return (
        f"A demo with this data already runs: {address} (process {pid}).\n"
        "End it there with Ctrl-C, or start a second one beside it: make demo PORT=8001 ABACA_DATA=/srv/second"
    )
