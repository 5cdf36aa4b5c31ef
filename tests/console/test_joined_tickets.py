"""What belongs to whom: tickets and wishes of customers who were joined, and of somebody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from abaca.access.roles import Role, may
from abaca.console.on_tickets import wish_about, wish_to_look_at
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishKind
from abaca.store.customers.models import Customer
from abaca.store.invoices.models import Invoice
from abaca.store.payments.models import Refund
from abaca.store.workflows.merging import merge
from abaca.support.tickets.actions import link
from abaca.support.tickets.models import Message, Ticket
from tests.conftest import NOON
from tests.console.tickets import WHO, make_ticket, page_of, words
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk, staff

MISTYPED = replace(ALICE, email="alcie@example.com")
GOES_BACK = "goes back to the customer by rule"
AFTER_THE_CHARGE = datetime(2027, 3, 2, 4, tzinfo=UTC)


def twins(shop) -> tuple[Customer, Customer]:
    for buyer in (MISTYPED, ALICE):
        shop.sells(to=buyer)
    return Buyer(MISTYPED).customer, Buyer(ALICE).customer


def corrected(client, paper: Invoice, asked: str):
    """Correct the name on an invoice, from whatever an address asks for."""
    page = f"/console/invoices/{paper.number}/correct/"
    form = client.get(page).context["form"]
    words_ = {name: form.initial.get(name) or "" for name in form.fields} | {"name": "Alice Rossi-Bianchi"}
    return client.post(f"{page}?{asked}", words_)


def asked_from(ticket: Ticket, wish: Wish, role: Role = Role.AGENT):
    """Return the request for a page that was reached from a wish in a ticket."""
    request = RequestFactory().get(f"/?ticket={ticket.number}&wish={wish.ref}")
    request.user, request.at = staff(role), NOON
    return request


# --- who was joined -------------------------------------------------------------------------------------------------


def test_a_ticket_of_who_was_joined_shows_the_customer_who_was_kept(shop, desk):
    lost, kept = twins(shop)
    ticket = make_ticket(sender=MISTYPED.email, wish="cancel")
    link(ticket, lost.ref, **WHO)
    merge(lost, kept, **WHO)
    page = desk.get(page_of(ticket)).context
    assert (page["truth"].whole.customer, page["certain"], len(page["truth"].whole.orders)) == (kept, True, 2)
    assert f"/console/customers/{kept.ref}/email/" in " ".join(deed.href for deed in page["more_deeds"])


def test_a_ticket_from_an_address_that_was_set_free_is_not_certain_by_its_address(shop, desk):
    """The mistyped address may be a stranger's, who must not be told what a customer has."""
    lost, kept = twins(shop)
    ticket = make_ticket(sender=MISTYPED.email)
    ticket.customer = lost.ref
    ticket.save(update_fields=["customer"])
    assert desk.get(page_of(ticket)).context["certain"]
    merge(lost, kept, **WHO)
    assert not desk.get(page_of(ticket)).context["certain"]


def test_the_page_of_who_was_kept_lists_the_tickets_and_deeds_of_both(shop, desk):
    lost, kept = twins(shop)
    ticket = make_ticket(sender=MISTYPED.email)
    link(ticket, lost.ref, **WHO)
    merge(lost, kept, **WHO)
    page = desk.get(f"/console/customers/{kept.ref}/?whole=yes").context
    assert [each.number for each, *_rest in page["tickets"]] == [ticket.number]
    assert ticket.number in " ".join(f"{moment}" for moment in page["moments"])


def test_what_is_owed_by_rule_goes_back_also_after_two_customers_were_joined(shop, desk, clock):
    shop.sells(to=MISTYPED)
    ticket = make_ticket(sender=MISTYPED.email, wish="cancel")
    lost, subscription = Buyer(MISTYPED).customer, Buyer(MISTYPED).subscription
    Wish.objects.update(customer=lost, came_at=AFTER_THE_CHARGE)
    clock.travel_to("2027-02-28")
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-04")
    kept = Buyer(ALICE).customer
    merge(Customer.objects.get(pk=lost.pk), kept, at=clock.now, by="usr_sam")
    way = f"/console/subscriptions/{subscription.ref}/cancel/?ticket={ticket.number}&wish={Wish.objects.get().ref}"
    assert GOES_BACK in words(desk.get(way))
    assert desk.post(way)["Location"] == page_of(ticket)
    assert (Refund.objects.count(), Wish.objects.get().state) == (1, "done")


