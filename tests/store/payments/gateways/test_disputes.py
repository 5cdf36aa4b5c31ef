from datetime import UTC, datetime, timedelta

import pytest

from abaca.store.payments.gateways import ProviderError
from abaca.store.payments.gateways.rehearsal.cards import script_of
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay

OPENED = NOON + timedelta(days=30)
DUE = OPENED + timedelta(days=14)
MOMENT = timedelta(microseconds=1)


def disputed(company, behaviour="disputed"):
    """Return the dispute of a charge of 139.00, as the company tells of it."""
    pay(company, make_card(company, behaviour), amount=13900)
    return _refs(company, at=OPENED)[0]


def _refs(company, *, at):
    told = [company.verify(raw, signature) for raw, signature, _ in company.due_notifications(at, 99)]
    return [event["provider_ref"] for event in told if event["kind"] == "dispute.opened"]


def test_a_dispute_opens_on_its_day_and_withdraws_the_sum_and_its_fee(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "disputed"), amount=13900)

    assert _refs(company, at=OPENED - MOMENT) == []
    [ref] = _refs(company, at=OPENED)
    told = company.dispute(ref, at=OPENED)

    assert (told.amount, told.fee, told.state) == (13900, 1500, "open")
    assert company.balance("EUR") == (13900, 0, 13900)
    assert company.funds() == {"EUR": -15400}  # what was earned had been paid out long ago


@pytest.mark.parametrize(
    ("behaviour", "answer", "state", "after"),
    [
        ("disputed", "evidence", "won", timedelta(days=8)),
        ("disputed", "silence", "lost", timedelta(days=14)),
        ("disputed", "accept", "lost", timedelta(days=1)),
        ("disputed_lost", "evidence", "lost", timedelta(days=8)),
        ("disputed_lost", "silence", "lost", timedelta(days=14)),
    ],
)
def test_only_evidence_that_convinces_wins_a_dispute(tmp_path, behaviour, answer, state, after):
    company = make_company(tmp_path)
    ref = disputed(company, behaviour)
    answered = OPENED + timedelta(days=1)
    if answer == "evidence":
        company.give_evidence(ref, "It was delivered.", at=answered)
    if answer == "accept":
        company.accept_dispute(ref, at=answered)

    if answer != "accept":
        assert company.dispute(ref, at=OPENED + after - MOMENT).state == "open"
    assert company.dispute(ref, at=OPENED + after).state == state
    assert company.balance("EUR") == (13900, 0, 13900 if state == "lost" else 0)
    assert company.funds()["EUR"] == (-1500 if state == "won" else -15400)


def test_the_same_answer_twice_is_one_and_another_one_comes_too_late(tmp_path):
    company = make_company(tmp_path)
    ref = disputed(company)
    for _time in range(2):
        company.give_evidence(ref, "It was delivered.", at=OPENED)

    for late in (
        lambda: company.give_evidence(ref, "Or was it?", at=OPENED),
        lambda: company.accept_dispute(ref, at=OPENED),
        lambda: company.give_evidence(disputed(make_company(tmp_path / "b")), " ", at=OPENED),
        lambda: company.dispute("dp_never", at=OPENED),
    ):
        with pytest.raises(ProviderError):
            late()

    assert company.dispute(ref, at=OPENED + timedelta(days=7)).state == "won"


def test_giving_up_twice_is_once(tmp_path):
    company = make_company(tmp_path)
    ref = disputed(company)
    for _time in range(2):
        company.accept_dispute(ref, at=OPENED)

    kinds = [company.verify(raw, signature)["kind"] for raw, signature, _ in company.due_notifications(OPENED, 99)]
    assert kinds == ["dispute.lost"]


def test_nothing_is_given_back_of_what_is_disputed_and_only_the_rest_can_be_disputed(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company, "disputed"), amount=13900)
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=900, at=NOON)
    [ref] = _refs(company, at=OPENED)

    assert company.dispute(ref, at=OPENED).amount == 13000
    with pytest.raises(ProviderError) as mistake:
        company.refund(key="refund:2", charge_ref=paid.provider_ref, amount=1, at=OPENED)
    assert mistake.value.code == "refund_above_captured"


def test_what_was_given_back_whole_is_not_disputed(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company, "disputed"), amount=13900)
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=13900, at=NOON)

    assert _refs(company, at=OPENED) == []


@pytest.mark.parametrize(("script", "end"), [("dispute:3:won", "won"), ("dispute:3:lost", "lost")])
def test_a_story_may_have_a_dispute_on_a_day_of_its_own(tmp_path, script, end):
    company = make_company(tmp_path)
    pay(company, company.scripted(script, at=NOON).token)
    [ref] = _refs(company, at=NOON + timedelta(days=3))
    company.give_evidence(ref, "It was delivered.", at=NOON + timedelta(days=3))

    assert company.dispute(ref, at=NOON + timedelta(days=10)).state == end


@pytest.mark.parametrize("behaviour", ["dispute:3:maybe", "dispute::won", "nonsense"])
def test_a_script_that_nobody_wrote_is_a_mistake(behaviour):
    with pytest.raises(KeyError):
        script_of(behaviour)


def test_a_long_silence_is_made_up_in_due_order(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "disputed"), amount=13900)

    events = [
        company.verify(raw, signature)
        for raw, signature, _ in company.due_notifications(datetime(2027, 3, 2, tzinfo=UTC), 99)
    ]

    assert [(event["kind"], event["happened_at"][:10]) for event in events] == [
        ("charge.succeeded", "2026-03-02"),
        ("payout.paid", "2026-03-03"),
        ("dispute.opened", "2026-04-01"),
        ("dispute.lost", "2026-04-15"),
    ]
