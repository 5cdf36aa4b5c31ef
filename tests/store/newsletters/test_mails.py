"""Mails to the address that stands in a newsletter stop it."""

import pytest

from abaca.access.links import LinkBroken
from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.inbox.queries import to_settle, unsubscribing, unsubscribing_since
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
