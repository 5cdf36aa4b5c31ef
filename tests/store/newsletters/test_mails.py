"""Mails to the address that stands in a newsletter stop it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.access.links import LinkBroken
from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.inbox.queries import read_elsewhere, repeated, to_settle, unsubscribing, unsubscribing_since
from abaca.inbox.states import IncomingKind, IncomingState
from abaca.store.newsletters.actions import settle_mails, start, write_letters
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.queries import (
    due_recipients,
    linked,
    preference_path,
    recipients_addressed,
    standing_of,
    unsubscribe_address,
)
from abaca.support.tickets.models import Message
from tests.conftest import NOON
from tests.makers.newsletters import make_edition, says_yes
from tests.makers.orders import make_customer
from tests.makers.shop import ALICE


@pytest.fixture
def alice(db):
    alice = make_customer(ALICE, at=NOON)
    says_yes(alice, at=NOON)
    start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    return alice


def came(to: str, *, kind: IncomingKind = IncomingKind.UNSUBSCRIBE, text: str = "x") -> Incoming:
    """Return a mail that the inbox has read."""
    mail = receive(text.encode(), source=Source.SMTP, at=NOON, envelope_to=to)
    Incoming.objects.filter(pk=mail.pk).update(state=IncomingState.READ, kind=kind, read_at=NOON)
    return mail


@pytest.mark.parametrize("written", [str.lower, str.upper, str])
def test_a_mail_to_the_address_stops_the_newsletter_and_is_kept_as_evidence(alice, written):
    mail = came(written(unsubscribe_address(alice.editions.get().pk)))
    assert (to_settle(NOON, 10), unsubscribing(10), unsubscribing_since()) == ([], [mail.pk], NOON)
    drain_all(at=NOON)

    line = Declaration.objects.last()
    assert (line.saying, line.source, line.evidence) == ("objected", "mail", mail.ref)
    assert line.about == alice.editions.get().edition.ref
    assert not standing_of(alice).on
    mail.refresh_from_db()
    assert (mail.state, mail.disposition["done"]) == ("settled", True)
    assert unsubscribing(10) == []


MANGLED = [
    "unsubscribe@musa.example",
    "unsubscribe+1-aaaaaaaaaaaaaaaa@musa.example",
    "unsubscribe+x@musa.example",
    "",
]


@pytest.mark.parametrize("to", MANGLED)
def test_what_comes_to_an_address_that_we_did_not_make_is_read_like_any_other_mail(alice, to):
    mail = came(to)
    drain_all(at=NOON)
    assert standing_of(alice).on
    mail.refresh_from_db()
    assert (mail.state, mail.kind, mail.disposition["done"]) == ("settled", "letter", False)
    assert Message.objects.get(incoming=mail.ref).ticket.state == "new"  # somebody looks at it


@pytest.mark.parametrize("to", MANGLED)
@pytest.mark.parametrize(("sender", "proven", "stops"), [
    (ALICE.email, True, True),
    (ALICE.email.upper(), True, True),
    (ALICE.email, False, False),
    ("mallory@example.net", True, False),
])  # fmt: skip
def test_where_the_address_is_mangled_a_proven_customer_stops_his_newsletter(alice, to, sender, proven, stops):
    mail = came(to)
    Incoming.objects.filter(pk=mail.pk).update(from_address=sender, authenticated=proven)
    settle_mails([mail.pk], at=NOON)
    mail.refresh_from_db()
    assert standing_of(alice).on != stops
    assert mail.kind == ("unsubscribe" if stops else "letter")
    assert mail.disposition == ({"wish": "newsletter_off", "done": True, "customer": alice.ref} if stops else {})


def test_a_flood_to_such_an_address_opens_no_tickets(alice):
    flood = [came(f"unsubscribe+{number}@musa.example", text=f"{number}") for number in range(21)]
    Incoming.objects.update(from_address="mallory@example.net")
    settle_mails([mail.pk for mail in flood], at=NOON)
    assert {mail.disposition.get("reason") for mail in Incoming.objects.all()} == {"address_unknown"}


def test_what_else_is_said_there_is_read_like_any_other_mail(alice):
    mail = came(unsubscribe_address(alice.editions.get().pk))
    Incoming.objects.update(subject="unsubscribe", said="Where is my invoice?")
    settle_mails([mail.pk], at=NOON)
    assert not standing_of(alice).on
    assert to_settle(NOON, 10) == [mail.pk]


def test_three_mails_are_given_on_with_the_statements_of_one(alice):
    counts = []
    for number in (1, 3):
        found = [came("unsubscribe@musa.example", text=f"{number} {each}") for each in range(number)]
        with CaptureQueriesContext(connection) as statements:
            settle_mails([mail.pk for mail in found], at=NOON)
        assert to_settle(NOON, 10)[-number:] == [mail.pk for mail in found]
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_came_to_another_address_too_is_read_there_alone(alice):
    mail, other = came(unsubscribe_address(alice.editions.get().pk)), came("support@musa.example", kind="letter")
    Incoming.objects.update(said="Please cancel.", message_id="<1@example.com>", from_address=ALICE.email)
    mail, other = Incoming.objects.order_by("id")
    assert (repeated([mail, other]), read_elsewhere([mail])) == (set(), {mail.pk})
    Incoming.objects.filter(pk=other.pk).update(authenticated=True)
    settle_mails([mail.pk], at=NOON)
    mail.refresh_from_db()
    assert (mail.kind, mail.disposition["done"], standing_of(alice).on) == ("unsubscribe", True, False)


def test_a_copy_of_an_unproven_mail_silences_no_proven_one(alice):
    mail, other = came(unsubscribe_address(alice.editions.get().pk)), came("support@musa.example", kind="letter")
    Incoming.objects.update(said="Please cancel.", message_id="<1@example.com>", from_address=ALICE.email)
    Incoming.objects.filter(pk=mail.pk).update(authenticated=True)
    settle_mails([mail.pk], at=NOON)
    assert to_settle(NOON, 10) == [mail.pk, other.pk]


def test_a_machine_that_says_more_there_is_still_a_machine(alice):
    mail = came(
        unsubscribe_address(alice.editions.get().pk),
        text="From: a@example.com\nAuto-Submitted: auto-replied\n\nI am away.",
    )
    Incoming.objects.update(said="I am away.")
    settle_mails([mail.pk], at=NOON)
    mail.refresh_from_db()
    assert (mail.kind, standing_of(alice).on) == ("auto_reply", False)


def test_links_and_addresses_outlive_a_new_secret_while_the_former_one_is_known(alice, settings):
    address, path = unsubscribe_address(alice.editions.get().pk), preference_path(alice.ref, at=NOON)
    token = path.split("/")[2]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another secret of enough characters, for the years to come"
    assert recipients_addressed([address]) == {}
    with pytest.raises(LinkBroken):
        linked(token, at=NOON)

    settings.SECRET_KEY_FALLBACKS = [former]
    assert list(recipients_addressed([address])) == [address]
    assert linked(token, at=NOON) == (alice, "")
    assert unsubscribe_address(alice.editions.get().pk) != address


def test_other_mails_are_left_to_others(alice):
    mail = came(unsubscribe_address(alice.editions.get().pk), kind=IncomingKind.LETTER)
    assert (to_settle(NOON, 10), unsubscribing(10)) == ([mail.pk], [])


def test_one_bad_mail_does_not_hold_back_the_others(alice):
    came("unsubscribe+1-aaaaaaaaaaaaaaaa@musa.example")
    came(unsubscribe_address(alice.editions.get().pk))
    drain_all(at=NOON)
    assert not standing_of(alice).on


@pytest.mark.parametrize("number", [1, 10**17])
def test_the_address_fits_in_front_of_an_at_and_means_its_recipient_alone(db, number):
    local = unsubscribe_address(number).partition("@")[0]
    assert len(local) <= 64
    assert recipients_addressed([unsubscribe_address(number)]) == {}  # nobody has this number


def test_a_shop_that_reads_no_mail_names_no_address(settings):
    settings.UNSUBSCRIBE_BY_MAIL = False
    assert unsubscribe_address(1) == ""
