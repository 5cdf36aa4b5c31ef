from datetime import timedelta

import pytest

from abaca.store.payments.gateways import ForgedNotification
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay


def hear(company, at):
    """Hear and acknowledge what is due; return what was said."""
    told = []
    for raw, signature, number in company.due_notifications(at, 100):
        event = company.verify(raw, signature)
        told.append((event["id"], event["kind"]))
        company.acknowledge(number, at)
    return told


def test_each_change_is_told_once_to_who_listens(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company))
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=1, at=NOON)
    pay(company, make_card(company, "soft"), "buy:2:1:1")

    assert hear(company, NOON) == [(1, "charge.succeeded"), (2, "refund.succeeded"), (3, "charge.declined")]
    assert hear(company, NOON + timedelta(days=1)) == [(4, "payout.paid")]
    assert company.next_notification_at() is None


def test_a_notification_names_the_charge_and_its_key(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company))
    [(raw, signature, number)] = company.due_notifications(NOON, 5)

    assert company.verify(raw, signature) == {
        "id": number,
        "kind": "charge.succeeded",
        "provider_ref": paid.provider_ref,
        "key": "buy:1:1:1",
        "happened_at": NOON.isoformat(),
    }


@pytest.mark.parametrize(
    ("raw", "signature"), [(b'{"id": 1}', ""), (b'{"id": 1}', "00" * 32), (b"", "é"), (b'{"id": 2}', None)]
)
def test_a_forged_notification_is_refused(tmp_path, raw, signature):
    company = make_company(tmp_path)
    pay(company, make_card(company))
    true_signature = company.due_notifications(NOON, 1)[0][1]

    with pytest.raises(ForgedNotification):
        company.verify(raw, true_signature if signature is None else signature)


def test_what_nobody_hears_is_repeated_ever_more_slowly_for_three_days(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company))
    said, now = [], company.next_notification_at()
    while now is not None:
        said += [(now - NOON, raw) for raw, _, _ in company.due_notifications(now, 10) if b"charge" in raw]
        now = company.next_notification_at()

    hours = [round(after / timedelta(hours=1), 1) for after, _ in said]
    assert hours == [0, 0, 0.1, 0.6, 2.6, 8.6, 20.6, 44.6, 68.6]
    assert len({raw for _, raw in said}) == 1


def test_what_is_being_sent_is_not_sent_by_another_at_the_same_time(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company))

    assert [len(company.due_notifications(NOON, 10)) for _ in range(2)] == [1, 0]


def test_one_number_tells_the_same_twice(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "told_twice"))

    told = [hear(company, NOON + timedelta(minutes=minutes)) for minutes in (0, 9, 10, 60)]

    assert told == [[(1, "charge.succeeded")], [], [(1, "charge.succeeded")], []]


def test_one_number_tells_a_day_late_and_twice(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "told_late"))
    arrived = NOON + timedelta(hours=2)

    assert hear(company, NOON) == [(1, "charge.pending")]
    assert company.next_notification_at() == arrived
    assert hear(company, arrived) == []
    assert company.ask("buy:1:1:1", at=arrived).outcome == "succeeded"
    company.due_notifications(arrived + timedelta(hours=20), 9)  # the payout of the next morning
    assert hear(company, arrived + timedelta(hours=23)) == [(3, "payout.paid")]
    assert company.next_notification_at() == arrived + timedelta(days=1)
    assert hear(company, arrived + timedelta(days=1)) == [(2, "charge.succeeded")]
    assert hear(company, arrived + timedelta(days=2)) == [(2, "charge.succeeded")]
    assert hear(company, arrived + timedelta(days=9)) == []


def test_what_ripened_long_ago_is_told_with_its_own_time(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "processing"))

    events = [company.verify(raw, sign) for raw, sign, _ in company.due_notifications(NOON + timedelta(days=1), 9)]

    assert [(event["kind"], event["happened_at"]) for event in events[:2]] == [
        ("charge.pending", NOON.isoformat()),
        ("charge.succeeded", (NOON + timedelta(hours=2)).isoformat()),
    ]
