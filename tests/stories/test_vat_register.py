"""X8: the register of VAT ids is silent, late or says no, and nobody is given reverse charge without its yes."""

from dataclasses import replace

import pytest

from abaca.dispatch.queries import present
from abaca.store.invoices.models import Invoice
from abaca.store.orders.models import Order
from abaca.store.payments.models import Refund
from abaca.store.tax.models import VatCheck
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.my_data import change_address
from tests.makers.orders import letter_kinds
from tests.makers.shop import BOB, Buyer

CARD = replace(BOB, company="Huber OG", pays="4242424242424242", language="en")
TRANSFER = replace(CARD, pays="transfer")
TEN_MINUTES, THREE_DAYS, NO_AFTER_THREE_DAYS, NEVER = "ATU33333336", "ATU44444446", "ATU55555553", "ATU66666663"


def papers() -> list[tuple[str, str, int, int, int]]:
    return [(p.kind, p.tax_category, p.net, p.tax, p.gross) for p in Invoice.objects.order_by("pk")]


TAXED = ("invoice", "S", 6583, 1317, 7900)
TAKEN_BACK = ("credit_note", "S", 6583, 1317, 7900)
UNTAXED = ("invoice", "AE", 6583, 0, 6583)


def test_a_card_order_is_charged_with_tax_and_corrected_when_the_register_confirms(shop, clock):
    order = shop.sells(to=replace(CARD, vat_id=THREE_DAYS)).order
    assert papers() == [TAXED]
    assert order.vat_check["answer"] == "unknown"

    clock.travel_to("2026-03-04")
    assert papers() == [TAXED]

    clock.travel_to("2026-03-07")
    assert papers() == [TAXED, TAKEN_BACK, UNTAXED]
    first, note, fresh = Invoice.objects.order_by("pk")
    assert (note.corrects, note.cause) == (first, "vat_confirmed")
    assert fresh.document["vat_check"]["answer"] == "confirmed"
    assert fresh.document["paid"] == 6583
    assert first.document["vat_check"]["answer"] == "unknown"  # what is issued stays as it was
    assert [(r.amount, r.document, r.state) for r in Refund.objects.all()] == [(1317, note.number, "succeeded")]
    assert letter_kinds(CARD) == ["order_confirmed", "vat_confirmed"]
    assert check_all(at=present()) == []


def test_a_card_order_stays_taxed_when_the_register_says_no(shop, clock):
    shop.sells(to=replace(CARD, vat_id=NO_AFTER_THREE_DAYS))
    clock.travel_to("2026-03-07")
    assert papers() == [TAXED]
    assert Order.objects.get().vat_check["answer"] == "refused"


def test_a_register_that_never_answers_changes_nothing_and_is_asked_for_sixty_days(shop, clock):
    shop.sells(to=replace(CARD, vat_id=NEVER))
    clock.travel_to("2026-06-01")
    assert papers() == [TAXED]
    check = VatCheck.objects.get()
    assert (check.answer, check.next_at, check.tries) == ("unknown", None, 64)


def test_a_first_buyer_by_transfer_is_told_the_smaller_sum_before_he_has_paid(shop, clock):
    order = shop.sells(to=replace(TRANSFER, vat_id=TEN_MINUTES)).order
    assert (papers(), order.gross) == ([], 7900)  # it stays without an invoice

    clock.travel_to("2026-03-03")
    order = Order.objects.get()
    assert (order.gross, order.tax_category, order.vat_check["answer"]) == (6583, "AE", "confirmed")
    assert letter_kinds(TRANSFER) == ["transfer_awaited", "transfer_awaited"]

    shop.books(order)
    assert papers() == [UNTAXED]
    assert check_all(at=present()) == []


def test_money_by_transfer_that_came_before_the_answer_is_corrected_to_his_credit(shop, clock):
    order = shop.sells(to=replace(TRANSFER, vat_id=THREE_DAYS)).order
    shop.books(order)
    clock.travel_to("2026-03-07")
    assert papers() == [TAXED, TAKEN_BACK, UNTAXED]
    assert not Refund.objects.exists()
    assert letter_kinds(TRANSFER)[-1] == "vat_confirmed"
    assert check_all(at=present()) == []


# --- renewals ---------------------------------------------------------------------------------------------------------
def subscriber(shop, clock, vat_id: str, on: str) -> None:
    """Let Bob buy as a business without an id, pay, and enter his id later."""
    shop.books(shop.sells(to=TRANSFER).order)
    clock.travel_to(on)
    customer = Order.objects.get().customer
    change_address(customer, "billing", replace(TRANSFER.address(), vat_id=vat_id), at=present(), by=customer.ref)


def renewal() -> Order:
    return Order.objects.get(kind="renewal")


@pytest.mark.parametrize(
    ("vat_id", "issued_on", "paper"),
    [
        ("ATU11111116", "2027-01-31", UNTAXED),  # D-30
        (THREE_DAYS, "2027-02-02", UNTAXED),  # it waited for the answer
        (NO_AFTER_THREE_DAYS, "2027-02-02", TAXED),
        (NEVER, "2027-02-06", TAXED),  # seven silent days
    ],
)
def test_the_invoice_of_a_renewal_waits_for_the_register(shop, clock, vat_id, issued_on, paper):
    subscriber(shop, clock, vat_id, "2027-01-30")
    clock.travel_to("2027-02-10")
    assert papers() == [TAXED, paper]
    invoice = Invoice.objects.latest("pk")
    assert invoice.issued_on.isoformat() == issued_on
    assert letter_kinds(TRANSFER).count("transfer_invoice") == 1
    assert check_all(at=present()) == []


def test_an_invoice_that_went_out_after_seven_days_is_replaced_when_the_answer_comes(shop, clock):
    subscriber(shop, clock, THREE_DAYS, "2027-01-30")
    VatCheck.objects.update(silent_at=present())  # as if somebody had asked seven days ago
    clock.travel_to("2027-02-10")
    assert papers()[-1] == UNTAXED
    assert renewal().gross == 6583
    assert check_all(at=present()) == []


def test_the_register_is_asked_38_and_12_days_before_the_end(shop, clock):
    shop.sells(to=replace(CARD, vat_id="ATU11111116"))
    clock.travel_to("2027-03-03")
    assert [str(check.asked_at.date()) for check in VatCheck.objects.order_by("id")] == [
        "2026-03-02",
        "2027-01-23",
        "2027-02-18",
    ]
    assert renewal().tax_category == "AE"


def test_who_has_cancelled_is_not_asked_about(shop, clock):
    order = shop.sells(to=replace(CARD, vat_id="ATU11111116")).order
    Buyer(CARD).cancels()
    clock.travel_to("2027-03-03")
    assert VatCheck.objects.filter(asked_by=order.customer.ref).count() == 1
