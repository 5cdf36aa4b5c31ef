"""An invariant that cannot fail is worth nothing: each is broken here once, and must say so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from abaca.dispatch.jobs import drain
from abaca.operations import cast, filling
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows.cancellation import cancel
from abaca.store.workflows.invariants import Capture, check_all, findings
from tests.breaking import without_the_guards
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, DORA, card

pytestmark = pytest.mark.django_db

RENEWED = datetime(2027, 3, 2, 12, tzinfo=UTC)
TOLD = [RENEWED - timedelta(days=days) for days in (38, 30, 12)]  # what was said in time

AN_ERRAND = """INSERT INTO store_product_keys_errand
    (ref, line_id, seats, running_no, kind, follows, replaces, tries, reason, message, made_at, state, next_at, seat)
    SELECT 'errand_' || id, line_id, 1, 1, 'url', '', '', 0, '', '', minted_at,"""

CODES_NOBODY_USED = """
    INSERT INTO store_orders_reduction (order_id, position, kind, description, amount, net, facts)
        SELECT id, 1, 'coupon', '', 0, 0, '{}' FROM store_orders_order
"""
USED_CODE = """
    INSERT INTO store_catalogue_coupon (code, percent, currency, terms, valid_from, in_total, per_customer, min_seats,
        first_order_only, made_at) VALUES ('SPRING', 100, '', 1, '2026-03-02', 0, 1, 1, false, '2026-03-02Z');
    INSERT INTO store_catalogue_redemption (coupon_id, order_ref, customer_ref, redeemed_at)
        SELECT id, 'ord_1', 'cus_1', made_at FROM store_catalogue_coupon
