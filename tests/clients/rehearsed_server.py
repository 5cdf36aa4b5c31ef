"""A vendor's server on loopback, as the specification wants it: it signs with the test seed, and obeys the test."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from abaca_client import Client, MemoryStore
from clients import signing_by_hand as signing

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
Handler = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Server:
    """Answers `lease`, `activate` and the rest with what stands in `answers`; `breaks` spoils what goes out."""

    url: str = ""
    at: datetime = NEW_YEAR
    answers: dict[str, Handler] = field(default_factory=dict)
    breaks: Callable[[dict[str, Any]], dict[str, Any]] = lambda sending: sending
    calls: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return [op for op, _body, _token in self.calls]

    def lease(self, body: dict[str, Any], *, days: int = 30, **other: Any) -> dict[str, Any]:
        begins = int(self.at.timestamp())
        members = {"n": body["nonce"], "i": begins, "x": begins + days * signing.DAY} | other
        ends = datetime.fromtimestamp(members["x"], UTC)
        return {
            "issued": iso(self.at),
            "expires": iso(ends),
            "compact": signing.compact(**members),
            "machine_file": None,
        }

    def grants(self, **licence: Any) -> None:
        """Give a lease to whoever asks for one."""
        told = {"plan": "professional", "devices": {"used": 1, "limit": 5}, **signing.licence(**licence)}
        for op, status in (("lease", 200), ("activate", 201)):
            self.answers[op] = lambda body, status=status: (status, {"licence": told, "lease": self.lease(body)})
        self.answers["deactivate"] = lambda _body: (200, {"licence": told})

    def refuses(self, op: str, status: int, code: str, **detail: Any) -> None:
        error = {"code": code, "message": f"No: {code}.", "detail": detail}
        self.answers[op] = lambda _body: (status, {"error": error})


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_words: Any) -> None:
            pass

        def do_GET(self) -> None:
            """Stand where a redirect leads, and note what is carried there."""
            server.calls.append((self.path, {}, self.headers.get("Authorization") or ""))
            self.send_response(204)
            self.end_headers()

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            op, body = self.path.removeprefix("/api/licensing/v1/"), json.loads(sent)
            server.calls.append((op, body, self.headers.get("Authorization") or ""))
            status, told = server.answers[op](body)
            answer = json.dumps({"op": op, "ts": iso(server.at), "nonce": body["nonce"], **told})
            headers = {"Abaca-Signature": signing.header(sent.decode(), answer)}
            if status == 429 or status >= 500:
                headers = {"Retry-After": "60"}
            going = server.breaks({"status": status, "headers": headers, "body": answer, "sent": sent.decode()})
            self.send_response(going["status"])
            for name, value in {**going["headers"], "Content-Length": str(len(going["body"].encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(going["body"].encode())

    return Answering


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class Computer:
    """A program on a computer, with a clock that the test sets."""

    def __init__(self, server: Server, **options: Any) -> None:
        self.server, self.at = server, server.at
        self.store = options.pop("store", None) or MemoryStore()
        facts = {"fingerprint": signing.FINGERPRINT, "device_name": "Studio", "timeout": 60, **options}
        self.client = Client(
            facts.pop("url", server.url),
            signing.PRODUCT,
            facts.pop("public_keys", [signing.public(signing.OURS).hex()]),
            store=self.store,
            clock=lambda: self.at,
            **facts,
        )

    def activates(self) -> None:
        assert self.client.activate(signing.PRODUCT_KEY).may_run

    def later(self, **passed: float) -> None:
        """Let the time pass, here and on the server."""
        self.at += timedelta(**passed)
        self.server.at = self.at


def forged(server: Server) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Sign what goes out with a key that nobody has pinned."""
    del server

    def breaking(going: dict[str, Any]) -> dict[str, Any]:
        signature = signing.header(going["sent"], going["body"], by=signing.STRANGER)
        return {**going, "headers": {"Abaca-Signature": signature}}

    return breaking
