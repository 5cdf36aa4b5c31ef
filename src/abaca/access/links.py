"""Links that carry their own permission: what for, about what, until when; nothing of it can be changed."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from django.conf import settings
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abaca.kernel.languages import first_of_month, locale_name
from abaca.kernel.refusals import Refusal


class LinkBroken(Refusal):
    code = "link_broken"
    sentence = _("This link is not complete. Please copy the whole link from the letter.")
    status = 404


class LinkExpired(Refusal):
    code = "link_expired"
    sentence = _("This link was valid until {until}. Please log in, or write to us, and we will send a new one.")
    status = 410


class LinkReplaced(Refusal):
    code = "link_replaced"
    sentence = _(
        "This link was sent before the e-mail address of its order was corrected, so it does not open anything any "
        "more. Please log in with the right address, or write to us, and we will send a new one."
    )
    status = 410


def sign(purpose: str, ref: str, *, days: int, at: datetime, edition: int = 0) -> str:
    """Return the token of a link that lets its holder do one thing to one thing.

    Whoever raises the `edition` of a thing makes all its links useless that were signed before.
    """
    told = [ref, int((at + timedelta(days=days)).timestamp())]
    return signing.dumps([*told, edition] if edition else told, salt=f"abaca.link.{purpose}")


def read(purpose: str, token: str, *, at: datetime) -> str:
    """Return the ref that the link is about; refuse what is broken, foreign or too old."""
    return read_with_edition(purpose, token, at=at)[0]


def read_with_edition(purpose: str, token: str, *, at: datetime) -> tuple[str, int]:
    """Return the ref that the link is about, and the edition for which it was signed; see `read`."""
    try:
        ref, until, *edition = signing.loads(token, salt=f"abaca.link.{purpose}")
    except (signing.BadSignature, ValueError, TypeError) as broken:
        raise LinkBroken from broken
    if at.timestamp() > until:
        raise LinkExpired(until=_written(datetime.fromtimestamp(until, tz=at.tzinfo).date()))
    return str(ref), int(edition[0]) if edition else 0


def _written(on: date) -> str:
    """Return a day in the reader's language, as pages write it; Django's own formats are American in English."""
    language = get_language() or settings.LANGUAGE_CODE
    return first_of_month(format_date(on, "long", locale=locale_name(language)), on, language)
