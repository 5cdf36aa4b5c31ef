"""`abaca simulate`: three years of a shop with a crowd of customers, and whether everything held."""

import argparse
import time
from datetime import UTC, datetime

from abaca.operations.simulation.life import live
from abaca.operations.simulation.place import place
from abaca.operations.simulation.summary import Rows, findings, summary

YEARS = 3
WIDTH = 46


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument(
        "--until", type=_noon, default="2029-01-01", help="the last day; life begins three years before"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed brings the same people")


def run(options: argparse.Namespace) -> int:
    """Live three years in a scratch database; the exit code is 1 if anything is wrong."""
    began = time.monotonic()
    until: datetime = options.until
    begins = until.replace(year=until.year - YEARS)
    with place():
        _tell(f"{options.customers} customers from {begins:%d %B %Y} to {until:%d %B %Y}, seed {options.seed}", began)
        refusals = live(
            options.customers, seed=options.seed, begins=begins, until=until, tell=lambda words: _tell(words, began)
        )
        for heading, rows in summary(refusals, at=until).items():
            _print(heading, rows)
        wrong = _check(until)
    print(f"\n{'Nothing is wrong.' if not wrong else f'{wrong} invariants are broken.'}")
    _tell("The end", began)
    return 1 if wrong else 0


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def _tell(words: str, began: float) -> None:
    print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True)


def _print(heading: str, rows: Rows) -> None:
    print(f"\n{heading}")
    for name, value in rows:
        print(f"  {name:<{WIDTH}} {value:>16}")


def _check(at: datetime) -> int:
    """Print every invariant with what is wrong; return how many are broken."""
    print("\nWhat must always hold")
    wrong = 0
    for name, sentences in findings(at=at).items():
        print(f"  {'ok ' if not sentences else 'NO '} {name}")
        wrong += bool(sentences)
        for sentence in sentences:
            print(f"        {sentence}")
    return wrong
