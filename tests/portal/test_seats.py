"""The buyer of several seats: who has which key, sending one to a colleague, taking one back."""

import re
from datetime import timedelta

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.workflows.redemption import redeem
from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry
from abaca.store.notices.actions import order_facts
from abaca.store.product_keys.models import ProductKey, Sending
from abaca.store.product_keys.queries import text_of
from abaca.store.workflows.queries import whole_order
from tests.makers.statements import statements_of
from tests.portal import desk
from tests.portal.desk import ALICE, BOB

pytestmark = pytest.mark.usefixtures("shop")
ANNA = "anna@firm.example"


@pytest.fixture
def order():
    order = desk.buys(ALICE, seats=3)
    drain_all(at=present())
    return order


def key_of(order, seat: int) -> ProductKey:
    return ProductKey.objects.filter(line__order=order, seat=seat).latest("id")


def path(order, key: ProductKey, deed: str) -> str:
    return f"/account/orders/{order.number}/keys/{key.ref}/{deed}/"


def page(order) -> str:
    return desk.logged_in(ALICE).get(f"/account/orders/{order.number}/").content.decode()


def sends(order, key: ProductKey, email: str = ANNA, language: str = "de", person=ALICE):
    words = {"email": email, "language": language}
    return desk.logged_in(person).post(path(order, key, "send"), words, follow=True)


def redeems(key: ProductKey, email: str = ANNA) -> None:
    account = open_account(email=email, language="en", at=present(), by="a test")
    redeem(text_of(key), account=account, at=present(), by=account.ref)


def test_a_colleague_gets_the_key_in_the_chosen_language_and_the_buyer_sees_to_whom(order, letters):
    key = key_of(order, 2)
    answer = sends(order, key).content.decode()
    drain_all(at=present())

    assert f"The product key is on its way to {ANNA}." in answer
    assert f"Sent to {ANNA} on 2 March 2026" in answer
    letter = letters.to(ANNA).last
    assert text_of(key) in letter.text
    assert "http://localhost:8000/activate/" in letter.text
    assert len(re.findall(r"^\d\. ", letter.text, re.MULTILINE)) == 3
    assert desk.last_letter("store_notices/key_for_colleague").language == "de"
    assert "Alice Keller" in letter.subject
    assert "Hello Alice" not in letter.text


def test_the_journal_tells_of_it_without_the_address(order):
    sends(order, key_of(order, 2))
    [entry] = Entry.objects.filter(what="product_key.sent")
    assert (entry.about, entry.facts["to"], entry.facts["seat"]) == (order.ref, "a…@firm.example", 2)
    assert ANNA not in str(entry.facts)
    assert "to a…@firm.example" in page(order)


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a b@c.example", "anna@firm.example\nBcc: x@y.example"])
def test_no_letter_goes_to_what_is_no_address(order, email):
    answer = sends(order, key_of(order, 1), email)
    assert answer.status_code in {400, 422}
    assert not Sending.objects.exists()


def test_a_key_is_sent_again_three_times_a_day_and_no_more(order, clock):
    key = key_of(order, 1)
    assert [sends(order, key).status_code for _time in range(4)] == [200, 200, 200, 429]
    assert Letter.objects.filter(kind="key_for_colleague").count() == 3
    assert sends(order, key_of(order, 2)).status_code == 200
    clock.travel_to((present() + timedelta(days=1)).date().isoformat())
    clock.travel_to((present() + timedelta(days=1)).date().isoformat())
    assert sends(order, key).status_code == 200


def test_a_customer_sends_so_many_letters_a_day_and_no_more(order, monkeypatch):
    monkeypatch.setattr("abaca.store.workflows.seats.MOST_PER_CUSTOMER", 0)
    answers = [sends(order, key_of(order, seat)).status_code for seat in (1, 2, 3, 1)]
    assert answers == [200, 200, 200, 429]


def test_a_key_taken_back_is_void_and_a_fresh_one_is_in_its_seat(order):
    old = key_of(order, 2)
    sends(order, old)
    asked = desk.logged_in(ALICE).get(path(order, old, "take-back")).content.decode()
    assert ANNA in asked
    answer = desk.logged_in(ALICE).post(path(order, old, "take-back"), follow=True).content.decode()

    fresh = key_of(order, 2)
    assert (fresh.instead_of, fresh.pk != old.pk) == (old.ref, True)
    assert f'data-copy="{text_of(fresh)}"' in answer
    assert text_of(old) not in answer
    assert f"{old.hint} was taken back on 2 March 2026" in answer
    assert answer.count("Seat 2 of 3") == 1
    drain_all(at=present())
    assert "Withdrawn" not in page(order)


