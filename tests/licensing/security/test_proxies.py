"""What lies between program and server: signatures hold for what was sent, or the client refuses."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import keygen
import pytest
from keygen.errors import ResponseSignatureInvalidError

from abaca.dispatch.models import Present
from abaca.kernel.clock import system_now
from abaca.kernel.product_keys import mint
from abaca.licensing.facades.actions import settle_in
from abaca.licensing.facades.keygen.signing import segment
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.licences.models import Product
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import Ask, Reply, lemon, machine, over_the_wire
from tests.licensing.security.asking import keygen as asking_keygen
from tests.licensing.security.verifier import Message, NotGenuine, read_message
from tests.makers.ports import free_port
from tests.served import Served, served

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "Host"


@contextmanager
def proxy(server: Served, port: int) -> Iterator[str]:
    """A proxy that puts its own name for the server into the header Host, as many do."""

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            behind = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name != HOST}
            behind.request(self.command, self.path, body or None, headers | {HOST: "localhost"})
            answer = behind.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            behind.close()

        do_GET = do_POST = do_PATCH = do_DELETE = _pass_on  # noqa: N815

        def log_message(self, *_args: object) -> None:
            pass

    door = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    door.daemon_threads = True
    thread = Thread(target=door.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        door.shutdown()
        door.server_close()
        thread.join(10)


def public_key() -> str:
    return bytes(SigningKey.objects.get(state="current").public_key).hex()


def genuine(server: Served, ask: Ask, reply: Reply) -> bool:
    headers = {name: reply.header(name) for name in ("Date", "Digest", "Keygen-Signature")}
    try:
        read_message(Message(ask.method, ask.path, f"127.0.0.1:{server.port}", headers, reply.body), public_key())
    except NotGenuine:
        return False
    return True


@pytest.fixture
def client(house, store):
    """The unmodified package keygen-sdk; clients look at their own clocks, so it is the present."""
    Present.objects.all().delete()
    now = system_now()
    sold = store.sells(at=now)
    redeems(make_account(at=now), sold, at=now)
    keygen.account, keygen.product = str(settle_in(at=now).account), str(Product.objects.get().uuid)
    keygen.public_key, keygen.license_key = public_key(), sold.text
    yield keygen
    keygen.license_key = keygen.public_key = keygen.product = ""


def test_a_proxy_that_rewrites_the_host_is_noticed(house, client):
    with proxy(house.server, free_port()) as url:
        client.api_url = url
        with pytest.raises(ResponseSignatureInvalidError):
            client.me()


def test_a_proxy_that_rewrites_the_host_needs_a_setting_and_a_trusted_one_tells_the_address(client):
    port = free_port()
    told = {"ABACA_LICENSING_PUBLIC_HOST": f"127.0.0.1:{port}", "ABACA_TRUSTED_PROXIES": "127.0.0.1"}
    with served(processes=1, **told) as server:
        with proxy(server, port) as url:
            client.api_url = url
            machine_ = client.me().activate("behind a proxy")
            assert client.validate("behind a proxy").last_validation.code == "VALID"
            client.me().deactivate(machine_.id)
        Present.objects.create(id=1, at=system_now(), runs_since=None)
        statuses = []
        for number in range(12):
            ask = lemon("validate", license_key=mint())
            ask = Ask(ask.method, ask.path, ask.body, ask.headers | {"X-Forwarded-For": f"10.0.0.{number // 11}"})
            statuses.append(over_the_wire(server, ask).status)
        assert statuses == [404] * 10 + [429, 404]  # the twelfth came from elsewhere


@pytest.fixture
def sold(house, store):
    sold = store.sells()
    redeems(make_account(), sold)
    return sold


# only a name that itself ends like a call cannot be told from that call, since servers hand paths on decoded
NAMES = ["plain", "a/b", "a:b", "a b", "50%", "%2F", "ключ", "名前", "a+b", "~._-", "actions/ping"]


@pytest.mark.parametrize("name", NAMES)
def test_any_identifier_may_stand_in_a_path(house, sold, name):
    account = settle_in(at=system_now()).account
    made = machine(sold.text, sold.text, name)
    reply = over_the_wire(house.server, made)
    assert reply.status == 201
    assert genuine(house.server, made, reply)
    for prefix in ("", f"accounts/{account}/"):
        for method, ending in (("GET", ""), ("POST", "/actions/ping"), ("GET", "?x=a%20b&y=/")):
            ask = asking_keygen(method, f"{prefix}machines/{segment(name)}{ending}", sold.text)
            reply = over_the_wire(house.server, ask)
            assert reply.status == 200, ask.path
            assert reply.json["data"]["attributes"]["fingerprint"] == name
            assert genuine(house.server, ask, reply), ask.path
    ask = asking_keygen("DELETE", f"machines/{segment(name)}", sold.text)
    reply = over_the_wire(house.server, ask)
    assert (reply.status, reply.body) == (204, b"")
    assert genuine(house.server, ask, reply)


def test_one_date_no_compression_and_every_header(house, sold):
    plain = asking_keygen("GET", "me", sold.text)
    ask = Ask(plain.method, plain.path, plain.body, plain.headers | {"Accept-Encoding": "gzip, br, deflate"})
    for asked in (ask, Ask("GET", "/v1/me", headers={"Accept-Encoding": "gzip"})):
        reply = over_the_wire(house.server, asked)
        names = [name.lower() for name, _value in reply.headers]
        assert names.count("date") == names.count("keygen-date") == 1
        assert reply.header("Date") == reply.header("Keygen-Date") == "Mon, 02 Mar 2026 11:00:00 GMT"
        assert reply.header("Digest") == reply.header("Keygen-Digest")
        assert "content-encoding" not in names
        assert reply.header("Cache-Control") == "no-store, no-transform, max-age=0"
        assert {"keygen-version", "keygen-account", "x-request-id"} <= set(names)
        assert genuine(house.server, asked, reply)


def test_what_is_signed_and_what_is_not(house, sold):
    for ask, status in (
        (asking_keygen("GET", "me"), 401),
        (asking_keygen("GET", "me", mint()), 401),
        (asking_keygen("GET", "machines/none", sold.text), 404),
        (asking_keygen("GET", f"licenses/{sold.text}/machines?limit=0", sold.text), 400),
        (asking_keygen("POST", "licenses/actions/validate-key", meta={"key": sold.text}), 200),
    ):
        reply = over_the_wire(house.server, ask)
        assert reply.status == status
        assert genuine(house.server, ask, reply), ask.path
    for ask in (asking_keygen("GET", "ping"), asking_keygen("GET", "accounts/nobody/me", sold.text)):
        names = [name.lower() for name, _value in over_the_wire(house.server, ask).headers]
        assert "keygen-signature" not in names
    unknown = [asking_keygen("GET", "me", mint()) for _try in range(11)]
    last = [over_the_wire(house.server, ask) for ask in unknown][-1]
    assert last.status == 429
    told = {name.lower() for name, _value in last.headers if name.lower().startswith(("retry-after", "x-ratelimit"))}
    limits = ("window", "count", "limit", "remaining", "reset")
    assert told == {"retry-after", *(f"x-ratelimit-{word}" for word in limits)}
    assert json.loads(last.body)["errors"][0]["code"] == "TOO_MANY_REQUESTS"
