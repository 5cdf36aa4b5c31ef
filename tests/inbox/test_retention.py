"""Mails are forgotten when their time is over; that they came stays."""

from datetime import timedelta

import pytest

from abaca.dispatch.jobs import drain
from abaca.inbox.actions import forget, receive, settle
from abaca.inbox.models import Attachment, Incoming, Source
from abaca.inbox.states import IncomingState
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def mail(sender: str = "alice@example.com", *, settled: bool = True, number: int = 1) -> Incoming:
    raw = f"From: {sender}\r\nSubject: {number}\r\n\r\nHello".encode()
    made = receive(raw, source=Source.SMTP, at=NOON, envelope_from=sender, envelope_to="support@musa.example")
    Incoming.objects.filter(pk=made.pk).update(state=IncomingState.READ, from_address=sender, text="Hello")
    if settled:
        settle({made.ref: {"done": True, "wishes": [{"kind": "cancel"}]}}, at=NOON)
    return made


@pytest.mark.parametrize(("days", "text"), [(1094, "Hello"), (1095, "")])
def test_mails_are_kept_for_as_long_as_the_setting_says(days, text):
    made = mail()
    drain("inbox.retention", at=NOON + timedelta(days=days))
    made.refresh_from_db()
    assert (made.text, made.received_at, made.disposition["done"]) == (text, NOON, True)
    assert (bytes(made.raw) == b"") == (text == "")


def test_a_mail_that_waits_is_not_forgotten_by_the_clock():
    made = mail(settled=False)
    drain("inbox.retention", at=NOON + timedelta(days=5000))
    made.refresh_from_db()
    assert made.text == "Hello"


def test_some_mails_are_forgotten_and_no_others_are():
    hers, his, waiting = mail(number=1), mail("bob@example.com", number=2), mail(number=3, settled=False)
    forget([hers.ref, waiting.ref], at=NOON)
    assert not Incoming.objects.filter(pk=waiting.pk).exists()
    assert [Incoming.objects.get(pk=one.pk).text for one in (hers, his)] == ["", "Hello"]


def test_a_file_stays_while_another_mail_has_it():
    hers, his = mail(number=1), mail("bob@example.com", number=2)
    for digest, owners in {"a" * 64: [hers, his], "b" * 64: [hers]}.items():
        for owner in owners:
            Attachment.objects.create(incoming=owner, name="x", media_type="text/plain", size=1, digest=digest)
    assert forget([hers.ref], at=NOON) == ["b" * 64]
