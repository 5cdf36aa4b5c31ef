"""Plans as the feed describes them, licences, and new lines of the term ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from abaca.kernel.refs import new_ref
from abaca.kernel.schedule import local_day, local_instant
from abaca.licensing.accounts.models import Account
from abaca.licensing.journal.actions import record, record_all
from abaca.licensing.journal.models import Entry

from .features import readable
from .models import Entitlement, Extension, LedgerEntry, Licence, Plan, Product, Term
from .notes import next_note
from .queries import ProductUnknown, ledger_of
from .stacking import lay, left_of_voided, may_extend, rank_behind
from .states import EXTENSION, EntryKind

JOURNAL_WORDS = {
    EntryKind.GRANT: "licence.extended",
    EntryKind.CLOSE: "licence.closed",
    EntryKind.REOPEN: "licence.reopened",
    EntryKind.VOID: "licence.voided",
}
NOTE_VALIDATED = """
UPDATE licensing_licences_licence licence SET validated_at = free.at
FROM (SELECT l.id, asked.at FROM licensing_licences_licence l
      JOIN unnest(%(ids)s::bigint[], %(instants)s::timestamptz[]) asked (id, at) USING (id)
      WHERE l.validated_at IS NULL OR l.validated_at < asked.at - %(ago)s
      ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED) free
