"""What can be asked of the journal."""

from collections.abc import Iterable

from .models import Entry


def history_of(*whose: str, most: int = 200) -> list[Entry]:
    """Return the latest entries of a person's history, newest first; a person may have had more than one ref."""
    return list(Entry.objects.filter(whose__in=whose).order_by("-id")[:most])


def history_about(about: str, *, most: int = 200) -> list[Entry]:
    """Return the latest entries about one thing, newest first."""
    return list(Entry.objects.filter(about=about).order_by("-id")[:most])


def latest_entries(abouts: Iterable[str], what: str) -> dict[str, Entry]:
    """Return the latest entry of one kind about each of some things; one statement."""
    rows = Entry.objects.filter(about__in=list(abouts), what=what).order_by("about", "-id").distinct("about")
    return {entry.about: entry for entry in rows}
