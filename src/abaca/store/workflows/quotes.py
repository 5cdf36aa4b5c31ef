"""An upgrade in words and figures: what it costs, and from what that follows, as pages and letters show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.terms import Term as Days
from abaca.kernel.terms import nth_term
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.catalogue.models import Plan
from abaca.store.orders.derivation import Derivation, Step, percent
from abaca.store.orders.derivation import Shown as Figure
from abaca.store.orders.explaining import Taken, explain_reductions, explain_tax
from abaca.store.orders.models import Line, Order
from abaca.store.orders.states import ReductionKind
from abaca.store.subscriptions.models import Subscription, Upgrade
from abaca.store.subscriptions.upgrade_price import UpgradePrice
from abaca.store.tax.place_of_supply import Tax
from abaca.store.tax.totals import Totals
from abaca.store.tax.words import why

from .offers import last_day, last_day_before
from .taxing import Taxed


@dataclass(frozen=True)
class Quote:
    """What a larger plan costs today, with all from which that follows; nothing of it is stored."""

    subscription: Subscription
    plan: Plan
    on: date
    closes_at: datetime
    price: UpgradePrice
    sale: Taxed
    unit: int  # the list price of one seat, in the basis below; what the renewals will cost
    basis: str

    @property
    def tax(self) -> Tax:
        return self.sale.tax

    @property
    def days(self) -> Days:
        return nth_term(self.on, self.plan.months, 0)

    @property
    def to_pay(self) -> Money:
        return Money(self.price.to_pay, self.subscription.currency)


@dataclass(frozen=True)
class Part:
    """What is left of one term of the old plan."""

    begins: date
    ends: date
    days: int
    days_left: int
    paid: Money
    net: Money
    used: Money  # taken off the price, before tax
    noted: Money  # comes back by credit notes, tax included
    note_net: Money
    note_tax: Money
    tax_rate: int  # of the credit notes
    invoice: str


@dataclass(frozen=True)
class Shown:
    """An offer as it is derived on a page and in a letter, whether it stands already or is the price of today."""

    old: str
    new: str
    seats: int
    on: date
    begins: date
    ends: date
    last_day: date  # on which the price stands
    full: Money  # of the new plan, without tax where something is taken off it
    basis: str
    volume: Sequence[Taken]  # what many seats take off
    parts: list[Part]
    net: Money
    tax: Money
    taxed: Tax
    gross: Money
    set_off: Money
    surplus: Money
    to_pay: Money
    renewal: Money
    renews: bool  # what was chosen for the old plan stays
    order: Order | None

    @property
    def reduced(self) -> bool:
        """Tell whether something is taken off the price before tax."""
        return any(part.used for part in self.parts)


def shown(offer: Quote | Upgrade, line: Line | None = None) -> Shown:
    """Return an offer for people; of one that stands, its order line is needed."""
    if isinstance(offer, Quote):
        return _shown_quote(offer)
    order = offer.order
    line = line or order.lines.get()
    days = nth_term(offer.on, line.months, 0)
    return Shown(
        old=offer.subscription.plan.title,
        new=offer.plan.title,
        seats=line.quantity,
        on=offer.on,
        begins=days.begins,
        ends=days.ends,
        last_day=last_day(offer),
        full=Money(line.amount, order.currency),
        basis=order.basis,
        volume=[less for less in order.reductions.all() if less.kind == ReductionKind.VOLUME],
        parts=_parts(offer.facts["terms"], order.currency),
        net=Money(order.net, order.currency),
        tax=Money(order.tax, order.currency),
        taxed=Tax(order.tax_country, order.tax_rate, order.tax_reason, order.tax_category, order.tax_scheme),
        gross=Money(order.gross, order.currency),
        set_off=Money(order.credit_used, order.currency),
        surplus=Money(offer.facts["surplus"], order.currency),
        to_pay=order.to_pay,
        renewal=Money(offer.facts["renewal"], order.currency),
        renews=offer.subscription.auto_renew,
        order=order,
    )


def _shown_quote(offer: Quote) -> Shown:
    s, price = offer.subscription, offer.price
    return Shown(
        old=s.plan.title,
        new=offer.plan.title,
        seats=s.seats,
        on=offer.on,
        begins=offer.days.begins,
        ends=offer.days.ends,
        last_day=last_day_before(offer.closes_at, s.time_zone),
        full=Money(price.unit * price.seats, s.currency),
        basis=price.basis,
        volume=price.volume,
        parts=_parts(price.as_facts["terms"], s.currency),
        net=Money(price.totals.net, s.currency),
        tax=Money(price.totals.tax, s.currency),
        taxed=offer.tax,
        gross=Money(price.totals.gross, s.currency),
        set_off=Money(price.set_off, s.currency),
        surplus=Money(price.surplus, s.currency),
        to_pay=offer.to_pay,
        renewal=Money(price.renewal, s.currency),
        renews=s.auto_renew,
        order=None,
    )


def _parts(told: Sequence[Mapping[str, Any]], currency: str) -> list[Part]:
    return [_part(each, currency) for each in told if each["net"]]


def _part(told: Mapping[str, Any], currency: str) -> Part:
    net = sum(note["net"] for note in told["notes"])
    tax = sum(note["tax"] for note in told["notes"])
    return Part(
        begins=date.fromisoformat(told["begins"]),
        ends=date.fromisoformat(told["ends"]),
        days=told["days"],
        days_left=told["days_left"],
        paid=Money(told["paid"], currency),
        net=Money(told["net"], currency),
        used=Money(told["used"], currency),
        noted=Money(net + tax, currency),
        note_net=Money(net, currency),
        note_tax=Money(tax, currency),
        tax_rate=told["rate"],
        invoice=told["invoice"],
    )


def explained(offer: Shown) -> list[Derivation]:
    """Return the lines of an offer, each with the steps that lead to its number; what is taken away is below zero."""
    volume = explain_reductions(offer.volume, currency=offer.full.currency)
    whole, *rest = [_whole(offer), *volume, *(_taken_off(part, offer) for part in offer.parts if part.used)]
    tax = explain_tax(
        Totals(offer.net.amount, offer.tax.amount, offer.gross.amount),
        currency=offer.net.currency,
        basis=offer.basis,
        rate=offer.taxed.rate,
        why=why(offer.taxed),
        title=_("VAT {rate} %, contained in the price") if offer.basis == "gross" else _("VAT {rate} %"),
    )
    return [whole, *rest, tax, *(_credited(part, offer) for part in offer.parts if part.noted)]


def _whole(offer: Shown) -> Derivation:
    facts: dict[str, Figure] = {"plan": offer.new, "begins": offer.begins, "ends": offer.ends}
    words = _("A whole term from {begins} until {ends}, at today's price")
    if offer.basis == "net" and offer.tax:
        words = _("A whole term from {begins} until {ends}, at today's price without tax")
    unit = Money(offer.full.amount // offer.seats, offer.full.currency)
    return Derivation(offer.new, (Step(words, (offer.seats, "×", unit), offer.full, facts),))


def _unused_step(part: Part, offer: Shown) -> Step:
    facts: dict[str, Figure] = {"left": part.days_left, "days": part.days, "on": offer.on, "invoice": part.invoice}
    words = _("{left} of {days} days are unused on {on}; paid without tax with invoice {invoice}")
    return Step(words, (part.paid, "×", part.days_left, "÷", part.days), part.net, facts)


def _taken_off(part: Part, offer: Shown) -> Derivation:
    title = _("Unused part of {plan}")
    steps = [_unused_step(part, offer)]
    if part.used != part.net:
        steps.append(Step(_("Not more than the new plan costs"), None, part.used))
    return Derivation(
        title, (*steps, Step(_("Taken off before tax is reckoned"), None, -part.used)), {"plan": offer.old}
    )


def _credited(part: Part, offer: Shown) -> Derivation:
    facts: dict[str, Figure] = {"plan": offer.old, "invoice": part.invoice, "rate": percent(part.tax_rate)}
    steps = [_unused_step(part, offer)]
    if part.used:
        steps.append(Step(_("Less what was taken off above"), None, part.note_net))
    if part.note_tax:
        steps.append(
            Step(
                _("With its tax of {rate} %, as on invoice {invoice}"),
                (part.note_net, "+", part.note_tax),
                part.noted,
                facts,
            )
        )
    steps.append(Step(_("Comes back to you by a credit note"), None, -part.noted))
    return Derivation(_("Credit note for the unused part of {plan}"), tuple(steps), facts)


def upgrade_facts(offer: Shown) -> dict[str, object]:
    """Return what a letter says about an offer."""
    return {
        "upgrade": {
            "old": offer.old,
            "new": offer.new,
            "on": day_fact(offer.on),
            "begins": day_fact(offer.begins),
            "ends": day_fact(offer.ends),
            "last_day": day_fact(offer.last_day),
            "full": money_fact(offer.full - Money(sum(less.amount for less in offer.volume), offer.full.currency)),
            "net": money_fact(offer.net),
            "tax": money_fact(offer.tax),
            "gross": money_fact(offer.gross),
            "set_off": money_fact(offer.set_off),
            "surplus": money_fact(offer.surplus),
            "to_pay": money_fact(offer.to_pay),
            "renewal": money_fact(offer.renewal),
            "renews": offer.renews,
            "parts": [
                {
                    "begins": day_fact(part.begins),
                    "ends": day_fact(part.ends),
                    "days": part.days,
                    "days_left": part.days_left,
                    "paid": money_fact(part.paid),
                    "net": money_fact(part.net),
                    "used": money_fact(part.used),
                    "noted": money_fact(part.noted),
                    "invoice": part.invoice,
                }
                for part in offer.parts
            ],
        }
    }
