"""What can be asked of the catalogue."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal

from .models import Feature, Plan, Price


class PlanNotForSale(Refusal):
    code = "plan_not_for_sale"
    sentence = _("There is no plan “{plan}” for sale.")
    status = 404
    field = "plan"


class NoPriceInCurrency(Refusal):
    code = "no_price_in_currency"
    sentence = _("This plan has no price in {currency}. Please choose another currency.")
    field = "currency"


@dataclass(frozen=True)
class ShownPlan:
    """A column of the comparison table."""

    plan: Plan
    tagline: str
    price: Money | None
    values: list[str | None]  # by feature: None is no, an empty text is yes


@dataclass(frozen=True)
class ShopWindow:
    features: list[str]
    plans: list[ShownPlan]
    currencies: list[str]

    @property
    def rows(self) -> list[tuple[str, list[str | None]]]:
        """The table row by row: what you can do, and what each plan says to it."""
        return [(name, [shown.values[n] for shown in self.plans]) for n, name in enumerate(self.features)]


def plan_for_sale(code: str) -> Plan:
    """Return a plan that can be bought."""
    plan = Plan.objects.select_related("product").filter(code=code, free=False).first()
    if plan is None:
        raise PlanNotForSale(plan=code)
    return plan


def plans_for_sale() -> list[Plan]:
    """Return all plans that can be bought, as the shop shows them."""
    return list(Plan.objects.select_related("product").filter(free=False).order_by("product", "position"))


def price_of(plan: Plan, currency: str, *, on: date) -> Money:
    """Return what one seat costs for one term, tax included, on a day."""
    row = _prices(on).filter(plan=plan, currency=currency).first()
    if row is None:
        raise NoPriceInCurrency(currency=currency)
    return Money(row.amount, row.currency)


def net_price_of(plan: Plan, currency: str, *, on: date) -> Money | None:
    """Return what a business pays for one seat and term without tax, or None where only the gross price is known."""
    row = _prices(on, "net").filter(plan=plan, currency=currency).first()
    return Money(row.amount, row.currency) if row else None


def currencies_of(plan: Plan, *, on: date) -> list[str]:
    """Return the currencies in which a plan can be bought."""
    return sorted(_prices(on).filter(plan=plan).values_list("currency", flat=True))


def shop_window(*, language: str, currency: str, on: date) -> ShopWindow:
    """Return all plans side by side, in one language and one currency; six statements for any number of plans."""
    features = list(Feature.objects.prefetch_related("texts"))
    plans = list(Plan.objects.select_related("product").prefetch_related("texts", "features"))
    prices = {(p.plan_id, p.currency): Money(p.amount, p.currency) for p in _prices(on)}
    names = [_in_language({t.language: t.name for t in f.texts.all()}, language) for f in features]
    shown = []
    for plan in plans:
        said = {pf.feature_id: pf.value for pf in plan.features.all()}
        tagline = _in_language({t.language: t.tagline for t in plan.texts.all()}, language)
        shown.append(ShownPlan(plan, tagline, prices.get((plan.pk, currency)), [said.get(f.pk) for f in features]))
    return ShopWindow(names, shown, sorted({c for _plan, c in prices}))


def _prices(on: date, basis: str = "gross") -> QuerySet[Price]:
    return (
        Price.objects.filter(valid_from__lte=on, basis=basis)
        .order_by("plan_id", "currency", "-valid_from")
        .distinct("plan_id", "currency")
    )


def _in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")
