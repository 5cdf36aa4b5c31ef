"""From the bytes to what is written down: read, judged, sorted, and told to messaging."""

import logging
import os
import stat
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain, drain_all
from abaca.inbox import jobs
from abaca.inbox.actions import READING_NAME, receive
from abaca.inbox.gateways import files
from abaca.inbox.models import Attachment, Incoming, Source
from abaca.inbox.queries import by_ref, mails, to_settle
from abaca.inbox.signatures import NotAsked, Unreachable
from abaca.messaging.actions import Draft, enqueue, return_address_of
from abaca.messaging.models import AddressMark, Letter
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.inbox.test_kinds import GONE, LATE, report
from tests.makers.mail import SUPPORT, multipart, part, signed, written

pytestmark = pytest.mark.django_db


def arrived(raw: bytes, *, sender="alice@example.com", to=SUPPORT, source=Source.SMTP, **facts) -> Incoming:
    return receive(raw, source=source, at=NOON, envelope_from=sender, envelope_to=to, **facts)


def read_all(at=NOON) -> list[Incoming]:
    drain(READING_NAME, at=at)
    return list(Incoming.objects.order_by("id"))


def test_a_mail_is_read_and_its_sender_judged():
    arrived(signed(written("Please cancel.\n\nOn 02/03/2026 10:00, Musa wrote:\n> Hello", at=NOON)))
    [mail] = read_all()
    assert (mail.state, mail.kind, mail.read_at, mail.trouble) == ("read", "letter", NOON, "")
    assert (mail.from_address, mail.from_name, mail.subject) == (
        "alice@example.com",
        "Alice Liddell",
        "My subscription",
    )
    assert (mail.message_id, mail.sent_at) == ("<first@example.com>", NOON)
    assert mail.said == "Please cancel."
    assert "> Hello" in mail.text
    assert mail.authenticated
    assert mail.verdict["code"] == "signed"
    assert to_settle(NOON, 10) == [mail.id]


def test_a_forger_is_read_like_everybody_but_not_believed():
    arrived(written(at=NOON))
    [mail] = read_all()
    assert (mail.state, mail.authenticated, mail.verdict["code"]) == ("read", False, "not_signed")


def test_what_is_no_mail_is_broken_and_holds_back_no_other():
    arrived(b"\x00\xff" * 10)
    arrived(written(at=NOON))
    broken, mail = read_all()
    assert (broken.state, broken.authenticated) == ("broken", False)
    assert broken.trouble.startswith("This is no mail")
    assert bytes(Incoming.objects.get(pk=broken.pk).raw) == b"\x00\xff" * 10
    assert mail.state == "read"
    assert to_settle(NOON, 10) == [broken.id, mail.id]


def test_a_mistake_of_our_own_breaks_one_mail_only(monkeypatch, caplog):
    def stumble(raw: bytes):
        if b"bad" in raw:
            raise ZeroDivisionError
        return read(raw)

    read = jobs.read
    monkeypatch.setattr(jobs, "read", stumble)
    arrived(written("bad", at=NOON))
    arrived(written("good", at=NOON))
    with caplog.at_level(logging.CRITICAL):
        broken, mail = read_all()
    assert (broken.state, mail.state) == ("broken", "read")
    assert broken.trouble == jobs.STUMBLED


def test_one_mail_that_cannot_be_written_down_is_broken_and_the_batch_is_read(monkeypatch, caplog):
    """Nobody foresaw it: what was read of one mail cannot be stored, and one statement stores all of the batch."""
    spoilt = jobs.sort

    def spoil(mail, **facts):
        found = spoilt(mail, **facts)
        return replace(found, kind="a kind that does not exist") if "bad" in mail.said else found

    monkeypatch.setattr(jobs, "sort", spoil)
    raws = [written(text, at=NOON, message_id=f"<{text}@example.com>") for text in ("one", "bad", "two", "three")]
    for raw in raws:
        arrived(raw)
    with caplog.at_level(logging.CRITICAL):
        found = read_all()
    assert [mail.state for mail in found] == ["read", "broken", "read", "read"]
    assert [mail.trouble for mail in found] == ["", jobs.STUMBLED, "", ""]
    assert [bytes(mail.raw) for mail in found] == raws
    assert to_settle(NOON, 10) == [mail.id for mail in found]
    assert read_all(NOON + timedelta(minutes=1)) == found  # it is not tried again and again


