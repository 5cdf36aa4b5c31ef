"""A real web server on the test's own database, on a port that is not the usual one."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from tests.makers.ports import free_port

PATIENCE = 120.0  # seconds; the machine may be busy


@dataclass(frozen=True)
class Served:
    """Where the server listens."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def database_url() -> str:
    """Return the test database as another process names it."""
    place = connection.settings_dict
    user = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
    if str(place["HOST"]).startswith("/"):
        return f"postgresql://{user}@/{place['NAME']}?host={place['HOST']}"
    return f"postgresql://{user}@{place['HOST']}:{place['PORT'] or 5432}/{place['NAME']}"


@contextmanager
def served(*, processes: int = 2, **environment: str) -> Iterator[Served]:
    """Serve this test's database by granian, in processes of its own, as long as the block lasts."""
    port = free_port()
    told = {"ABACA_LOG_LEVEL": "ERROR", "ABACA_WEB_THREADS": "8", **environment}
    words = [sys.executable, "-m", "abaca.operations.program", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*words, "--processes", str(processes)],
        env={**os.environ, "DATABASE_URL": database_url(), **told},
    )
    try:
        _await(Served(port), process)
        yield Served(port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await(server: Served, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/v1/ping", timeout=PATIENCE).close()  # noqa: S310 - an address of our own
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")
