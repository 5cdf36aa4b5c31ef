"""What can be done with a try to collect money. Nothing here calls a provider: an action is a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.alike import alike
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Order
from abaca.store.payments.asking import next_question, waits_over
from abaca.store.payments.models import Attempt, Payment, PaymentMethod
from abaca.store.payments.states import ATTEMPT, OPEN, AttemptState

ASK_AFTER = timedelta(minutes=2)  # a sent attempt without an answer is asked about, never sent again


class AttemptOpen(Refusal):
    code = "attempt_open"
    sentence = _("A payment for this order is just being made. Please wait for its result.")
    status = 409


@dataclass(frozen=True)
class Wanted:
    """Money to be asked for."""

    order: Order
    method: PaymentMethod
    customer_present: bool


@dataclass(frozen=True)
class Verdict:
    """What a provider said about an attempt, in our words."""

    attempt_id: int
    state: AttemptState
    provider_ref: str = ""
    decline_code: str = ""
    hard: bool = False
    redirect_url: str = ""
    fee: int = 0  # what the provider keeps of it


@transaction.atomic
def open_attempts(wanted: Sequence[Wanted], *, at: datetime, by: str) -> list[Attempt]:
    """Write down that money will be asked for; the key is a pure function of order and number."""
    so_far: dict[int, int] = {}
    for order_id, number, state in Attempt.objects.filter(order__in=[w.order for w in wanted]).values_list(
        "order_id", "number", "state"
    ):
        if state in OPEN:
            raise AttemptOpen
        so_far[order_id] = max(so_far.get(order_id, 0), number)
    attempts = Attempt.objects.bulk_create([_attempt(w, so_far.get(w.order.pk, 0) + 1, at) for w in wanted])
    record_all(
        Entry(
            at=at,
            by=by,
            what="attempt.opened",
            about=a.order.ref,
            whose=a.order.customer.ref,
            facts={"number": a.number, "method": a.method.ref},
        )
        for a in attempts
    )
    return attempts


def _attempt(w: Wanted, number: int, at: datetime) -> Attempt:
    return Attempt(
        key=f"{w.order.kind}:{w.order.ref}:{number}",
        order=w.order,
        number=number,
        method=w.method,
        amount=w.order.due,
        currency=w.order.currency,
        customer_present=w.customer_present,
        made_at=at,
        next_at=at,
    )


@transaction.atomic
def call_off_unsent(order: Order, *, at: datetime, by: str) -> bool:
    """Call off an attempt that has not left the house; tell whether there was one."""
    unsent = Attempt.objects.filter(order=order, state=AttemptState.READY)
    called_off = bool(unsent.update(state=AttemptState.LOST, ended_at=at, next_at=None))
    if called_off:
        record("attempt.called_off", order.ref, whose=order.customer.ref, at=at, by=by)
    return called_off


@transaction.atomic(durable=True)  # Django refuses to run this inside another transaction
def take(attempt_ids: Sequence[int], *, at: datetime) -> list[tuple[Attempt, bool]]:
    """Write down that attempts leave the house; tell of each whether for the first time.

    An attempt that another worker holds, that has just left the house, or that has come to its end, is left out.
    """
    rows = list(
        Attempt.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("method", "order")
        .filter(pk__in=attempt_ids, state__in=OPEN)
        .exclude(state=AttemptState.SENT, next_at__gt=at)
        .order_by("pk")
    )
    fresh = {a.pk for a in rows if a.state == AttemptState.READY}
    Attempt.objects.filter(pk__in=fresh).update(state=AttemptState.SENT, sent_at=at, next_at=at + ASK_AFTER)
    # the next question waits its turn, so that no second worker asks the same one now
    Attempt.objects.filter(pk__in=[a.pk for a in rows if a.pk not in fresh]).update(next_at=at + ASK_AFTER)
    return [(a, a.pk in fresh) for a in rows]


@transaction.atomic
def write_verdicts(verdicts: Sequence[Verdict], *, at: datetime, by: str) -> list[Attempt]:
    """Write down what the provider said; return the attempts that this moved, each in its new state.

    What has already ended stays as it is: a second answer changes nothing.
    """
    said = {v.attempt_id: v for v in verdicts}
    rows = list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("order__customer", "method")
        .filter(pk__in=said)
        .order_by("pk")
    )
    moved = [a for a in rows if _apply(a, said[a.pk], at)]
    _write([a for a in rows if a.pk in said])
    Payment.objects.bulk_create([_payment(a, said[a.pk].fee, at) for a in moved if a.state == AttemptState.SUCCEEDED])
    record_all(
        Entry(
            at=at,
            by=by,
            what=f"attempt.{a.state}",
            about=a.order.ref,
            whose=a.order.customer.ref,
            facts={"number": a.number, "reason": a.decline_code},
        )
        for a in moved
    )
    return moved


def _apply(attempt: Attempt, verdict: Verdict, at: datetime) -> bool:
    now = AttemptState(attempt.state)
    if now not in [AttemptState(s) for s in OPEN]:
        return False
    if now == verdict.state:  # still the same: ask again later
        attempt.asked += 1
        # by age and not by count: somebody who looks again and again must not put off our own question
        attempt.next_at = next_question(now, waits_over(now, at - (attempt.sent_at or at)), at)
        return False
    ATTEMPT.check(now, verdict.state)
    attempt.state = verdict.state
    attempt.provider_ref = verdict.provider_ref or attempt.provider_ref
    attempt.decline_code, attempt.hard, attempt.redirect_url = verdict.decline_code, verdict.hard, verdict.redirect_url
    attempt.asked = 0
    attempt.next_at = next_question(verdict.state, 0, at)
    attempt.ended_at = None if verdict.state in OPEN else at
    return True


def _write(attempts: Sequence[Attempt]) -> None:
    """Store attempts with one statement for each kind of answer, and one for the provider's refs."""
    fields = ("state", "ended_at", "next_at", "asked", "decline_code", "hard", "redirect_url")
    for facts, rows in alike(attempts, attrgetter(*fields)).items():
        Attempt.objects.filter(pk__in=[a.pk for a in rows]).update(**dict(zip(fields, facts, strict=True)))
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "UPDATE store_payments_attempt AS a SET provider_ref = said.ref"
            " FROM unnest(%s::bigint[], %s::text[]) AS said (id, ref) WHERE a.id = said.id",
            [[a.pk for a in attempts], [a.provider_ref for a in attempts]],
        )


def _payment(attempt: Attempt, fee: int, at: datetime) -> Payment:
    return Payment(
        order=attempt.order,
        attempt=attempt,
        amount=attempt.amount,
        currency=attempt.currency,
        fee=fee,
        provider_ref=attempt.provider_ref,
        came_at=at,
    )
