"""The demo as a newcomer has it: one command opens everything, Ctrl-C closes everything, the data stay."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.makers.ports import free_port

PATIENCE = 600  # seconds; the machine may be busy


@contextmanager
def demo(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the demo until the block ends; give the process and all it printed up to its log-ins."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ABACA_", "DATABASE_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "abaca.operations.program", "demo"],
        env=environment | {"ABACA_DATA": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, said_until(process, "Ctrl-C closes everything.")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=PATIENCE)


def said_until(process: subprocess.Popen[str], last: str) -> str:
    lines, until = [], time.monotonic() + PATIENCE
    assert process.stdout
    while time.monotonic() < until:
        line = process.stdout.readline()
        lines.append(line)
        if last in line or not line:
            break
    return "".join(lines)


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=PATIENCE) as answer:
        return answer.read().decode()


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_one_command_opens_the_shop_and_ctrl_c_closes_it_and_the_data_stay():
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="abaca-") as name:
        folder = Path(name)
        with demo(folder, port) as (process, said):
            assert "filled" in said
            for path in ("/", "/account/", "/activate/", "/console/", "/rehearsal/mailbox/"):
                assert f"http://localhost:{port}{path}" in said
            assert "EUR\xa079.00" in page(port, "/")
            assert "alice@example.com" in page(port, "/rehearsal/mailbox/")
            os.killpg(process.pid, signal.SIGINT)
            rest = process.communicate(timeout=PATIENCE)[0]
            assert process.returncode == 0
            assert "The data stay" in rest
        assert not answers(port)

        with demo(folder, port) as (process, said):
            assert "found as you left it" in said
            assert re.search(r"Shop +http", said)
            assert "alice@example.com" in page(port, "/rehearsal/mailbox/")
