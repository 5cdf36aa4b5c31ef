"""What can be done with charges that their payers contest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.payments.models import Dispute, Payment
from abaca.store.payments.states import DISPUTE, DisputeState

from .attempts import ASK_AFTER

LOOK_AGAIN = timedelta(days=1)  # the provider tells by itself; this finds what it told to nobody


class DisputeOver(Refusal):
    code = "dispute_over"
    sentence = _("This dispute has been decided.")
    status = 409


class DisputeAnswered(Refusal):
    code = "dispute_answered"
    sentence = _("Our side of this dispute has been handed in; it cannot be changed any more.")
    status = 409


class EvidenceTooLate(Refusal):
    code = "evidence_too_late"
    sentence = _("The last day for evidence is over.")
    status = 409


class EvidenceMissing(Refusal):
    code = "evidence_missing"
    sentence = _("Please write down what speaks for us.")
    field = "evidence"


@dataclass(frozen=True)
class DisputeNews:
    """What a provider says today about a dispute."""

    provider: str
    provider_ref: str
    charge_ref: str
    amount: int
    currency: str
    fee: int
    reason: str
    state: DisputeState
    opened_at: datetime
    evidence_due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Step:
    """One thing that has newly become true of a dispute."""

    dispute: Dispute
    state: DisputeState


@transaction.atomic
def write_disputes(news: Sequence[DisputeNews], *, at: datetime, by: str) -> list[Step]:
    """Write down how disputes stand; return what is new, in the order in which it happened.

    Whatever came in between is made up: a dispute that is first heard of when it is lost was opened before. What was
    told late changes nothing. A dispute about a charge that is not known here yet is left out.
    """
    charges = Payment.objects.select_for_update(of=("self",)).select_related("order__customer")
    charges = charges.filter(provider_ref__in=[n.charge_ref for n in news], attempt__isnull=False).order_by("pk")
    payments = {p.provider_ref: p for p in charges}
    refs = [n.provider_ref for n in news]
    known = {(d.provider, d.provider_ref): d for d in Dispute.objects.filter(provider_ref__in=refs)}
    steps: list[Step] = []
    for told in news:
        payment = payments.get(told.charge_ref)
        if payment is not None:
            steps += _write(told, payment, known.get((told.provider, told.provider_ref)), at)
    record_all(
        Entry(
            at=at,
            by=by,
            what="dispute.opened" if s.state == DisputeState.OPEN else f"dispute.{s.state}",
            about=s.dispute.payment.order.ref,
            whose=s.dispute.payment.order.customer.ref,
            facts={
                "amount": str(Money(s.dispute.amount, s.dispute.currency)),
                "fee": str(Money(s.dispute.fee, s.dispute.currency)),
                "reason": s.dispute.reason,
            },
        )
        for s in steps
    )
    return steps


def _write(told: DisputeNews, payment: Payment, dispute: Dispute | None, at: datetime) -> list[Step]:
    steps = []
    if dispute is None:
        dispute = Dispute.objects.create(
            provider=told.provider,
            provider_ref=told.provider_ref,
            payment=payment,
            amount=told.amount,
            currency=told.currency,
            fee=told.fee,
            reason=told.reason[:60],
            opened_at=told.opened_at,
            evidence_due_at=told.evidence_due_at,
            next_at=max(told.evidence_due_at, at) + LOOK_AGAIN,
        )
        steps.append(Step(dispute, DisputeState.OPEN))
    dispute.payment = payment
    if DISPUTE.allows(DisputeState(dispute.state), told.state):
        dispute.state, dispute.ended_at, dispute.next_at = told.state, told.ended_at or at, None
        dispute.save(update_fields=["state", "ended_at", "next_at"])
        steps.append(Step(dispute, told.state))
    return steps


@transaction.atomic
def give_evidence(dispute: Dispute, text: str, *, at: datetime, by: str) -> Dispute:
    """Write down what speaks for us, once; it is handed in as soon as this is committed."""
    if not text.strip():
        raise EvidenceMissing
    return _answer(dispute, "dispute.evidence_given", evidence=text.strip(), at=at, by=by)


@transaction.atomic
def accept(dispute: Dispute, *, at: datetime, by: str) -> Dispute:
    """Give a dispute up; the provider hears of it as soon as this is committed."""
    return _answer(dispute, "dispute.accepted", accepted=True, at=at, by=by)


def _answer(
    dispute: Dispute, what: str, *, evidence: str = "", accepted: bool = False, at: datetime, by: str
) -> Dispute:
    dispute = (
        Dispute.objects.select_for_update(of=("self",)).select_related("payment__order__customer").get(pk=dispute.pk)
    )
    if dispute.state != DisputeState.OPEN:
        raise DisputeOver
    if dispute.answered_at is not None:
        raise DisputeAnswered
    if evidence and at >= dispute.evidence_due_at:
        raise EvidenceTooLate
    dispute.evidence, dispute.accepted, dispute.answered_at, dispute.next_at = evidence, accepted, at, at
    dispute.save(update_fields=["evidence", "accepted", "answered_at", "next_at"])
    order = dispute.payment.order
    record(what, order.ref, whose=order.customer.ref, at=at, by=by)
    return dispute


@transaction.atomic(durable=True)  # Django refuses to run this inside another transaction
def take_disputes(dispute_ids: Sequence[int], *, at: datetime) -> list[Dispute]:
    """Return disputes that are due to be answered or looked at, each to one worker only."""
    rows = list(
        Dispute.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=dispute_ids, next_at__lte=at, state=DisputeState.OPEN)
        .order_by("pk")
    )
    Dispute.objects.filter(pk__in=[d.pk for d in rows]).update(next_at=at + ASK_AFTER)
    return rows


@transaction.atomic
def note_handed_in(dispute_ids: Sequence[int], *, at: datetime) -> None:
    """Take note that the provider has our side of some disputes; from now on we only look."""
    open_ones = Dispute.objects.filter(pk__in=dispute_ids, state=DisputeState.OPEN)
    open_ones.filter(answered_at__isnull=False, handed_in_at=None).update(handed_in_at=at)
    open_ones.update(next_at=at + LOOK_AGAIN)
