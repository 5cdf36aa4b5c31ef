"""What can be asked about tax."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.countries import EU

from . import place_of_supply as pure
from .models import Registration, VatCheck
from .rates import standard_rate
from .states import DEFINITE


def seller() -> pure.Seller:
    """Return who sells, with all registrations past and present, by one statement; the day chooses among them."""
    rows = tuple(
        pure.Registration(r.country, r.scheme, r.whom, r.begins, r.ends) for r in Registration.objects.order_by("id")
    )
    return pure.Seller(settings.VENDOR_COUNTRY, rows, home_rate_below_threshold=settings.VENDOR_HOME_RATE)


def rates_of_markets(*, on: date) -> dict[str, int]:
    """Return the standard rates of the countries whose tax stands in our gross prices on a day; one statement."""
    who = seller()
    countries = {who.country}
    for row in who.registrations:
        if row.holds(on):
            countries |= EU if row.scheme == pure.OSS else {row.country}
    return {country: standard_rate(country, on=on) for country in sorted(countries)}


def registrations() -> list[Registration]:
    """Return the seller's registrations, those that hold first, then by country."""
    return sorted(Registration.objects.all(), key=lambda r: (r.ends is not None, r.country, r.begins))


def answer_for(vat_id: str, asked_by: str, *, at: datetime, max_age: timedelta) -> VatCheck | None:
    """Return the latest definite answer about this id for this customer that is no older than `max_age`."""
    return answers_for([(vat_id, asked_by)], at=at, max_age=max_age).get((vat_id, asked_by))


def answers_for(
    wanted: Collection[tuple[str, str]], *, at: datetime, max_age: timedelta
) -> dict[tuple[str, str], VatCheck]:
    """Return the latest definite answers by (id, customer), none older than `max_age`; one statement for all."""
    checks = VatCheck.objects.filter(
        asked_by__in={asked_by for _vat_id, asked_by in wanted},
        vat_id__in={vat_id for vat_id, _asked_by in wanted},
        answer__in=DEFINITE,
        answered_at__gte=at - max_age,
        answered_at__lte=at,
    ).order_by("answered_at", "id")
    found = {(check.vat_id, check.asked_by): check for check in checks}  # the latest stays
    return {pair: found[pair] for pair in wanted if pair in found}


def open_checks(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], VatCheck]:
    """Return the questions that still wait for an answer by (id, customer); one statement for all."""
    checks = VatCheck.objects.filter(
        asked_by__in={asked_by for _vat_id, asked_by in wanted},
        vat_id__in={vat_id for vat_id, _asked_by in wanted},
        closed_at=None,
    )
    found = {(check.vat_id, check.asked_by): check for check in checks}
    return {pair: found[pair] for pair in wanted if pair in found}


def silent(at: datetime, limit: int) -> list[int]:
    """Return the questions that nobody waits for any longer."""
    over = VatCheck.objects.filter(silent_at__lte=at).order_by("silent_at", "id")
    return list(over.values_list("id", flat=True)[:limit])


# When the patience with a register ends next.
next_silent = Earliest(First(lambda: VatCheck.objects.filter(silent_at__isnull=False), "silent_at"))


def due(at: datetime, limit: int) -> list[int]:
    """Return the questions whose register is to be asked now."""
    waiting = VatCheck.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(waiting.values_list("id", flat=True)[:limit])


# When a register is to be asked next.
next_at = Earliest(First(lambda: VatCheck.objects.filter(next_at__isnull=False), "next_at"))
