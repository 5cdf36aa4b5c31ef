"""The calendar of notices as data: rows that say who is told what and when, and rules that may only tighten them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.countries import COUNTRIES
from abaca.kernel.refusals import Refusal

CONSUMER, BUSINESS = "consumer", "business"
NAMES = {  # by how its id begins, what a notice says is known to everybody who asks for its kind
    "renewal": {"renewal_boxed", "renewal_second"},
    "ending": {"ending"},
    "card_expiry": {"card_expiry"},
    "receipt": {"order_confirmed"},
    "ended": {"ended"},
}
SENT_WITH = {"order_confirmed", "ended"}  # letters that speak of what has just happened, and cannot be planned
METHODS = ("card", "wallet", "transfer")
LONGEST_ID = 30
LONG = 90  # days of a term
FORMS: Mapping[type, tuple[str, frozenset[str]]] = {
    str: ("a text", frozenset({"id", "says", "notice", "told_by", "source", "buyer"})),
    int: ("a whole number", frozenset({"plan", "days_from", "days_to", "hour", "least"})),
    bool: (
        "true or false",
        frozenset({"first", "late", "mandatory", "blocks_charge", "alone", "auto_renew", "card_dies"}),
    ),
    list: ("a list", frozenset({"window", "law", "countries", "methods"})),
    dict: ("a table in braces", frozenset({"when"})),
}
NOBODY_ELSE = ""  # whoever `told_by` names sends it with his own story; the calendar gives the rest


class CalendarWrong(Refusal):
    """A row of the calendar contradicts itself, or would take a notice from somebody."""

    code = "calendar_wrong"
    sentence = _("The calendar of notices cannot be used: “{row}”: {why}.")


@dataclass(frozen=True)
class Window:
    """Days before (negative) and after D, both ends inside."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    def holds(self, other: "Window") -> bool:
        return self.first <= other.first and other.last <= self.last

    def meet(self, other: "Window") -> "Window":
        """Return the days in both; where there are none, `first` comes after `last`."""
        return Window(max(self.first, other.first), min(self.last, other.last))

    @property
    def is_empty(self) -> bool:
        return self.first > self.last


@dataclass(frozen=True)
class Facts:
    """What decides about the notices of a subscription."""

    begins_on: date
    ends_on: date
    auto_renew: bool
    zone: str
    card_works_to: date | None  # the last day of the card's last month; None for other methods
    said: Mapping[str, datetime] = field(default_factory=dict)  # kinds that were given already in this term, and when
    due: frozenset[str] = frozenset()  # kinds whose instant has come and that nobody has given yet
    country: str = ""  # of the billing address; one that no rule names has the notices of everybody
    business: bool = False
    method: str = "card"  # card, wallet, transfer
    months: int = 12

    @property
    def days(self) -> int:
        return (self.ends_on - self.begins_on).days

    @property
    def card_dies(self) -> bool:
        return self.card_works_to is not None and self.card_works_to < self.ends_on


@dataclass(frozen=True)
class When:
    """For whom a row is; what is not named is not asked."""

    auto_renew: bool | None = None
    days_from: int = 0
    days_to: int | None = None
    card_dies: bool | None = None
    countries: tuple[str, ...] = ()
    buyer: str = ""
    methods: tuple[str, ...] = ()

    def fits(self, facts: Facts) -> bool:
        """Tell whether a subscription is meant."""
        return (
            self.auto_renew in (None, facts.auto_renew)
            and self.days_from <= facts.days
            and (self.days_to is None or facts.days <= self.days_to)
            and self.card_dies in (None, facts.card_dies)
            and (not self.countries or facts.country in self.countries)
            and self.buyer in ("", BUSINESS if facts.business else CONSUMER)
            and (not self.methods or facts.method in self.methods)
        )

    def may_meet(self, other: "When") -> bool:
        """Tell whether both can be meant at once."""
        return (
            _agree(self.auto_renew, other.auto_renew)
            and _agree(self.card_dies, other.card_dies)
            and self.days_from <= (other.days_to if other.days_to is not None else self.days_from)
            and other.days_from <= (self.days_to if self.days_to is not None else other.days_from)
            and _share(self.countries, other.countries)
            and _share(self.methods, other.methods)
            and _agree(self.buyer or None, other.buyer or None)
        )


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or bool({*one} & {*other})


@dataclass(frozen=True)
class Row:
    """One notice: for whom, in which days, and what it says."""

    id: str
    says: str  # the letter
    when: When
    window: Window
    plan: int
    first: bool = False  # it is the first to name the sum of the renewal, which stands from then on
    late: bool | None = (
        None  # where its day has passed, it is given at once: while enough days remain (true), while its
    )
    # window is open (where nothing is said), or not at all, since something else has just said it (false)
    told_by: str = NOBODY_ELSE
    mandatory: bool = True

    @property
    def is_planned(self) -> bool:
        return self.told_by == NOBODY_ELSE

    @property
    def days_before(self) -> int:
        return -self.plan


