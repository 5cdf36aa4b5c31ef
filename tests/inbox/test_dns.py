"""Domains are asked over the network; what they do not say is nothing, and silence is not the same as nothing."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dns import flags, message, rcode, rrset
from dns.resolver import Resolver

from abaca.inbox.gateways import dns
from abaca.inbox.signatures import Unreachable

TEXTS = {
    "one.example.": ['"v=DMARC1; p=reject"'],
    "cut.example.": ['"v=DKIM1; " "p=AAAA"'],
    "several.example.": ['"first"', '"second"'],
    "xn--bcher-kva.example.": ['"v=DMARC1; p=none"'],
    "eight-bits.example.": ['"\\255\\254"'],
}


class Answering(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        asked = message.from_wire(self.request[0])
        name = asked.question[0].name.to_text()
        if name == "silent.example.":
            return
        answer = message.make_response(asked)
        answer.flags |= flags.RA
        if name == "broken.example.":
            answer.set_rcode(rcode.SERVFAIL)
        elif name in TEXTS:
            answer.answer.append(rrset.from_text(name, 60, "IN", "TXT", *TEXTS[name]))
        elif name != "empty.example.":
            answer.set_rcode(rcode.NXDOMAIN)
        self.request[1].sendto(answer.to_wire(), self.client_address)


@contextmanager
def rehearsed_resolver() -> Iterator[Resolver]:
    """Lend a resolver that asks a name server of our own, and waits for half a second."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], server.server_address[1], 0.5
        yield resolver
        server.shutdown()


@pytest.fixture(autouse=True)
def _server(monkeypatch):
    with rehearsed_resolver() as resolver:
        monkeypatch.setattr(dns, "_resolver", lambda: resolver)
        yield


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("one.example", ["v=DMARC1; p=reject"]),
        ("ONE.example.", ["v=DMARC1; p=reject"]),
        ("cut.example", ["v=DKIM1; p=AAAA"]),
        ("bücher.example", ["v=DMARC1; p=none"]),
        ("eight-bits.example", ["\ufffd\ufffd"]),
        ("empty.example", []),
        ("nobody.example", []),
        ("a" * 64 + ".example", []),
        (".".join(["a" * 60] * 6), []),
        ("two..dots.example", []),
        ("", []),
    ],
)
def test_texts(name, texts):
    assert dns.texts(name) == texts


def test_several_texts_are_all_told():
    assert sorted(dns.texts("several.example")) == ["first", "second"]


@pytest.mark.parametrize("name", ["silent.example", "broken.example"])
def test_silence_is_not_nothing(name):
    with pytest.raises(Unreachable):
        dns.texts(name)
