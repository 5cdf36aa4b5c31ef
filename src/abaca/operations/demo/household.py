"""The processes of the demo: started together, watched, ended together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

SECONDS_TO_LEAVE = 15
SECONDS_TO_OPEN = 120  # four programs begin at once, perhaps on a machine with much else to do


class Died(Exception):
    """A child of the demo ended by itself; the message says which, and where it wrote why."""


@dataclass
class Child:
    """One process and the file that it talks to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Household:
    """Web server, worker, mail catcher and the door for mail; leaving the block ends them all, the last one first."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.mail_port = _free_port(settings.MAIL_IN_PORT)  # to which the rehearsal's people write
        self.logs = Path(settings.DATA_FOLDER) / "log"
        self.environment = os.environ | {
            "ABACA_PARENT": str(os.getpid()),
            "ABACA_SMTP_HOST": "127.0.0.1",
            "ABACA_SMTP_PORT": str(_free_port(settings.SMTP_PORT)),
            "ABACA_MAIL_IN_PORT": str(self.mail_port),
            "PYTHONUNBUFFERED": "1",
        }

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in ("catcher", "mail-in", "work", "serve"):
            self._start(name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + SECONDS_TO_LEAVE
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, until - time.monotonic()))
            if child.process.poll() is None:
                child.process.kill()
                child.process.wait()

    def _start(self, name: str) -> None:
        log = self.logs / f"{name}.log"
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "abaca.operations.program", name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; we end the children in good order
            )
        self.children.append(Child(name, process, log))

    def check(self) -> None:
        """Say so if a child is dead."""
        for child in self.children:
            if (code := child.process.poll()) is not None:
                raise Died(f"`abaca {child.name}` ended by itself (code {code}). Its last words are in {child.log}")

    def wait_until_open(self) -> str:
        """Return when the first page answers."""
        until = time.monotonic() + SECONDS_TO_OPEN
        while not _answers():
            self.check()
            if time.monotonic() > until:
                raise Died(f"The web server does not answer. See {self.logs / 'serve.log'}")
            time.sleep(0.1)
        return "web server, worker, mail catcher and the door for mail run"

    def watch(self, leave: threading.Event) -> None:
        """Stay until asked to leave, or until a child dies."""
        while not leave.wait(timeout=0.5):
            self.check()


def when_asked_to_leave() -> threading.Event:
    """Return an event that Ctrl-C, a termination and a closed terminal set."""
    leave = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: leave.set())
    return leave


def _free_port(wished: int) -> int:
    """Return the wished port if nobody has it, else any other that is free."""
    with contextlib.closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            return _free_port(0)
        return int(probe.getsockname()[1])


def _answers() -> bool:
    """Tell whether the first page comes; a page that says what is wrong counts too."""
    connection = HTTPConnection(settings.WEB_ADDRESS, settings.WEB_PORT, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{settings.WEB_PORT}"})
        connection.getresponse().read()
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()
    return True
