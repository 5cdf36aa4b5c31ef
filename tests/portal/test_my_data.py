"""All personal data behind the name in the top menu, each with the way to change it (S11, S12, S17)."""

from dataclasses import replace

import pytest
from django.test import Client

from abaca.access.actions import set_password
from abaca.access.models import User
from abaca.messaging.models import Letter
from abaca.store.subscriptions.models import Subscription
from abaca.store.tax.models import VatCheck
from tests.portal import desk
from tests.portal.desk import ALICE, BOB

pytestmark = pytest.mark.usefixtures("shop")
MOVED = {
    "name": "Alice Keller-Wyss",
    "company": "",
    "street": "Neugasse 9",
    "postcode": "8005",
    "city": "Zürich",
    "country": "CH",
}


def alice():
    desk.buys(ALICE)
    return desk.logged_in(ALICE)


def test_the_page_stands_behind_the_name_and_shows_everything():
    page = alice().get("/account/data/").content.decode()

    menu = page[page.index('class="user-menu"') : page.index("</details>")]
    assert "Alice Keller" in menu
    assert 'href="/account/data/"' in menu
    for fact in ("alice@firm.example", "Seestrasse 1", "Visa ending 4242", "English", "Turn on two-step log-in"):
        assert fact in page
    assert "cannot be switched off" in page
    assert "never for past ones" in page


# --- addresses --------------------------------------------------------------------------------------------------------


def test_a_new_address_counts_from_now_on_and_leaves_the_past_as_it_is(letters, clock):
    client = alice()
    first = desk.customer(ALICE).orders.get()

    answer = client.post("/account/data/address/billing/", MOVED)

    assert answer.status_code == 302
    assert "Seestrasse 1" in client.get(f"/account/invoices/{first.invoices.get().number}/").content.decode()
    clock.travel_to("2027-03-03")
    renewal = desk.customer(ALICE).orders.first()
    assert renewal.invoices.get().document["buyer"]["street"] == "Neugasse 9"
    assert renewal.delivery["street"] == "Seestrasse 1"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"street": ""}, "id_street_error"),
        ({"country": "XX"}, "id_country_error"),
        ({"name": "x" * 121}, "id_name_error"),
    ],
)
def test_what_is_wrong_with_an_address_stands_beside_its_field(wrong, told):
    client = alice()

    answer = client.post("/account/data/address/delivery/", MOVED | wrong)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert desk.customer(ALICE).addresses.get(kind="delivery").street == "Seestrasse 1"


# --- e-mail -----------------------------------------------------------------------------------------------------------


def test_a_new_e_mail_counts_only_after_it_has_answered_with_one_click():
    client = alice()
    client.post("/account/data/email/", {"email": "alice@new.example"})
    letter = desk.last_letter("store_notices/email_change_confirm")
    link = f"/account/email/{desk.secret(letter, 'token')}/"

    stranger = Client()
    assert letter.to_address == "alice@new.example"
    assert stranger.get(link).status_code == 200
    assert desk.customer(ALICE).email == ALICE.email  # a look confirms nothing

    assert stranger.post(link).headers["Location"] == "/account/login/"
    assert User.objects.get().email == "alice@new.example"
    assert desk.last_letter("store_notices/email_changed").to_address == ALICE.email
    assert stranger.post(link).status_code == 410


@pytest.mark.parametrize(("typed", "status"), [("nonsense", 422), (BOB.email, 409), ("", 422)])
def test_an_e_mail_that_cannot_be_is_told_beside_its_field(typed, status):
    desk.buys(BOB)

    answer = alice().post("/account/data/email/", {"email": typed})

    assert answer.status_code == status
    assert "id_email_error" in answer.content.decode()
    assert not Letter.objects.filter(template="store_notices/email_change_confirm").exists()


def test_whoever_is_logged_in_elsewhere_is_logged_out_when_the_e_mail_changes():
    here, elsewhere = alice(), desk.logged_in(ALICE)
    here.post("/account/data/email/", {"email": "alice@new.example"})
    link = f"/account/email/{desk.secret(desk.last_letter('store_notices/email_change_confirm'), 'token')}/"

    assert here.post(link, follow=True).redirect_chain == [("/account/data/", 302)]
    assert "alice@new.example" in here.get("/account/data/").content.decode()
    assert elsewhere.get("/account/data/")["Location"].startswith("/account/login/")


def test_the_link_of_one_customer_logs_nobody_else_in():
    desk.buys(BOB)
    alice().post("/account/data/email/", {"email": "alice@new.example"})
    link = f"/account/email/{desk.secret(desk.last_letter('store_notices/email_change_confirm'), 'token')}/"
    bob = desk.logged_in(BOB)
    bob.post(link)
    page = bob.get("/account/data/").content.decode()
    assert (BOB.name in page, ALICE.name in page) == (True, False)


