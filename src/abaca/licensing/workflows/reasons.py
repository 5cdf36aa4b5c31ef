"""Why a licence ends on the day it does: its term ledger, told line by line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abaca.licensing.licences.models import LedgerEntry
from abaca.licensing.licences.states import EXTENSION, EntryKind

from .queries import Held


@dataclass(frozen=True)
class Reason:
    """One line of the ledger in words; `kind` colours its mark."""

    at: datetime
    text: str
    kind: str = ""


def reasons(held: Held) -> list[Reason]:
    """Tell the ledger of a licence, the oldest line first."""
    hints = {key.ref: key.hint for key in held.product_keys}
    grants = {entry.number: entry for entry in held.entries if entry.plan}
    return [_reason(entry, hints, grants) for entry in held.entries]


def _reason(entry: LedgerEntry, hints: dict[str, str], grants: dict[int, LedgerEntry]) -> Reason:
    grant = grants.get(entry.number, entry)
    facts = {
        "key": hints.get(entry.cause.partition("/")[0], ""),
        "plan": grant.plan.name if grant.plan else "",
        "length": _length(entry),
    }
    return Reason(entry.at, _sentence(entry, grant).format(**facts), _colour(entry))


def _sentence(entry: LedgerEntry, grant: LedgerEntry) -> str:
    match entry.kind:
        case EntryKind.CLOSE:
            return _("{plan} made room for the upgrade with the product key {key}.")
        case EntryKind.REOPEN:
            return _("The upgrade was taken back; {plan} has its old end again.")
        case EntryKind.VOID if grant.cause.startswith(EXTENSION):
            return _("The payment for the product key {key} was returned; the time that was added to it went with it.")
        case EntryKind.VOID:
            return _("The payment for the product key {key} was returned; its term of {plan} ended.")
    return _sentence_of_grant(entry)


def _sentence_of_grant(entry: LedgerEntry) -> str:
    if entry.cause.startswith(EXTENSION):
        return _("{length} of {plan} were added without payment.")
    if "/" in entry.cause:
        return _("The payment for the product key {key} is back; {length} of {plan} were given back.")
    if entry.replaces is not None:
        return _("The upgrade with the product key {key} began: {length} of {plan}.")
    return _("The product key {key} added {length} of {plan}.")


def _length(entry: LedgerEntry) -> str:
    if entry.days is not None:
        return ngettext("{n} day", "{n} days", entry.days).format(n=entry.days)
    if entry.months is None:
        return _("time without end")
    if entry.months % 12 == 0:
        years = entry.months // 12
        return ngettext("{n} year", "{n} years", years).format(n=years)
    return ngettext("{n} month", "{n} months", entry.months).format(n=entry.months)


def _colour(entry: LedgerEntry) -> str:
    return {EntryKind.GRANT: "good", EntryKind.VOID: "attention"}.get(EntryKind(entry.kind), "")
