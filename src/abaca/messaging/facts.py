"""Facts in a letter's context: how sums, days, instants and secrets are written as JSON, and read again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from abaca.kernel.money import Money

Fact = dict[str, Any]


def money_fact(money: Money) -> Fact:
    return {"money": [money.amount, money.currency]}


def day_fact(day: date) -> Fact:
    return {"day": day.isoformat()}


def instant_fact(at: datetime) -> Fact:
    return {"instant": at.isoformat()}


def secret_fact(name: str) -> Fact:
    """Stand in for a secret of this name, for lists that speak of several product keys."""
    return {"secret": name}


READERS: dict[str, Callable[[Any], Any]] = {
    "money": lambda parts: Money(*parts),
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
}


def parsed(value: Any, secrets: Mapping[str, str]) -> Any:
    """Return the value with every fact in it as what it means."""
    if isinstance(value, list):
        return [parsed(each, secrets) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(kind, told)] = value.items()
        if kind in READERS:
            return READERS[kind](told)
        if kind == "secret":
            return secrets[told]
    return {name: parsed(each, secrets) for name, each in value.items()}
