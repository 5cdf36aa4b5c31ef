"""The books against what bank and provider say of themselves."""

from abaca.dispatch.jobs import drain_all
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.workflows.jobs import PROVIDER
from abaca.store.workflows.reconciliation import differences
from tests.breaking import without_the_guards
from tests.makers.shop import BOB, DORA


def test_a_shop_agrees_with_its_provider_and_its_bank(shop, clock):
    shop.sells(to=DORA)
    shop.books(shop.sells(to=BOB, currency="CHF").order)
    rehearsal_company().bank.book("thank you", 100, "EUR", clock.now.date(), "somebody", clock.now)
    drain_all(at=clock.now)
    assert differences(PROVIDER) == []
    clock.travel_to("2026-03-10")  # the provider has paid out
    assert differences(PROVIDER) == []


def test_a_transfer_that_was_not_read_and_money_that_the_provider_does_not_have_are_found(shop, clock):
    shop.sells(to=DORA)
    rehearsal_company().bank.book("thank you", 100, "CHF", clock.now.date(), "somebody", clock.now)
    without_the_guards("UPDATE store_ledger_posting SET amount = amount + 1 WHERE account = 'Assets:Gateway'")
    assert differences(PROVIDER) == [
        "The provider holds EUR 77.64, and the books say EUR 77.66.",
        "The bank lists CHF 1.00, and the books CHF 0.00.",
    ]
