"""What can be asked about the feed's import."""

import json

from abaca.licensing.secrets.queries import opened as opened_seal

from .documents import KNOWN, Document
from .models import Cursor, Waiting


def position() -> int:
    """Return the position of the last document that was read."""
    return Cursor.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def pulls() -> tuple[int, int]:
    """Return how many pulls were started and finished."""
    row = Cursor.objects.filter(pk=1).values_list("started", "finished").first()
    return row or (0, 0)


def waiting() -> list[Document]:
    """Return the documents that may be understood by now, in their order."""
    return [
        Document(row.position, row.kind, row.at, opened(row)) for row in Waiting.objects.filter(kind__in=list(KNOWN))
    ]


def opened(row: Waiting) -> dict[str, object]:
    body: dict[str, object] = json.loads(opened_seal("feed", bytes(row.sealed_body), bound_to=b"waiting"))
    return body
