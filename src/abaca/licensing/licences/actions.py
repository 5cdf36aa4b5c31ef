"""Plans as the feed describes them, licences, and new lines of the term ledger."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from abaca.kernel.refs import new_ref
from abaca.kernel.schedule import local_instant
from abaca.licensing.accounts.models import Account
from abaca.licensing.journal.actions import record

from .features import readable
from .models import Entitlement, LedgerEntry, Licence, Plan, Product, Term
from .queries import ledger_of
from .stacking import lay, left_of_voided
from .states import EntryKind

JOURNAL_WORDS = {
    EntryKind.GRANT: "licence.extended",
    EntryKind.CLOSE: "licence.closed",
    EntryKind.REOPEN: "licence.reopened",
    EntryKind.VOID: "licence.voided",
}


@transaction.atomic
def describe_plan(
    *, product: str, product_name: str, plan: str, name: str, position: int, at: datetime, by: str, **knobs: Any
) -> Plan:
    """Take over what the store says about a plan, unless a later word is known already."""
    of, _new = Product.objects.get_or_create(code=product, defaults={"name": product_name, "created_at": at})
    facts = {"name": name, "told_position": position, "created_at": at, **knobs}
    row, new = Plan.objects.get_or_create(product=of, code=plan, defaults=facts)
    if new:
        record("plan.described", f"{product}/{plan}", at=at, by=by)
    elif row.told_position < position:
        Product.objects.filter(pk=of.pk).update(name=product_name)
        Plan.objects.filter(pk=row.pk).update(name=name, told_position=position, **knobs)
    _know(of, knobs.get("entitlements", ()), at=at)
    return row


def _know(product: Product, codes: Iterable[str], *, at: datetime) -> None:
    """Let every feature that a plan names have a row, for those who ask by uuid."""
    rows = [Entitlement(product=product, code=code, name=readable(code), created_at=at) for code in codes]
    Entitlement.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def open_licence(account: Account, product: Product, *, zone: str, uuid: UUID, at: datetime, by: str) -> Licence:
    """Return the licence of an account for a product, locked; if it is new it is made, under the uuid given."""
    facts = {"ref": new_ref("lic", at), "uuid": uuid, "zone": zone, "created_at": at}
    licence, new = Licence.objects.get_or_create(account=account, product=product, defaults=facts)
    if new:
        record("licence.created", licence.ref, whose=account.ref, at=at, by=by, product=product.code)
    return lock(licence.pk)


def lock(licence_id: int) -> Licence:
    """Lock a licence for the rest of the transaction. No joins: what they bring could be older than the lock.

    A stronger lock would hold up rows that only point at the licence, until their owner and we wait for each other.
    """
    return Licence.objects.select_for_update(no_key=True).get(pk=licence_id)


def grant(
    licence: Licence,
    *,
    plan: Plan,
    on: date,
    cause: str,
    months: int | None = None,
    days: int | None = None,
    replaces: int | None = None,
    at: datetime,
    by: str,
) -> int:
    """Add a term and return its number; `replaces` puts it into the place of that term."""
    number = LedgerEntry.objects.filter(licence=licence, kind=EntryKind.GRANT).count() + 1
    entry = LedgerEntry(
        kind=EntryKind.GRANT,
        number=number,
        plan=plan,
        months=months,
        days=days,
        replaces=replaces,
        on=on,
        cause=cause,
    )
    _append(licence, entry, at=at, by=by)
    return number


def close(licence: Licence, number: int, *, on: date, cause: str, at: datetime, by: str) -> None:
    """End a term early, because an upgrade takes its place."""
    _append(licence, LedgerEntry(kind=EntryKind.CLOSE, number=number, on=on, cause=cause), at=at, by=by)


def reopen(licence: Licence, number: int, *, on: date, cause: str, at: datetime, by: str) -> None:
    """Give a closed term its old end back."""
    _append(licence, LedgerEntry(kind=EntryKind.REOPEN, number=number, on=on, cause=cause), at=at, by=by)


def void(licence: Licence, number: int, *, on: date, cause: str, at: datetime, by: str) -> None:
    """Take a term away from a day on; the other terms keep their full length."""
    _append(licence, LedgerEntry(kind=EntryKind.VOID, number=number, on=on, cause=cause), at=at, by=by)


def grant_back(licence: Licence, voided: LedgerEntry, *, on: date, cause: str, at: datetime, by: str) -> None:
    """Grant again what a voided term had left; past days stay as they were."""
    if not LedgerEntry.objects.filter(licence=licence, kind=EntryKind.VOID, number=voided.number).exists():
        return
    left = left_of_voided(ledger_of(licence.pk), voided.number)
    months, days, begins = (voided.months, voided.days, on) if left is None else (None, left, on)
    if days == 0 or voided.plan is None:
        return
    if voided.replaces is not None:
        months, days, begins = voided.months, voided.days, voided.on  # an upgrade counts from its own day
    grant(
        licence,
        plan=voided.plan,
        months=months,
        days=days,
        on=begins,
        replaces=voided.replaces,
        cause=cause,
        at=at,
        by=by,
    )


@transaction.atomic
def _append(licence: Licence, entry: LedgerEntry, *, at: datetime, by: str) -> None:
    """Write one line, lay the terms afresh, and record it; the licence is locked by the caller."""
    if LedgerEntry.objects.filter(kind=entry.kind, cause=entry.cause).exists():
        return
    entry.licence, entry.at, entry.by = licence, at, by
    entry.seq = LedgerEntry.objects.filter(licence=licence).count() + 1
    entry.save(force_insert=True)
    project(licence)
    record(
        JOURNAL_WORDS[EntryKind(entry.kind)],
        licence.ref,
        whose=licence.account.ref,
        at=at,
        by=by,
        term=entry.number,
        on=entry.on,
        cause=entry.cause,
    )


def project(licence: Licence) -> None:
    """Write the terms anew from the ledger."""
    row = lay(ledger_of(licence.pk))
    causes = dict(LedgerEntry.objects.filter(licence=licence, kind=EntryKind.GRANT).values_list("number", "cause"))
    Term.objects.filter(licence=licence).delete()
    Term.objects.bulk_create(
        Term(
            licence=licence,
            number=laid.number,
            plan_id=int(laid.plan),
            begins=laid.begins,
            ends=laid.ends,
            begins_at=local_instant(laid.begins, 0, licence.zone),
            ends_at=local_instant(laid.ends, 0, licence.zone) if laid.ends else None,
            anchor=laid.anchor,
            voided=laid.voided,
            cause=causes[laid.number],
        )
        for laid in row
    )


@transaction.atomic
def move_to(licence: Licence, account: Account, *, at: datetime, by: str) -> None:
    """Let an account claim a licence that nobody with an address holds."""
    before = licence.account.ref
    licence.account = account
    licence.save(update_fields=["account"])
    record("account.claimed", licence.ref, whose=account.ref, at=at, by=by, before=before)


@transaction.atomic
def note_validated(licence_id: int, *, at: datetime) -> None:
    """Remember that a program asked about a licence, at most once in ten minutes and without waiting for anybody."""
    Licence.objects.filter(
        pk__in=Licence.objects.filter(pk=licence_id)
        .exclude(validated_at__gte=at - timedelta(minutes=10))
        .select_for_update(skip_locked=True)
        .values("pk")
    ).update(validated_at=at)
