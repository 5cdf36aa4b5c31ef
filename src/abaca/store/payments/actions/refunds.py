"""What can be done with money that goes back. Nothing here calls a provider: an action is a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from abaca.kernel.alike import alike
from abaca.kernel.money import Money
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.payments.asking import next_question, waits_over
from abaca.store.payments.ibans import compact, is_iban
from abaca.store.payments.models import Payment, Refund
from abaca.store.payments.queries import refundables
from abaca.store.payments.states import REFUND, REFUND_OPEN, RefundState

from .attempts import ASK_AFTER


class AboveCaptured(Refusal):
    code = "refund_above_captured"
    sentence = _("{wanted} cannot be given back: {left} is left of this payment.")
    status = 409
    field = "amount"


class IbanWrong(Refusal):
    code = "iban_wrong"
    sentence = _("This is no account number (IBAN). Please compare it with your bank's papers.")
    field = "iban"


class NotToBePaidOut(Refusal):
    code = "refund_not_to_be_paid_out"
    sentence = _("This refund does not wait to be paid at the bank any more.")
    status = 409


@dataclass(frozen=True)
class ToRefund:
    """Money that is to go back: how much of which payment, the credit note it belongs to, and why.

    What came by bank transfer is paid by hand, to the account that is named.
    """

    payment: Payment
    amount: int
    document: str
    cause: str
    iban: str = ""


@dataclass(frozen=True)
class RefundVerdict:
    """What a provider said about a refund, in our words."""

    refund_id: int
    state: RefundState
    provider_ref: str = ""
    decline_code: str = ""


class Moved(NamedTuple):
    """A refund in its new state, and the one before; only what had succeeded was ever in the books."""

    refund: Refund
    before: RefundState


@transaction.atomic
def open_refunds(wanted: Sequence[ToRefund], *, at: datetime, by: str) -> list[Refund]:
    """Write down that money will go back; the key is a pure function of the payment's order and a number.

    Under the lock of its payment a refund above what is left of it is refused: captured, less what went back or is on
    its way, less what is disputed.
    """
    payments = _locked([w.payment.pk for w in wanted])
    left = refundables(list(payments))
    numbers = _last_numbers(list(payments))
    refunds = []
    for w in wanted:
        payment = payments[w.payment.pk]
        if w.amount > left[payment.pk]:
            wanted_sum, left_sum = (Money(sum_, payment.currency) for sum_ in (w.amount, left[payment.pk]))
            raise AboveCaptured(wanted=wanted_sum, left=left_sum)
        left[payment.pk] -= w.amount
        numbers[payment.pk] = numbers.get(payment.pk, 0) + 1
        refunds.append(_refund(w, payment, numbers[payment.pk], at))
    Refund.objects.bulk_create(refunds)
    _record(refunds, "opened", at, by)
    return refunds


def _locked(payment_ids: Sequence[int]) -> dict[int, Payment]:
    rows = Payment.objects.select_for_update(of=("self",)).select_related("order__customer")
    return {p.pk: p for p in rows.filter(pk__in=payment_ids).order_by("pk")}


def _last_numbers(payment_ids: Sequence[int]) -> dict[int, int]:
    counted = Refund.objects.filter(payment__in=payment_ids).order_by().values("payment").annotate(last=Max("number"))
    return dict(counted.values_list("payment", "last"))


def _refund(w: ToRefund, payment: Payment, number: int, at: datetime) -> Refund:
    by_bank = payment.attempt_id is None
    if by_bank and not is_iban(w.iban):
        raise IbanWrong
    return Refund(
        ref=new_ref("ref", at),
        key=f"refund:{payment.order.ref}:{number}",
        payment=payment,
        number=number,
        kind=Refund.BANK if by_bank else Refund.PROVIDER,
        amount=w.amount,
        currency=payment.currency,
        document=w.document,
        cause=w.cause,
        iban=compact(w.iban) if by_bank else "",
        made_at=at,
        next_at=None if by_bank else at,
    )


@transaction.atomic(durable=True)  # Django refuses to run this inside another transaction
def take_refunds(refund_ids: Sequence[int], *, at: datetime) -> list[tuple[Refund, bool]]:
    """Write down that refunds leave the house; tell of each whether for the first time.

    What another worker holds, what is not due, and what has come to its end is left out.
    """
    rows = list(
        Refund.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("payment__attempt__method", "payment__order")
        .filter(pk__in=refund_ids, next_at__lte=at)
        .order_by("pk")
    )
    fresh = {r.pk for r in rows if r.state == RefundState.READY}
    Refund.objects.filter(pk__in=fresh).update(state=RefundState.SENT, sent_at=at)
    # the next question waits its turn, so that no second worker asks the same one now
    Refund.objects.filter(pk__in=[r.pk for r in rows]).update(next_at=at + ASK_AFTER)
    return [(r, r.pk in fresh) for r in rows]


@transaction.atomic
def write_refund_verdicts(verdicts: Sequence[RefundVerdict], *, at: datetime, by: str) -> list[Moved]:
    """Write down what the provider said; return the refunds that this moved.

    What failed or was lost stays so; what succeeded may still fail. A refund that never reached the provider goes again
    under the next number, in this transaction: the customer must not wait for somebody to notice.
    """
    said = {v.refund_id: v for v in verdicts}
    _locked(list(Refund.objects.filter(pk__in=said).values_list("payment_id", flat=True)))
    rows = list(
        Refund.objects.select_for_update(of=("self",))
        .select_related("payment__order__customer")
        .filter(pk__in=said)
        .order_by("pk")
    )
    before = {r.pk: RefundState(r.state) for r in rows}
    moved = [r for r in rows if _apply(r, said[r.pk], at)]
    _write(rows)
    _record(moved, None, at, by)
    _send_again([r for r in moved if r.state == RefundState.LOST], at, by)
    return [Moved(r, before[r.pk]) for r in moved]


def _apply(refund: Refund, verdict: RefundVerdict, at: datetime) -> bool:
    now = RefundState(refund.state)
    if not REFUND.allows(now, verdict.state):
        if now in REFUND_OPEN or verdict.state == RefundState.UNKNOWN:  # ask again later, as long as nobody knows
            refund.asked += 1
            waiting = now if now in REFUND_OPEN else verdict.state
            refund.next_at = next_question(waiting, waits_over(waiting, at - (refund.sent_at or at)), at)
        else:
            refund.next_at = None
        return False
    refund.state = verdict.state
    refund.provider_ref = verdict.provider_ref or refund.provider_ref
    refund.decline_code = verdict.decline_code
    refund.asked = 0
    refund.next_at = next_question(verdict.state, 0, at)
    refund.ended_at = None if verdict.state in REFUND_OPEN else at
    return True


def _write(refunds: Sequence[Refund]) -> None:
    """Store refunds with one statement for each kind of answer, and one for the provider's refs."""
    fields = ("state", "ended_at", "next_at", "asked", "decline_code")
    for facts, rows in alike(refunds, attrgetter(*fields)).items():
        Refund.objects.filter(pk__in=[r.pk for r in rows]).update(**dict(zip(fields, facts, strict=True)))
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "UPDATE store_payments_refund AS r SET provider_ref = said.ref"
            " FROM unnest(%s::bigint[], %s::text[]) AS said (id, ref) WHERE r.id = said.id",
            [[r.pk for r in refunds], [r.provider_ref for r in refunds]],
        )


