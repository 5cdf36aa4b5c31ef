"""What can be asked of the journal."""

from .models import Entry


def history_of(*refs: str, most: int = 200) -> list[Entry]:
    """Return the latest entries of a person's history, under all of his refs, newest first."""
    return list(Entry.objects.filter(whose__in=refs).order_by("-id")[:most])


def history_about(about: str, *, most: int = 200) -> list[Entry]:
    """Return the latest entries about one thing, newest first."""
    return list(Entry.objects.filter(about=about).order_by("-id")[:most])
