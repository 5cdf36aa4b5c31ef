"""Taking note of what the bank has booked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Order
from abaca.store.payments.models import Payment, Transfer

BANK_LINES = "bank_lines"  # what the journal speaks of when their payers are forgotten


class TransferPlaced(Refusal):
    code = "transfer_placed"
    sentence = _("This money has already found its place.")
    status = 409


STATEMENT_LOCK = 7_309  # an advisory lock: worker and bank desk may read the statement at the same time


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


@transaction.atomic
def note_applied(transfer_ids: Sequence[int], *, at: datetime) -> None:
    """Take note that transfers have found their purpose: they paid for something, or belong to their customer."""
    Transfer.objects.filter(pk__in=transfer_ids, applied_at=None).update(applied_at=at)


@transaction.atomic
def assign(transfer_id: int, *, order: Order | None, whose: str, at: datetime, by: str) -> Transfer:
    """Say whose money it was that nobody could place: it counts for an order, or is the customer's; only once."""
    transfer = Transfer.objects.select_for_update(of=("self",)).select_related("order").filter(pk=transfer_id).first()
    placed = transfer is not None and transfer.order is not None and transfer.currency == transfer.order.currency
    if transfer is None or placed or transfer.applied_at is not None:
        raise TransferPlaced
    transfer.order, transfer.applied_at = order, None if order else at
    transfer.save(update_fields=["order", "applied_at"])
    about = order.ref if order else whose
    facts = {"entry": transfer.entry, "sum": str(Money(transfer.amount, transfer.currency))}
    record("transfer.assigned", about, whose=whose, at=at, by=by, **facts)
    return transfer


@transaction.atomic
def keep_payers_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep who paid on lines of the bank's statement, to be looked at again at `until`; return how many there are."""
    return Transfer.objects.filter(pk__in=ids, forgotten_at=None).update(needed_until=until)


def forget_payers(ids: Collection[int], *, at: datetime, by: str) -> int:
    """Take out of lines of the bank's statement who paid, and in which words; return how many. Day and sum stay."""
    rows = Transfer.objects.filter(pk__in=ids, forgotten_at=None)
    gone = rows.update(payer="", reference="", forgotten_at=at, needed_until=None)
    if gone:
        record("transfers.forgotten", BANK_LINES, at=at, by=by, lines=gone)
    return gone
