import pytest

from abaca.store.payments.gateways import MethodFacts, WalletRefused
from tests.store.payments.gateways.desk import NOON, make_company, pay


def open_wallet(company, login="alice@example.com"):
    return company.open_wallet(login=login, at=NOON)


def test_a_wallet_shows_a_masked_address(tmp_path):
    facts = open_wallet(make_company(tmp_path), " Alice@Example.com ")

    assert facts == MethodFacts("wallet", facts.token, "Rehearsal Wallet", "", None, None, "", "al•••@example.com")


def test_a_charge_takes_money_out_of_the_wallet_and_a_refund_puts_it_back(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, open_wallet(company).token)
    assert company.wallets() == [("alice@example.com", "EUR", 99_992_100)]

    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=900, at=NOON)
    assert company.wallets() == [("alice@example.com", "EUR", 99_993_000)]


def test_an_empty_wallet_lacks_funds_until_somebody_tops_it_up(tmp_path):
    company = make_company(tmp_path)
    wallet = open_wallet(company, "empty@example.com").token

    declined = pay(company, wallet, "renew:1:2:1")
    company.top_up("Empty@example.com", 8000, "EUR", NOON)
    paid = pay(company, wallet, "renew:1:2:2")

    assert (declined.outcome, declined.decline_code, declined.hard) == ("declined", "insufficient_funds", False)
    assert paid.outcome == "succeeded"
    assert company.wallets() == [("empty@example.com", "EUR", 100)]


def test_two_connections_of_one_wallet_share_its_money(tmp_path):
    company = make_company(tmp_path)
    first, second = (open_wallet(company, "empty@example.com").token for _ in range(2))
    company.top_up("empty@example.com", 7900, "EUR", NOON)

    assert [pay(company, wallet, wallet).outcome for wallet in (first, second)] == ["succeeded", "declined"]


def test_a_refund_finds_home_to_a_forgotten_wallet(tmp_path):
    company = make_company(tmp_path)
    wallet = open_wallet(company).token
    paid = pay(company, wallet)
    company.forget(wallet, at=NOON)
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=7900, at=NOON)

    assert company.wallets() == [("alice@example.com", "EUR", 100_000_000)]


@pytest.mark.parametrize(
    "login", ["", "alice", "alice@", "@example.com", "a@b@example.com", "a" * 300 + "@example.com"]
)
def test_a_wallet_wants_an_address(tmp_path, login):
    with pytest.raises(WalletRefused) as refused:
        open_wallet(make_company(tmp_path), login)
    assert refused.value.field == "login"
