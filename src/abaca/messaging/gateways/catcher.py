"""A mail server for rehearsals: it takes every letter and keeps it as a file, and delivers nothing.

One file per Message-ID and recipient, so that a letter that comes twice is one letter; `arrivals.log` keeps every
arrival, for the tests that kill a worker.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.policy import compat32
from hashlib import sha256
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope

from abaca.kernel.emails import fold

ARRIVALS = "arrivals.log"
RECIPIENT_HEADER = "Delivered-To"
SYMBOLS_OF_A_PERSON = 16
SYMBOLS_OF_A_LETTER = 32


def person_id(address: str) -> str:
    """Return the part of a letter's id that all letters to this address share."""
    return sha256(fold(address).encode()).hexdigest()[:SYMBOLS_OF_A_PERSON]


class Catcher:
    """Take letters; in tests, refuse some recipients as real servers do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refuses: set[str] = set()  # addresses that do not exist here
        self.defers: set[str] = set()  # addresses whose mailbox is full today
        self.hangs_up: set[str] = set()  # the letter is kept, but the line breaks before the answer
        self.sequence = 0
        self.latest = 0  # nanoseconds
        (folder / "tmp").mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, _server: SMTP, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to one recipient."""
        if address in self.refuses:
            return "550 5.1.1 There is nobody of this name"
        if address in self.defers:
            return "452 4.2.2 The mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 The recipient is welcome"

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the letter once for each recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message_id = _message_id(content)
        for address in envelope.rcpt_tos:
            self._keep(content, message_id, address)
        if self.hangs_up.intersection(envelope.rcpt_tos) and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 2.0.0 The letter is kept"

    def _keep(self, content: bytes, message_id: str, address: str) -> None:
        letter = sha256(message_id.encode()).hexdigest()[:SYMBOLS_OF_A_LETTER]
        self.sequence += 1
        draft = self.folder / "tmp" / f"{os.getpid()}-{id(self)}-{self.sequence}"
        draft.write_bytes(f"{RECIPIENT_HEADER}: {fold(address)}\r\n".encode() + content)
        # files that are written within the same few milliseconds have the same time; which came later must be seen
        self.latest = max(draft.stat().st_mtime_ns, self.latest + 1)
        os.utime(draft, ns=(self.latest, self.latest))
        draft.rename(self.folder / f"{person_id(address)}-{letter}.eml")
        with (self.folder / ARRIVALS).open("a", encoding="utf-8") as arrivals:
            arrivals.write(f"{message_id} {address}\n")


def _message_id(content: bytes) -> str:
    head = content.partition(b"\r\n\r\n")[0]
    told = BytesHeaderParser(policy=compat32).parsebytes(head)["Message-ID"]
    return str(told).strip() if told else f"<{sha256(content).hexdigest()}@nameless>"


async def _serve(catcher: Catcher, host: str, port: int, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(catcher, enable_SMTPUTF8=True, ident="Abaca's mail catcher", hostname="localhost", loop=loop),
        host,
        port,
    )
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()


def run_catcher(host: str, port: int, folder: Path) -> None:
    """Catch mail until the process is asked to end."""

    async def until_asked() -> None:
        stop = asyncio.Event()
        for asked in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(asked, stop.set)
        await _serve(Catcher(folder), host, port, lambda _port: None, stop)

    asyncio.run(until_asked())


class RunningCatcher:
    """A catcher in a thread of this process, on a port of its own."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.catcher = Catcher(folder)
        self.port = port
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mail catcher", daemon=True)
        self._thread.start()
        if not self._ready.wait(timeout=60):
            raise RuntimeError("The mail catcher does not start.")

    def stop(self) -> None:
        """Close the port and end the thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=60)

    def arrivals(self) -> list[str]:
        """Return every arrival, as Message-ID and recipient, in order."""
        path = self.catcher.folder / ARRIVALS
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(_serve(self.catcher, "127.0.0.1", self.port, self._tell, self._stop))

    def _tell(self, port: int) -> None:
        self.port = port
        self._ready.set()


def start_catcher(folder: Path, port: int = 0) -> RunningCatcher:
    """Start a catcher for tests, on a free port unless one is named."""
    return RunningCatcher(folder, port)
