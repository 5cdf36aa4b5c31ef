import argparse
from datetime import date

import pytest
from tests.breaking import without_the_guards
from tests.conftest import NOON
from tests.makers.shop import ALICE

from abaca.operations import cast, embedded_postgres, filling
from abaca.operations.commands import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_shop_that_has_sold(monkeypatch) -> None:
    monkeypatch.setattr(embedded_postgres, "stop", lambda: None)  # the other tests still need it
    filling.open_shop(valid_from=date(2026, 1, 1), at=NOON)
    cast.sell(ALICE, "professional", at=NOON)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    ledger.describe(parser)
    return ledger.run(parser.parse_args(words))


def test_a_year_goes_to_the_terminal_or_into_a_folder(capfdbinary, tmp_path):
    assert run("--as", "csv") == 0
    told = capfdbinary.readouterr().out
    assert run("--as", "csv", "--year", "2026", "--to", str(tmp_path / "exports")) == 0
    assert (tmp_path / "exports" / "books_2026.csv").read_bytes() == told
    assert b"MS26-000001" in told


def test_a_form_that_cannot_hold_the_books_is_refused(capfd):
    cast.sell(ALICE, "professional", currency="CHF", token="again", at=NOON)
    assert run("--as", "banana") == 1
    assert "Choose one: CHF, EUR." in capfd.readouterr().err
    assert run("--as", "banana", "--currency", "chf") == 0


def test_the_books_are_checked(capfd):
    assert run("--check") == 0
    assert "The books agree" in capfd.readouterr().out
    without_the_guards("UPDATE store_ledger_posting SET amount = amount + 1 WHERE account = 'Assets:Gateway'")
    assert run("--check") == 1
    assert "The provider holds EUR 77.64, and the books say" in capfd.readouterr().out
