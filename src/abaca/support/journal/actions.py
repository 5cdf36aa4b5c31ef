"""Writing down what happened; called inside the transaction of the thing itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .models import Entry


def record(what: str, about: str, *, whose: str = "", at: datetime, by: str, **facts: Any) -> Entry:
    """Add one entry and return it."""
    return Entry.objects.create(at=at, by=by, what=what, about=about, whose=whose, facts=facts)


def record_all(entries: Iterable[Entry]) -> None:
    """Add many entries with one statement; a batch writes its history as one."""
    Entry.objects.bulk_create(list(entries))
