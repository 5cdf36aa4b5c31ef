"""What can be asked about the feed's import."""

import json
from datetime import datetime

from abaca.kernel.sealing import open_sealed
from abaca.licensing.keyring.queries import secret

from .documents import KNOWN, Document
from .models import Cursor, Waiting


def position() -> int:
    """Return the position of the last document that was read."""
    return Cursor.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def pulls() -> tuple[int, int]:
    """Return how many pulls were started and finished."""
    row = Cursor.objects.filter(pk=1).values_list("started", "finished").first()
    return row or (0, 0)


def started_at() -> datetime | None:
    """Return when the latest pull began, by the clock of the machine."""
    return Cursor.objects.filter(pk=1).values_list("started_at", flat=True).first()


def waiting() -> list[Document]:
    """Return the documents that may be understood by now, in their order."""
    return [
        Document(row.position, row.kind, row.at, opened(row)) for row in Waiting.objects.filter(kind__in=list(KNOWN))
    ]


def opened(row: Waiting) -> dict[str, object]:
    body: dict[str, object] = json.loads(open_sealed(secret("feed"), bytes(row.sealed_body), bound_to=b"waiting"))
    return body
