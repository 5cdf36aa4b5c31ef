"""Domains are asked over the network; what they do not say is nothing, and silence is not the same as nothing."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dns import flags, message, rcode, rrset
from dns.resolver import Answer, Resolver

from abaca.inbox.gateways import dns
from abaca.inbox.signatures import NotAsked, Unreachable

TEXTS = {
    "one.example.": ['"v=DMARC1; p=reject"'],
    "cut.example.": ['"v=DKIM1; " "p=AAAA"'],
    "several.example.": ['"first"', '"second"'],
    "xn--bcher-kva.example.": ['"v=DMARC1; p=none"'],
    "eight-bits.example.": ['"\\255\\254"'],
}
ASKED: list[str] = []


class Answering(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        asked = message.from_wire(self.request[0])
        name = asked.question[0].name.to_text()
        ASKED.append(name)
        if name.endswith("silent.example."):
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


class Impatient(Resolver):
    """Wait for half a second where there is silence, and as long as it takes where an answer comes."""

    def resolve(self, qname: str, *arguments: Any, **options: Any) -> Answer:
        self.lifetime = 0.5 if "silent" in qname else 60
        return super().resolve(qname, *arguments, **options)


@contextmanager
def rehearsed_resolver() -> Iterator[Resolver]:
    """Lend a resolver that asks a name server of our own."""
    with socketserver.UDPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        resolver = Impatient(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        yield resolver
        server.shutdown()


@pytest.fixture(autouse=True)
def _server(monkeypatch):
    for memory in (dns.SILENCES, dns.SILENT, ASKED):
        memory.clear()
    with rehearsed_resolver() as resolver:
        monkeypatch.setattr(dns, "_resolver", lambda: resolver)
        yield
    for memory in (dns.SILENCES, dns.SILENT):
        memory.clear()


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


def asked(*names: str) -> list[str]:
    """Ask one name after the other; return for each what came: an answer, silence, or that nobody was asked."""
    found = []
    for name in names:
        try:
            dns.texts(name)
        except NotAsked:
            found.append("not asked")
        except Unreachable:
            found.append("silence")
        else:
            found.append("answer")
    return found


def test_who_keeps_us_waiting_is_left_alone_for_a_while_and_the_others_are_asked():
    assert asked("silent.example", "silent.example", "a.silent.example", "one.example") == [
        "silence",
        "silence",
        "not asked",  # of the same organisation
        "answer",
    ]
    assert set(ASKED[:-1]) == {"silent.example."}
    assert ASKED[-1] == "one.example."
    until, name = dns.SILENT["silent.example"]
    dns.SILENT["silent.example"] = until - dns.LEFT_ALONE, name
    assert asked("a.silent.example") == ["silence"]


def test_once_too_much_was_lost_to_waiting_nobody_is_asked_for_a_while(monkeypatch):
    monkeypatch.setattr(dns, "MOST_SILENCE", 0.3)
    assert asked("silent.example", "one.example", "silent.example") == ["silence", "not asked", "silence"]
    ago, seconds = dns.SILENCES.pop()
    dns.SILENCES.append((ago - dns.A_WHILE, seconds))
    assert asked("one.example", "silent.example") == ["answer", "silence"]


def test_a_quick_no_for_now_leaves_nobody_alone(monkeypatch):
    monkeypatch.setattr(dns, "DEAR", 60)
    assert asked("broken.example", "broken.example") == ["silence", "silence"]
    assert ASKED.count("broken.example.") == 2
    assert not dns.SILENT


def test_only_so_many_silent_ones_are_remembered(monkeypatch):
    monkeypatch.setattr(dns, "REMEMBERED", 1)
    dns.SILENT["older.example"] = 0.0, "older.example"
    assert asked("silent.example") == ["silence"]
    assert list(dns.SILENT) == ["silent.example"]
