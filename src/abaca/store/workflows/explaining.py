"""Why an order or an invoice says what it says: each number and each date, with the steps that lead to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.store.invoices.layout import modern
from abaca.store.orders.derivation import Derivation, Step
from abaca.store.orders.explaining import explain_day, explain_price, explain_renewal, explain_stop, explain_tax
from abaca.store.orders.pricing import Less, totals_of
from abaca.store.orders.states import ReductionKind
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.states import Stop, SubscriptionState
from abaca.store.tax.place_of_supply import Tax
from abaca.store.tax.totals import Totals
from abaca.store.tax.words import why

from .queries import WholeOrder

STOPPED = {
    Stop.UPGRADED: _("From that day on a larger plan counts, and what was not used was taken off its price."),
    Stop.REFUNDED: _("The money of the rest went back."),
    Stop.CHARGED_BACK: _("The bank took the payment back."),
}


def explained(whole: WholeOrder) -> list[Derivation]:
    """Return how price, tax, days and renewal of an order came about; no statements beside those of the order."""
    order, line = whole.order, whole.line
    tax = Tax(
        order.tax_country or order.billing.get("country", ""),
        order.tax_rate,
        order.tax_reason,
        order.tax_category,
        order.tax_scheme,
    )
    unit = Money(line.unit, order.currency)
    found = [
        explain_price(unit, line.quantity, list(order.reductions.all()), basis=order.basis),
        explain_tax(
            Totals(order.net, order.tax, order.gross),
            currency=order.currency,
            basis=order.basis,
            rate=tax.rate,
            why=why(tax),
        ),
    ]
    if order.credit_used:
        found.append(_left_to_pay(order.gross, order.credit_used, order.currency))
    subscription = whole.whole_subscription.subscription if whole.whole_subscription else None
    if subscription and whole.term:
        found.append(_end(subscription, whole.term))
        if _is_last(whole.term, subscription):
            found.append(explained_renewal(subscription))
    return found


def explained_renewal(s: Subscription) -> Derivation:
    """Return why a subscription renews on its day for its sum."""
    unit, reductions = Money(s.unit, s.currency), [Less.read(kept) for kept in s.reductions]
    return explain_renewal(
        explain_price(unit, s.seats, reductions, basis=s.basis),
        Derivation("", (Step(_("The next term begins when the present one is over."), None),)),
        basis=s.basis,
        totals=totals_of(s.unit, s.seats, reductions, basis=s.basis, rate=s.tax_rate),
        rate=s.tax_rate,
        on=s.ends_on,
    )


def explained_paper(document: Mapping[str, Any]) -> list[Derivation]:
    """Return how price and tax of an issued paper came about, from what is printed on it and nothing else."""
    paper = modern(document)
    facts, currency = paper["tax"], paper["currency"]
    [plan, *less] = paper["lines"]
    tax = Tax(
        facts["country"] or paper["buyer"].get("country", ""),
        facts["rate"],
        facts["reason"],
        facts["category"],
        facts["scheme"],
    )
    totals = Totals(paper["net"], facts["amount"], paper["gross"])
    found = [explain_tax(totals, currency=currency, basis=paper["basis"], rate=tax.rate, why=why(tax))]
    if plan["kind"] == "plan":
        reductions = [
            Less(ReductionKind(line["kind"]), -line["amount"], line["description"], line["facts"]) for line in less
        ]
        unit = Money(plan["unit"], currency)
        found.insert(0, explain_price(unit, plan["quantity"], reductions, basis=paper["basis"]))
    if paper.get("credit_used"):
        found.append(_left_to_pay(paper["gross"], paper["credit_used"], currency))
    return found


def _left_to_pay(gross: int, credit: int, currency: str) -> Derivation:
    figures = (Money(gross, currency), "−", Money(credit, currency))
    words = _("The sum, less what your credit balance paid")
    return Derivation(_("What is left to pay"), (Step(words, figures, Money(gross - credit, currency)),))


def _end(s: Subscription, term: Term) -> Derivation:
    if term.stopped_on:
        return explain_stop(term.days, term.stopped_on, STOPPED[Stop(term.stopped_why)])
    return explain_day(s.anchor_on, s.months, term.days)


def _is_last(term: Term, s: Subscription) -> bool:
    """Tell whether the renewal follows on this very term."""
    ends: date = s.ends_on
    return s.state == SubscriptionState.ACTIVE and s.auto_renew and term.ends == ends and not term.stopped_on
