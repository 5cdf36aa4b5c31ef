"""Orders that were paid at the rehearsal provider, or at the bank, without their story."""

from datetime import datetime

from abaca.store.payments import jobs
from abaca.store.payments.actions import (
    ToRefund,
    Wanted,
    note_transfer_payment,
    open_attempts,
    open_refunds,
    save_method,
    write_verdicts,
)
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Payment, Refund
from tests.conftest import NOON
from tests.makers.orders import make_lines

IBAN = "CH93 0076 2011 6238 5295 7"


def paid(behaviour: str = "ok", *, at: datetime = NOON) -> Payment:
    """Return the payment of an order of 79.00, made with a card that behaves so."""
    order = make_lines()[0].order
    facts = rehearsal_company().scripted(behaviour, at=at)
    new = jobs.methods._remembered("rehearsal", facts)
    method = save_method(order.customer, new, at=at, by="a guest")
    [attempt] = open_attempts([Wanted(order, method, customer_present=True)], at=at, by="a guest")
    jobs.collect([attempt.pk], conclude=write_verdicts, return_url=lambda ref: f"/{ref}", at=at)
    return Payment.objects.get(order=order)


def transferred(*, at: datetime = NOON) -> Payment:
    """Return the payment of an order of 79.00 that came by bank transfer."""
    order = make_lines()[0].order
    note_transfer_payment(order, amount=7900, entry=order.pk, at=at)
    return Payment.objects.get(order=order)


def to_refund(payment: Payment, amount: int = 7900, *, iban: str = "") -> ToRefund:
    return ToRefund(payment, amount, "GS26-000001", "withdrawal", iban)


def refunded(payment: Payment, amount: int = 7900, *, at: datetime = NOON) -> Refund:
    [refund] = open_refunds([to_refund(payment, amount)], at=at, by="sam")
    return refund
