"""How the entries of a term ledger lie as terms, one behind the other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from abaca.kernel.terms import add_months

from .states import EntryKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; a grant without months and days is for ever."""

    kind: EntryKind
    number: int  # of the term that it makes or changes
    on: date
    plan: str = ""
    months: int | None = None
    days: int | None = None
    replaces: int | None = None  # an upgrade takes the place of this term
    extends: int | None = None  # time without payment lies right behind this term
    rank: int = 0  # among those that extend the same term, the smaller first


@dataclass(frozen=True, slots=True)
class Laid:
    """A term in its place, half-open; `ends` is None for ever."""

    number: int
    plan: str
    begins: date
    ends: date | None
    anchor: date
    months: int | None = None  # from the anchor to the end; None where days broke the row of months
    voided: bool = False


@dataclass(slots=True)
class _Cut:
    closed: date | None = None
    voided: date | None = None


def lay(entries: Iterable[Entry]) -> list[Laid]:
    """Lay the terms in order of grant; each begins on the day of its grant or at the end of the one before."""
    grants, cuts = _sort(entries)
    row: list[Laid] = []
    for grant in grants:
        before = row[-1] if row else None
        if before is not None and before.ends is None:
            break  # nothing comes after for ever
        if term := _cut(_place(grant, before), cuts.get(grant.number, _Cut())):
            row.append(term)
    return row


def may_extend(entries: Iterable[Entry], number: int, on: date) -> bool:
    """Tell whether days can be put behind a term without changing a day before `on`: no later term has begun."""
    ledger = list(entries)
    grants, _cuts = _sort(ledger)
    inside = {grants[index].number for index in _block(number, grants)}
    later = {grant.number for grant in grants[max(_block(number, grants), default=0) + 1 :]} - inside
    return not any(term.number in later and term.begins < on for term in lay(ledger))


def rank_behind(entries: Iterable[Entry], number: int, rank: int, on: date) -> int:
    """Return the rank of one more that extends a term: never before one that has begun."""
    ledger = list(entries)
    begun = {term.number for term in lay(ledger) if term.begins < on}
    return max([rank, *(e.rank for e in ledger if e.extends == number and e.number in begun)])


def left_of_voided(entries: Iterable[Entry], number: int) -> int | None:
    """Return how many days a voided term lost; None if it was for ever, or has lost nothing but its start."""
    ledger = list(entries)
    voids = [entry.on for entry in ledger if entry.number == number and entry.kind == EntryKind.VOID]
    whole = next(
        (
            term
            for term in lay(e for e in ledger if e.number != number or e.kind != EntryKind.VOID)
            if term.number == number
        ),
        None,
    )
    if not voids or whole is None or whole.ends is None or min(voids) <= whole.begins:
        return None
    return max(0, (whole.ends - min(voids)).days)


def _sort(entries: Iterable[Entry]) -> tuple[list[Entry], dict[int, _Cut]]:
    grants: list[Entry] = []
    cuts: dict[int, _Cut] = {}
    for entry in entries:
        cut = cuts.setdefault(entry.number, _Cut())
        match entry.kind:
            case EntryKind.GRANT:
                grants.insert(_index_for(entry, grants), entry)
            case EntryKind.CLOSE:
                cut.closed = entry.on
            case EntryKind.REOPEN:
                cut.closed = None
            case EntryKind.VOID:
                cut.voided = min(entry.on, cut.voided or entry.on)
    return grants, cuts


def _index_for(entry: Entry, grants: list[Entry]) -> int:
    """Return the place of a grant: at the end, or right behind the term that it replaces or extends."""
    if entry.extends is not None:
        after = (i for i, other in enumerate(grants) if other.extends == entry.extends and other.rank > entry.rank)
        return next(after, max(_block(entry.extends, grants), default=len(grants) - 1) + 1)
    behind = (index for index, other in enumerate(grants, start=1) if other.number == entry.replaces)
    return next(behind, len(grants))


def _block(number: int, grants: list[Entry]) -> list[int]:
    """Return where a term lies, with the upgrades that took its place and what has extended it."""
    inside, places = {number}, []
    for index, grant in enumerate(grants):
        if grant.number in inside or grant.replaces in inside or grant.extends in inside:
            inside.add(grant.number)
            places.append(index)
    return places


def _place(grant: Entry, before: Laid | None) -> Laid:
    begins, anchor, months = grant.on, grant.on, 0
    if before is not None and before.ends is not None and before.ends >= grant.on:
        begins = anchor = before.ends
        if grant.replaces is None and not before.voided and before.months is not None:
            anchor, months = before.anchor, before.months
    laid = Laid(grant.number, grant.plan, begins, None, anchor)
    if grant.months is not None:
        months += grant.months
        return replace(laid, ends=add_months(anchor, months), months=months)
    if grant.days is not None:
        return replace(laid, ends=begins + timedelta(days=grant.days))
    return laid


def _cut(term: Laid, cut: _Cut) -> Laid | None:
    """Cut a term at its day, which is already outside; a term without a day left vanishes."""
    if cut.closed is not None and (term.ends is None or cut.closed < term.ends):
        term = replace(term, ends=cut.closed, months=None)
    if cut.voided is not None and (term.ends is None or cut.voided < term.ends):
        term = replace(term, ends=cut.voided, months=None, voided=True)
    return term if term.ends is None or term.ends > term.begins else None
