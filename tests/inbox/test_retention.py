"""Mails are forgotten when their time is over; that they came stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from abaca.dispatch.jobs import drain
from abaca.inbox.actions import forget, receive, settle, take_leftovers
from abaca.inbox.gateways import files
from abaca.inbox.jobs import forget_mails
from abaca.inbox.models import Attachment, Incoming, Source
from abaca.inbox.queries import leftovers, next_leftover, next_over_time
from abaca.inbox.states import IncomingState
from abaca.support.tickets.actions import close
from abaca.support.tickets.models import Ticket
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
    forget([hers.ref], at=NOON)
    assert [left.digest for left in take_leftovers(leftovers(NOON, 9), at=NOON)] == ["b" * 64]


def kept_file(owner: Incoming, content: bytes = b"a dog") -> Path:
    """Let a file come with a mail; return where it lies."""
    digest = files.keep(Path(settings.DATA_FOLDER), content)
    Attachment.objects.create(incoming=owner, name="x", media_type="text/plain", size=5, digest=digest)
    return files.path_of(Path(settings.DATA_FOLDER), digest)


def test_a_file_goes_with_its_last_mail():
    hers, his = mail(number=1), mail("bob@example.com", number=2)
    path = kept_file(hers)
    kept_file(his)
    forget_mails([hers.ref], at=NOON)
    assert path.exists()
    forget_mails([his.ref], at=NOON)
    assert (path.exists(), next_leftover()) == (False, None)


def test_whoever_dies_between_the_row_and_the_file_leaves_no_orphan():
    hers = mail()
    path = kept_file(hers)
    draft = path.with_name(f".{path.name}.0badcafe")
    draft.write_bytes(b"a d")  # of somebody who died while he wrote
    forget([hers.ref], at=NOON)  # and then the power fails
    assert (path.exists(), next_leftover()) == (True, NOON)
    drain("inbox.files", at=NOON + timedelta(minutes=1))
    assert (path.exists(), draft.exists(), next_leftover()) == (False, False, None)


def test_a_disk_that_refuses_is_asked_again(caplog):
    hers = mail()
    path = kept_file(hers)
    path.unlink()
    path.mkdir()  # nobody unlinks a folder
    forget_mails([hers.ref], at=NOON)
    assert next_leftover() == NOON + timedelta(minutes=5)
    path.rmdir()
    drain("inbox.files", at=NOON + timedelta(minutes=5))
    assert next_leftover() is None


def test_what_another_mail_brings_meanwhile_is_no_leftover():
    hers, his = mail(number=1), mail("bob@example.com", number=2)
    path = kept_file(hers)
    forget([hers.ref], at=NOON)
    kept_file(his)
    drain("inbox.files", at=NOON)
    assert (path.exists(), next_leftover()) == (True, None)


def test_a_mail_in_an_open_ticket_is_kept_until_that_is_closed():
    made = mail(settled=False)
    settle({made.ref: {"done": False, "wishes": []}}, at=NOON)
    drain("support.tickets", at=NOON)
    ticket = Ticket.objects.get()
    over = NOON + timedelta(days=1095)
    drain("inbox.retention", at=over)
    assert Incoming.objects.get(pk=made.pk).text == "Hello"
    close(ticket, at=over, by="usr_sam")
    drain("inbox.retention", at=over + timedelta(days=29))
    assert Incoming.objects.get(pk=made.pk).text == "Hello"
    assert next_over_time() == over + timedelta(days=30)
    drain("inbox.retention", at=over + timedelta(days=30))
    assert Incoming.objects.get(pk=made.pk).text == ""