def test_a_batch_that_stumbles_before_anything_is_known_is_read_one_by_one(monkeypatch, caplog):
    counted = jobs.queries.written_within_an_hour

    def count(addresses, at):
        if len(addresses) > 1:
            raise ZeroDivisionError
        return counted(addresses, at)

    monkeypatch.setattr(jobs.queries, "written_within_an_hour", count)
    for number in range(3):
        arrived(signed(written(str(number), at=NOON)))
    with caplog.at_level(logging.ERROR):
        assert [(mail.state, mail.authenticated) for mail in read_all()] == [("read", True)] * 3
    assert "ZeroDivisionError" in caplog.text


def test_a_mail_that_cannot_even_be_called_broken_waits_and_holds_back_no_other(monkeypatch, caplog):
    note_read = jobs.actions.note_read

    def refuse(outcomes, *, at):
        if any(outcome.incoming_id == bad.id for outcome in outcomes):
            raise ZeroDivisionError
        return note_read(outcomes, at=at)

    monkeypatch.setattr(jobs.actions, "note_read", refuse)
    bad, _good = arrived(written("bad", at=NOON)), arrived(written("good", at=NOON))
    with caplog.at_level(logging.CRITICAL):
        assert [mail.state for mail in read_all()] == ["received", "read"]


@pytest.mark.parametrize("also_later", [True, False])
def test_while_the_database_is_away_a_mail_waits_and_is_not_called_broken(monkeypatch, caplog, also_later):
    """It goes away while mails are written down; and where it is back soon, they are read one by one."""
    mail, note_read, asked = arrived(written(at=NOON)), jobs.actions.note_read, []

    def away(outcomes, *, at):
        asked.append(at)
        if also_later or len(asked) == 1:
            raise OperationalError
        return note_read(outcomes, at=at)

    monkeypatch.setattr(jobs.actions, "note_read", away)
    with caplog.at_level(logging.CRITICAL), pytest.raises(OperationalError) if also_later else nullcontext():
        jobs.read_mails([mail.id], at=NOON)
    mail.refresh_from_db()
    assert mail.state == ("received" if also_later else "read")


