"""The demo as a person at a terminal has it: it opens, refuses a twin, tells of a death, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

PROGRAM = [sys.executable, "-m", "abaca.operations.program"]


class Terminal:
    """One data folder and one port, and the demos that are started there."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="abaca-demo-", dir="/tmp"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        foreign = ("ABACA_", "DATABASE_URL", "DJANGO_", "PYTEST_", "FRESH")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        self.environment = kept | {"ABACA_DATA": str(self.data), "PORT": str(self.port)}

    def start(self, **more: str) -> subprocess.Popen[str]:
        output = (self.data / "terminal.txt").open("w")
        with output:
            return subprocess.Popen(
                [*PROGRAM, "demo"], env=self.environment | more, stdout=output, stderr=subprocess.STDOUT, text=True
            )

    @property
    def said(self) -> str:
        return (self.data / "terminal.txt").read_text()

    def processes(self) -> list[psutil.Process]:
        """Return every process that lives on this data folder, the database's too."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            at_home = process.environ().get("ABACA_DATA") == str(self.data)
            return process.status() != psutil.STATUS_ZOMBIE and (
                at_home or str(self.data) in " ".join(process.cmdline())
            )
        except psutil.Error:
            return False

    def child(self, command: str) -> psutil.Process:
        return next(process for process in self.processes() if process.cmdline()[-1] == command)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture(scope="module")  # the shop is filled once, which takes a while; every test leaves it closed
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    yield terminal
    for process in terminal.processes():
        process.kill()
    shutil.rmtree(terminal.data, ignore_errors=True)


def test_a_demo_opens_refuses_a_twin_and_closes_without_a_trace(terminal):
    demo = terminal.start()
    wait_for(lambda: "Ctrl-C closes everything" in terminal.said or demo.poll() is not None)
    assert f"http://localhost:{terminal.port}/rehearsal/mailbox/" in terminal.said

    twin = subprocess.run([*PROGRAM, "demo"], env=terminal.environment, capture_output=True, text=True, check=False)
    assert twin.returncode == 1
    assert f"already runs: http://localhost:{terminal.port}/" in twin.stderr

    demo.send_signal(signal.SIGINT)
    assert demo.wait(timeout=30) == 0
    assert terminal.said.rstrip().endswith("begins anew.")
    assert terminal.processes() == []


def test_a_demo_tells_of_a_child_that_died_and_the_next_one_finds_the_data(terminal):
    demo = terminal.start()
    wait_for(lambda: "Ctrl-C closes everything" in terminal.said or demo.poll() is not None)
    terminal.child("work").kill()
    assert demo.wait(timeout=30) == 1
    assert (
        f"`abaca work` ended by itself (code -9). Its last words are in {terminal.data / 'log' / 'work.log'}"
        in terminal.said
    )
    assert terminal.processes() == []

    again = terminal.start()
    wait_for(lambda: "Ctrl-C closes everything" in terminal.said or again.poll() is not None)
    again.kill()  # nobody ends the children in good order now: they notice by themselves
    again.wait()
    wait_for(lambda: {process.name() for process in terminal.processes()} <= {"postgres"}, seconds=30)


def test_a_port_that_is_taken_is_told(terminal):
    with socket.socket() as other:
        other.bind(("127.0.0.1", terminal.port))
        other.listen()
        assert terminal.start().wait(timeout=30) == 1
    assert f"Port {terminal.port} is taken" in terminal.said
