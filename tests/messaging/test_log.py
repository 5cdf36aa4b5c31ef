"""The log tells that letters are in trouble, and nothing that stands in them."""

import logging

import pytest
from django.conf import settings as configured
from django.urls import URLPattern, URLResolver, get_resolver

from abaca.config.log import KeysStayOut
from abaca.dispatch.jobs import drain
from abaca.kernel.traces import trace_of
from abaca.messaging.actions import OUTBOX_NAME, Draft, enqueue, note_bounce, note_complaint
from abaca.messaging.models import Letter
from tests.messaging.drafts import CODE, make_draft
from tests.messaging.test_envelopes import NOON

TOKEN = "eyJvIjoib3JkZXJfMDFLSlFIIn0:1wGq8x:ZkQ3bVhW-Gm0YxQ2w5c1Ue8Tz"
NO_DAY = {"day": "Liddell alice@example.org 493817"}  # whoever reads it as a day quotes it


@pytest.fixture
def lines(caplog):
    """Return what a log at its most talkative says, with the traces of errors; the catcher is no part of the shop."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.Formatter("%(name)s %(message)s")

    def told() -> list[str]:
        ours = [record for record in caplog.records if record.name not in {"mail.log", "asyncio"}]
        return [formatter.format(record) for record in ours]

    return told


def letters_in_every_trouble() -> list[Draft]:
    link = {"unsubscribe_url": f"https://musa.example/newsletter/{TOKEN}/"}
    return [
        make_draft(1),
        make_draft(2, like=CODE),
        make_draft(3, stream="newsletter", context=make_draft().context | link),
        make_draft(4, context=make_draft().context | {"renews_on": NO_DAY}),
        make_draft(5, like=CODE, context={"rows": [{"seat": NO_DAY, "product_key": {"secret": "first"}}]}),
        make_draft(6, to_address="alice liddell"),
        make_draft(7, to_address="refused.liddell@example.org"),
        make_draft(8, to_address="deferred.liddell@example.org"),
        make_draft(9, to_address="broken.liddell@example.org"),
        make_draft(10, template="rehearsed/nameless"),
    ]


@pytest.mark.django_db
def test_no_line_of_the_log_tells_who_gets_letters_or_what_stands_in_them(catcher, lines, settings):
    catcher.catcher.refuses.add("refused.liddell@example.org")
    catcher.catcher.defers.add("deferred.liddell@example.org")
    catcher.catcher.hangs_up.add("broken.liddell@example.org")
    letters = enqueue(letters_in_every_trouble(), at=NOON)
    drain(OUTBOX_NAME, at=NOON)
    assert {letter.state for letter in Letter.objects.all()} == {"sent", "queued", "failed"}
    settings.SMTP_PORT = 1
    enqueue([make_draft(11)], at=NOON)
    drain(OUTBOX_NAME, at=NOON)
    to = letters[0].to_address
    note_bounce(message_id=letters[0].message_id, recipient=to, permanent=True, words=f"550 <{to}>", at=NOON)
    note_complaint(message_id=letters[0].message_id, recipient=to, words=f"abuse: {to}", at=NOON)

    told = lines()
    secrets = [*CODE.secrets.values(), TOKEN, "alice", "Alice", "iddell", "Oxford", "example.org"]
    assert [line for line in told if any(secret in line for secret in secrets)] == []
    broken = [line for line in told if "cannot be written" in line]
    assert len(broken) == 3
    assert all(letter.ref in line for letter, line in zip([letters[4], letters[3], letters[9]], broken, strict=True))
    assert "ValueError" in broken[0]
    assert "messaging/facts.py:" in broken[0]


def test_a_trace_says_where_and_never_what():
    try:
        try:
            int("alice@example.org")
        except ValueError as error:
            raise KeyError("493817") from error
    except KeyError as error:
        told = trace_of(error)
    assert told.startswith("KeyError (tests/messaging/test_log.py:")
    assert " < ValueError (tests/messaging/test_log.py:" in told
    assert not {"alice", "493817"} & set(told.replace("@", " ").split())
    assert "alice" not in told


def doors_behind_tokens(patterns, place: str = "/"):
    """Yield an address for each page that a token opens."""
    for each in patterns:
        here = place + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from doors_behind_tokens(each.url_patterns, here)
        elif isinstance(each, URLPattern) and "token>" in here:
            yield here


def test_what_a_link_in_a_letter_opens_with_is_shortened_in_the_log():
    doors = sorted(set(doors_behind_tokens(get_resolver().url_patterns)))
    assert len(doors) >= 15
    for door in doors:
        address = door.replace("<str:token>", TOKEN).replace("<str:ref>", "key_01")
        for record in (
            logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (address,), None),
            logging.LogRecord("other", logging.WARNING, "", 1, f"Forbidden: {address}", None, None),
        ):
            assert KeysStayOut().filter(record)
            assert TOKEN[10:] not in record.getMessage(), door
            assert "…" in record.getMessage()


@pytest.mark.parametrize(
    "address",
    ["/cancel/received/", "/newsletter/sent/", "/order/x/", "/portal/orders/MS27-000418/", "/desk/MU-4711/answer/"],
)
def test_addresses_that_open_nothing_stay_as_they_are(address):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (address,), None)
    KeysStayOut().filter(record)
    assert record.getMessage() == f"Not Found: {address}"


def test_whatever_reaches_the_console_is_shortened_and_the_door_for_mail_tells_no_addresses():
    assert configured.LOGGING["handlers"]["console"]["filters"] == ["keys_stay_out"]
    assert configured.LOGGING["loggers"]["mail.log"]["level"] == "WARNING"