def _send_again(lost: Sequence[Refund], at: datetime, by: str) -> None:
    if not lost:
        return
    numbers = _last_numbers([r.payment_id for r in lost])
    again = []
    for refund in lost:
        numbers[refund.payment_id] += 1
        wanted = ToRefund(refund.payment, refund.amount, refund.document, refund.cause)
        again.append(_refund(wanted, refund.payment, numbers[refund.payment_id], at))
    Refund.objects.bulk_create(again)
    _record(again, "opened", at, by)


@transaction.atomic
def mark_paid_out(refund: Refund, *, at: datetime, by: str) -> Refund:
    """Take note that somebody has paid a refund at the bank, and forget the account; a second time is refused."""
    refund = Refund.objects.select_for_update(of=("self",)).select_related("payment__order__customer").get(pk=refund.pk)
    if refund.kind != Refund.BANK or refund.state != RefundState.READY:
        raise NotToBePaidOut
    REFUND.check(RefundState(refund.state), RefundState.SUCCEEDED)
    refund.state, refund.ended_at, refund.iban = RefundState.SUCCEEDED, at, ""
    refund.save(update_fields=["state", "ended_at", "iban"])
    order = refund.payment.order
    record("refund.paid_out", order.ref, whose=order.customer.ref, at=at, by=by, **_facts(refund))
    return refund


def _record(refunds: Sequence[Refund], word: str | None, at: datetime, by: str) -> None:
    record_all(
        Entry(
            at=at,
            by=by,
            what=f"refund.{word or r.state}",
            about=r.payment.order.ref,
            whose=r.payment.order.customer.ref,
            facts=_facts(r),
        )
        for r in refunds
    )


def _facts(refund: Refund) -> dict[str, str | int]:
    return {
        "number": refund.number,
        "amount": str(Money(refund.amount, refund.currency)),
        "document": refund.document,
        "cause": refund.cause,
        "reason": refund.decline_code,
    }
