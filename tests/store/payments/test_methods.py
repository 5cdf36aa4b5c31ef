"""A removed method is charged no more, and its provider is told to drop it, however often that takes."""

from datetime import timedelta
from functools import partial

import pytest

from abaca.store.payments import jobs
from abaca.store.payments.actions import (
    AttemptOpen,
    Wanted,
    forget_methods,
    hold_method,
    note_dropped,
    open_attempts,
    remove_method,
    save_method,
    take_removed,
    write_verdicts,
)
from abaca.store.payments.asking import next_dropping
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt, PaymentMethod
from abaca.store.payments.queries import MethodUnknown, due_methods, next_method
from tests.conftest import NOON
from tests.makers.orders import make_lines
from tests.makers.statements import statements_of

HOUR = timedelta(hours=1)


def saved(behaviour: str = "ok", order=None) -> PaymentMethod:
    """Return a saved card that behaves so."""
    order = order or make_lines()[0].order
    new = jobs.methods._remembered("rehearsal", rehearsal_company().scripted(behaviour, at=NOON))
    return save_method(order.customer, new, at=NOON, by="a guest")


def removed(behaviour: str = "ok") -> PaymentMethod:
    return remove_method(saved(behaviour), at=NOON, by="alice")


def kept(token: str) -> bool:
    """Tell whether the provider still keeps a method."""
    return rehearsal_company().method(token, at=NOON) is not None


def drop(*methods: PaymentMethod, at=NOON) -> None:
    jobs.drop([each.pk for each in methods], at=at)
    for each in methods:
        each.refresh_from_db()


@pytest.mark.parametrize(
    ("behaviour", "kept_after_each", "dropped_after_each"),
    [
        ("ok", [False], [True]),
        ("removal_timeout_before", [True, False], [False, True]),
        ("removal_timeout_after", [False, False], [False, True]),
    ],
)
def test_a_provider_is_told_until_it_has_answered(shop, behaviour, kept_after_each, dropped_after_each):
    method = removed(behaviour)
    token, at = method.token, NOON
    assert (kept(token), due_methods(NOON, 9), next_method()) == (True, [method.pk], NOON)
    found = []
    for _time in kept_after_each:
        drop(method, at=at)
        found.append((kept(token), method.dropped_at == at))
        at += HOUR
    assert found == list(zip(kept_after_each, dropped_after_each, strict=True))
    assert (method.token, method.next_at, next_method()) == ("", None, None)


@pytest.mark.parametrize(("asked", "minutes"), [(0, 5), (1, 60), (2, 1440), (3, 1440), (900, 1440)])
def test_it_is_told_again_at_growing_distances_and_never_given_up(asked, minutes):
    assert next_dropping(asked, NOON) == NOON + timedelta(minutes=minutes)


def test_whoever_dies_before_the_call_leaves_it_to_the_next(shop):
    method = removed()
    take_removed([method.pk], at=NOON)  # and then the power fails
    drop(method, at=NOON + timedelta(minutes=1))
    assert kept(method.token)  # another may just be at it
    drop(method, at=NOON + HOUR)
    assert method.dropped_at == NOON + HOUR


def test_whoever_dies_after_the_call_does_it_twice_and_that_is_harmless(shop):
    method = removed()
    [taken] = take_removed([method.pk], at=NOON)
    rehearsal_company().forget(taken.token, at=NOON)  # and then the power fails
    drop(method, at=NOON + HOUR)
    assert (method.dropped_at, method.token) == (NOON + HOUR, "")
    assert note_dropped([method.pk], at=NOON + 2 * HOUR, by="the house") == []


def test_what_a_provider_does_not_know_is_dropped_already(shop):
    method = removed()
    PaymentMethod.objects.filter(pk=method.pk).update(token="pm_of_another_shop")
    drop(method)
    assert method.dropped_at == NOON


def test_a_provider_that_is_not_connected_any_more_is_waited_for(shop, caplog):
    method = removed()
    PaymentMethod.objects.filter(pk=method.pk).update(provider="gone")
    drop(method)
    assert (method.dropped_at, method.next_at) == (None, NOON + timedelta(minutes=5))
    assert "is told again" in caplog.text


def test_an_attempt_on_what_was_removed_never_leaves_the_house(shop):
    order = make_lines()[0].order
    method = saved(order=order)
    [attempt] = open_attempts([Wanted(order, method, customer_present=False)], at=NOON, by="a guest")
    PaymentMethod.objects.filter(pk=method.pk).update(removed_at=NOON)  # past all that guards it
    jobs.collect([attempt.pk], conclude=write_verdicts, return_url=str, at=NOON)
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert (attempt.state, attempt.hard) == ("declined", True)
    assert rehearsal_company().charges() == []


def test_while_a_payment_is_under_way_its_method_stays(shop):
    order = make_lines()[0].order
    method = saved(order=order)
    open_attempts([Wanted(order, method, customer_present=False)], at=NOON, by="a guest")
    with pytest.raises(AttemptOpen):
        remove_method(method, at=NOON, by="alice")
    method.refresh_from_db()
    assert method.removed_at is None


def test_nothing_begins_to_use_what_was_removed(shop):
    method = removed()
    with pytest.raises(MethodUnknown):
        hold_method(method)
    assert remove_method(method, at=NOON + HOUR, by="alice").removed_at == NOON


def test_what_is_forgotten_is_dropped_too(shop):
    method = saved()
    forget_methods([method.customer_id], at=NOON)
    drop(method)
    assert (method.dropped_at, method.last4, method.token) == (NOON, "", "")


def test_three_cost_as_many_statements_as_one(shop):
    one, three = [removed()], [removed() for _each in range(3)]
    few, many = (statements_of(partial(jobs.drop, [each.pk for each in rows], at=NOON)) for rows in (one, three))
    assert many == few
