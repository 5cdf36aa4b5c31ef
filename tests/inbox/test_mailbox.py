"""Mail is fetched from a mailbox elsewhere: nothing twice, nothing lost, and what is not handed out is told."""

from datetime import timedelta

import pytest

from abaca.dispatch.jobs import drain, drain_all
from abaca.inbox.actions import READING_NAME
from abaca.inbox.gateways.rehearsal import World
from abaca.inbox.jobs import MAILBOX_NAME
from abaca.inbox.models import Incoming, Mailbox
from abaca.inbox.signatures import Unreachable
from abaca.messaging.models import Letter
from abaca.operations import findings
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.inbox import imap_server
from tests.makers.mail import SUPPORT, signed, written
from tests.makers.staff import at_the_desk


def rows() -> list[tuple[str, str, str]]:
    return list(Incoming.objects.values_list("source", "envelope_from", "envelope_to"))


@pytest.fixture
def elsewhere(db, settings):
    server = imap_server.Server()
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", server.port, "none"
    settings.IMAP_USER, settings.IMAP_PASSWORD = imap_server.USER, imap_server.PASSWORD
    yield server
    server.shutdown()
    server.server_close()


def look(minutes: int = 0) -> int:
    return drain(MAILBOX_NAME, at=NOON + timedelta(minutes=minutes))


def test_a_mailbox_elsewhere_is_fetched_and_nothing_twice(elsewhere):
    elsewhere.put(b"Return-Path: <alice@example.com>\r\n" + written(at=NOON))
    elsewhere.put(written(at=NOON, to="unsubscribe+x@musa.example"))
    assert look() == 1
    assert rows() == [("imap", "alice@example.com", SUPPORT), ("imap", "", "unsubscribe+x@musa.example")]
    assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [{"\\Seen"}] * 2

    assert look() == 0  # a minute has not passed
    assert look(1) == 1
    elsewhere.put(written(at=NOON, message_id="<third@example.com>"))
    look(2)
    assert len(rows()) == 3
    assert (Mailbox.objects.get().uid, Mailbox.objects.get().trouble) == (3, "")


def test_what_was_fetched_may_be_moved_aside(elsewhere, settings):
    settings.IMAP_DONE_FOLDER = "Done"
    elsewhere.put(written(at=NOON))
    look()
    assert [len(box) for box in elsewhere.folders.values()] == [0, 1]
    assert len(rows()) == 1


def test_numbers_that_begin_anew_bring_no_mail_twice(elsewhere):
    elsewhere.put(written(at=NOON))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    look()
    elsewhere.validity = 8
    elsewhere.folders["INBOX"] = []
    elsewhere.next_uid = 1
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    elsewhere.put(written(at=NOON, message_id="<third@example.com>"))
    look(1)
    assert len(rows()) == 3
    assert (Mailbox.objects.get().validity, Mailbox.objects.get().uid) == (8, 2)


def test_a_line_that_breaks_in_the_middle_loses_nothing(elsewhere):
    for number in range(4):
        elsewhere.put(written(at=NOON, message_id=f"<{number}@example.com>"))
    elsewhere.breaks_after = 2
    look()
    assert len(rows()) == 2
    assert Mailbox.objects.get().trouble
    look(1)
    assert len(rows()) == 4
    assert Mailbox.objects.get().trouble == ""


def test_of_a_mail_that_is_too_large_the_head_is_told_and_the_mail_stays_where_it_is(elsewhere, settings):
    settings.MAIL_IN_LARGEST = 1000
    elsewhere.put(written("x" * 2000, at=NOON, subject="Please cancel"))
    elsewhere.put(written(at=NOON))
    look()
    assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [set(), {"\\Seen"}]
    drain(READING_NAME, at=NOON)
    large, other = Incoming.objects.order_by("id")
    assert (large.state, large.subject, large.said, large.authenticated) == ("read", "Please cancel", "", False)
    assert large.trouble.startswith("The mail is larger than we take.")
    assert (other.said, other.trouble) == ("Please cancel my renewal.", "")
    look(1)
    assert len(rows()) == 2


def test_a_mail_came_when_the_mailbox_got_it(elsewhere):
    """We may have looked later; whoever wrote in time does not pay for that."""
    elsewhere.put(signed(written(at=NOON - timedelta(days=2))), came_at=NOON - timedelta(days=2))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"), came_at=NOON + timedelta(hours=3))
    look()
    drain(READING_NAME, at=NOON)
    early, late = Incoming.objects.order_by("id")
    assert (early.received_at, early.fetched_at, early.authenticated) == (NOON - timedelta(days=2), NOON, True)
    assert late.received_at == NOON  # the clock over there is wrong


def test_a_mail_that_lay_elsewhere_for_long_waits_all_the_same_for_its_senders_domain(elsewhere, monkeypatch):
    def silent(_world, name: str) -> list[str]:
        raise Unreachable(name)

    elsewhere.put(signed(written(at=NOON)), came_at=NOON - timedelta(hours=5))
    look()
    with monkeypatch.context() as away:
        away.setattr(World, "texts", silent)
        drain(READING_NAME, at=NOON)
        assert Incoming.objects.get().state == "received"
    drain(READING_NAME, at=NOON + timedelta(minutes=1))
    assert Incoming.objects.get().authenticated


def test_what_lay_in_the_mailbox_long_before_we_first_looked_is_left_alone(elsewhere):
    def put(days: int) -> None:
        at = NOON + timedelta(days=days)
        elsewhere.put(written(at=at, message_id=f"<{days}@example.com>"), came_at=at)

    put(-400)
    put(-6)
    put(-30)  # somebody has put it back among the others
    look()
    assert len(rows()) == 1
    elsewhere.validity = 8  # numbers begin anew
    look(1)
    assert len(rows()) == 1
    put(-1)
    assert look(30 * 24 * 60) == 1
    assert len(rows()) == 2  # what came since is fetched, however long nobody could look