def test_while_the_disk_is_full_a_mail_with_files_waits_and_the_others_are_read(monkeypatch, caplog):
    raw = multipart("mixed", part("x"), part("a;b", 'Content-Type: text/csv; name="a.csv"'), head=["From: a@b.example"])
    arrived(raw)
    arrived(written(at=NOON))

    def full(_folder, _content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context, caplog.at_level(logging.CRITICAL):
        context.setattr(files, "keep", full)
        assert [mail.state for mail in read_all()] == ["received", "read"]
    assert [mail.state for mail in read_all()] == ["read", "read"]


def test_nothing_is_read_twice():
    mail = arrived(written(at=NOON))
    read_all()
    jobs.read_mails([mail.id], at=NOON + timedelta(days=1))
    assert Incoming.objects.get().read_at == NOON


def test_a_mail_waits_for_the_domain_of_its_sender_and_not_for_ever(monkeypatch):
    def silent(name: str) -> list[str]:
        raise Unreachable(name)

    monkeypatch.setattr(jobs.World, "texts", lambda _world, name: silent(name))
    arrived(signed(written(at=NOON)))
    assert read_all()[0].state == "received"
    assert read_all(NOON + timedelta(minutes=14))[0].state == "received"
    [mail] = read_all(NOON + timedelta(minutes=15))
    assert (mail.state, mail.authenticated, mail.verdict["code"]) == ("read", False, "unreachable")


def test_a_domain_that_is_silent_costs_no_other_mail_its_verdict(monkeypatch):
    """The silent one is asked, and the time for silence is used up: the other one waits until it was asked."""
    busy, texts = True, jobs.World.texts

    def rehearsed_dns(world, name: str) -> list[str]:
        if name.endswith("silent.example"):
            raise Unreachable(name)
        if busy:
            raise NotAsked(name)
        return texts(world, name)

    monkeypatch.setattr(jobs.World, "texts", rehearsed_dns)
    arrived(signed(written(at=NOON, sender="eve@silent.example"), "silent.example"))
    arrived(signed(written(at=NOON)))
    for minutes, silent in ((0, "received"), (14, "received"), (15, "read"), (59, "read")):
        assert [mail.state for mail in read_all(NOON + timedelta(minutes=minutes))] == [silent, "received"]
    busy = False
    eve, alice = read_all(NOON + timedelta(minutes=59))
    assert (eve.authenticated, eve.verdict["code"]) == (False, "unreachable")
    assert (alice.state, alice.authenticated, alice.verdict["code"]) == ("read", True, "signed")


def test_a_mail_does_not_wait_for_ever_until_a_domain_is_asked(monkeypatch):
    def too_busy(_world, name: str) -> list[str]:
        raise NotAsked(name)

    monkeypatch.setattr(jobs.World, "texts", too_busy)
    arrived(signed(written(at=NOON)))
    assert [mail.state for mail in read_all(NOON + timedelta(minutes=59))] == ["received"]
    [mail] = read_all(NOON + timedelta(hours=1))
    assert (mail.state, mail.verdict["code"]) == ("read", "unreachable")


def test_files_lie_outside_the_web_by_their_digest_and_can_never_be_run(settings):
    raw = multipart(
        "mixed",
        part("See below"),
        part("#!/bin/sh\nrm -rf /", 'Content-Type: text/plain; name="../../../run.sh"'),
        part("#!/bin/sh\nrm -rf /", 'Content-Type: text/plain; name="again.sh"'),
        head=["From: alice@example.com", "Subject: x"],
    )
    arrived(raw)
    read_all()
    kept = list(Attachment.objects.values_list("name", "media_type", "size"))
    assert kept == [("run.sh", "text/x-script", 18), ("again.sh", "text/x-script", 18)]
    [digest] = {file.digest for file in Attachment.objects.all()}
    path = files.path_of(Path(settings.DATA_FOLDER), digest)
    assert files.content_of(Path(settings.DATA_FOLDER), digest) == b"#!/bin/sh\nrm -rf /"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not os.access(path, os.X_OK)
    assert Path(settings.STATIC_ROOT) not in path.parents
    assert [file.name for file in by_ref(Incoming.objects.get().ref).files.all()] == ["run.sh", "again.sh"]


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/"])
def test_files_are_found_by_digests_only(settings, digest):
    with pytest.raises(ValueError, match="no digest"):
        files.path_of(Path(settings.DATA_FOLDER), digest)


def test_who_writes_more_than_a_person_can_is_a_flood():
    for number in range(25):
        arrived(written(str(number), at=NOON))
    kinds = [mail.kind for mail in read_all()]
    assert kinds == ["letter"] * 20 + ["flood"] * 5
    for minutes, kind in ((59, "flood"), (61, "letter")):
        at = NOON + timedelta(minutes=minutes)
        receive(written(str(at), at=NOON), source=Source.SMTP, at=at, envelope_to=SUPPORT)
        assert read_all(at)[-1].kind == kind


def test_a_flood_never_touches_what_its_sender_has_signed_nor_counts_it():
    for number in range(25):
        arrived(signed(written(str(number), at=NOON)))
    arrived(written(at=NOON))
    assert {mail.kind for mail in read_all()} == {"letter"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_read_with_as_many_statements_as_one_mail(count, django_assert_num_queries):
    ids = []
    for number in range(count):
        raw = multipart(
            "mixed",
            part(f"Mail {number}"),
            part("a;b", 'Content-Type: text/csv; name="a.csv"'),
            head=[f"From: a{number}@example.com", f"To: {SUPPORT}", "Subject: x"],
        )
        ids.append(arrived(signed(raw)).id)
    with django_assert_num_queries(7):  # rows, counts, begin, lock, update, files, end
        REGISTER[READING_NAME].do(ids, at=NOON)
    assert {mail.state for mail in mails(ids)} == {"read"}


# --- what machines tell ----------------------------------------------------------------------------------------------


def letter_to(address: str) -> Letter:
    draft = Draft(
        to_address=address, language="en", template="x", context={}, key=f"k/{address}", kind="renewal_notice"
    )
    return enqueue([draft], at=NOON)[0]


def test_a_letter_that_comes_back_is_told_to_messaging():
    letter = letter_to("alice@example.com")
    raw = report(GONE, original=f"Message-ID: {letter.message_id}")
    arrived(raw, sender="<>", to="support@musa.example")
    [mail] = read_all()
    assert mail.kind == "bounce"
    letter.refresh_from_db()
    assert letter.bounced_at == NOON
    assert letter.bounce_words == "550 5.1.1 There is nobody of this name"
    assert AddressMark.objects.get().address == "alice@example.com"


def test_the_address_to_which_a_letter_comes_back_names_it(settings):
    settings.BOUNCE_ADDRESS = "bounces@musa.example"
    letter = letter_to("alice@example.com")
    address = return_address_of(letter)
    assert address.startswith(f"bounces+{letter.ref}")
    arrived(written("Kaputt.", at=NOON, sender="MAILER-DAEMON@example.com"), sender="<>", to=address)
    [mail] = read_all()
    assert mail.kind == "bounce"
    letter.refresh_from_db()
    assert letter.bounced_at is None  # nobody can tell that it is for good


TOO_LATE = (
    "Final-Recipient: rfc822; alice@example.com\nAction: failed\nStatus: 4.4.7\n"
    "Diagnostic-Code: smtp; 451 4.4.1 Nobody answers"
)


def test_passing_trouble_marks_no_address_until_one_is_for_good():
    letter = letter_to("alice@example.com")
    told = [(LATE.replace("bob", "alice"), None, False), (TOO_LATE, NOON, False), (GONE, NOON, True)]
    for block, bounced_at, marked in told:
        arrived(report(block, original=f"Message-ID: {letter.message_id}"), sender="<>")
        assert read_all()[-1].kind == "bounce"
        letter.refresh_from_db()
        assert letter.bounced_at == bounced_at
        assert AddressMark.objects.filter(address="alice@example.com").exists() is marked


def test_a_letter_that_is_late_marks_nobody():
    letter = letter_to("bob@example.com")
    arrived(report(LATE, original=f"Message-ID: {letter.message_id}"), sender="<>")
    read_all()
    letter.refresh_from_db()
    assert letter.bounced_at is None
    assert not AddressMark.objects.exists()


def test_a_forged_report_changes_nothing():
    letter = letter_to("charlie@example.com")
    arrived(report(GONE, original=f"Message-ID: {letter.message_id}"), sender="<>")
    arrived(report(GONE, original="Message-ID: <letter_other@musa.example>"), sender="<>")
    assert [mail.kind for mail in read_all()] == ["bounce", "bounce"]
    letter.refresh_from_db()
    assert letter.bounced_at is None
    assert not AddressMark.objects.exists()


def test_a_complaint_is_told_to_messaging():
    letter = letter_to("alice@example.com")
    raw = multipart(
        "report; report-type=feedback-report",
        part("A complaint."),
        part("Feedback-Type: abuse\r\nOriginal-Rcpt-To: alice@example.com", "Content-Type: message/feedback-report"),
        part(f"Message-ID: {letter.message_id}\r\n\r\nx", "Content-Type: message/rfc822"),
        head=["From: fbl@example.com", "Subject: x"],
    )
    arrived(raw)
    assert read_all()[0].kind == "complaint"
    letter.refresh_from_db()
    assert letter.complained_at == NOON


def complaint_about(copy: str) -> bytes:
    """Return a report that hides who complained."""
    return multipart(
        "report; report-type=feedback-report",
        part("A complaint."),
        part("Feedback-Type: abuse", "Content-Type: message/feedback-report"),
        part(f"{copy}\r\n\r\nx", "Content-Type: message/rfc822"),
        head=["From: fbl@example.com", "Subject: x"],
    )


def test_a_complaint_that_hides_its_reader_is_told_too_and_one_about_no_letter_is_left_to_a_person():
    letter = letter_to("alice@example.com")
    arrived(complaint_about(f"Message-ID: {letter.message_id}\r\nTo: <redacted@example.com>"))
    arrived(complaint_about("Message-ID: <redacted@example.com>"))
    letters = Letter.objects.count()
    drain_all(at=NOON)
    known, unknown = Incoming.objects.order_by("id")
    letter.refresh_from_db()
    assert letter.complained_at == NOON
    assert (known.trouble, known.disposition["done"]) == ("", True)
    assert unknown.disposition["done"] is False
    assert "names no letter of ours" in unknown.trouble
    assert [entry.incoming for ticket in Ticket.objects.all() for entry in ticket.entries.all()] == [unknown.ref]
    assert Letter.objects.count() == letters  # nobody reads what a machine would be answered


# --- what our own server reports -------------------------------------------------------------------------------------

REPORTED = b"Authentication-Results: mx.musa.example; spf=pass smtp.mailfrom=example.com\r\n"


@pytest.mark.parametrize(
    ("source", "peer", "authenticated"),
    [
        (Source.IMAP, "", True),
        (Source.PIPE, "", True),
        (Source.SMTP, "192.0.2.1", True),  # our own server brought it
        (Source.SMTP, "198.51.100.1", False),  # anybody did, and wrote the report himself
    ],
)
def test_reports_count_only_where_our_server_brought_the_mail(settings, source, peer, authenticated):
    settings.MAIL_IN_TRUSTED_SERVER, settings.MAIL_IN_TRUSTED_PEERS = "mx.musa.example", ("192.0.2.0/24",)
    arrived(REPORTED + written(at=NOON), source=source, peer=peer)
    assert read_all()[0].authenticated is authenticated


def test_without_a_trusted_server_no_report_counts():
    arrived(REPORTED + written(at=NOON), source=Source.IMAP)
    assert not read_all()[0].authenticated
