"""How an invariant says what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

MOST = 20  # sentences of one kind: enough to see what is wrong
BATCH = 1000


def told(sentence: str, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[str]:
    """Return the sentence, filled in with each of the first rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST}", values)
        return [sentence.format(*row) for row in cursor.fetchall()]