def test_who_has_a_password_gives_it_again_before_he_asks_for_another_e_mail():
    desk.buys(ALICE)
    set_password(ALICE.email, "three quiet words")
    client = desk.logged_in(ALICE)
    for answer in (client.get("/account/data/email/"), client.post("/account/data/email/", {"email": "a@new.example"})):
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert not Letter.objects.filter(template="store_notices/email_change_confirm").exists()


def test_an_invented_link_confirms_nothing():
    assert Client().post("/account/email/invented/").status_code == 410


# --- language ---------------------------------------------------------------------------------------------------------


def test_the_language_of_letters_counts_for_the_codes_as_well():
    client = alice()

    client.post("/account/data/language/", {"language": "fr"})
    Client().post("/account/login/code/", {"email": ALICE.email})

    assert desk.customer(ALICE).language == "fr"
    assert desk.last_letter("access/login_code").language == "fr"


# --- payment methods --------------------------------------------------------------------------------------------------


def method_page():
    return f"/account/data/method/{Subscription.objects.get(customer__email=ALICE.email).ref}/"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (
            {"means": "card", "number": "5555 5555 5555 4444", "expiry": "09/31", "cvc": "123"},
            "Mastercard ending 4444",
        ),
        ({"means": "wallet", "login": "alice@wallet.example"}, "al•••@wallet.example"),
        ({"means": "transfer"}, "bank transfer"),
    ],
)
def test_another_method_is_used_from_the_next_renewal_on_and_confirmed_by_letter(typed, named):
    client = alice()

    answer = client.post(method_page(), typed, follow=True)

    assert named in answer.content.decode()
    assert Subscription.objects.get().method_kind == typed["means"]
    assert desk.last_letter("store_notices/method_changed").to_address == ALICE.email


def test_a_saved_method_is_taken_up_again():
    client = alice()
    first = Subscription.objects.get().method_ref
    client.post(method_page(), {"means": "transfer"})

    client.post(method_page(), {"means": first})

    assert Subscription.objects.get().method_ref == first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "4242 4242 4242 4241"}, "number"),
        ({"number": ""}, "number"),
        ({"expiry": "soon"}, "expiry"),
        ({"expiry": "01/20"}, "expiry"),
        ({"cvc": "12"}, "cvc"),
    ],
)
def test_a_mistyped_card_is_told_beside_its_field_and_nothing_changes(wrong, field):
    client = alice()
    before = Subscription.objects.get().method_ref
    card = {"means": "card", "number": "4242 4242 4242 4242", "expiry": "09/31", "cvc": "123"}

    answer = client.post(method_page(), card | wrong)

    assert answer.status_code in {400, 422}
    assert f"id_{field}_error" in answer.content.decode()
    assert Subscription.objects.get().method_ref == before


def test_a_foreign_method_is_not_for_the_taking():
    desk.buys(BOB)
    foreign = Subscription.objects.get().method_ref
    client = alice()

    answer = client.post(method_page(), {"means": foreign})

    assert answer.status_code == 422
    assert Subscription.objects.get(customer__email=ALICE.email).method_ref != foreign


def test_a_foreign_subscription_is_no_subscription():
    alice()
    desk.buys(BOB)

    assert desk.logged_in(BOB).get(method_page()).status_code == 404


def test_an_unpaid_renewal_points_to_the_payment_page(letters, clock):
    desk.buys(replace(ALICE, pays="4000000000001026"))
    clock.travel_to("2027-03-03")

    assert 'href="/pay/' in desk.logged_in(ALICE).get(method_page()).content.decode()


# --- the VAT number ---------------------------------------------------------------------------------------------------


def test_a_vat_number_is_kept_in_its_form_and_looked_up(clock):
    client = alice()
    answer = client.post("/account/data/address/billing/", {**MOVED, "country": "DE", "vat_id": "de 111 111 117"})
    assert answer.status_code == 302
    assert "DE111111117" in client.get("/account/data/").content.decode()
    clock.travel_to("2026-03-03")
    [check] = VatCheck.objects.filter(asked_by=desk.customer(ALICE).ref)
    assert check.answer == "confirmed"


def test_mistyped_digits_of_a_vat_number_are_told_and_change_nothing():
    client = alice()
    answer = client.post("/account/data/address/billing/", {**MOVED, "country": "DE", "vat_id": "DE111111118"})
    assert answer.status_code == 422
    assert "This VAT number is mistyped" in answer.content.decode()
    assert "Seestrasse 1" in client.get("/account/data/").content.decode()


def test_only_the_billing_address_has_a_vat_number():
    client = alice()
    assert 'name="vat_id"' in client.get("/account/data/address/billing/").content.decode()
    assert 'name="vat_id"' not in client.get("/account/data/address/delivery/").content.decode()
