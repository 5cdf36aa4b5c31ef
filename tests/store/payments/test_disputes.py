"""Contested charges: read from the provider, in any order and however often they are told; and payouts likewise."""

from datetime import timedelta
from itertools import permutations

import pytest

from abaca.store.payments import jobs
from abaca.store.payments.actions import (
    DisputeAnswered,
    DisputeOver,
    EvidenceMissing,
    EvidenceTooLate,
    accept,
    book_payouts,
    give_evidence,
    hear,
    write_disputes,
)
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute, Payout, ProviderEvent
from abaca.store.payments.queries import (
    due_hints,
    next_dispute,
    next_hint,
    open_dispute_about,
    refundable,
)
from tests.conftest import NOON
from tests.makers.orders import happened
from tests.makers.traces import refuses_without_a_trace

from .paid import paid

DAY = timedelta(days=1)
WORDS = ["dispute.opened", "dispute.won", "dispute.lost"]


def notifications(at) -> list[tuple[bytes, str]]:
    return [(raw, signature) for raw, signature, _number in rehearsal_company().due_notifications(at, 99)]


def told(letters, at) -> None:
    """Let the shop hear these notifications and follow them."""
    for raw, signature in letters:
        heard = hear(jobs.read_notification("rehearsal", raw, signature), provider="rehearsal", at=at)
        if heard.hint_id:
            follow([heard.hint_id], at)


def follow(hint_ids, at) -> None:
    jobs.follow_hints(hint_ids, disputes=write_disputes, payouts=book_payouts, at=at)


def tend(at) -> None:
    jobs.tend(list(Dispute.objects.values_list("pk", flat=True)), conclude=write_disputes, at=at)


def disputed(end: str = "won") -> Dispute:
    """Return a dispute of the day after the payment."""
    paid(f"dispute:1:{end}")
    told(notifications(NOON + DAY), NOON + DAY)
    return Dispute.objects.select_related("payment__order").get()


def words(dispute: Dispute) -> list[str]:
    return [word for word in happened(dispute.payment.order.ref) if word.startswith("dispute")]


def test_a_dispute_is_read_from_the_provider(shop):
    dispute = disputed()
    assert (dispute.state, dispute.amount, dispute.fee, dispute.reason) == ("open", 7900, 1500, "product_not_received")
    assert dispute.opened_at == NOON + DAY
    assert dispute.evidence_due_at == NOON + 15 * DAY
    assert refundable(dispute.payment) == 0
    assert open_dispute_about([dispute.payment.order_id]) == {dispute.payment.order_id}
    assert words(dispute) == ["dispute.opened"]


def test_evidence_is_handed_in_by_a_job_and_wins(shop):
    dispute = disputed()
    give_evidence(dispute, "It was delivered.", at=NOON + 2 * DAY, by="sam")
    assert rehearsal_company().dispute(dispute.provider_ref, at=NOON + 2 * DAY).evidence == ""
    assert next_dispute() == NOON + 2 * DAY
    tend(NOON + 2 * DAY)
    told(notifications(NOON + 9 * DAY), NOON + 9 * DAY)

    dispute.refresh_from_db()
    assert (dispute.state, dispute.handed_in_at, dispute.next_at) == ("won", NOON + 2 * DAY, None)
    assert refundable(dispute.payment) == 7900
    assert words(dispute) == ["dispute.opened", "dispute.evidence_given", "dispute.won"]


def test_who_accepts_has_lost_at_once(shop):
    dispute = disputed()
    accept(dispute, at=NOON + 2 * DAY, by="sam")
    tend(NOON + 2 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.ended_at) == ("lost", NOON + 2 * DAY)
    assert words(dispute) == ["dispute.opened", "dispute.accepted", "dispute.lost"]


def test_an_end_that_was_told_to_nobody_is_found_by_looking(shop):
    dispute = disputed()
    assert next_dispute() == dispute.evidence_due_at + DAY
    tend(next_dispute())
    dispute.refresh_from_db()
    assert (dispute.state, refundable(dispute.payment)) == ("lost", 0)


