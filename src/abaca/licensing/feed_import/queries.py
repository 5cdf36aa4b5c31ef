"""What can be asked about the feed's import."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from abaca.licensing.secrets.queries import opened as opened_seal

from .documents import KNOWN, Document
from .models import Cursor, Replacement, Waiting


def position() -> int:
    """Return the position of the last document that was read."""
    return Cursor.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def pulls() -> tuple[int, int]:
    """Return how many pulls were started and finished."""
    row = Cursor.objects.filter(pk=1).values_list("started", "finished").first()
    return row or (0, 0)


def key_of_seat(ref: str) -> str:
    """Return the key that has the seat for which the store knows this one."""
    while following := _next_key(ref):
        ref = following
    return ref


def _next_key(ref: str) -> str | None:
    taken = Q(ref=ref, old_stays=True) | Q(instead_of=ref, old_stays=False)
    found = Replacement.objects.filter(taken).first()
    return (found.instead_of if found.ref == ref else found.ref) if found else None


def seats_kept(refs: Iterable[str]) -> dict[str, str]:
    """Return, for keys that came too late for their seat, the one that has it."""
    late = Replacement.objects.filter(ref__in=list(refs), old_stays=True).values_list("ref", "instead_of")
    return dict(late)


def started_at() -> datetime | None:
    """Return when the latest pull began, by the clock of the machine."""
    return Cursor.objects.filter(pk=1).values_list("started_at", flat=True).first()


def waiting() -> list[Document]:
    """Return the documents that may be understood by now, in their order."""
    return [
        Document(row.position, row.kind, row.at, opened(row)) for row in Waiting.objects.filter(kind__in=list(KNOWN))
    ]


def opened(row: Waiting) -> dict[str, object]:
    body: dict[str, object] = json.loads(opened_seal("feed", bytes(row.sealed_body), bound_to=b"waiting"))
    return body