"""
STRAY_TRANSFERS = """INSERT INTO store_payments_transfer
    (entry, reference, amount, currency, value_on, payer, read_at, order_id)
    SELECT id, '', 5, 'CHF', '2027-03-01', '', placed_at, id FROM store_orders_order"""

A_REFUND = """INSERT INTO store_payments_refund
    (ref, key, payment_id, number, kind, amount, currency, document, cause, iban, state, made_at, asked, provider_ref,
    decline_code)
    SELECT 'ref_' || id, 'refund:' || id, id, 1, 'provider', amount + 1, currency, 'MS27C-000009', 'refund', '',
    'succeeded', came_at, 0, '', '' FROM store_payments_payment"""

A_LOST_DISPUTE = """INSERT INTO store_payments_dispute
    (provider, provider_ref, payment_id, amount, currency, fee, reason, state, opened_at, evidence_due_at, ended_at,
    evidence, accepted)
    SELECT 'rehearsal', 'dp_' || id, id, amount, currency, 0, '', 'lost', came_at, came_at, came_at, '', false
    FROM store_payments_payment"""

AN_UPGRADE = """INSERT INTO store_subscriptions_upgrade
    (order_id, subscription_id, plan_id, "on", credit, unit, basis, facts, closes_at, closed_at)
    SELECT l.order_id, s.id, s.plan_id, s.anchor_on + 1, 5, 1, 'gross', '{}', s.since, closed.at
    FROM store_orders_line l JOIN store_subscriptions_term t ON t.line_id = l.id
    JOIN store_subscriptions_subscription s ON s.id <> t.subscription_id, """
A_REDUCTION = """INSERT INTO store_orders_reduction (order_id, position, kind, description, amount, net, facts)
    SELECT order_id, 9, 'unused', '', 500, 500, json_build_object('net', 499, 'paid', 7900, 'days', 365,
    'days_left', 20, 'begins', '2026-03-02', 'ends', '2027-03-02', 'on', '2027-02-10') FROM store_orders_line"""

# what is broken, how, and what is said about it
BREAKS = [
    ("a paid order has one payment of its sum", "DELETE FROM store_payments_payment", "is paid, with 0 payments of 0"),
    ("a paid order has one payment of its sum", "UPDATE store_payments_payment SET amount = 1", "1 payments of 1"),
    (
        "a paid order has one payment of its sum",
        "UPDATE store_orders_order SET state = 'placed', paid_at = NULL",
        "is placed, with 1 payments",
    ),
    (
        "an order is its lines less its reductions",
        "UPDATE store_orders_line SET net = net + 1",
        "in its basis and",
    ),
    ("a code is used within its limits", USED_CODE, "Code SPRING is in use 1 times"),
    (
        "an order with a code has used it once",
        CODES_NOBODY_USED,
        "has 1 reductions by a code, and 0 uses of one",
    ),
    (
        "a payment by charge has a successful attempt",
        "UPDATE store_payments_attempt SET state = 'declined' WHERE state = 'succeeded'",
        "is declined, and the payment by it is",
    ),
    ("a payment by charge has a successful attempt", "DELETE FROM store_payments_payment", "payment by it is missing"),
    (
        "an order has at most one open attempt",
        "UPDATE store_payments_attempt SET state = 'unknown', order_id = (SELECT min(id) FROM store_orders_order)",
        "open attempts",
    ),
    ("a paid order has one invoice of its sum", "DELETE FROM store_invoices_invoice", "has 0 invoices of this sum"),
    (
        "a paid order has one invoice of its sum",
        "UPDATE store_invoices_invoice SET gross = gross + 1, net = net + 1",
        "has 0 invoices of this sum",
    ),
    (
        "a lapsed order owes nothing",
        "UPDATE store_orders_order SET state = 'lapsed' WHERE state = 'paid'",
        "is not credited",
    ),
    ("invoice numbers have no gap", "UPDATE store_invoices_series SET last = last + 1", "its counter stands at"),
    (
        "invoice numbers have no gap",
        "DELETE FROM store_invoices_invoice WHERE number LIKE '%-000001'",
        "numbers from 2 to",
    ),
    ("invoice numbers have no gap", "UPDATE store_invoices_invoice SET number = 'XX-' || id", "belongs to no series"),
    (
        "invoice dates never fall",
        "UPDATE store_invoices_invoice SET issued_on = '2020-01-01' WHERE number LIKE '%-000002'",
        "is of 2020-01-01, and the one before it of",
    ),
    (
        "an issued invoice never changes",
        "UPDATE store_invoices_invoice SET document = jsonb_set(document, '{buyer,name}', '\"Somebody\"')",
        "is not as it was issued",
    ),
    ("an issued invoice never changes", "UPDATE store_invoices_invoice SET currency = 'CHF'", "not as it was issued"),
    (
        "a paid order has one paid term",
        "DELETE FROM store_subscriptions_term",
        "is paid, and its term is missing",
    ),
    (
        "a paid order has one paid term",
        "UPDATE store_subscriptions_term SET state = 'paid' WHERE state = 'planned'",
        "is placed, and its term is paid",
    ),
    (
        "terms touch and follow the anchor",
        "UPDATE store_subscriptions_term SET begins = begins + 1 WHERE number = 2",
        "begins on 2027-03-03, and the one before ended on 2027-03-02",
    ),
    (
        "terms touch and follow the anchor",
        "UPDATE store_subscriptions_term SET ends = ends - 1, begins = begins - 1",
        "is [2026-03-01, 2027-03-01) and should be [2026-03-02, 2027-03-02)",
    ),
    (
        "terms touch and follow the anchor",
        "UPDATE store_subscriptions_term SET number = 3 WHERE number = 2",
        "has a term number 3 where 2 should be",
    ),
    (
        "a subscription knows its paid terms",
        "UPDATE store_subscriptions_subscription SET terms_paid = 7",
        "counts 7 terms",
    ),
    (
        "a subscription knows its paid terms",
        "UPDATE store_subscriptions_subscription SET ends_on = '2030-01-01'",
        "to 2030-01-01, and",
    ),
    (
        "a planned term awaits the money of its order",
        "UPDATE store_orders_order SET state = 'lapsed' WHERE state = 'placed'",
        "is planned, and its order is lapsed",
    ),
    (
        "an active subscription has a next step",
        "UPDATE store_subscriptions_subscription SET next_step_at = NULL",
        "is active, and its next step is missing",
    ),
    (
        "a paid order has one product key per seat",
        "DELETE FROM store_product_keys_productkey WHERE seat = 2",
        "with 2 seats and has 1 product keys, had or wanted, for 1 of them",
    ),
    (
        "a paid order has one product key per seat",
        "UPDATE store_product_keys_productkey SET seat = 1 WHERE seat = 2",
        "has 2 product keys, had or wanted, for 1 of them",
    ),
    (
        "a product key taken back has one successor in its seat",
        "UPDATE store_product_keys_productkey SET instead_of = 'pk_lost' WHERE seat = 2",
        "instead of pk_lost, which is missing",
    ),
    (
        "a product key taken back has one successor in its seat",
        "UPDATE store_product_keys_productkey SET instead_of = ref",
        "withdrawn never",
    ),
    (
        "no product key comes before the money",
        "UPDATE store_orders_order SET state = 'placed', paid_at = NULL",
        "which is placed",
    ),
    (
        "no product key comes before the money",
        "UPDATE store_product_keys_productkey SET minted_at = '2020-01-01'",
        "was minted at 2020-01-01",
    ),
    (
        "a paid order has one product key per seat",
        f"{AN_ERRAND} 'parked', NULL, seat FROM store_product_keys_productkey LIMIT 1",
        "has 3 product keys, had or wanted, for 2 of them",
    ),
    (
        "no product key comes before the money",
        "UPDATE store_product_keys_productkey SET seats = 9 WHERE seat = 1",
        "which is paid",
    ),
    (
        "a product key is wanted of a paid order until it is there",
        f"{AN_ERRAND} 'parked', NULL, seat FROM store_product_keys_productkey",
        "is parked, the order is paid, and the product key is pk_",
    ),
    (
        "a product key is wanted of a paid order until it is there",
        f"{AN_ERRAND} 'delivered', NULL, 7 FROM store_product_keys_productkey",
        "is delivered, the order is paid, and the product key is not there",
    ),
    (
        "what came later has its letter",
        f"{AN_ERRAND} 'delivered', NULL, seat FROM store_product_keys_productkey",
        "and no letter brings it",
    ),
    (
        "nothing is charged without the letter that the law wants before it",
        """UPDATE store_orders_order SET billing = jsonb_set(billing, '{country}', '"FR"');
        UPDATE store_notices_notice SET blocks_charge = true""",
        "was made, and its renewal_boxed had not arrived",
    ),
    (
        "nothing due is forgotten",
        f"{AN_ERRAND} 'waiting', '2027-02-28', seat FROM store_product_keys_productkey",
        "Errand errand_",
    ),
    (
        "the feed tells of every product key once",
        "UPDATE store_product_keys_productkey SET form = 'file'",
        "1 times, and the shop has minted it 0 times",
    ),
    ("the feed has no gap", "DELETE FROM store_feed_document WHERE position = 3", "its counter stands at"),
    ("the feed has no gap", "UPDATE store_feed_counter SET last = last + 1", "its counter stands at"),
    (
        "the feed tells of every product key once",
        "DELETE FROM store_feed_document WHERE kind = 'product_key.issued'",
        "0 times, and the shop has minted it 1 times",
    ),
    (
        "the feed tells of every product key once",
        "INSERT INTO store_feed_document SELECT position + 1000, kind, at, body FROM store_feed_document",
        "2 times, and the shop has minted it 1 times",
    ),
    (
        "the feed tells of every product key once",
        "DELETE FROM store_product_keys_productkey",
        "1 times, and the shop has minted it 0 times",
    ),
    (
        "a paid order has one delivery letter",
        "DELETE FROM messaging_letter WHERE kind = 'order_confirmed'",
        "is paid, and no letter delivers it",
    ),
    (
        "the boxed notice is given once a term",
        "UPDATE store_notices_notice SET kind = 'renewal_boxed', term = 1, said_at = '2027-02-20 12:00+00'",
        "times that term 1 renews",
    ),
    (
        "nobody who cancelled is told that it renews",
        "UPDATE store_journal_entry SET what = 'subscription.renewal_cancelled' WHERE what = 'subscription.begun'",
        "that it renews, after it was cancelled at",
    ),
    (
        "nobody who cancelled is told that it renews",
        "UPDATE store_subscriptions_subscription SET auto_renew = false",
        "its renewal is off, and renewal_",
    ),
    (
        "nothing due is forgotten",
        "UPDATE store_subscriptions_subscription SET next_step_at = '2027-02-28'",
        "was due at 2027-02-28",
    ),
    (
        "nothing due is forgotten",
        "UPDATE store_payments_attempt SET state = 'unknown', next_at = NULL",
        "was due at no time at all",
    ),
    (
        "nothing due is forgotten",
        "UPDATE store_orders_order SET lapses_at = '2027-02-28'",
        "was due at 2027-02-28",
    ),
    (
        "nothing due is forgotten",
        "UPDATE store_notices_notice SET planned_at = '2027-02-28', said_at = NULL",
        "was due at 2027-02-28",
    ),
    (
        "nothing due is forgotten",
        "UPDATE store_ledger_deferral SET next_release_on = '2027-02-28' WHERE next_release_on IS NOT NULL",
        "was due at 2027-02-28",
    ),
    ("no more goes back than came", A_REFUND, "15801 went back or is disputed"),
    ("every refund has its credit note", A_REFUND, "The credit note MS27C-000009 over nothing carries refunds of"),
    (
        "an invoice knows what its credit notes took",
        "UPDATE store_invoices_invoice SET credited_net = 1",
        "says that 1 and 0 were credited, its credit notes come to 0 and 0",
    ),
    (
        "what was given back can no longer be used",
        "UPDATE store_subscriptions_term SET stopped_why = 'refunded', stopped_on = ends",
        "was refunded, and its product key",
    ),
    ("what was charged back is charged no more", A_LOST_DISPUTE, "charged the same method afterwards"),
    (
        "nothing renews after its money went back",
        "UPDATE store_subscriptions_term SET stopped_why = 'refunded', stopped_on = '2026-03-05' WHERE number = 1",
        "was charged afterwards",
    ),
    (
        "every booking sums to zero",
        "UPDATE store_ledger_posting SET amount = amount + 1 WHERE account = 'Assets:Receivable' AND amount > 0",
        "postings, which come to 1",
    ),
    ("every booking sums to zero", "DELETE FROM store_ledger_posting", "has 0 postings, which come to 0"),
    (
        "the trial balance is zero",
        "DELETE FROM store_ledger_posting WHERE id = (SELECT min(id) FROM store_ledger_posting)",
        "The trial balance comes to EUR -158.00.",
    ),
    (
        "the books hold every paper once",
        "DELETE FROM store_ledger_posting WHERE account LIKE 'Liabilities:Deferred:%'",
        ", and the books to",
    ),
    ("the books hold every paper once", "DELETE FROM store_ledger_posting", ", and the books to 0"),
    ("the books hold every paper once", "DELETE FROM store_invoices_invoice", "come to 0, and the books to 15800"),
    (
        "the books hold all money once",
        "UPDATE store_ledger_posting SET amount = amount + 1 WHERE account = 'Assets:Gateway'",
        "and the books say 15802",
    ),
    (
        "the books hold all money once",
        STRAY_TRANSFERS,
        "5 CHF came and went, and the books say 0",
    ),
    (
        "nobody owes for what is settled or over",
        "DELETE FROM store_ledger_posting WHERE account = 'Assets:Receivable' AND amount < 0",
        "is paid, and 15800 EUR of it are open in the books",
    ),
    (
        "no credit balance is below zero",
        "UPDATE store_ledger_posting SET account = 'Liabilities:CustomerCredit' WHERE account = 'Assets:Gateway'",
        "more of his credit balance than there was",
    ),
    (
        "the tax accounts are the tax of the papers",
        "UPDATE store_ledger_posting SET account = 'Liabilities:Tax:CH:7-7' WHERE account LIKE 'Liabilities:Tax:%'",
        "Liabilities:Tax:CH:7-7 holds",
    ),
    (
        "the tax accounts are the tax of the papers",
        "UPDATE store_invoices_invoice SET tax = tax + 1, gross = gross + 1, tax_country = 'CH', tax_rate = 810",
        "and the papers come to",
    ),
    (
        "the deferred accounts are the terms that run",
        "UPDATE store_ledger_deferral SET net = net + 1",
        "Liabilities:Deferred:Professional holds",
    ),
    (
        "every paid term is deferred to its end",
        "DELETE FROM store_ledger_deferral",
        "in the books it is paid on None and stopped on None",
    ),
    (
        "every paid term is deferred to its end",
        "UPDATE store_ledger_deferral SET stopped_on = '2027-03-02', next_release_on = NULL, recognised = net",
        "stopped on None; in the books it is paid on",
    ),
    (
        "what is deferred is the unearned part of paid terms",
        "UPDATE store_ledger_deferral SET recognised = 0 WHERE next_release_on IS NULL",
        "are deferred, and it should be from 0 to 0",
    ),
    (
        "what is deferred is the unearned part of paid terms",
        "UPDATE store_ledger_deferral SET recognised = net WHERE next_release_on IS NOT NULL",
        "Of",
    ),
    (
        "an open upgrade waits for money",
        f"{AN_UPGRADE} (SELECT NULL::timestamptz AS at) closed WHERE t.number = 1 ORDER BY l.id, s.id LIMIT 1",
        "is open, and its order is paid",
    ),
    (
        "an upgrade takes the place of its forerunner",
        f"{AN_UPGRADE} (SELECT now() AS at) closed WHERE t.number = 1 ORDER BY l.id, s.id LIMIT 1",
        "of the old subscription is not ended by it",
    ),
    (
        "an upgrade takes the place of its forerunner",
        "UPDATE store_product_keys_productkey SET replaces = follows WHERE follows <> ''",
        "which is still counting",
    ),
    (
        "no upgrade gives more than was unused",
        f"{AN_UPGRADE} (SELECT now() AS at) closed WHERE t.number = 1 ORDER BY l.id, s.id LIMIT 1",
        "took 0 off and credited 0, and 5 were unused",
    ),
    ("an upgrade takes off at most what was unused", A_REDUCTION, "takes 500 off a price of"),
]


@pytest.fixture(autouse=True)
def _a_lived_year() -> None:
    """Two who renew, one of them with two seats; one whose renewal fails; one who has not paid; one who cancelled."""
    filling.open_shop(valid_from=date(2026, 1, 1), at=NOON)
    cast.sell(ALICE, "professional", seats=2, at=NOON)
    cast.sell(BOB, "professional", at=NOON)
    cast.sell(card(DORA, "soft_renewals"), "advanced", at=NOON)
    cast.sell(card(_named("Emil"), "ok"), "advanced", at=NOON)
    leaver = Subscription.objects.get(customer__email="emil@example.com")
    cancel(leaver, at=NOON, by=leaver.customer.ref)
    for at in (*TOLD, RENEWED):
        drain("store.notices", at=at)
    for name in ("store.lapses", "store.renewals", "store.collect"):
        drain(name, at=RENEWED)
    while drain("store.ledger", at=RENEWED):  # month by month
        pass


def _named(name: str) -> cast.Person:
    return cast.Person(name, f"{name.lower()}@example.com", "Ring 1", "1010", "Wien", "AT")


def test_a_shop_that_has_lived_a_year_breaks_nothing():
    assert check_all(_captures(), at=RENEWED) == []


@pytest.mark.parametrize(("invariant", "statement", "said"), BREAKS)
def test_a_broken_row_is_found(invariant, statement, said):
    without_the_guards(statement)
    sentences = findings(at=RENEWED)[invariant]
    assert [sentence for sentence in sentences if said in sentence], sentences


def test_every_invariant_is_broken_once():
    assert {name for name, _statement, _said in BREAKS} == set(findings(at=RENEWED))


def _captures() -> list[Capture]:
    return [Capture(c.key, c.reference, c.captured, c.currency) for c in rehearsal_company().charges() if c.captured]


def _provider_says(captures: list[Capture]) -> list[str]:
    return findings(captures, at=RENEWED)["the provider agrees"]


def test_a_second_charge_for_one_order_is_found():
    first, *_others = told = _captures()
    doubled = first._replace(key=f"{first.key}0")
    assert _provider_says([*told, doubled]) == [
        f"The provider took money 2 times for order {first.reference}.",
        f"The provider took money under {doubled.key}, which is no attempt of ours.",
    ]


def test_money_under_an_attempt_that_failed_is_found():
    declined = Order.objects.get(attempts__state="declined")
    attempt = declined.attempts.get()
    told = Capture(attempt.key, declined.ref, attempt.amount, attempt.currency)
    assert _provider_says([*_captures(), told]) == [
        f"The provider took money under {attempt.key}, and the attempt is declined."
    ]


def test_money_under_an_attempt_that_is_still_asked_about_is_no_contradiction():
    attempt = Order.objects.get(attempts__state="declined").attempts.get()
    type(attempt).objects.update(state="unknown")
    told = Capture(attempt.key, attempt.order.ref, attempt.amount, attempt.currency)
    assert [said for said in _provider_says([told]) if "The provider took money under" in said] == []


def test_another_sum_and_money_that_never_moved_are_found():
    first, *others = _captures()
    assert _provider_says([first._replace(amount=1), *others])[0].startswith(
        f"The provider took 1 EUR under {first.key}, and we asked for"
    )
    assert _provider_says(others) == [f"Attempt {first.key} succeeded, and the provider took no money under it."]
