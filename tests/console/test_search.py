"""The search box takes anything, and says what is wrong with what it cannot use."""

import html

import pytest

from abaca.access.roles import Role
from abaca.kernel.check_code import ALPHABET
from abaca.kernel.product_keys import mint
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.workflows.redemption import redeem
from abaca.store.customers.actions import ask_for_email_change
from abaca.store.payments.references import transfer_reference
from abaca.store.workflows.my_data import confirm_new_email
from tests.conftest import NOON
from tests.console.tickets import make_ticket
from tests.makers.shop import ALICE, BOB, DORA, Buyer
from tests.makers.staff import at_the_desk


def looks_for(desk, text):
    return desk.post("/console/search/", {"q": text})


def words(response):
    return html.unescape(response.content.decode())


def home_of(person):
    return f"/console/customers/{Buyer(person).customer.ref}/"


def with_a_slip(text, place):
    """Return a printed key with another symbol at a place, counted from 1 and without the dashes."""
    at = place - 1 + (place - 1) // 5
    return text[:at] + next(c for c in ALPHABET if c != text[at]) + text[at + 1 :]


@pytest.mark.parametrize("text", ["alice@example.com", " ALICE@Example.com ", "Alice Rossi", "rossi", "alice@exam"])
def test_a_customer_is_found_by_e_mail_and_by_name(shop, desk, text):
    shop.sells(to=ALICE)
    shop.sells(to=BOB)
    answer = looks_for(desk, text)
    assert (answer.status_code, answer["Location"]) == (302, home_of(ALICE))


def test_a_customer_is_found_by_his_numbers(shop, desk):
    sold = shop.sells(to=ALICE)
    page = f"{home_of(ALICE)}#{sold.order.number}"
    reference = transfer_reference(sold.order.number)
    asked = [sold.order.number, sold.order.number[3:], sold.papers[0].number.lower(), reference, sold.reference]
    assert [looks_for(desk, text)["Location"] for text in asked] == [page] * 5


def test_a_customer_is_found_by_refs(shop, desk):
    sold = shop.sells(to=ALICE)
    refs = [sold.order.ref, sold.order.customer.ref, sold.keys[0].ref, Buyer(ALICE).subscription.ref]
    assert {looks_for(desk, ref)["Location"].partition("#")[0] for ref in refs} == {home_of(ALICE)}


def test_a_product_key_leads_to_its_order_and_never_into_an_address(shop, desk):
    sold = shop.sells(to=ALICE)
    text = sold.keys[0].text
    for typed in (text, text.replace("-", "").lower(), f"The key is {text}, he says."):
        answer = looks_for(desk, typed)
        assert (answer.status_code, answer["Location"]) == (302, f"{home_of(ALICE)}#{sold.order.number}")


@pytest.mark.parametrize("place", [2, 7, 13, 25])
def test_a_product_key_with_a_slip_is_told_by_its_character_and_found_all_the_same(shop, desk, place):
    sold = shop.sells(to=ALICE)
    text = sold.keys[0].text
    slip = with_a_slip(text, place)
    said = words(looks_for(desk, slip))
    assert f"Character {place}, in group {(place - 1) // 5 + 1}: you typed" in said
    assert home_of(ALICE) in said
    assert (text in said, slip in said) == (False, False)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Please type what you look for"),
        ("nobody@example.com", "No customer and no program user has the e-mail nobody@example.com."),
        ("Zebulon", "Nothing fits “Zebulon”"),
        ("<script>alert(1)</script>", "Nothing fits “<script>"),
        ("MS-999999", "There is no order MS-999999."),
        ("MS26-999999", "There is no invoice MS26-999999."),
        ("RF99 1000 01", "The check digits of this transfer reference do not fit"),
        (transfer_reference("MS-999999"), "No order belongs to this transfer reference."),
        ("A1B2C-D3E4F-G5H6J-K7M8N", "A product key has 25 characters; here are 20."),
        ("A1B2C-D3E4U-G5H6J-K7M8N-P9Q0R", "Character 10: U never stands in a product key."),
        ("x" * 501, "This is too long to be searched for"),
    ],
)
def test_what_leads_nowhere_gets_a_clear_sentence(shop, desk, text, sentence):
    answer = looks_for(desk, text)
    assert answer.status_code == 200
    assert sentence in words(answer)


def test_a_foreign_product_key_is_called_so_and_not_written_back(shop, desk):
    text = mint()
    said = words(looks_for(desk, text))
    assert "this shop has not issued it" in said
    assert text not in said


def test_several_customers_make_a_list(shop, desk):
    for person in (ALICE, BOB, DORA):
        shop.sells(to=person)
    said = words(looks_for(desk, "example.com"))
    assert "3 customers found" in said
    assert [home_of(person) in said for person in (ALICE, BOB, DORA)] == [True, True, True]


def test_a_program_user_leads_to_who_bought_for_him(shop, desk):
    sold = shop.sells(to=ALICE)
    holder = open_account(email="carla@example.net", language="en", at=NOON, by="a test")
    assert "has redeemed no product key" in words(looks_for(desk, "carla@example.net"))

    redeem(sold.keys[0].text, account=holder, at=NOON, by=holder.ref)
    assert looks_for(desk, "carla@example.net")["Location"].startswith(home_of(ALICE))


def test_who_has_only_written_leads_to_his_tickets(shop, desk):
    ticket = make_ticket(sender="who@ever.example", subject="My turtle")
    said = words(looks_for(desk, "who@ever.example"))
    assert (f'href="/console/desk/{ticket.number}/"' in said, "My turtle" in said) == (True, True)
    assert "Nothing found" not in said
    assert "My turtle" not in words(looks_for(at_the_desk(Role.BOOKKEEPER), "who@ever.example"))


@pytest.mark.parametrize("page", ["/console/search/", "/console/people/", "/account/login/"])
def test_a_zero_byte_is_refused_at_every_door(desk, page):
    for answer in (desk.post(page, {"q": "\0", "email": "\0@x.y"}), desk.get(page, {"q": "a\0"})):
        assert (answer.status_code, "invalid_request" in words(answer)) == (400, True)


def test_a_former_e_mail_still_leads_to_the_customer(shop, desk):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    token = ask_for_email_change(alice, "alice@new.example", at=NOON, by=alice.ref)
    confirm_new_email(token, at=NOON)
    assert looks_for(desk, ALICE.email)["Location"] == f"/console/customers/{alice.ref}/"


def test_the_box_posts(desk):
    said = words(desk.get("/console/search/"))
    assert '<form class="search" role="search" method="post" action="/console/search/">' in said
