"""How somebody asks at each of the three doors, over a real network or by the test client."""

import http.client
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

from django.test import Client

from tests.api.licensing.program import NONCE
from tests.served import Served

NATIVE = "/api/licensing/v1/"
PRODUCT = "musa-accounting"
UNKNOWN = "A0123-45678-9ABCD-EFGHJ-KM583"
MISTYPED = "RT2GZ-SKYPD-8W86G-9K64N-Y6M2V"


@dataclass(frozen=True)
class Ask:
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"  # every address of 127.0.0.0/8 is ours: whole networks on one machine


@dataclass(frozen=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        [value] = [value for known, value in self.headers if known.lower() == name.lower()]
        return value


def native(path: str, *, token: str = "", source: str = "127.0.0.1", **members: Any) -> Ask:
    body = json.dumps({"product": PRODUCT, "nonce": NONCE, **members}).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return Ask("POST", NATIVE + path, body, headers, source)


def keygen(method: str, path: str, product_key: str = "", *, source: str = "127.0.0.1", **members: Any) -> Ask:
    headers = {"Content-Type": "application/vnd.api+json"}
    if product_key:
        headers["Authorization"] = f"License {product_key}"
    body = json.dumps(members).encode() if members else b""
    return Ask(method, f"/v1/{path}", body, headers, source)


def machine(product_key: str, licence: str, fingerprint: str, **attributes: Any) -> Ask:
    data = {
        "type": "machines",
        "attributes": {"fingerprint": fingerprint, **attributes},
        "relationships": {"license": {"data": {"type": "licenses", "id": licence}}},
    }
    return keygen("POST", "machines", product_key, data=data)


def lemon(call: str, *, source: str = "127.0.0.1", **members: Any) -> Ask:
    return Ask(
        "POST", f"/v1/licenses/{call}", json.dumps(members).encode(), {"Content-Type": "application/json"}, source
    )


def over_the_wire(server: Served, ask: Ask) -> Reply:
    """Ask a real server, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120, source_address=(ask.source, 0))
    try:
        connection.request(ask.method, ask.path, ask.body or None, ask.headers)
        response = connection.getresponse()
        return Reply(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def at_once(server: Served, asks: Sequence[Ask]) -> list[Reply]:
    """Ask everything at the same moment, each on a connection that stands before the start."""
    start = Barrier(len(asks))

    def run(ask: Ask) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120, source_address=(ask.source, 0))
        try:
            connection.connect()
            start.wait(timeout=120)
            connection.request(ask.method, ask.path, ask.body or None, ask.headers)
            response = connection.getresponse()
            return Reply(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as threads:
        return list(threads.map(run, asks))


@dataclass
class Asker:
    """Asks by the test client."""

    client: Client

    def __call__(self, ask: Ask) -> Reply:
        kind = ask.headers.get("Content-Type", "application/json")
        rest = {"Host": "testserver"} | {name: value for name, value in ask.headers.items() if name != "Content-Type"}
        response = self.client.generic(
            ask.method, ask.path, ask.body, content_type=kind, headers=rest, REMOTE_ADDR=ask.source
        )
        return Reply(response.status_code, list(response.headers.items()), response.content)


def shape(statement: str) -> str:
    """Return a statement without its values."""
    return re.sub(r"'[^']*'(::bytea)?|\b\d+\b", "?", statement)
