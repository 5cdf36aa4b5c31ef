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


def sign(purpose: str, ref: str, *, days: int, at: datetime) -> str:
    """Return the token of a link that lets its holder do one thing to one thing."""
    return signing.dumps([ref, int((at + timedelta(days=days)).timestamp())], salt=f"abaca.link.{purpose}")


def read(purpose: str, token: str, *, at: datetime) -> str:
    """Return the ref that the link is about; refuse what is broken, foreign or too old."""
    try:
        ref, until = signing.loads(token, salt=f"abaca.link.{purpose}")
    except (signing.BadSignature, ValueError, TypeError) as broken:
        raise LinkBroken from broken
    if at.timestamp() > until:
        raise LinkExpired(until=_written(datetime.fromtimestamp(until, tz=at.tzinfo).date()))
    return str(ref)


def _written(on: date) -> str:
    """Return a day in the reader's language, as pages write it; Django's own formats are American in English."""
    language = get_language() or settings.LANGUAGE_CODE
    return first_of_month(format_date(on, "long", locale=locale_name(language)), on, language)
