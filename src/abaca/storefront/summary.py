"""What a checkout shows before anybody buys: the sum, its tax, and the sentence about the renewal."""

from collections.abc import Mapping
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
from abaca.store.tax.place_of_supply import MarketClosed, Tax
from abaca.store.tax.prices import NET
from abaca.store.tax.vat_ids import VatIdWrong
from abaca.store.tax.words import percent, why
from abaca.store.workflows.checkout import Deal, deal
from abaca.store.workflows.taxing import visitor, with_id_in_form


@dataclass(frozen=True)
class Summary:
    plan: Plan
    seats: int
    unit: Money  # of one seat: with its tax for consumers, without for businesses
    deal: Deal | None  # None while the country is not known, or where nothing may be sold
    closed: str  # why nothing may be sold there
    begins_on: date
    renews_on: date

    @property
    def total(self) -> Money:
        return self.deal.total if self.deal else self.unit * self.seats

    @property
    def tax(self) -> Tax | None:
        return self.deal.taxed.tax if self.deal else None

    @property
    def is_net(self) -> bool:
        """Tell whether the tax comes on top, as businesses reckon."""
        return self.deal is not None and self.deal.basis == NET

    @property
    def amount(self) -> Money:
        """What all seats cost, in the basis of the buyer."""
        return self.unit * self.seats

    @property
    def tax_amount(self) -> Money:
        return Money(self.deal.totals.tax if self.deal else 0, self.unit.currency)

    @property
    def tax_percent(self) -> str:
        return percent(self.tax.rate if self.tax else 0)

    @property
    def why(self) -> str:
        """Say why this tax applies."""
        return why(self.tax) if self.tax else ""

    @property
    def vat_answer(self) -> str:
        """What the register said of the VAT number: confirmed, refused, unknown; empty where it need not be asked."""
        check = self.deal.taxed.check if self.deal else None
        return str(check.answer) if check else ""

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


def summarise(
    plan: Plan, *, seats: int, currency: str, billing: Mapping[str, str], token: str, at: datetime
) -> Summary:
    """Return what so many seats cost somebody with this address, and when they renew by his calendar."""
    country = billing["country"]
    known = is_country(country)
    begins_on = local_day(at, time_zone_of(country) if known else settings.VENDOR_TIME_ZONE)
    found, closed = None, ""
    if known:
        found, closed = _deal(plan, seats=seats, currency=currency, billing=billing, token=token, at=at)
    return Summary(
        plan=plan,
        seats=seats,
        unit=found.unit if found else price_of(plan, currency, on=local_day(at, settings.VENDOR_TIME_ZONE)),
        deal=found,
        closed=closed,
        begins_on=begins_on,
        renews_on=add_months(begins_on, plan.months),
    )


def _deal(
    plan: Plan, *, seats: int, currency: str, billing: Mapping[str, str], token: str, at: datetime
) -> tuple[Deal | None, str]:
    """Return what it costs, or why nothing may be sold there; a mistyped VAT number counts as none."""
    try:
        with_id_in_form(billing)
    except VatIdWrong:
        billing = {**billing, "vat_id": "", "company": billing["company"] or billing["vat_id"]}  # still a business
    try:
        found = deal(plan, seats=seats, currency=currency, billing=billing, asked_by=visitor(token), at=at)
    except MarketClosed as closed:
        return None, str(closed)
    return found, ""
