"""Writing down what happened; called inside the transaction of the thing itself."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from abaca.journal.forgetting import GONE, without

from .models import Entry

TYPED = {"customer.email_corrected": "reason", "customer.held": "because"}  # in staff's own words
EVIDENCE = "evidence"  # of newsletters: what somebody was told, and where


def record(what: str, about: str, *, whose: str = "", at: datetime, by: str, **facts: Any) -> Entry:
    """Add one entry and return it."""
    return Entry.objects.create(at=at, by=by, what=what, about=about, whose=whose, facts=facts)


def record_all(entries: Iterable[Entry]) -> None:
    """Add many entries with one statement; a batch writes its history as one."""
    Entry.objects.bulk_create(list(entries))


def _typed(entry: Entry) -> list[str]:
    return [name for name in (TYPED.get(entry.what), EVIDENCE) if name and entry.facts.get(name)]


def forget(refs: Collection[str], words: Collection[str]) -> int:
    """Take mail addresses and these words out of the facts of all entries about these refs; return how many changed.

    What staff typed about a person goes as a whole, whether it names him or not. It is the only change that the journal
    knows. That something happened, when and by whose hand stays.
    """
    refs = [ref for ref in refs if ref]
    changed = []
    for entry in Entry.objects.filter(Q(whose__in=refs) | Q(about__in=refs)):
        left = {**without(entry.facts, words), **dict.fromkeys(_typed(entry), GONE)}
        if left != entry.facts:
            entry.facts = left
            changed.append(entry)
    return Entry.objects.bulk_update(changed, ["facts"], batch_size=500) if changed else 0
