"""S11 to S17: what a customer sees and changes in his account."""

import pytest
from django.test import Client

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.store.customers.queries import customer_with_email
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.queries import methods_of
from tests.makers.orders import happened
from tests.makers.shop import ALICE, DORA, Buyer
from tests.makers.visits import code_for, link_in

ADDRESS = {
    "name": "Alice Rossi",
    "company": "Rossi Srl",
    "street": "Corso Como 1",
    "postcode": "20154",
    "city": "Milano",
}


@pytest.fixture
def alice(shop, client):
    shop.sells(to=ALICE)
    client.force_login(User.objects.get(email=ALICE.email))
    return Buyer(ALICE)


def test_s11_the_log_in_is_a_code_by_e_mail_and_a_password_may_be_set(shop, clock, letters, client):
    shop.sells(to=ALICE)
    client.post("/account/login/code/", {"email": ALICE.email})
    drain_all(at=clock.now)
    client.post("/account/login/code/confirm/", {"code": code_for(letters, ALICE.email)})
    assert client.get("/account/").status_code == 200

    client.post("/account/password/set/", {"password1": "lemons-and-pears-9", "password2": "lemons-and-pears-9"})
    other = Client()
    other.post("/account/login/", {"login": ALICE.email, "password": "lemons-and-pears-9"})
    assert other.get("/account/").status_code == 200


def test_s11_a_new_e_mail_counts_only_after_it_has_answered(alice, clock, letters, client):
    client.post("/account/data/email/", {"email": "alice@rossi.example"})
    drain_all(at=clock.now)
    assert alice.customer.email == ALICE.email

    path = link_in(letters, "alice@rossi.example", "account/email")
    assert client.get(path).status_code == 200
    assert alice.customer.email == ALICE.email

    client.post(path)
    customer = customer_with_email("alice@rossi.example")
    assert User.objects.get(ref=customer.user_ref).email == "alice@rossi.example"
    drain_all(at=clock.now)
    assert "alice@rossi.example" in letters.to(ALICE.email).last.text


def test_s12_a_new_address_counts_for_the_renewal_and_never_for_the_past(alice, clock, letters, client):
    answer = client.post("/account/data/address/billing/", {**ADDRESS, "country": "IT"})
    assert answer.status_code == 302

    clock.travel_to("2027-03-02")
    first, renewal = alice.orders
    assert first.papers[0].document["buyer"]["street"] == "Via Garibaldi 3"
    assert renewal.papers[0].document["buyer"]["street"] == "Corso Como 1"


def test_s15_s16_every_order_is_seen_and_its_number_leads_to_everything(alice, clock, letters, client):
    clock.travel_to("2027-03-02")
    overview = client.get("/account/orders/").content.decode()
    for whole in alice.orders:
        assert f"/account/orders/{whole.order.number}/" in overview
        page = client.get(f"/account/orders/{whole.order.number}/").content.decode()
        assert whole.keys[0].text in page
        assert whole.papers[0].number in page


def test_s16_somebody_elses_order_is_no_order(alice, shop, client):
    foreign = shop.sells(to=DORA)
    assert client.get(f"/account/orders/{foreign.order.number}/").status_code == 404
    assert client.get(f"/account/invoices/{foreign.papers[0].number}/").status_code == 404
    assert client.post(f"/account/orders/{foreign.order.number}/cancel/").status_code == 404
    assert Buyer(DORA).subscription.auto_renew


def test_s17_one_page_has_all_personal_data(alice, client):
    page = client.get("/account/data/").content.decode()
    for fact in (ALICE.email, "4242", "Via Garibaldi 3", "20121"):
        assert fact in page


def test_s13_who_goes_takes_his_card_away_and_the_provider_drops_it(alice, shop, clock, letters, client):
    [method] = methods_of(alice.customer.pk)
    alice.cancels()
    client.post(f"/account/data/methods/{method.ref}/remove/")
    drain_all(at=clock.now)

    assert rehearsal_company().method(method.token, at=clock.now) is None
    assert methods_of(alice.customer.pk) == []
    assert happened(method.ref)[-2:] == ["method.removed", "method.dropped"]

    alice.resumes()
    clock.travel_to("2027-03-02")
    assert shop.charges(alice.orders[-1].order) == []
    assert any("transfer_invoice" in dict(letter.headers)["X-Abaca-Kind"] for letter in letters.to(ALICE))


def test_s13_a_card_that_a_renewal_needs_stays_and_the_page_says_what_to_do(alice, clock, letters, client):
    [method] = methods_of(alice.customer.pk)
    page = client.post(f"/account/data/methods/{method.ref}/remove/", follow=True).content.decode()
    assert "Choose another one for it first, or cancel the renewal." in page
    drain_all(at=clock.now)
    assert methods_of(alice.customer.pk) == [method]
    assert rehearsal_company().method(method.token, at=clock.now) is not None


def test_s13_nobody_removes_the_card_of_somebody_else(alice, shop, client):
    shop.sells(to=DORA)
    [foreign] = methods_of(Buyer(DORA).customer.pk)
    Buyer(DORA).cancels()
    client.post(f"/account/data/methods/{foreign.ref}/remove/")
    assert methods_of(Buyer(DORA).customer.pk) == [foreign]


def test_nobody_sees_an_account_without_logging_in(shop, client):
    shop.sells(to=ALICE)
    for path in ("/account/", "/account/orders/", "/account/orders/MS-100001/", "/account/data/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/")