@pytest.mark.parametrize(("name", "value"), [("IMAP_PASSWORD", "wrong"), ("IMAP_PORT", 1), ("IMAP_FOLDER", "Nowhere")])
def test_a_mailbox_that_cannot_be_opened_is_told(elsewhere, settings, name, value):
    setattr(settings, name, value)
    assert look() == 1
    assert Mailbox.objects.get().trouble
    assert look() == 0


def troubles_told_by_the_doctor() -> list[str]:
    return [finding.sentence for finding in findings.mail_in() if finding.well is False]


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "STATUS", "UID_SEARCH", "UID_FETCH"])
def test_a_mailbox_that_says_no_for_now_is_visited_again_and_loses_nothing(elsewhere, command):
    elsewhere.put(written(at=NOON))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    elsewhere.refuses.add(command)
    for minutes in (0, 1):
        assert look(minutes) == 1
        assert rows() == []
        assert Mailbox.objects.get().uid == 0
        assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [set(), set()]
        [told] = troubles_told_by_the_doctor()
        assert f"{imap_server.USER}@127.0.0.1/INBOX cannot be read" in told
        assert "try again later" in told
    assert not Letter.objects.exists()  # and nobody is told that his mail was lost

    elsewhere.refuses.clear()
    assert look(2) == 1
    assert len(rows()) == 2
    assert troubles_told_by_the_doctor() == []


def three_in_a_mailbox(server: imap_server.Server) -> None:
    for number in (1, 2, 3):
        server.put(written(f"This is number {number}.", at=NOON, message_id=f"<{number}@example.com>"))


def refused() -> dict[str, str]:
    return Mailbox.objects.get().refused


@pytest.mark.parametrize("number", [1, 2])
def test_a_mail_that_is_not_handed_out_holds_up_no_other_and_comes_when_it_is(elsewhere, number):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[number] = {"SIZE"}
    look()
    assert len(rows()) == 2
    assert refused() == {f"{number}": NOON.isoformat()}
    assert "1 not handed out: NO" in troubles_told_by_the_doctor()[0]

    look(1)
    assert (len(rows()), refused()) == (2, {f"{number}": NOON.isoformat()})

    elsewhere.withholds.clear()
    look(2)
    assert (len(rows()), refused(), Mailbox.objects.get().uid) == (3, {}, 3)
    assert troubles_told_by_the_doctor() == []


@pytest.mark.parametrize(
    ("handed_out", "raw"), [({"SIZE"}, b"This stands for mail number 1 (of 7)"), ({"SIZE", "HEADER"}, b"From: Alice")]
)
def test_of_a_mail_that_is_not_handed_out_for_an_hour_stands_in_a_ticket_where_it_lies(elsewhere, handed_out, raw):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[1] = handed_out
    for minutes in (0, 59):
        look(minutes)
        assert len(rows()) == 2
    look(60)
    mail = Incoming.objects.latest("id")
    assert bytes(mail.raw).startswith(raw)
    assert "does not hand this mail out" in mail.trouble
    assert (refused(), Mailbox.objects.get().trouble) == ({}, "")
    assert elsewhere.folders["INBOX"][0].flags == set()  # it lies there, unseen

    look(61)
    assert len(rows()) == 3
    drain_all(at=NOON + timedelta(minutes=61))
    assert Ticket.objects.filter(entries__incoming=mail.ref, state="new").exists()


def test_a_server_that_hands_out_nothing_is_waited_for_a_day_and_no_longer(elsewhere):
    elsewhere.put(written(at=NOON))
    elsewhere.withholds[1] = {"SIZE"}
    for minutes in (0, 60, 23 * 60 + 59):
        look(minutes)
        assert rows() == []
        assert Mailbox.objects.get().uid == 0
    look(24 * 60)
    assert (len(rows()), Mailbox.objects.get().uid, refused()) == (1, 1, {})


def test_what_was_refused_means_nothing_once_numbers_begin_anew(elsewhere):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[1] = {"SIZE"}
    look()
    elsewhere.validity = 8
    look(61)
    assert (refused(), len(rows())) == ({"1": (NOON + timedelta(minutes=61)).isoformat()}, 2)


def test_the_first_page_tells_of_a_mailbox_that_was_not_read_for_a_while(elsewhere):
    console = at_the_desk()
    elsewhere.refuses.add("LOGIN")
    look(-9)
    look()
    assert "INBOX" not in console.get("/console/").content.decode()
    Mailbox.objects.update(troubled_since=NOON - timedelta(minutes=10))
    page = console.get("/console/").content.decode()
    assert f"{imap_server.USER}@127.0.0.1/INBOX" in page
    assert "1 thing needs somebody" in page


@pytest.mark.parametrize("command", ["UID_STORE", "UID_MOVE"])
def test_a_mailbox_in_which_nothing_can_be_put_aside_is_read_all_the_same(elsewhere, settings, command):
    settings.IMAP_DONE_FOLDER = "Done"
    for number in range(3):
        elsewhere.put(written(at=NOON, message_id=f"<{number}@example.com>"))
    elsewhere.refuses.add(command)
    look()
    assert len(rows()) == 3
    assert "cannot be put aside" in troubles_told_by_the_doctor()[0]
    elsewhere.refuses.clear()
    elsewhere.put(written(at=NOON, message_id="<3@example.com>"))
    look(1)
    assert len(rows()) == 4
    assert troubles_told_by_the_doctor() == []
    assert len(elsewhere.folders["Done"]) == 1


@pytest.mark.django_db
def test_without_a_mailbox_nothing_is_due():
    assert look() == 0
    assert not Mailbox.objects.exists()
