"""Product keys from a list that the vendor brings: sealed, given out once each, and told of when few are left."""

from datetime import timedelta

import pytest

from abaca.messaging.models import Letter
from abaca.store.product_keys.actions.stocked import (
    KeyListEmpty,
    KeyListTooLong,
    KeysKnown,
    KeysTooLong,
    KeysTwice,
    KeysUnreadable,
    NoKeyList,
)
from abaca.store.product_keys.models import Errand, ProductKey, StockedKey
from abaca.store.product_keys.queries import key_with_text
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.key_sources import fill, from_list, letters, pay, texts, told, what_is_wrong
from tests.makers.orders import happened, make_lines
from tests.makers.statements import statements_of
from tests.makers.traces import places_of, refuses_without_a_trace


@pytest.fixture(autouse=True)
def _all_is_well(db):
    yield
    assert what_is_wrong() == []


def test_a_list_is_given_out_in_its_order_one_for_each_seat(shop):
    from_list("A 1", "B-2", "C/3")
    order = pay(seats=2)
    assert texts(order) == ["A 1", "B-2"]
    assert letters(order) == [("order_confirmed", ["A 1", "B-2"])]
    assert told(order) == [("foreign", "A 1"), ("foreign", "B-2")]
    assert happened(order.ref)[2:4] == ["product_key.taken", "product_key.taken"]
    assert [key.hint for key in shop.look_at(order).keys] == ["…1", "…2"]
    assert StockedKey.objects.count() == 1


def test_the_keys_of_a_list_lie_sealed_in_stock_and_when_sold(shop):
    from_list("PLAINLY-READABLE-1", "PLAINLY-READABLE-2")
    pay()
    assert places_of("PLAINLY-READABLE") == []


def test_the_staff_finds_a_sold_key_of_a_list_however_it_is_spaced(shop):
    from_list("Musa Drawing 12 / 7Q")
    order = pay()
    found = key_with_text("  Musa  Drawing\n12 / ７Q ")
    assert found
    assert found.line.order == order
    assert key_with_text("musa drawing 12 / 7q") is None


def test_an_empty_list_parks_what_is_missing_and_the_buyer_is_told(shop):
    from_list("A")
    order = pay(seats=3)
    assert letters(order) == [("order_confirmed", ["A"])]
    assert list(Errand.objects.values_list("seat", "state", "reason")) == [
        (2, "parked", "list_empty"),
        (3, "parked", "list_empty"),
    ]
    assert (shop.look_at(order).missing, len(shop.look_at(order).papers)) == (2, 1)
    assert Letter.objects.get(kind="order_confirmed").context["missing"] == 2


def test_what_is_brought_goes_first_to_those_who_wait(shop):
    from_list()
    first, second = pay(seats=2), pay()
    assert [n for n, _keys in [fill("A\nB\nC\nD")]] == [4]
    assert (texts(first), texts(second), StockedKey.objects.count()) == (["A", "B"], ["C"], 1)
    assert letters(first) == [("order_confirmed", []), ("product_keys_delivered", ["A", "B"])]
    assert told(second) == [("foreign", "C")]


def test_a_list_that_is_filled_too_little_serves_as_far_as_it_goes(shop):
    from_list()
    first, second = pay(seats=2), pay()
    fill("A")
    assert (texts(first), texts(second)) == (["A"], [])
    fill("B")
    assert letters(first)[1:] == [("product_keys_delivered", ["A"]), ("product_keys_delivered", ["B"])]


@pytest.mark.parametrize(
    ("content", "refusal", "said"),
    [
        ("", KeyListEmpty, ""),
        (" \n\n", KeyListEmpty, ""),
        ("x\n" + "y" * 513, KeysTooLong, "line 2"),
        ("x\na\x07b", KeysUnreadable, "line 2"),
        ("x\ny\n x ", KeysTwice, "line 3"),
        ("x\n IN STOCK\ny\nＳＯＬＤ", KeysKnown, "line 2, 4"),
        ("\n".join(f"k{n}" for n in range(20_001)), KeyListTooLong, "20001"),
    ],
)
def test_a_list_is_taken_in_whole_or_not_at_all(shop, content, refusal, said):
    from_list("SOLD", "IN STOCK")
    pay()
    assert said in str(refuses_without_a_trace(refusal, lambda: fill(content)))


def test_a_list_is_only_taken_for_a_plan_that_uses_one(shop):
    refuses_without_a_trace(NoKeyList, lambda: fill("A"))


def test_a_low_stock_is_told_once_until_the_list_was_filled(shop):
    from_list(*"ABCDE", low_stock=3)
    alarms = Letter.objects.filter(kind="key_stock_low")
    pay()
    assert alarms.count() == 0
    pay()
    pay()
    assert [(a.to_address, a.context["left"]) for a in alarms] == [("support@musa.example", 3)]
    fill("\n".join("FGHIJ"))
    pay(seats=5, at=NOON + timedelta(hours=1))
    assert [a.context["left"] for a in alarms.all()] == [3, 2]


def test_a_text_that_was_sold_in_another_way_is_passed_over_in_the_list(shop):
    from_list("A", "B")
    sold = pay()
    StockedKey.objects.update(lookup=bytes(ProductKey.objects.get().lookup))  # as if somebody had been quicker
    fill("C")
    assert (texts(sold), texts(pay())) == (["A"], ["C"])


def test_three_lines_from_a_list_take_as_many_statements_as_one(shop):
    from_list(*[f"K{n}" for n in range(20)])
    first, one, *three = [line.order_id for line in make_lines(5, seats=2)]
    settle([first], at=NOON, by="x")
    assert statements_of(lambda: settle([one], at=NOON, by="x")) == statements_of(
        lambda: settle(three, at=NOON, by="x")
    )