@dataclass(frozen=True)
class Rule:
    """What a country or a payment method asks of one notice."""

    id: str
    notice: str
    when: When
    law: Window | None = None
    window: Window | None = None
    plan: int | None = None
    blocks_charge: bool = False
    alone: bool = False
    source: str = ""


@dataclass(frozen=True)
class Ruled:
    """A notice as it is for one subscription, after all rules that apply."""

    row: Row
    window: Window
    plan: int
    blocks_charge: bool  # where it did not arrive within its window, nothing is charged by itself (N5)
    alone: bool  # a letter of its own, also where another notice falls on the day
    rules: tuple[Rule, ...]

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True)
class Calendar:
    """All rows and rules, checked."""

    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    hour: int
    least: int

    def row(self, notice: str) -> Row | None:
        """Return a row by its id."""
        return next((row for row in self.rows if row.id == notice), None)

    def says(self, *letters: str) -> frozenset[str]:
        """Return the ids of the notices that are given by some letters."""
        return frozenset(row.id for row in self.rows if row.says in letters)

    @property
    def first_words(self) -> frozenset[str]:
        """The notices that are the first to name the sum of a renewal."""
        return frozenset(row.id for row in self.rows if row.first)

    def ruled(self, facts: Facts) -> list[Ruled]:
        """Return the notices that a subscription gets, as the rules of its country, buyer and method make them."""
        rules = [rule for rule in self.rules if rule.when.fits(facts)]
        return [
            _ruled(row, [rule for rule in rules if rule.notice == row.id]) for row in self.rows if row.when.fits(facts)
        ]

    def blocking(self, facts: Facts) -> list[Ruled]:
        """Return the notices without which nothing may be charged by itself."""
        return [ruled for ruled in self.ruled(facts) if ruled.blocks_charge]

    def announcing(self, facts: Facts) -> list[Ruled]:
        """Return what announces the renewal of a term that is long enough to be forgotten: its first notice.

        For short terms nothing: their notice comes some days before, and a shop that stood still over a weekend would
        let all of them wait for a click.
        """
        return [ruled for ruled in self.ruled(facts) if ruled.row.first and ruled.row.when.days_from >= LONG]


