import pytest
from django.db import IntegrityError, transaction

from abaca.kernel import product_keys
from abaca.store.product_keys.actions import Wanted, mint_for
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import key_with_text, keys_by_line, keys_by_ref, text_of
from tests.conftest import NOON
from tests.makers.orders import happened, make_lines
from tests.makers.statements import statements_of


def test_every_seat_gets_a_key_of_its_own(shop):
    [line] = make_lines(seats=3)
    keys = mint_for([Wanted(line, None)], at=NOON, by="the bank")
    assert [k.seat for k in keys] == [1, 2, 3]
    texts = [text_of(k) for k in keys]
    assert len(set(texts)) == 3
    assert all(product_keys.read(text).kind == "ok" for text in texts)
    assert [k.hint for k in keys] == [f"…{text[-5:]}" for text in texts]
    assert happened(line.order.ref) == ["order.placed", *["product_key.minted"] * 3]
    assert keys_by_line([line.pk]) == {line.pk: keys}
    assert keys_by_ref([k.ref for k in keys]) == {k.ref: k for k in keys}


def test_the_next_terms_key_follows_that_of_the_same_seat(shop):
    first, second = make_lines(2, seats=2)
    before = mint_for([Wanted(first, None)], at=NOON, by="x")
    after = mint_for([Wanted(second, first.pk)], at=NOON, by="x")
    assert [k.follows for k in before] == ["", ""]
    assert [k.follows for k in after] == [k.ref for k in before]


def test_a_paid_term_is_not_minted_twice(shop):
    [line] = make_lines()
    mint_for([Wanted(line, None)], at=NOON, by="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        mint_for([Wanted(line, None)], at=NOON, by="x")
    assert ProductKey.objects.count() == 1


def test_the_staff_finds_a_key_however_it_is_typed(shop):
    [line] = make_lines()
    [key] = mint_for([Wanted(line, None)], at=NOON, by="x")
    text = text_of(key)
    assert key_with_text(text) == key_with_text(text.replace("-", "").lower()) == key_with_text(f" {text} ") == key
    assert key_with_text(product_keys.mint()) is None
    assert key_with_text("nonsense") is None


def test_three_lines_take_as_many_statements_as_one(shop):
    one, *three = make_lines(4, seats=2)
    for_one = statements_of(lambda: mint_for([Wanted(one, None)], at=NOON, by="x"))
    assert statements_of(lambda: mint_for([Wanted(line, None) for line in three], at=NOON, by="x")) == for_one