WHERE licence.id = free.id
"""


@dataclass(frozen=True)
class Promise:
    """Time without payment: months or days, for which product key, and why; `position` is that of its document."""

    key_ref: str
    months: int | None
    days: int | None
    cause: str
    position: int


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


@transaction.atomic
def set_switches(
    code: str, switches: Mapping[str, bool], *, hosts: Sequence[str] | None = None, at: datetime, by: str
) -> Product:
    """Set in which ways the programs of a product may ask, and under which host names they call."""
    product = Product.objects.select_for_update().filter(code=code).first()
    if product is None:
        raise ProductUnknown(product=code)
    facts: dict[str, Any] = {name: on for name, on in switches.items() if getattr(product, name) != on}
    if hosts is not None and sorted(hosts) != sorted(product.hosts):
        facts["hosts"] = sorted(hosts)
    if facts:
        Product.objects.filter(pk=product.pk).update(**facts)
        record("product.switched", code, at=at, by=by, **facts)
        product.refresh_from_db()
    return product


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
    extends: int | None = None,
    rank: int = 0,
    at: datetime,
    by: str,
) -> int:
    """Add a term and return its number; `replaces` puts it into the place of that term, `extends` behind it."""
    number = LedgerEntry.objects.filter(licence=licence, kind=EntryKind.GRANT).count() + 1
    entry = LedgerEntry(
        kind=EntryKind.GRANT,
        number=number,
        plan=plan,
        months=months,
        days=days,
        replaces=replaces,
        extends=extends,
        rank=rank,
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


def promise_extension(promise: Promise, *, at: datetime, by: str) -> None:
    """Take note of months or days without payment for a product key; the same cause counts once."""
    facts = {**asdict(promise), "told_at": at}
    _extension, new = Extension.objects.get_or_create(cause=facts.pop("cause"), defaults=facts)
    if new:
        record(
            "licence.extension_promised",
            promise.key_ref,
            at=at,
            by=by,
            cause=promise.cause,
            months=promise.months,
            days=promise.days,
        )


def hand_extensions_on(old_ref: str, new_ref: str) -> None:
    """Let what was promised for a key count for the one that took its place."""
    Extension.objects.filter(key_ref=old_ref, granted_at=None).update(key_ref=new_ref)


def grant_extensions(licence: Licence, key_ref: str, number: int, *, plan: Plan, at: datetime, by: str) -> None:
    """Grant what was promised for a key: right behind its term, or at the end if a later term has begun."""
    promised = list(Extension.objects.select_for_update().filter(key_ref=key_ref, granted_at=None).order_by("position"))
    on = local_day(at, licence.zone)
    for extension in promised:
        ledger = ledger_of(licence.pk)
        grant(
            licence,
            plan=plan,
            months=extension.months,
            days=extension.days,
            on=on,
            extends=number if may_extend(ledger, number, on) else None,
            rank=rank_behind(ledger, number, extension.position, on),
            cause=f"{EXTENSION}{extension.cause}",
            at=at,
            by=by,
        )
    Extension.objects.filter(pk__in=[extension.pk for extension in promised]).update(granted_at=at)


def grant_back(
    licence: Licence, voided: LedgerEntry, *, on: date, extends: int | None = None, cause: str, at: datetime, by: str
) -> None:
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
        extends=extends,
        rank=voided.rank,
        cause=cause,
        at=at,
        by=by,
    )


@transaction.atomic
@transaction.atomic
def show_notice(licence_id: int, *, code: str, url: str, position: int, at: datetime, by: str) -> None:
    """Let programs show their user that something waits to be seen to, or no more; the later document counts."""
    licence = lock(licence_id)
    if position <= licence.notice_position:
        return
    fresh = (code, url) != (licence.notice_code, licence.notice_url)
    licence.notice_code, licence.notice_url, licence.notice_position = code, url, position
    licence.save(update_fields=["notice_code", "notice_url", "notice_position"])
    if fresh:
        what = "licence.notice_shown" if code else "licence.notice_over"
        record(what, licence.ref, whose=licence.account.ref, at=at, by=by, code=code)


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
    _know_the_end(licence, row[-1].ends if row else None)


def _know_the_end(licence: Licence, ends: date | None) -> None:
    """Keep the end of the whole row on the licence, and when the journal has to speak of it."""
    licence.ends_on = ends
    licence.ends_at = local_instant(ends, 0, licence.zone) if ends else None
    licence.next_note_at = next_note(ends, licence.zone, licence.expiring_for, licence.expired_for)
    licence.save(update_fields=["ends_on", "ends_at", "next_note_at"])


@transaction.atomic
def note_ends(licence_ids: Sequence[int], *, at: datetime) -> None:
    """Write down, once for each end, that it comes and that it came."""
    rows = Licence.objects.filter(pk__in=licence_ids, next_note_at__lte=at).order_by("pk")
    due = list(rows.select_for_update(skip_locked=True, of=("self",)).select_related("account"))
    entries = []
    for licence in due:
        if licence.ends_at is not None and at >= licence.ends_at:
            what, licence.expired_for = "licence.expired", licence.ends_on
        else:
            what, licence.expiring_for = "licence.expiring", licence.ends_on
        licence.next_note_at = next_note(licence.ends_on, licence.zone, licence.expiring_for, licence.expired_for)
        facts = {"on": licence.ends_on}
        entries.append(
            Entry(at=at, by="the house", what=what, about=licence.ref, whose=licence.account.ref, facts=facts)
        )
    Licence.objects.bulk_update(due, ["expiring_for", "expired_for", "next_note_at"])
    record_all(entries)


@transaction.atomic
def transfer_to(licence: Licence, account: Account, *, reason: str, evidence: str, at: datetime, by: str) -> None:
    """Move a licence to another account, because staff was shown that its address was wrong."""
    before = licence.account.ref
    licence.account = account
    licence.save(update_fields=["account"])
    facts = {"from_account": before, "to_account": account.ref, "reason": reason, "evidence": evidence}
    record("licence.transferred", licence.ref, whose=account.ref, at=at, by=by, **facts)


@transaction.atomic
def move_to(licence: Licence, account: Account, *, at: datetime, by: str) -> None:
    """Let an account claim a licence that nobody with an address holds."""
    before = licence.account.ref
    licence.account = account
    licence.save(update_fields=["account"])
    record("account.claimed", licence.ref, whose=account.ref, at=at, by=by, before=before)


def note_validated(asked: Mapping[int, datetime], *, ago: timedelta) -> int:
    """Remember when licences were asked about, where that is news by so much, and wait for nobody; return how many."""
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"ids": list(asked), "instants": list(asked.values()), "ago": ago}
        cursor.execute(NOTE_VALIDATED, facts)
        return int(cursor.rowcount)
