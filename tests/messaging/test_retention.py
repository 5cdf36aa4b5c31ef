"""The words of letters are forgotten when their time is over, and never before they have left."""

from datetime import timedelta

import pytest

from abaca.dispatch.jobs import drain
from abaca.messaging.actions import Draft, enqueue, forget
from abaca.messaging.models import Letter
from abaca.messaging.queries import next_over_time, over_time
from abaca.store.customers.actions import hold, let_go
from tests.conftest import NOON
from tests.makers.orders import make_customer

pytestmark = pytest.mark.django_db


def letter(to: str = "alice@example.com", *, key: str = "k1", state: str = "sent", whose: str = "cus_1") -> Letter:
    draft = Draft(
        to_address=to, language="en", template="access/login_code", context={"a": 1}, key=key, kind="k", whose=whose
    )
    [made] = enqueue([draft], at=NOON)
    Letter.objects.filter(pk=made.pk).update(state=state, sent_at=NOON if state == "sent" else None, subject="Hello")
    return made


@pytest.mark.parametrize(("days", "subject"), [(1094, "Hello"), (1095, "")])
def test_words_are_kept_for_as_long_as_the_setting_says(days, subject):
    made = letter()
    assert next_over_time() == NOON + timedelta(days=1095)
    drain("messaging.retention", at=NOON + timedelta(days=days))
    made.refresh_from_db()
    assert (made.subject, made.sent_at, made.kind) == (subject, NOON, "k")


def test_what_has_not_left_is_not_forgotten_by_the_clock():
    letter(state="queued")
    assert over_time(NOON + timedelta(days=5000), 10) == []


def test_a_person_is_forgotten_by_address_and_by_history_and_nobody_else_is():
    hers, moved, his = (
        letter("Alice@Example.com"),
        letter("old@example.com", key="k2"),
        letter("b@x.example", key="k3", whose="cus_2"),
    )
    waiting = letter(key="k4", state="queued")
    assert forget(["alice@example.com"], whose=["cus_1"], at=NOON) == 2
    for row in (hers, moved, his):
        row.refresh_from_db()
    assert [row.to_address for row in (hers, moved, his)] == ["forgotten", "forgotten", "b@x.example"]
    assert not Letter.objects.filter(pk=waiting.pk).exists()


def test_without_an_address_only_the_history_counts():
    letter(to="", whose="")
    assert forget([], whose=[""], at=NOON) == 0


def test_the_words_for_who_is_held_are_kept_until_he_is_let_go():
    alice = make_customer(at=NOON)
    made, over = letter(whose=alice.ref), NOON + timedelta(days=1095)
    hold(alice, "Case 7", at=NOON, by="usr_sam")
    drain("messaging.retention", at=over)
    assert Letter.objects.get(pk=made.pk).subject == "Hello"
    assert (over_time(over, 9), next_over_time()) == ([], over + timedelta(days=30))
    let_go(alice, at=over, by="usr_sam")
    drain("messaging.retention", at=over + timedelta(days=30))
    assert Letter.objects.get(pk=made.pk).subject == ""
