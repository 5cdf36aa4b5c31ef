"""What can be done with money. Nothing here calls a provider: an action is a transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.alike import alike
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Order

from .asking import next_question, waits_over
from .models import Attempt, Payment, PaymentMethod, ProviderEvent, Transfer
from .states import ATTEMPT, OPEN, AttemptState

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


@dataclass(frozen=True)
class NewMethod:
    """What a provider told us about a method it keeps."""

    provider: str
    kind: str
    token: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    label: str
    country: str = ""  # of the card; two letters, empty where nobody knows


@dataclass(frozen=True)
class StatementEntry:
    """One line of the bank's statement."""

    entry: int
    reference: str
    amount: int
    currency: str
    value_on: date
    payer: str
    order_id: int | None


@transaction.atomic
def save_method(customer: Customer, new: NewMethod, *, at: datetime, by: str) -> PaymentMethod:
    """Remember a method that the provider keeps; the same one twice is one."""
    known = PaymentMethod.objects.filter(customer=customer, token=new.token, removed_at=None).first()
    if known:
        return known
    method = PaymentMethod.objects.create(ref=new_ref("pay", at), customer=customer, saved_at=at, **asdict(new))
    record("method.saved", method.ref, whose=customer.ref, at=at, by=by, brand=new.brand, last4=new.last4)
    return method


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
    Payment.objects.bulk_create([_payment(a, at) for a in moved if a.state == AttemptState.SUCCEEDED])
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


def _payment(attempt: Attempt, at: datetime) -> Payment:
    return Payment(
        order=attempt.order,
        attempt=attempt,
        amount=attempt.amount,
        currency=attempt.currency,
        provider_ref=attempt.provider_ref,
        came_at=at,
    )


@transaction.atomic
def hear(attempt_key: str, *, provider: str, event: str, at: datetime) -> int | None:
    """Keep a provider's notification, once, and let its attempt be asked about now; return the attempt, if any."""
    _kept, fresh = ProviderEvent.objects.get_or_create(
        provider=provider, event=event, defaults={"key": attempt_key, "came_at": at}
    )
    attempt = Attempt.objects.filter(key=attempt_key, state__in=OPEN).exclude(state=AttemptState.READY).first()
    if not fresh or attempt is None:
        return None
    Attempt.objects.filter(pk=attempt.pk).update(next_at=at)
    return attempt.pk


STATEMENT_LOCK = 7_309  # an advisory lock: worker and bank desk may read the statement at the same time


def one_reader_at_a_time() -> None:
    """Let readers of the statement wait for each other, to the end of the transaction."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STATEMENT_LOCK])


@transaction.atomic
def book_transfers(entries: Sequence[StatementEntry], *, at: datetime, by: str) -> list[Transfer]:
    """Keep entries of the bank's statement, each once; return those that are new."""
    one_reader_at_a_time()
    known = set(Transfer.objects.filter(entry__in=[e.entry for e in entries]).values_list("entry", flat=True))
    fresh = [
        Transfer(
            entry=e.entry,
            reference=e.reference[:140],
            amount=e.amount,
            currency=e.currency,
            value_on=e.value_on,
            payer=e.payer[:140],
            read_at=at,
            order_id=e.order_id,
        )
        for e in entries
        if e.entry not in known
    ]
    Transfer.objects.bulk_create(fresh)
    record_all(
        Entry(at=at, by=by, what="transfer.read", about=f"entry {t.entry}", facts={"matched": t.order_id is not None})
        for t in fresh
    )
    return fresh


@transaction.atomic
def note_transfer_payment(order: Order, *, amount: int, entry: int, at: datetime) -> bool:
    """Take note that an order was paid by transfer; tell whether this is new."""
    _payment_row, fresh = Payment.objects.get_or_create(
        order=order,
        defaults={"amount": amount, "currency": order.currency, "provider_ref": f"entry {entry}", "came_at": at},
    )
    if fresh:
        Transfer.objects.filter(order=order, currency=order.currency, applied_at=None).update(applied_at=at)
    return fresh
