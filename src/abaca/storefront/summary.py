"""What a checkout shows before anybody buys: the sum, its tax, and the sentence about the renewal."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from abaca.design.templatetags.abaca import day, money
from abaca.kernel.countries import is_country, time_zone_of
from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.kernel.terms import add_months
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import price_of
from abaca.store.tax.place_of_supply import Tax, tax_for
from abaca.store.tax.totals import keep_gross


@dataclass(frozen=True)
class Summary:
    plan: Plan
    seats: int
    unit: Money
    tax: Tax | None  # None while the country is not known
    begins_on: date
    renews_on: date

    @property
    def total(self) -> Money:
        return self.unit * self.seats

    @property
    def tax_amount(self) -> Money:
        rate = self.tax.rate if self.tax else 0
        return Money(keep_gross(self.total.amount, rate).tax, self.total.currency)

    @property
    def tax_percent(self) -> str:
        """Write 810 as 8.1."""
        rate = self.tax.rate if self.tax else 0
        return f"{rate // 100}.{rate % 100:02}".rstrip("0").rstrip(".")

    @property
    def sentence(self) -> str:
        """Say when it renews, for how much, and how to refuse; these words are kept as the consent."""
        return _("{plan} renews on {day} for {price} unless you cancel before.").format(**self._facts)

    @property
    def transfer_sentence(self) -> str:
        """Say the same to somebody whose money takes its time."""
        return _(
            "{plan} begins when your money arrives and renews at the end of its term, on {day} at the earliest, "
            "for {price} unless you cancel before."
        ).format(**self._facts)

    @property
    def _facts(self) -> dict[str, str]:
        return {"plan": self.plan.title, "day": day(self.renews_on), "price": money(self.total)}


def summarise(plan: Plan, *, seats: int, currency: str, country: str, at: datetime) -> Summary:
    """Return what so many seats cost a buyer of this country, and when they renew by his calendar."""
    today = local_day(at, settings.VENDOR_TIME_ZONE)
    known = is_country(country)
    begins_on = local_day(at, time_zone_of(country) if known else settings.VENDOR_TIME_ZONE)
    return Summary(
        plan=plan,
        seats=seats,
        unit=price_of(plan, currency, on=today),
        tax=tax_for(country, seller=settings.VENDOR_COUNTRY, on=today) if known else None,
        begins_on=begins_on,
        renews_on=add_months(begins_on, plan.months),
    )
