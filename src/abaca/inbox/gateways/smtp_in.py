"""The door for mail: an SMTP server that says yes only to what is kept.

Connections live in one event loop; one thread writes, and takes what has come in the meantime in one go, so that many
mails share a commit. Whoever sent one hears `250` only after it.
"""

import asyncio
import logging
import queue
import signal
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from abaca.inbox.deliveries import Delivery, Throttle, is_among
from abaca.inbox.ourselves import House
from abaca.kernel.networks import network_of

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 50
MOST_AT_ONCE = 100  # mails in one commit
MOST_BYTES_AT_ONCE = 32 * 1024 * 1024
SILENCE = 60  # seconds after which a connection is closed
LONGEST_WAIT = 30 * 60  # seconds for one mail, however steadily it comes: 25 MB on a line of 128 kbit/s
LONGEST_COMMAND = 1024 * 1024  # bytes before our answer; who sends more is no mail server
PER_PEER = 20  # connections

Keep = Callable[[Sequence[Delivery]], None]


@dataclass(frozen=True)
class Door:
    """How the door is set up."""

    host: str
    port: int
    house: House
    largest: int  # bytes
    connections: int
    per_minute: int  # mails of one network
    trusted: tuple[str, ...] = ()  # networks that are never slowed down
    tls: ssl.SSLContext | None = None


class Clerk:
    """Write what comes in, in a thread of its own; each mail learns whether it was kept."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._waiting: queue.Queue[tuple[list[Delivery], asyncio.Future[bool]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="mail clerk", daemon=True)
        self._thread.start()

    async def kept(self, deliveries: list[Delivery]) -> bool:
        """Return when the mails are committed, or when it is clear that they could not be."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put((deliveries, future))
        return await future

    def stop(self) -> None:
        """End after everything that has come was written."""
        self._waiting.put(None)
        self._thread.join(timeout=30)

    def _work(self) -> None:
        goes_on = True
        while goes_on:
            taken = [self._waiting.get()]
            size = 0
            while taken[-1] is not None and len(taken) < MOST_AT_ONCE and size < MOST_BYTES_AT_ONCE:
                size += sum(len(delivery.raw) for delivery in taken[-1][0])
                try:
                    taken.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            goes_on = taken[-1] is not None
            self._write([each for each in taken if each is not None])

    def _write(self, taken: list[tuple[list[Delivery], asyncio.Future[bool]]]) -> None:
        if taken and self._tried([delivery for deliveries, _future in taken for delivery in deliveries]):
            for _deliveries, future in taken:
                _tell(future, kept=True)
            return
        for deliveries, future in taken:  # one by one, so that a mail that cannot be kept holds back no other
            _tell(future, kept=len(taken) > 1 and self._tried(deliveries))

    def _tried(self, deliveries: list[Delivery]) -> bool:
        try:
            self._keep(deliveries)
        except Exception:
            log.exception("Mail could not be kept; its senders are asked to come again.")
            return False
        return True


def _tell(future: asyncio.Future[bool], *, kept: bool) -> None:
    def settle() -> None:
        if not future.done():
            future.set_result(kept)

    try:
        future.get_loop().call_soon_threadsafe(settle)
    except RuntimeError:  # the door was closed meanwhile; the mail is kept, and will come once more
        return


class Handler:
    """What is answered to each step."""

    def __init__(self, door: Door, clerk: Clerk) -> None:
        self.door = door
        self.clerk = clerk
        self.throttle = Throttle(door.per_minute)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd looks for these names
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to the sender of the envelope."""
        peer = _peer(session)
        if not is_among(peer, self.door.trusted) and not self.throttle.lets_in(peer, monotonic()):
            return "451 4.7.1 Too many mails in one minute; come again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to one recipient."""
        if not self.door.house.accepts(address):
            return "550 5.1.1 There is nobody of this name"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the mail once for each recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        sender, peer = envelope.mail_from or "<>", _peer(session)
        deliveries = [Delivery(content, sender, address, peer) for address in dict.fromkeys(envelope.rcpt_tos)]
        if await self.clerk.kept(deliveries):
            return "250 2.0.0 The mail is kept"
        return "451 4.3.0 The mail cannot be kept just now; come again later"

    async def handle_exception(self, error: Exception) -> str:
        """Answer to our own fault so that the sender comes again."""
        log.error("The door for mail stumbled.", exc_info=error)
        return "451 4.3.0 Our own fault; come again later"


