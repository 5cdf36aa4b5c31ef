"""Keys that the vendor brings from elsewhere may have any form; only their products take them."""

import pytest

from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Product
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import is_blocked, printed
from abaca.licensing.workflows.redemption import (
    ProductKeyMistyped,
    ProductKeyUnknown,
    find,
    find_on_page,
    find_without_limit,
)
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db
TEXT = "musa 2026/0007-ßL"
HERE = "203.0.113.7"
PRODUCT = "musa-accounting"


@pytest.fixture
def sold(store):
    sold = store.sells(text=TEXT, form="foreign")
    pull(at=NOON)
    return sold


def test_the_first_foreign_key_tells_that_its_product_uses_them(sold):
    key = ProductKey.objects.get()
    assert (key.foreign, key.hint, printed(key)) == (True, "…07-ßL", TEXT)
    assert Product.objects.get().foreign_keys


@pytest.mark.parametrize("typed", [TEXT, f"  {TEXT}\n", "musa \t 2026/0007-ßL", "ｍｕｓａ 2026/0007-ßL"])
def test_it_is_found_however_its_blanks_are_typed(sold, typed):
    assert find(typed, product=PRODUCT, at=NOON).ref == sold.ref
    assert find_on_page(typed, at=NOON).ref == sold.ref
    assert find_without_limit(typed, product=PRODUCT).ref == sold.ref


def test_its_case_counts_and_in_its_product_nothing_is_mistyped(sold):
    with pytest.raises(ProductKeyUnknown):
        find(TEXT.upper(), product=PRODUCT, network=HERE, at=NOON)


@pytest.mark.parametrize("nothing", [" ", "\u00a0", "x" * 513])
def test_no_text_and_too_long_a_text_are_no_key(sold, nothing):
    with pytest.raises(ProductKeyMistyped):
        find(nothing, product=PRODUCT, at=NOON)


def test_another_product_says_what_is_wrong_with_it(sold, store):
    store.product = "musa-invoices"
    store.describes("professional")
    pull(at=NOON)
    with pytest.raises(ProductKeyMistyped):
        find(TEXT, product="musa-invoices", at=NOON)


def test_the_page_diagnoses_what_it_does_not_find_and_counts_it(sold):
    for _try in range(10):
        with pytest.raises(ProductKeyMistyped):
            find_on_page("musa 2026/0008", network=HERE, at=NOON)
    assert is_blocked(HERE, at=NOON)


def test_where_nobody_uses_them_the_page_asks_nobody(store):
    with pytest.raises(ProductKeyMistyped):
        find_on_page("musa 2026/0008", network=HERE, at=NOON)
    assert not is_blocked(HERE, at=NOON)


def test_a_key_of_our_form_is_found_in_such_a_product_too(sold, store):
    ours = store.sells()
    redeems(make_account(), ours)
    assert find(ours.text.lower(), product=PRODUCT, at=NOON).ref == ours.ref


def test_a_foreign_key_that_looks_like_ours_is_found(store):
    sold = store.sells(text="A0123-45678-9ABCD-EFGHJ-KM583", form="foreign")
    pull(at=NOON)
    assert find("A0123-45678-9ABCD-EFGHJ-KM583", product=PRODUCT, at=NOON).ref == sold.ref


def test_a_text_that_is_none_of_ours_is_foreign_even_if_nobody_says_so(store):
    sold = store.sells(text=TEXT)
    pull(at=NOON)
    assert find_on_page(TEXT, at=NOON).ref == sold.ref