# --- what a page promises -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "is_promised"),
    [
        ("cancel", "open", True),
        ("cancel", "asked", True),
        ("cancel", "dropped", False),
        ("cancel", "done", False),
        ("resume", "open", False),
        ("refund", "open", False),
        ("lost_key", "open", False),
        ("other", "open", False),
    ],
)
def test_the_page_that_cancels_is_about_an_open_wish_to_cancel_and_nothing_else(shop, kind, state, is_promised):
    shop.sells(to=ALICE)
    ticket, alice = make_ticket(wish=kind), Buyer(ALICE).customer
    Wish.objects.update(customer=alice, state=state, acted_at=None if state in ("open", "asked") else NOON)
    asked = asked_from(ticket, Wish.objects.get())
    found = [to_find(asked, alice, WishKind.CANCEL) for to_find in (wish_to_look_at, wish_about)]
    assert found == ([Wish.objects.get()] * 2 if is_promised else [None, None])


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_about_a_wish_of_its_own_customer_for_who_may_act(shop, role):
    for buyer in (ALICE, BOB):
        shop.sells(to=buyer)
    ticket = make_ticket(wish="cancel")
    asked = asked_from(ticket, Wish.objects.get(), role)
    found = [wish_to_look_at(asked, Buyer(buyer).customer, WishKind.CANCEL) for buyer in (ALICE, BOB)]
    assert found == [Wish.objects.get() if may(role, "desk.act") else None, None]


# --- who writes into a ticket ---------------------------------------------------------------------------------------


def test_a_bookkeeper_who_corrects_an_invoice_writes_into_no_ticket(shop):
    shop.sells(to=ALICE)
    ticket, paper = make_ticket(sender=ALICE.email, wish="invoice_correction"), Invoice.objects.get()
    asked = f"ticket={ticket.number}&wish={Wish.objects.get().ref}"
    assert "/console/invoices/" in corrected(at_the_desk(Role.BOOKKEEPER), paper, asked)["Location"]
    ticket.refresh_from_db()
    entries = list(Message.objects.filter(ticket=ticket, kind="event"))
    assert (entries, ticket.customer, Wish.objects.get().state) == ([], "", "open")


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_deed_for_one_customer_is_not_written_into_the_ticket_of_another(shop, is_linked):
    for buyer in (ALICE, BOB):
        shop.sells(to=buyer)
    ticket = make_ticket(sender=BOB.email, wish="invoice_correction")
    if is_linked:
        link(ticket, Buyer(BOB).customer.ref, **WHO)
    paper = Invoice.objects.get(customer=Buyer(ALICE).customer)
    asked = f"ticket={ticket.number}&wish={Wish.objects.get().ref}"
    assert "/console/invoices/" in corrected(at_the_desk(Role.AGENT), paper, asked)["Location"]
    ticket.refresh_from_db()
    assert (ticket.customer != Buyer(ALICE).customer.ref, Wish.objects.get().state) == (True, "open")
    assert not Message.objects.filter(ticket=ticket, what="deed.corrected").exists()


@pytest.mark.parametrize(
    ("kind", "whose", "state"),
    [
        ("invoice_correction", "nobody", "done"),
        ("invoice_correction", "alice", "done"),
        ("invoice_correction", "bob", "open"),
        ("refund", "alice", "open"),
        ("cancel", "nobody", "open"),
    ],
)
def test_a_deed_settles_the_wish_of_its_own_customer_and_kind_only(shop, kind, whose, state):
    for buyer in (ALICE, BOB):
        shop.sells(to=buyer)
    owner = {"nobody": None, "alice": Buyer(ALICE).customer, "bob": Buyer(BOB).customer}[whose]
    ticket = make_ticket(wish=kind)
    Wish.objects.update(customer=owner)
    paper = Invoice.objects.get(customer=Buyer(ALICE).customer)
    answer = corrected(at_the_desk(Role.AGENT), paper, f"ticket={ticket.number}&wish={Wish.objects.get().ref}")
    assert (answer["Location"], Wish.objects.get().state) == (page_of(ticket), state)


def test_a_deed_after_a_join_is_written_into_the_ticket_of_either(shop):
    lost, kept = twins(shop)
    ticket = make_ticket(sender=MISTYPED.email, wish="invoice_correction")
    Wish.objects.update(customer=lost)
    link(ticket, lost.ref, **WHO)
    merge(lost, kept, at=NOON, by="usr_sam")
    paper = Invoice.objects.order_by("pk").first()
    answer = corrected(at_the_desk(Role.AGENT), paper, f"ticket={ticket.number}&wish={Wish.objects.get().ref}")
    assert (answer["Location"], Wish.objects.get().state) == (page_of(ticket), "done")