def _ruled(row: Row, rules: Sequence[Rule]) -> Ruled:
    window = row.window
    for rule in rules:
        window = window.meet(rule.window or window)
    wished = min([row.plan, *(rule.plan for rule in rules if rule.plan is not None)])
    return Ruled(
        row,
        window,
        plan=max(window.first, min(wished, window.last)),
        blocks_charge=any(rule.blocks_charge for rule in rules),
        alone=any(rule.alone for rule in rules),
        rules=tuple(rules),
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str, *, base: Calendar | None = None) -> Calendar:
    """Return the calendar that a TOML text describes; with a `base`, that calendar and what the text adds to it.

    Refused, with the row and the reason: what is not understood, what would never apply, a row that stands already, a
    notice that can be switched off, a planned day outside its window, a window outside the law, and rules that leave no
    day.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarWrong(row="TOML", why=str(error)) from error
    if unknown := sorted(set(told) - ({"notice", "rule"} if base else {"notice", "rule", "hour", "least"})):
        raise CalendarWrong(row=unknown[0], why="is not known here")
    rows = [_row(each) for each in _tables(told, "notice")]
    rules = [_rule(each) for each in _tables(told, "rule")]
    if base and (silent := [row for row in rows if not row.is_planned]):
        raise CalendarWrong(row=silent[0].id, why="would be sent by nobody: leave “told_by” out")
    calendar = Calendar(
        rows=(*(base.rows if base else ()), *rows),
        rules=(*(base.rules if base else ()), *rules),
        hour=base.hour if base else int(told.get("hour", 9)),
        least=base.least if base else int(told.get("least", 3)),
    )
    _check(calendar)
    return calendar


def _tables(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = told.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CalendarWrong(row=name, why=f"is no table: each one begins with [[{name}]]")
    return rows


def _row(told: Mapping[str, Any]) -> Row:
    return Row(**_known(told, Row))


def _rule(told: Mapping[str, Any]) -> Rule:
    return Rule(**_known(told, Rule))


def _known(told: Mapping[str, Any], kind: type) -> dict[str, Any]:
    name = str(told.get("id", "?"))
    _refuse_unknown(told, kind, name)
    _check_forms(told, name)
    read_: dict[str, Any] = dict(told)
    read_["when"] = _when(told.get("when", {}), name)
    for key in ("window", "law"):
        if key in read_:
            read_[key] = _window(read_[key], name)
    missing = {"id", "window", "plan", "says"} if kind is Row else {"id", "notice"}
    if lacking := sorted(missing - set(told)):
        raise CalendarWrong(row=name, why=f"lacks {lacking[0]}")
    return read_


def _when(told: Mapping[str, Any], name: str) -> When:
    _refuse_unknown(told, When, name)
    _check_forms(told, name)
    for key, known in (("countries", COUNTRIES), ("methods", METHODS)):
        if strangers := [each for each in told.get(key, []) if each not in known]:
            raise CalendarWrong(row=name, why=f"“{key}” knows no “{strangers[0]}”")
        if told.get(key) == []:
            raise CalendarWrong(row=name, why=f"“{key}” names nobody")
    lists = {key: tuple(told[key]) for key in ("countries", "methods") if key in told}
    when = When(**{**told, **lists})
    if when.buyer not in ("", CONSUMER, BUSINESS):
        raise CalendarWrong(row=name, why=f"knows no buyer “{when.buyer}”")
    if when.days_to is not None and when.days_to < when.days_from:
        raise CalendarWrong(row=name, why="is for no term: “days_to” is less than “days_from”")
    return when


def _check_forms(told: Mapping[str, Any], name: str) -> None:
    """Refuse what has another form than it should: a text "false" would count as a yes."""
    for form, (words, keys) in FORMS.items():
        if wrong := [key for key, value in told.items() if key in keys and type(value) is not form]:
            raise CalendarWrong(row=name, why=f"“{wrong[0]}” is not {words}")


def _refuse_unknown(told: Mapping[str, Any], kind: type, name: str) -> None:
    if unknown := sorted(set(told) - {f.name for f in fields(kind)}):
        raise CalendarWrong(row=name, why=f"knows no “{unknown[0]}”")


def _window(told: Any, name: str) -> Window:
    match told:
        case [int(first), int(last)] if first <= last and not isinstance(first, bool) and not isinstance(last, bool):
            return Window(first, last)
    raise CalendarWrong(row=name, why="has a window that is not two whole days in their order")


# --- checking ---------------------------------------------------------------------------------------------------------


def _check(calendar: Calendar) -> None:
    names = [row.id for row in calendar.rows] + [rule.id for rule in calendar.rules]
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise CalendarWrong(row=double[0], why="stands there twice")
    for row in calendar.rows:
        _check_row(row)
    for rule in calendar.rules:
        _check_rule(rule, calendar)
    for one, other in combinations(calendar.rules, 2):
        if one.notice == other.notice and one.when.may_meet(other.when):
            _check_pair(one, other, calendar)


def _check_row(row: Row) -> None:
    family = next((letters for name, letters in NAMES.items() if row.id == name or row.id.startswith(f"{name}_")), None)
    if family is None or row.says not in family:
        raise CalendarWrong(row=row.id, why=f"its id and its letter “{row.says}” do not belong together")
    if not row.mandatory:
        raise CalendarWrong(row=row.id, why="cannot be switched off")
    if row.plan not in row.window:
        raise CalendarWrong(row=row.id, why="is planned outside its window")
    if len(row.id) > LONGEST_ID:
        raise CalendarWrong(row=row.id, why=f"has an id of more than {LONGEST_ID} characters")
    if row.is_planned and row.says in SENT_WITH:
        raise CalendarWrong(row=row.id, why=f"its letter “{row.says}” follows from what happens and cannot be planned")
    if row.is_planned and row.window.last >= 0:
        raise CalendarWrong(row=row.id, why="would come after the charge")


def _check_rule(rule: Rule, calendar: Calendar) -> None:
    row = calendar.row(rule.notice)
    if row is None:
        raise CalendarWrong(row=rule.id, why=f"there is no notice “{rule.notice}”")
    if not rule.when.may_meet(row.when):
        raise CalendarWrong(row=rule.id, why=f"would never apply: nobody whom it names gets “{row.id}”")
    window = row.window if rule.window is None else rule.window
    if not row.window.holds(window):
        raise CalendarWrong(row=rule.id, why="its window would loosen that of the notice")
    if rule.law is not None and not rule.law.holds(window):
        raise CalendarWrong(row=rule.id, why="the window of the notice lies outside the law")
    if rule.blocks_charge and not row.is_planned:
        raise CalendarWrong(row=rule.id, why="would hold a charge for what comes after it")
    if rule.plan is not None and rule.plan not in window:
        raise CalendarWrong(row=rule.id, why="is planned outside its window")


def _check_pair(one: Rule, other: Rule, calendar: Calendar) -> None:
    row = calendar.row(one.notice)
    assert row is not None, "each was checked alone before"
    if (one.window or row.window).meet(other.window or row.window).is_empty:
        raise CalendarWrong(row=other.id, why=f"leaves no day beside “{one.id}”")
