"""What can be asked about letters."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, QuerySet

from abaca.kernel.emails import fold

from .models import AddressMark, Letter
from .states import OPEN, LetterState


def letters_to(address: str, *, most: int = 100) -> list[Letter]:
    """Return the letters to an address, newest first."""
    return _newest(Letter.objects.filter(to_address__iexact=address), most)


def letters_about(ref: str, *, most: int = 100) -> list[Letter]:
    """Return the letters about one thing, newest first."""
    return _newest(Letter.objects.filter(about=ref).exclude(about=""), most)


def letters_of(whose: str, most: int = 100) -> list[Letter]:
    """Return the letters in a person's history, newest first."""
    return _newest(Letter.objects.filter(whose=whose).exclude(whose=""), most)


def letters_under(keys: Iterable[str]) -> list[Letter]:
    """Return the letters that stand under these keys."""
    return list(Letter.objects.filter(key__in=list(keys)))


def letters_about_all(refs: Iterable[str]) -> list[Letter]:
    """Return all letters about some things, the oldest first; one statement, and no words of a letter are fetched."""
    rows = Letter.objects.filter(about__in=[ref for ref in refs if ref]).order_by("id")
    return list(rows.defer("context", "secrets", "attachments"))


def lost_since(since: datetime) -> list[Letter]:
    """Return the letters that came back after an instant, or that nobody took; the oldest first, two statements."""
    back = Letter.objects.filter(bounced_at__gte=since)
    untaken = Letter.objects.filter(state=LetterState.FAILED, bounced_at=None, created_at__gte=since)
    found = {letter.pk: letter for rows in (back, untaken) for letter in rows.defer("context", "secrets")}
    return [found[pk] for pk in sorted(found)]


def waiting_count() -> int:
    """Return how many letters have not left yet."""
    return Letter.objects.filter(state__in=OPEN).count()


def marks_of(addresses: Iterable[str]) -> dict[str, AddressMark]:
    """Return what is known of some addresses that do not work, or whose readers complained; by folded address."""
    return {mark.address: mark for mark in AddressMark.objects.filter(address__in=[fold(each) for each in addresses])}


def bounced_since(since: datetime | None, *, most: int) -> list[Letter]:
    """Return letters of which we learned after an instant that they did not arrive, in the order of learning it."""
    rows = Letter.objects.filter(bounced_at__isnull=False)
    return list((rows.filter(bounced_at__gt=since) if since else rows).order_by("bounced_at", "id")[:most])


def due_letters(at: datetime, most: int) -> list[int]:
    """Return the letters that may leave now, those that somebody waits for first."""
    due = Letter.objects.filter(state__in=OPEN, next_attempt_at__lte=at)
    return list(due.order_by("urgency", "next_attempt_at", "id").values_list("id", flat=True)[:most])


def next_attempt_at() -> datetime | None:
    """Return when the next letter wants to leave."""
    first: datetime | None = Letter.objects.filter(state__in=OPEN).aggregate(first=Min("next_attempt_at"))["first"]
    return first


def times_resent(key: str) -> int:
    return Letter.objects.filter(key__startswith=f"{key}/resend/").count()


def _newest(letters: QuerySet[Letter], most: int) -> list[Letter]:
    return list(letters.order_by("-id")[:most])