def test_the_page_after_the_purchase_shows_the_fresh_key_alone():
    order = desk.buys(ALICE)
    old = key_of(order, 1)
    desk.logged_in(ALICE).post(path(order, old, "take-back"))
    whole = whole_order(order, at=present())
    shown = desk.logged_in(ALICE).get(order_facts(whole.line, at=present())["order"]["path"]).content.decode()
    assert (text_of(key_of(order, 1)) in shown, text_of(old) in shown) == (True, False)
    assert ("Your product key is here" in shown, "was withdrawn" in shown) == (True, False)


def test_a_redeemed_key_shows_who_has_it_masked_and_stays_with_him(order):
    key = key_of(order, 1)
    redeems(key)
    shown = page(order)
    assert "by a…@firm.example" in shown
    assert ANNA not in shown
    assert path(order, key, "take-back") not in shown
    assert "cannot be taken back: a…@firm.example has redeemed it" in (
        desk.logged_in(ALICE).get(path(order, key, "take-back")).content.decode()
    )
    answer = desk.logged_in(ALICE).post(path(order, key, "take-back"), follow=True)
    assert "Somebody has redeemed this product key in the meantime" in answer.content.decode()
    answer = sends(order, key)
    assert (answer.status_code, "can no longer be sent" in answer.content.decode()) == (409, True)
    assert ProductKey.objects.count() == 3


def test_whoever_is_faster_than_the_news_keeps_the_key_and_the_page_says_so(order):
    old = key_of(order, 1)
    desk.logged_in(ALICE).post(path(order, old, "take-back"))
    redeems(old)
    drain_all(at=present())

    shown, fresh = page(order), key_of(order, 1)
    assert f"a…@firm.example had redeemed the product key {old.hint} before you took it back" in shown
    assert text_of(fresh) not in shown
    answer = desk.logged_in(ALICE).post(path(order, fresh, "take-back"), follow=True).content.decode()
    assert "Somebody has redeemed this product key in the meantime" in answer


def test_an_earlier_key_of_a_seat_can_neither_be_sent_nor_taken_back(order):
    old = key_of(order, 1)
    desk.logged_in(ALICE).post(path(order, old, "take-back"))
    answer = desk.logged_in(ALICE).post(path(order, old, "take-back"), follow=True)
    assert "This product key is withdrawn; it can no longer be used." in answer.content.decode()
    assert "can no longer be sent" in sends(order, old).content.decode()
    asked = desk.logged_in(ALICE).get(path(order, old, "take-back")).content.decode()
    assert "This product key is withdrawn already." in asked
    assert ProductKey.objects.count() == 4


def test_a_seat_is_taken_back_three_times_a_day_and_no_more(order):
    for _time in range(4):
        desk.logged_in(ALICE).post(path(order, key_of(order, 1), "take-back"))
    assert ProductKey.objects.filter(line__order=order, seat=1).count() == 4


@pytest.mark.parametrize("deed", ["send", "take-back"])
def test_a_foreign_key_is_no_key(order, deed):
    desk.buys(BOB)
    foreign = desk.customer(BOB).orders.get()
    mine = key_of(order, 1)
    for number, person in ((order.number, BOB), (foreign.number, BOB), (foreign.number, ALICE)):
        answer = desk.logged_in(person).post(
            f"/account/orders/{number}/keys/{mine.ref}/{deed}/", {"email": ANNA, "language": "en"}
        )
        assert answer.status_code == 404
    assert not Sending.objects.exists()
    assert ProductKey.objects.filter(line__order=order).count() == 3


def test_many_seats_take_as_many_statements_as_three(order):
    more = desk.buys(ALICE, seats=9)
    drain_all(at=present())
    client = desk.logged_in(ALICE)
    client.get("/account/")
    few = statements_of(lambda: client.get(f"/account/orders/{order.number}/"))
    assert statements_of(lambda: client.get(f"/account/orders/{more.number}/")) == few


def test_a_single_key_can_be_sent_too():
    order = desk.buys(ALICE)
    drain_all(at=present())
    assert sends(order, key_of(order, 1)).status_code == 200
    assert f"Sent to {ANNA}" in page(order)
