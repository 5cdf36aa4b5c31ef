"""The staff cancels and resumes a renewal for a customer who asks for it."""

import html

import pytest

from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry
from tests.makers.shop import ALICE, Buyer


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


def test_a_renewal_is_cancelled_after_a_question(desk, sam, alice):
    address = f"/console/subscriptions/{alice.subscription.ref}/cancel/"
    said = words(desk.get(address))
    assert ("Active until 2 March 2027." in said, "EUR\xa079.00 is not charged" in said) == (True, True)
    assert alice.subscription.auto_renew  # asking changes nothing

    answer = desk.post(address, follow=True)
    assert "stays active until 2 March 2027" in words(answer)
    assert not alice.subscription.auto_renew
    assert Entry.objects.get(what="subscription.renewal_cancelled").by == sam.ref
    assert Letter.objects.filter(kind="renewal_cancelled", whose=alice.customer.ref).count() == 1
    assert "Resume the renewal…" in words(answer)


def test_a_renewal_is_resumed_after_a_question(desk, sam, alice):
    alice.cancels()
    address = f"/console/subscriptions/{alice.subscription.ref}/resume/"
    assert "It renews on 2 March 2027 for EUR\xa079.00." in words(desk.get(address))

    answer = desk.post(address, follow=True)
    assert alice.subscription.auto_renew
    assert Entry.objects.get(what="subscription.renewal_resumed").by == sam.ref
    assert "Cancel the renewal…" in words(answer)


def test_a_second_click_cancels_nothing_more(desk, alice):
    address = f"/console/subscriptions/{alice.subscription.ref}/cancel/"
    assert [desk.post(address).status_code for _click in range(2)] == [302, 302]
    assert Entry.objects.filter(what="subscription.renewal_cancelled").count() == 1


def test_what_is_over_is_not_resumed(desk, alice, clock):
    alice.cancels()
    clock.travel_to("2027-03-03")
    address = f"/console/subscriptions/{alice.subscription.ref}/resume/"
    answer = desk.post(address)
    assert (answer.status_code, "has ended" in words(answer)) == (409, True)
    said = words(desk.get(f"/console/customers/{alice.customer.ref}/"))
    assert ("Ended on 2 March 2027, as was wished." in said, "Resume the renewal…" in said) == (True, False)
