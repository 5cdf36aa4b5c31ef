"""What a checkout shows before anybody buys: the sum, its tax, and the sentence about the renewal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abaca.design.templatetags.abaca import day, money
from abaca.kernel.countries import is_country, time_zone_of
from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.kernel.terms import Term, add_months
from abaca.store.catalogue.models import Plan
from abaca.store.orders.derivation import Derivation
from abaca.store.orders.explaining import (
    explain_day,
    explain_price,
    explain_reductions,
    explain_renewal,
    explain_tax,
)
from abaca.store.orders.pricing import totals_of
from abaca.store.tax.place_of_supply import MarketClosed, Tax
from abaca.store.tax.prices import NET
from abaca.store.tax.vat_ids import VatIdWrong
from abaca.store.tax.words import why
from abaca.store.workflows.pricing import Estimate, Priced, estimate, price
from abaca.store.workflows.taxing import Taxed, taxed, visitor, with_id_in_form


@dataclass(frozen=True)
class Summary:
    plan: Plan
    seats: int
    priced: Estimate  # a Priced as soon as the tax is known
    closed: str  # why nothing may be sold there
    begins_on: date
    renews_on: date

    @property
    def unit(self) -> Money:
        """What a seat costs: with its tax for consumers, without for businesses."""
        return self.priced.unit

    @property
    def total(self) -> Money:
        return self.priced.total

    @property
    def tax(self) -> Tax | None:
        return self.priced.sale.tax if isinstance(self.priced, Priced) else None

    @property
    def reductions(self) -> list[Derivation]:
        """What is taken off, line by line."""
        return explain_reductions(self.priced.reductions, currency=self.unit.currency)

    @property
    def tax_explained(self) -> Derivation | None:
        """The line of the tax, with how it came about."""
        if self.tax is None:
            return None
        return explain_tax(
            self.priced.totals,
            currency=self.unit.currency,
            basis=self.priced.basis,
            rate=self.tax.rate,
            why=why(self.tax),
            title=_tax_title(self.tax, self.priced.basis),
        )

    @property
    def renewal(self) -> Derivation:
        """When it renews and for how much, with how both came about."""
        found, days = self.priced, Term(self.begins_on, self.renews_on)
        price = explain_price(found.unit, found.seats, found.next.reductions, basis=found.basis)
        rate = self.tax.rate if self.tax else 0
        return explain_renewal(
            price,
            explain_day(self.begins_on, self.plan.months, days),
            basis=found.basis,
            totals=totals_of(found.unit.amount, found.seats, found.next.reductions, basis=found.basis, rate=rate),
            rate=rate,
            on=self.renews_on,
        )

    @property
    def vat_answer(self) -> str:
        """What the register said of the VAT number: confirmed, refused, unknown; empty where it need not be asked."""
        check = self.priced.sale.check if isinstance(self.priced, Priced) else None
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
        return {"plan": self.plan.title, "day": day(self.renews_on), "price": money(self.priced.renewal)}


def _tax_title(tax: Tax, basis: str) -> object:
    if tax.rate:
        return gettext_lazy("Plus VAT {rate} %") if basis == NET else gettext_lazy("Of this, VAT {rate} %")
    return gettext_lazy("No VAT, reverse charge") if tax.category == "AE" else gettext_lazy("No VAT, export")


def summarise(
    plan: Plan, *, seats: int, currency: str, billing: Mapping[str, str], code: str, token: str, at: datetime
) -> Summary:
    """Return what so many seats cost somebody with this address, and when they renew by his calendar.

    `code` is one that may be used for this purchase, or empty.
    """
    country = billing["country"]
    known = is_country(country)
    begins_on = local_day(at, time_zone_of(country) if known else settings.VENDOR_TIME_ZONE)
    sale, closed = _sale(billing, token, at) if known else (None, "")
    if sale is None:
        priced = estimate(plan, seats=seats, currency=currency, code=code, at=at)
    else:
        priced = price(plan, seats=seats, currency=currency, sale=sale, code=code, at=at)
    return Summary(
        plan=plan,
        seats=seats,
        priced=priced,
        closed=closed,
        begins_on=begins_on,
        renews_on=add_months(begins_on, plan.months),
    )


def _sale(billing: Mapping[str, str], token: str, at: datetime) -> tuple[Taxed | None, str]:
    """Return how it is taxed, or why nothing may be sold there; a mistyped VAT number counts as none."""
    try:
        with_id_in_form(billing)
    except VatIdWrong:
        billing = {**billing, "vat_id": "", "company": billing["company"] or billing["vat_id"]}  # still a business
    try:
        return taxed(billing, visitor(token), at=at), ""
    except MarketClosed as closed:
        return None, str(closed)
