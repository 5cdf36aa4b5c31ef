"""Adding documents to the feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from abaca.dispatch.actions import wake

from .models import Document

IMPORT = "licensing.feed"  # the work that is woken where licensing lives in the same program; a name, no import
RAISE = """
INSERT INTO store_feed_counter AS c (id, last) VALUES (1, %s)
ON CONFLICT (id) DO UPDATE SET last = c.last + excluded.last RETURNING last
"""


class News(NamedTuple):
    kind: str
    body: dict[str, Any]


@transaction.atomic
def tell(news: Sequence[News], *, at: datetime) -> None:
    """Append documents. Called last in a story: the counter's lock orders positions as the commits are ordered."""
    if not news:
        return
    first = _take_positions(len(news))
    Document.objects.bulk_create(
        Document(position=n, kind=kind, at=at, body=body) for n, (kind, body) in enumerate(news, start=first)
    )
    wake(IMPORT)


def _take_positions(how_many: int) -> int:
    """Raise the counter under its row lock; return the first position of the block. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [how_many])
        return int(cursor.fetchone()[0]) - how_many + 1
