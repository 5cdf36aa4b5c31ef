"""S27 to S34: cancelling the renewal, and the letters that nobody can switch off."""

from datetime import date

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.store.journal.models import Entry
from tests.makers.shop import ALICE, BOB, Buyer, card
from tests.makers.visits import link_in


def test_s27_s28_the_order_page_cancels_in_two_clicks_and_the_subscription_stays_to_its_end(
    shop, clock, letters, client
):
    number = shop.sells(to=ALICE).order.number
    client.force_login(User.objects.get(email=ALICE.email))
    alice = Buyer(ALICE)
    order_page = client.get(f"/account/orders/{number}/").content.decode()
    assert f"/account/orders/{number}/cancel/" in order_page

    assert client.get(f"/account/orders/{number}/cancel/").status_code == 200
    assert alice.subscription.auto_renew  # looking changes nothing

    client.post(f"/account/orders/{number}/cancel/", {"decision": "cancel"})
    drain_all(at=clock.now)
    assert not alice.subscription.auto_renew
    assert alice.standing == "ending"
    assert "1 March 2027" in letters.to(ALICE).last.text

    clock.travel_to("2027-03-01")
    assert alice.standing == "ending"
    clock.travel_to("2027-03-02")
    assert alice.standing == "ended"
    assert len(shop.charges()) == 1


def test_s27_what_was_cancelled_is_resumed_as_easily(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    client.force_login(User.objects.get(email=ALICE.email))
    client.post(f"/account/orders/{number}/cancel/", {"decision": "cancel"})
    client.post(f"/account/orders/{number}/cancel/", {"decision": "resume"})
    drain_all(at=clock.now)
    assert Buyer(ALICE).subscription.auto_renew

    clock.travel_to("2027-03-02")
    assert Buyer(ALICE).ends == date(2028, 3, 2)


def test_s29_the_link_in_a_letter_cancels_without_a_log_in(shop, clock, letters, client):
    shop.sells(to=ALICE)
    path = link_in(letters, ALICE.email, "cancel")
    assert client.get(path).status_code == 200
    assert Buyer(ALICE).subscription.auto_renew

    client.post(path, {"wish": "cancel"})
    assert not Buyer(ALICE).subscription.auto_renew


def test_s31_a_cancellation_counts_up_to_the_moment_of_the_charge(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    Buyer(ALICE).cancels()
    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert Buyer(ALICE).standing == "ended"


def test_cancelling_twice_is_cancelling_once(shop, clock, letters):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE)
    alice.cancels()
    alice.cancels()
    drain_all(at=clock.now)
    assert Entry.objects.filter(what="subscription.renewal_cancelled").count() == 1
    assert len(letters.to(ALICE)) == 2


def test_an_unpaid_renewal_invoice_is_credited_when_the_renewal_is_cancelled(shop, clock, letters):
    shop.books(shop.sells(to=BOB).order)
    clock.travel_to("2027-02-10")
    Buyer(BOB).cancels()
    renewal = Buyer(BOB).orders[1]
    assert [p.kind for p in renewal.papers] == ["invoice", "credit_note"]
    assert renewal.order.state == "lapsed"


def test_s32_who_cancelled_is_told_before_the_end_and_at_the_end(shop, clock, letters):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2027-03-02")
    subjects = letters.to(ALICE).subjects
    assert len(subjects) == 4  # the key, the confirmation, the end that comes, the end
    assert "2 March 2027" in letters.to(ALICE)[2].text or "1 March 2027" in letters.to(ALICE)[2].text


def test_s33_a_new_card_is_asked_for_until_it_is_there(shop, clock, letters, client):
    shop.sells(to=card(ALICE, "ok", until=(1, 2027)))
    clock.travel_to("2027-02-01")
    path = link_in(letters, ALICE.email, "method")
    answer = client.post(path, {"means": "card", "number": "5555555555554444", "expiry": "12/31", "cvc": "123"})
    assert answer.status_code in (200, 302)
    before = len(letters.to(ALICE))

    clock.travel_to("2027-03-02")
    assert len(shop.charges()) == 2
    later = letters.to(ALICE)[before:]
    assert not [letter for letter in later if "expir" in letter.subject.lower()]


def test_a_failed_renewal_is_mended_in_one_page(shop, clock, letters, client):
    shop.sells(to=card(ALICE, "hard_renewals"))
    clock.travel_to("2027-03-05")
    path = link_in(letters, ALICE.email, "pay")
    page = client.get(path).content.decode()
    assert "79.00" in page

    client.post(path, {"means": "card", "number": "5555555555554444", "expiry": "12/31", "cvc": "123"})
    drain_all(at=clock.now)
    alice = Buyer(ALICE)
    assert alice.ends == date(2028, 3, 2)
    assert alice.product_keys[1] in letters.to(ALICE).last.text
    assert alice.whole.subscriptions[0].method.last4 == "4444"
