"""A licence as programs and people are shown it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Next:
    """The term that follows the current one."""

    plan: str
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a program is to show its user: something waits for whoever bought the licence."""

    code: str
    sentence: str  # in the language of the request
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A licence at an instant."""

    uuid: UUID
    product: str
    plan: str | None
    standing: str
    begins: date | None
    ends: date | None
    access_until: datetime | None
    entitlements: Sequence[str]
    devices_used: int
    devices_limit: int | None
    next: Next | None
    notice: Notice | None = None


SENTENCES = {
    "renewal_waits": _("The renewal of this licence waits for a confirmation by whoever bought it."),
    "letter_returned": _("A letter about the renewal of this licence did not arrive. Please check the e-mail address."),
}


def notice(code: str, url: str) -> Notice | None:
    """Return what is to be shown; a word that a newer store says and nobody here knows is not."""
    return Notice(code, str(SENTENCES[code]), url) if code in SENTENCES else None
