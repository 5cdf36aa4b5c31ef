"""Adding documents to the feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from abaca.dispatch.actions import wake

from .models import Counter, Document

IMPORT = "licensing.feed"  # the work that is woken where licensing lives in the same program; a name, no import


class News(NamedTuple):
    kind: str
    body: dict[str, Any]


@transaction.atomic
def tell(news: Sequence[News], *, at: datetime) -> None:
    """Append documents. Called last in a story: the counter's lock orders positions as the commits are ordered."""
    if not news:
        return
    Counter.objects.bulk_create([Counter(id=1)], ignore_conflicts=True)
    Counter.objects.filter(id=1).update(last=F("last") + len(news))
    first = Counter.objects.get(id=1).last - len(news) + 1
    Document.objects.bulk_create(
        Document(position=n, kind=kind, at=at, body=body) for n, (kind, body) in enumerate(news, start=first)
    )
    wake(IMPORT)