class Conversation(SMTP):
    """One connection; too many of them are sent away politely."""

    taking = 0.0  # since when a mail is taken, by the loop's clock
    heard = 0  # bytes since our last answer, or within a mail since its last line ended

    def __init__(self, handler: Handler, *, open_ones: Counter[str]) -> None:
        # lines are longer than the rules allow every day: what can be kept is kept, be it all one line
        self.line_length_limit = max(LONGEST_COMMAND, handler.door.largest)
        super().__init__(
            handler,
            data_size_limit=handler.door.largest,
            enable_SMTPUTF8=True,
            ident="Abaca",
            hostname=handler.door.house.domain,
            timeout=SILENCE,
            tls_context=handler.door.tls,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=asyncio.get_running_loop(),
        )
        self.door = handler.door
        self.open_ones = open_ones
        self.counted = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or send it away."""
        address = str((transport.get_extra_info("peername") or [""])[0])
        free, peer = is_among(address, self.door.trusted), network_of(address) or address
        most = self.door.connections if free else min(PER_PEER, self.door.connections)
        first = not self.counted  # after STARTTLS the same connection is made once more
        if first and (self.open_ones.total() >= self.door.connections or self.open_ones[peer] >= most):
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.7.0 Too many connections; come again later\r\n")
            transport.close()
            self.turned_away = True
            return
        if first:
            self.counted = peer or "?"
            self.open_ones[self.counted] += 1
        super().connection_made(transport)

    turned_away = False

    def data_received(self, data: bytes) -> None:
        """Listen, unless the connection was sent away.

        A mail is given time as long as it comes, and no more than `LONGEST_WAIT`. The library gathers a line without an
        end for as long as it lasts, and commands whose answers nobody fetches; so somebody has to count.
        """
        if self.turned_away:
            return
        self.heard = len(data) if self.taking and b"\r\n" in data else self.heard + len(data)
        if self.heard > (2 * self.line_length_limit if self.taking else LONGEST_COMMAND):
            self._hang_up(b"552 5.3.4 This is more than we take\r\n")
            return
        if self.taking and (left := self.taking + LONGEST_WAIT - self.loop.time()) > 0:
            self._reset_timeout(min(SILENCE, left))
        super().data_received(data)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd looks for this name
        """Take a mail."""
        self.taking = self.loop.time()
        try:
            await super().smtp_DATA(arg)
        finally:
            self.taking = 0.0

    async def push(self, status: AnyStr) -> None:
        """Answer, and count anew."""
        self.heard = 0
        await super().push(status)

    def _timeout_cb(self) -> None:
        """Say why the connection is closed: whoever sent half a mail may then come again."""
        self._hang_up(b"421 4.4.2 We have waited too long; come again later\r\n")

    def _hang_up(self, words: bytes) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
            transport.write(words)
            transport.close()

    def eof_received(self) -> bool | None:
        """End, unless the connection never began."""
        return None if self.turned_away else super().eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """Give the place free."""
        if self.turned_away:
            return
        if self.counted and self.open_ones[self.counted] > 0:
            self.open_ones[self.counted] -= 1
            self.counted = "?"
        super().connection_lost(error)


def secured(certificate: str, key: str) -> ssl.SSLContext:
    """Return how conversations are secured once the other side asks for it (STARTTLS)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key or None)
    return context


def _peer(session: Session) -> str:
    peer: Any = session.peer
    return str(peer[0])[:64] if isinstance(peer, tuple) and peer else ""


async def _serve(door: Door, keep: Keep, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    clerk = Clerk(keep)
    handler, open_ones = Handler(door, clerk), Counter[str]()
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(handler, open_ones=open_ones), door.host, door.port
    )
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
    await asyncio.to_thread(clerk.stop)


def serve(door: Door, keep: Keep) -> None:
    """Take mail until the process is asked to end."""

    async def until_asked() -> None:
        stop = asyncio.Event()
        for asked in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(asked, stop.set)
        await _serve(door, keep, lambda _port: None, stop)

    asyncio.run(until_asked())


class RunningDoor:
    """A door in a thread of this process, on a port of its own: for tests and benches."""

    def __init__(self, door: Door, keep: Keep) -> None:
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(door, keep), name="door for mail", daemon=True)
        self._thread.start()
        if not self._ready.wait(timeout=60):
            raise RuntimeError("The door for mail does not open.")

    def stop(self) -> None:
        """Close the port and end the thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=30)

    def _run(self, door: Door, keep: Keep) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(_serve(door, keep, self._tell, self._stop))

    def _tell(self, port: int) -> None:
        self.port = port
        self._ready.set()
