"""Who is held loses nothing, in no room, and neither does who is one with him; and whoever looks at him sees it."""

import re
from dataclasses import replace
from functools import partial

import pytest

from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.store.customers.actions import hold, let_go
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import groups_of, held
from abaca.store.payments.models import Transfer
from abaca.store.payments.queries import next_transfer_over_time, transfers_over_time
from abaca.store.workflows.merging import merge, undo
from abaca.store.workflows.retention import forget_bank_lines
from abaca.support.tickets.actions import Answer, answer, link
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.makers.leaving import letter_to, written_by
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.staff import at_the_desk
from tests.makers.statements import statements_of

WHO = {"at": NOON, "by": "usr_sam"}
MISTYPED = replace(ALICE, email="alcie@example.com")
THIRD = replace(ALICE, email="alice@third.example")
ELSEWHERE = replace(ALICE, name="A. R.", email="private@alice.example")


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def customers(shop: Shop, *people) -> list[Customer]:
    for person in people:
        shop.sells(to=person)
    return [Buyer(person).customer for person in people]


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_who_paid_stands_on_the_bank_statement_until_he_is_let_go(shop, clock, settings):
    settings.PAPERS_KEPT_YEARS = 1
    shop.books(shop.sells(to=BOB).order)
    Buyer(BOB).cancels()
    hold(Buyer(BOB).customer, "A case", **WHO)
    clock.travel_to("2028-01-02")
    assert Transfer.objects.get().payer
    assert (transfers_over_time(clock.now, 9), next_transfer_over_time() > clock.now) == ([], True)
    let_go(Buyer(BOB).customer, at=clock.now, by="usr_sam")
    clock.travel_to("2028-02-03")
    assert (Transfer.objects.get().payer, next_transfer_over_time()) == ("", None)


def test_three_lines_of_the_statement_cost_as_many_statements_as_one(shop):
    dan = replace(BOB, email="dan@example.com")
    for person in (BOB, dan):
        shop.books(shop.sells(to=person).order)
    ids = list(Transfer.objects.values_list("pk", flat=True))
    costs = [statements_of(partial(forget_bank_lines, some, at=NOON)) for some in (ids[:1], ids)]
    assert costs[0] == costs[1]


def test_what_he_wrote_from_another_address_and_was_answered_there_stays(shop):
    [alice] = customers(shop, ALICE)
    written_by(ELSEWHERE, "My case")
    ticket = Ticket.objects.get()
    entry = answer(ticket, Answer("Hello", "form", "Sam", closes=True), at=present(), by="usr_sam")
    drain_all(at=present())
    mail, letter = Incoming.objects.get().pk, Letter.objects.get(ref=entry.letter).pk
    hold(alice, "A case", **WHO)
    assert (data_requests.mails_needed([mail]), data_requests.letters_needed([letter])) == (set(), set())
    link(ticket, alice.ref, **WHO)
    assert (data_requests.mails_needed([mail]), data_requests.letters_needed([letter])) == ({mail}, {letter})


def test_letters_in_the_history_of_his_log_in_stay(shop):
    [alice] = customers(shop, ALICE)
    letter = letter_to(ALICE.email, whose=alice.user_ref)
    assert data_requests.letters_needed([letter.pk]) == set()
    hold(alice, "A case", **WHO)
    assert data_requests.letters_needed([letter.pk]) == {letter.pk}


def test_an_open_ticket_of_one_keeps_what_belongs_to_all_who_are_one_with_him(shop):
    first, second = customers(shop, MISTYPED, ALICE)
    merge(first, second, **WHO)
    written_by(MISTYPED, "My dog")
    link(Ticket.objects.get(), first.ref, **WHO)
    letter = Letter.objects.filter(whose=second.ref).first()
    assert data_requests.letters_needed([letter.pk]) == {letter.pk}


# --- who are one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [0, 1, 2])
def test_who_was_joined_twice_is_held_with_the_others_whoever_of_them_is(shop, who):
    group = customers(shop, MISTYPED, ALICE, THIRD)
    [stranger] = customers(shop, BOB)
    for lost, kept in ((0, 1), (1, 2)):
        merge(fresh(group[lost]), fresh(group[kept]), **WHO)
    hold(group[who], "A case", **WHO)
    refs = [each.ref for each in group]
    assert groups_of([refs[0], stranger.ref, "usr_1"]) == {
        refs[0]: {*refs}, stranger.ref: {stranger.ref}, "usr_1": {"usr_1"}
    }  # fmt: skip
    assert held([*refs, stranger.ref]) == {*refs}
    costs = [statements_of(partial(held, some)) for some in ([refs[1]], refs)]
    assert costs[0] >= costs[1]


def test_who_was_held_before_he_was_joined_is_seen_and_let_go_at_the_one_who_stays(shop):
    lost, kept = customers(shop, MISTYPED, ALICE)
    hold(lost, "The case of the macaw", **WHO)
    merge(fresh(lost), kept, **WHO)
    desk, page = at_the_desk(), f"/console/customers/{kept.ref}/erase/"
    assert "The case of the macaw" in words(desk.get(page))
    said = words(desk.post(f"/console/customers/{kept.ref}/hold/", {"let_go": "yes"}, follow=True))
    assert ("destroyed again when their time is over" in said, held([lost.ref, kept.ref])) == (True, set())


def test_a_hold_that_was_set_before_the_join_of_another_day_is_seen_too(shop):
    """As it stands with customers who were joined before a hold went along."""
    lost, kept = customers(shop, MISTYPED, ALICE)
    merge(lost, kept, **WHO)
    Customer.objects.filter(pk=lost.pk).update(held_at=NOON, held_because="Case 8")
    assert "Case 8" in words(at_the_desk().get(f"/console/customers/{kept.ref}/erase/"))
    assert let_go(kept, **WHO) == [lost]


def test_whoever_was_not_held_is_not_said_to_be_let_go(shop):
    [alice] = customers(shop, ALICE)
    said = words(at_the_desk().post(f"/console/customers/{alice.ref}/hold/", {"let_go": "yes"}, follow=True))
    assert ("were not held" in said, "destroyed again" in said) == (True, False)


def test_undoing_a_join_lets_nobody_out_of_the_hold(shop):
    lost, kept = customers(shop, MISTYPED, ALICE)
    merger = merge(lost, kept, **WHO)
    hold(kept, "A case", **WHO)
    undo(merger, **WHO)
    assert held([lost.ref]) == {lost.ref}
    assert (fresh(lost).held_because, fresh(kept).held_because) == ("A case", "A case")
    let_go(fresh(kept), **WHO)
    assert held([lost.ref, kept.ref]) == {lost.ref}
