from datetime import date

import pytest

from abaca.store.payments import gateways
from abaca.store.payments.gateways import ChargeRequest, ProviderError, UnknownProvider
from abaca.store.payments.gateways.bank import entries_after
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.currencies import DIGITS, from_provider, to_provider
from tests.store.payments.gateways.desk import NOON


@pytest.fixture(autouse=True)
def _a_rehearsal(settings, tmp_path):
    settings.REHEARSAL = True
    settings.REHEARSAL_PROVIDER_FILE = tmp_path / "provider.sqlite3"


def test_the_rehearsal_gateway_passes_everything_on():
    gateway = gateways.of("rehearsal")
    card = gateway.tokenise(number="4242424242424242", exp_month=3, exp_year=2030, cvc="123", at=NOON)
    wallet = gateway.open_wallet(login="bob@example.com", at=NOON)
    paid = gateway.charge(ChargeRequest("buy:1", 7900, "EUR", card.token, "ord_1", customer_present=True), at=NOON)
    refunded = gateway.refund(key="refund:1", charge_ref=paid.provider_ref, amount=900, at=NOON)
    gateway.forget(wallet.token, at=NOON)

    assert (gateway.ask("buy:1", at=NOON), gateway.cancel("buy:1", at=NOON)) == (paid, paid)
    assert gateway.ask("refund:1", at=NOON) == refunded
    assert (gateway.method(card.token, at=NOON), gateway.method(wallet.token, at=NOON)) == (card, None)
    assert rehearsal_company().balance("EUR") == (7900, 900, 0)
    raw, signature, _ = rehearsal_company().due_notifications(NOON, 1)[0]
    assert gateway.verify(raw, signature)["key"] == "buy:1"


def test_the_adapter_counts_in_the_units_of_the_company():
    gateway = gateways.of("rehearsal")
    card = gateway.tokenise(number="4242424242424242", exp_month=3, exp_year=2030, cvc="123", at=NOON)
    paid = gateway.charge(ChargeRequest("buy:1", 7900, "ISK", card.token, "ord_1", customer_present=True), at=NOON)
    gateway.refund(key="refund:1", charge_ref=paid.provider_ref, amount=900, at=NOON)

    assert rehearsal_company().balance("ISK") == (790_000, 90_000, 0)


@pytest.mark.parametrize("currency", sorted(DIGITS))
def test_units_come_back_as_they_went(currency):
    assert from_provider(to_provider(7901, currency), currency) == 7901


def test_half_a_unit_is_an_alarm():
    with pytest.raises(ProviderError):
        from_provider(150, "ISK")


def test_an_unknown_provider_is_unknown():
    with pytest.raises(UnknownProvider):
        gateways.of("nobody")


def test_a_shop_that_earns_real_money_has_no_rehearsal(settings):
    settings.REHEARSAL = False

    with pytest.raises(UnknownProvider):
        gateways.of("rehearsal")
    assert entries_after(0, 10) == []


def test_the_shop_reads_the_statement_of_the_demo_bank():
    rehearsal_company().bank.book("RF1", 7900, "EUR", date(2026, 3, 2), "Bob", NOON)

    assert [entry.reference for entry in entries_after(0, 10)] == ["RF1"]