def test_an_answer_is_given_once_in_time_and_in_words(shop):
    dispute = disputed()
    at = NOON + 2 * DAY
    refuses_without_a_trace(EvidenceMissing, lambda: give_evidence(dispute, " ", at=at, by="sam"))
    late = dispute.evidence_due_at
    refuses_without_a_trace(EvidenceTooLate, lambda: give_evidence(dispute, "It was.", at=late, by="sam"))
    give_evidence(dispute, "It was delivered.", at=at, by="sam")
    refuses_without_a_trace(DisputeAnswered, lambda: give_evidence(dispute, "Or not?", at=at, by="sam"))
    refuses_without_a_trace(DisputeAnswered, lambda: accept(dispute, at=at, by="sam"))
    tend(at)
    told(notifications(NOON + 20 * DAY), NOON + 20 * DAY)
    refuses_without_a_trace(DisputeOver, lambda: accept(dispute, at=at, by="sam"))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_and_any_number_of_tellings_end_alike(shop, order):
    payment = paid("dispute:1:won")
    at = NOON + DAY
    letters = notifications(at)[-1:]  # opened
    ref = jobs.read_notification("rehearsal", *letters[0]).about
    rehearsal_company().give_evidence(ref, "It was delivered.", at=at)
    letters += notifications(at + 7 * DAY)[-1:]  # won
    letters = letters * 2
    for place in order:
        told([letters[place]], at + 7 * DAY)

    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.ended_at) == ("won", at + 7 * DAY)
    assert words(dispute) == ["dispute.opened", "dispute.won"]
    assert refundable(payment) == 7900
    assert next_hint() is None


def test_a_notification_whose_reader_died_is_followed_by_the_sweep(shop):
    payment = paid("dispute:1:lost")
    at = NOON + DAY
    for raw, signature in notifications(at):
        hear(jobs.read_notification("rehearsal", raw, signature), provider="rehearsal", at=at)
    assert not Dispute.objects.exists()
    assert len(due_hints(at, 9)) == 1 + 1  # a payout and a dispute
    follow(due_hints(at, 9), at)
    assert (due_hints(at, 9), Payout.objects.count()) == ([], 1)
    assert Dispute.objects.get().payment == payment


def test_a_dispute_about_money_that_is_not_known_yet_is_read_later(shop):
    payment = paid("dispute:1:lost")
    order, attempt = payment.order, payment.attempt
    payment.delete()
    at = NOON + DAY
    told(notifications(at), at)
    assert (Dispute.objects.count(), next_hint()) == (0, at + timedelta(minutes=5))
    type(payment).objects.create(
        order=order, attempt=attempt, amount=7900, currency="EUR", provider_ref=attempt.provider_ref, came_at=NOON
    )
    follow(due_hints(next_hint(), 9), next_hint())
    assert (Dispute.objects.count(), next_hint()) == (1, None)


def test_payouts_are_read_once_and_in_the_order_of_the_provider(shop):
    paid()
    morning = rehearsal_company().next_notification_at()
    told(notifications(NOON + DAY), NOON + DAY)
    told(notifications(NOON + 2 * DAY), NOON + 2 * DAY)  # nobody had said "heard"
    [payout] = Payout.objects.all()
    assert (payout.amount, payout.currency) == (7900 - 136, "EUR")
    assert morning <= payout.paid_at < NOON + DAY
    assert happened(payout.provider_ref) == ["payout.read"]


def test_a_forged_hint_brings_only_what_the_provider_says(shop):
    ProviderEvent.objects.create(
        provider="rehearsal", event="x", kind="dispute.lost", about="dp_never", key="", came_at=NOON, next_at=NOON
    )
    follow(due_hints(NOON, 9), NOON)
    assert not Dispute.objects.exists()
    assert next_hint() == NOON + timedelta(minutes=5)
