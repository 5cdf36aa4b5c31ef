"""Why somebody gets a notice, in words: to himself, and to the staff."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

YEAR = 12

TO_CUSTOMER = {
    "renews": _("because your subscription renews by itself"),
    "renews months": _("because your subscription renews by itself and your term is {term}"),
    "renews months country": _("because your term is {term} and you live {place}"),
    "renews months card": _("because your term is {term} and you pay by card"),
    "renews months country card": _("because your term is {term}, you live {place} and you pay by card"),
    "ends": _("because the renewal is cancelled"),
    "card": _("because your card expires before the renewal"),
    "receipt": _("because every payment gets its invoice"),
    "ended": _("because the subscription is over on that day"),
    "transfer": _("because you pay by bank transfer"),
}
TO_STAFF = {
    "renews": _("because the subscription renews by itself"),
    "renews months": _("because the subscription renews by itself and the term is {term}"),
    "renews months country": _("because the term is {term} and the customer lives {place}"),
    "renews months card": _("because the term is {term} and the customer pays by card"),
    "renews months country card": _("because the term is {term}, the customer lives {place} and pays by card"),
    "ends": _("because the renewal is cancelled"),
    "card": _("because the card expires before the renewal"),
    "receipt": _("because every payment gets its invoice"),
    "ended": _("because the subscription is over on that day"),
    "transfer": _("because the customer pays by bank transfer"),
}


def because(why: Mapping[str, Any], sentences: Mapping[str, Any], *, country: Callable[[str], str]) -> str:
    """Return the sentence for what `timetable.why` returns; `country` names a country in the reader's language.

    Empty where nothing is known, as of notices that were planned before the calendar knew reasons.
    """
    if "code" not in why:
        return ""
    parts = [why["code"]]
    parts += [part for part in ("months", "country") if part in why]
    parts += ["card"] if why.get("method") == "card" else []
    sentence = sentences.get(" ".join(parts)) or sentences.get(why["code"], "")
    return str(sentence).format(
        term=_term(why["months"]) if "months" in why else "",
        place=_place(why["country"], country) if "country" in why else "",
    )


def _term(months: int) -> str:
    """Return how long a term is, as the sentences above say it."""
    if months % YEAR == 0:
        years = months // YEAR
        return ngettext("a year", "{years} years", years).format(years=years)
    return ngettext("a month", "{months} months", months).format(months=months)


def _place(code: str, country: Callable[[str], str]) -> str:
    """Return where somebody lives; the countries of the shipped rules have their own preposition and article."""
    known = {
        "FR": pgettext("where somebody lives", "in France"),
        "AT": pgettext("where somebody lives", "in Austria"),
        "DE": pgettext("where somebody lives", "in Germany"),
        "GB": pgettext("where somebody lives", "in the United Kingdom"),
        "US": pgettext("where somebody lives", "in the United States"),
    }
    return known.get(code) or pgettext("where somebody lives", "in {country}").format(country=country(code))
