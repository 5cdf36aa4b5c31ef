"""A generator at an address: what it is asked, and every way in which that may end."""

import socket
from datetime import date

import pytest

from abaca.store.product_keys.gateways.url_generator import Address, ask
from abaca.store.product_keys.protocol import MOST_FILE, Failure, Key, Person, Purchase, fields
from tests.makers.generators import Generator, Reply

PURCHASE = Purchase(
    "pro", "100042", 1, date(2026, 3, 2), "en", 1, Person("Łucja\nMüller", "", "l@example.com", "", "", "", "PL")
)


@pytest.fixture
def generator():
    running = Generator()
    yield running
    running.stop()


def asked(generator, reply=None, *, query="", encoding="UTF8", seconds=60):
    if reply is not None:
        generator.reply = reply
    return ask(Address(generator.url, query), fields(PURCHASE, encoding), encoding, seconds=seconds)


def test_the_generator_is_asked_by_a_form_with_the_names_of_the_protocol(generator):
    assert asked(generator, query="is_vendor=shareit&is_user=u&is_pwd=p") == Key(b"KEY-1")
    [question] = generator.asked
    assert question.path == "/keygen?is_vendor=shareit&is_user=u&is_pwd=p"
    assert {name: question.values[name] for name in ("PURCHASE_ID", "RUNNING_NO", "REG_NAME")} == {
        "PURCHASE_ID": "100042",
        "RUNNING_NO": "1",
        "REG_NAME": "Łucja Müller",
    }


def test_an_older_generator_is_asked_in_its_encoding(generator):
    asked(generator, encoding="ISO-8859-1")
    assert "REG_NAME=Lucja+M%FCller" in generator.asked[0].raw


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Reply(b"KEY-1\r\n"), Key(b"KEY-1")),
        (Reply("Schlüssel".encode("iso-8859-1"), "text/plain; charset=ISO-8859-1"), Key("Schlüssel".encode())),
        (Reply(b"two\nlines", "text/plain"), Key(b"two\nlines")),
        (
            Reply(b"\0\1", "application/octet-stream", headers={"Content-Disposition": 'attachment; filename="a.lic"'}),
            Key(b"\0\1", "a.lic", "application/octet-stream"),
        ),
        (Reply(b"\0\1", "application/x-licence"), Key(b"\0\1", "licence.bin", "application/x-licence")),
        (Reply(b""), Failure("no_output")),
        (Reply(b"\xff"), Failure("wrong_encoding")),
        (Reply(b"<html>", "text/html"), Failure("web_page")),
        (Reply(b"x" * (MOST_FILE + 10)), Failure("too_large")),
        (Reply(b"x" * (MOST_FILE + 10), "a/b"), Failure("too_large")),
        (Reply(b"ERROR: no such product", status=400), Failure("refused_by_server", "400 no such product")),
        (Reply(b"<html>", "text/html", 403), Failure("refused_by_server", "403")),
        (Reply(b"later", status=429), Failure("refused_by_server", "429 later", again=True)),
        (Reply(b"down", status=503), Failure("refused_by_server", "503 down", again=True)),
        (Reply(b"", status=204), Failure("refused_by_server", "204")),
        (
            Reply(b"", status=302, headers={"Location": "https://elsewhere.example/?secret=1"}),
            Failure("redirect", "302 elsewhere.example"),
        ),
    ],
)
def test_every_answer_has_its_meaning(generator, reply, answer):
    assert asked(generator, reply) == answer
    assert len(generator.asked) == 1


def test_a_server_that_repeats_the_secrets_of_its_address_tells_nobody(generator):
    answer = asked(generator, Reply(b"bad: is_pwd=hunter%202 hunter 2", status=400), query="is_pwd=hunter%202")
    assert answer == Failure("refused_by_server", "400 bad: ••• •••")


def test_a_server_that_drips_is_left_after_the_time_is_up(generator):
    answer = asked(generator, Reply(b"x" * 200, pause=0.05), seconds=1)
    assert answer == Failure("time_out", again=True)


def test_a_server_that_says_nothing_is_left_after_the_time_is_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert ask(Address(url), {}, "UTF8", seconds=1) == Failure("time_out", again=True)


def test_where_nobody_listens_is_no_connection():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # ours, so that nobody else comes to listen there
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        answer = ask(Address(url), {}, "UTF8", seconds=60)
    assert answer == Failure("no_connection", "ConnectionRefusedError", again=True)


def test_a_server_that_speaks_no_http_is_no_connection(generator):
    url = generator.url.replace("http://", "https://")
    answer = ask(Address(url), {}, "UTF8", seconds=60)
    assert isinstance(answer, Failure)
    assert (answer.name, answer.again) == ("no_connection", True)


@pytest.mark.parametrize("url", ["http://192.0.2.1/", "file:///etc/passwd", "https://u:p@127.0.0.1/", ""])
def test_an_unsafe_address_is_never_asked(url):
    assert ask(Address(url), {}, "UTF8", seconds=1) == Failure("address_unsafe")
