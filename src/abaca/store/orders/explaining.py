"""How price, tax and days of an order came about, step by step, from the very figures that the order keeps."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.terms import Term, nth_term
from abaca.store.tax.totals import Totals

from .derivation import Derivation, Shown, Step, percent
from .states import ReductionKind

HOW_THE_TAX = _("How this tax came about")
TIMES, LESS, BY, PER_CENT = "×", "−", "÷", "%"


class Taken(Protocol):
    """A reduction, agreed or kept: a positive sum, and from what it was computed."""

    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def description(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


def explain_price(unit: Money, seats: int, reductions: Sequence[Taken], *, basis: str) -> Derivation:
    """Return how the price came about from a seat's price to the sum that is taxed, in the basis of the order."""
    left = unit * seats
    steps = [Step(_("The price of a seat for one term, times the seats"), (seats, TIMES, unit), left)]
    for less in reductions:
        steps.append(_taken(less, left))
        left -= Money(less.amount, unit.currency)
    if reductions:
        words = _("What is left, tax included") if basis == "gross" else _("What is left, before tax")
        taken: list[Shown] = [each for less in reductions for each in (LESS, Money(less.amount, unit.currency))]
        steps.append(Step(words, [unit * seats, *taken], left))
    return Derivation(_("How this price came about"), tuple(steps))


def _taken(less: Taken, before: Money) -> Step:
    """Return the step of one reduction; its sum stands below zero, since it is taken away."""
    facts, currency = less.facts, before.currency
    amount = Money(-less.amount, currency)
    part: tuple[Shown, ...] | None = None
    if facts.get("percent") is not None and "of" in facts:
        part = (Money(facts["of"], currency), TIMES, percent(facts["percent"]), PER_CENT)
    if less.kind == ReductionKind.VOLUME and part:
        return Step(_("Volume price from {seats} seats"), part, amount, {"seats": facts["from_seats"]})
    if less.kind == ReductionKind.VOLUME:
        own = {"seats": facts["from_seats"], "unit": Money(facts["unit"], currency)}
        return Step(_("Volume price from {seats} seats: {unit} for each"), None, amount, own)
    if less.kind == ReductionKind.COUPON:
        return Step(
            _for_terms(facts.get("terms", 1)), part, amount, {"code": facts["code"], "terms": facts.get("terms") or 0}
        )
    return Step(less.description or _("Reduction"), None, amount)


def _for_terms(terms: int | None) -> object:
    if terms is None:
        return _("Code {code}, for every term")
    return _("Code {code}, for one term") if terms == 1 else _("Code {code}, for {terms} terms")


def explain_reductions(reductions: Sequence[Taken], *, currency: str) -> list[Derivation]:
    """Return one derivation for each reduction, for where each has a line of its own."""
    found = []
    for less in reductions:
        step = _taken(less, Money(0, currency))
        inner = Step(_("Taken off before tax is reckoned"), step.figures, step.amount)
        found.append(Derivation(step.words, (inner,), step.facts))
    return found


def explain_tax(
    totals: Totals, *, currency: str, basis: str, rate: int, why: object, title: object = HOW_THE_TAX
) -> Derivation:
    """Return how the tax came about; `why` says in a sentence where and why it is charged or is not."""
    net, tax, gross = (Money(each, currency) for each in (totals.net, totals.tax, totals.gross))
    reason = Step(why)
    if not rate:
        steps: tuple[Step, ...] = (reason, Step(_("No tax"), None, tax))
    elif basis == "gross":
        factor = Decimal(10_000 + rate).scaleb(-4).normalize()
        steps = (
            reason,
            Step(_("The price without the tax that it contains, rounded once"), (gross, BY, factor), net),
            Step(_("The tax is the rest"), (gross, LESS, net), tax),
        )
    else:
        share = (net, TIMES, percent(rate), PER_CENT)
        steps = (reason, Step(_("The tax on the price, rounded once"), share, tax))
    return Derivation(title, steps, {"rate": percent(rate)})


def explain_renewal(
    price: Derivation, days: Derivation, *, basis: str, totals: Totals, rate: int, on: date
) -> Derivation:
    """Return how sum and day of a renewal came about, from the derivations of its price and of its day."""
    currency = price.amount.currency if price.amount else ""
    net, tax, gross = (Money(each, currency) for each in (totals.net, totals.tax, totals.gross))
    steps = price.steps
    if basis != "gross":
        on_top = Step(_("The tax on it, {rate} %"), (net, TIMES, percent(rate), PER_CENT), tax, {"rate": percent(rate)})
        steps += (on_top, Step(_("With the tax"), (net, "+", tax), gross))
    facts: dict[str, Shown] = {"day": on, "sum": gross}
    return Derivation(_("Why {sum} on {day}?"), (*steps, *days.steps), facts)


def explain_day(anchor: date, months: int, term: Term) -> Derivation:
    """Return why a term ends on its day: all days are counted from the first one (billing.md, U1)."""
    n = _number(anchor, months, term)
    facts: dict[str, Shown] = {"anchor": anchor, "months": months, "ends": term.ends, "last": term.last_day}
    steps = [
        Step(_("The first term began on {anchor}, and every term lasts {months} months."), facts=facts),
        Step(
            _("Every end is counted from that first day: {total} months later is {ends}."),
            (anchor, "+", months, TIMES, n + 1),
            facts={**facts, "total": months * (n + 1)},
        ),
    ]
    if term.ends.day != anchor.day:
        clamped = _("That month has no day {day}, so its last day counts; later ends are counted from the {day} again.")
        steps.append(Step(clamped, facts={"day": anchor.day}))
    steps.append(Step(_("{last} is the last day of use; on {ends} the next term begins."), facts=facts))
    return Derivation(_("Why this date?"), tuple(steps))


def _number(anchor: date, months: int, term: Term) -> int:
    """Return which term this is, counted from 0; one that follows no anchor is taken for the first."""
    n = ((term.begins.year - anchor.year) * 12 + term.begins.month - anchor.month) // months
    return n if n >= 0 and nth_term(anchor, months, n) == term else 0


def explain_stop(agreed: Term, stopped_on: date, why: object) -> Derivation:
    """Return why a term stopped before its end; `why` says it in a sentence."""
    facts: dict[str, Shown] = {"ends": agreed.ends, "stopped": stopped_on}
    agreed_words = _("It was agreed to run until {ends}, which would have been the first day without use.")
    steps = (Step(agreed_words, facts=facts), Step(why), Step(_("So it stopped on {stopped}."), facts=facts))
    return Derivation(_("Why this date?"), steps)
