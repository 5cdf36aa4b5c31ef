"""A charge is contested: nothing is cut off before it is decided, and a lost one ends everything that it paid for."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.models import Letter
from abaca.operations.simulation.summary import captures
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.accounts import DISPUTED, GATEWAY, RECEIVABLE
from abaca.store.ledger.queries import balances, trial_balance
from abaca.store.payments.actions import accept, give_evidence
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute, Payout
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Term
from abaca.store.workflows import invariants, jobs
from abaca.store.workflows.invariants.refunds import check_refunds
from abaca.store.workflows.refunds import Extent, PaymentContested, Wish, refund
from tests.makers.orders import history, letter_kinds
from tests.makers.shop import DORA, Buyer, card
from tests.makers.traces import refuses_without_a_trace

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _all_is_well_in_the_end(shop) -> Iterator[None]:
    yield
    assert invariants.check_all(captures(), at=present()) == []
    assert check_refunds(rehearsal_company().refunds_by_key()) == []
    assert sum_of_the_books() == {}
    assert balances(GATEWAY).get("EUR", 0) == rehearsal_company().funds().get("EUR", 0)


def sum_of_the_books() -> dict[str, int]:
    """Return which currencies do not come out even over all accounts."""
    sums: dict[str, int] = {}
    for row in trial_balance():
        sums[row.currency] = sums.get(row.currency, 0) + row.left
    return {currency: left for currency, left in sums.items() if left}


OPENED = "2026-04-02"  # the day after


def disputed(shop, clock, behaviour: str = "disputed"):
    """Let Dora buy with a card whose charge is contested a month later."""
    whole = shop.sells(to=card(DORA, behaviour))
    clock.travel_to(OPENED)
    return whole, Dispute.objects.get()


def words(dispute: Dispute) -> list[str]:
    return [entry for entry in history(DORA) if entry.startswith("dispute")]


def to_the_staff() -> list[str]:
    return list(Letter.objects.filter(kind="dispute").order_by("pk").values_list("context__state", flat=True))


def test_while_a_dispute_is_open_nothing_is_cut_off_and_nothing_goes_back(shop, clock):
    whole, dispute = disputed(shop, clock)
    dora = Buyer(DORA)
    assert (dispute.state, dora.standing) == ("open", "renews")
    assert to_the_staff() == ["open"]
    assert letter_kinds(DORA) == ["order_confirmed"]
    wish = Wish(Extent.GOODWILL, amount=100)
    refuses_without_a_trace(PaymentContested, lambda: refund(whole.order, wish, at=present(), by="sam"))


def test_evidence_wins_and_all_is_as_before(shop, clock):
    whole, dispute = disputed(shop, clock)
    give_evidence(dispute, "It was delivered.", at=present(), by="sam")
    clock.travel_to(present() + 8 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, Buyer(DORA).standing) == ("won", "renews")
    assert to_the_staff() == ["open", "won"]
    assert refund(whole.order, Wish(Extent.GOODWILL, amount=100), at=present(), by="sam")


@pytest.mark.parametrize("answer", ["silence", "accepted"])
def test_a_lost_dispute_ends_the_term_the_keys_and_the_renewal(shop, clock, answer):
    whole, dispute = disputed(shop, clock, "disputed_lost")
    if answer == "accepted":
        accept(dispute, at=present(), by="sam")
        drain_all(at=present())
    else:
        clock.travel_to("2026-04-16")
    on = present().date()

    invoice, note = Invoice.objects.filter(order=whole.order).order_by("pk")
    assert (note.net, note.tax, note.cause, note.corrects) == (invoice.net, invoice.tax, "chargeback", invoice)
    term = Term.objects.get()
    assert (term.stopped_why, ProductKey.objects.get().withdrawn_on) == ("charged_back", term.stopped_on)
    assert abs(term.stopped_on - on) <= DAY
    assert Buyer(DORA).standing == "ended"
    assert letter_kinds(DORA) == ["order_confirmed", "charged_back"]
    assert to_the_staff() == ["open", "lost"]
    assert (balances(RECEIVABLE), balances(DISPUTED)) == ({"EUR": 0}, {"EUR": 0})
    assert [doc["kind"] for doc in shop.feed()][-1] == "product_key.withdrawn"
    clock.travel_to("2028-03-05")
    assert len(shop.charges()) == 1


def test_no_renewal_is_charged_while_the_method_is_contested(shop, clock):
    shop.sells(to=card(DORA, "ok"))
    dora = Buyer(DORA)
    method = dora.whole.methods[0]
    clock.travel_to("2027-03-01")
    payment = dora.orders[0].attempts[0].payment
    dispute = Dispute.objects.create(
        provider="rehearsal",
        provider_ref="dp_1",
        payment=payment,
        amount=100,
        currency="EUR",
        opened_at=present(),
        evidence_due_at=present() + 99 * DAY,
    )
    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert dora.standing != "ended"
    Dispute.objects.filter(pk=dispute.pk).update(state="won", ended_at=present())
    clock.travel_to("2027-03-05")
    assert (len(shop.charges()), method.removed_at) == (2, None)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_all_orders_of_the_notifications_end_alike_and_happen_once(shop, order):
    shop.sells(to=card(DORA, "disputed_lost"))
    company, at = rehearsal_company(), present() + 60 * DAY
    letters = company.due_notifications(at, 99)
    for number in [*order, *reversed(order)]:
        raw, signature, _event = letters[number - len(order)]
        jobs.listen(raw, signature, provider="rehearsal", at=at)

    assert (Dispute.objects.get().state, Payout.objects.count()) == ("lost", 1)
    assert words(Dispute.objects.get()) == ["dispute.opened", "dispute.lost"]
    assert Invoice.objects.filter(kind="credit_note").count() == 1
    assert letter_kinds(DORA) == ["order_confirmed", "charged_back"]
