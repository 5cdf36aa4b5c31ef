"""What the console says of notices: what will be told and why, what became of it, and what did not arrive."""

from dataclasses import replace

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.models import Letter
from abaca.store.notices.models import Undelivered
from tests.console.test_pages import page_of, words
from tests.makers.shop import ALICE
from tests.makers.statements import statements_of

MARIE = replace(ALICE, email="marie@example.com", country="FR", city="Lyon", postcode="69003")


@pytest.fixture
def lost(shop, clock) -> Undelivered:
    """Marie's boxed letter came back."""
    shop.sells(to=MARIE)
    clock.travel_to("2027-01-20")
    Letter.objects.filter(kind="renewal_boxed").update(bounced_at=clock.now, bounce_words="550 no such user")
    drain_all(at=present())
    return Undelivered.objects.get()


def test_the_preview_says_what_when_and_why(shop, desk):
    shop.sells(to=MARIE)
    said = words(page_of(desk, MARIE))
    assert "What this customer will be told, when and why" in said
    assert "Because the term is a year and the customer lives in France." in said
    assert "nothing is charged before the customer confirms" in said
    assert "19 January 2027" in said
    assert "The next term is charged" in said
    assert "Delivery with product key and invoice" in said


def test_what_was_given_is_proven_with_its_words_its_sum_and_its_times(shop, desk, clock):
    shop.sells(to=MARIE)
    clock.travel_to("2027-01-20")
    said = words(page_of(desk, MARIE))
    assert "Accepted 19 January 2027, 09:00 for marie@example.com" in said
    assert "renewal_boxed" in said
    assert "EUR\xa079.00" in said.partition("Proof of the notices")[2]


def test_what_did_not_arrive_stands_on_the_first_page_with_what_the_other_side_said(lost, desk):
    said = words(desk.get("/console/"))
    assert "1 thing needs somebody" in said
    assert "Notices that did not arrive" in said
    assert "The receiving side sent it back: “550 no such user”" in said
    assert "A notice did not arrive." in words(page_of(desk, MARIE))


def test_a_corrected_address_shows_where_the_notice_was_sent_again(lost, desk, letters):
    page = f"/console/customers/{lost.subscription.customer.ref}/email/"
    letter = Letter.objects.get(kind="renewal_boxed")
    sent = {"email": "right@example.com", "reason": "She called.", "letters": [letter.ref], "correct": "yes"}
    desk.post(page, sent)
    drain_all(at=present())
    assert "renews on 2 March 2027" in letters.to("right@example.com").last.subject
    assert "marie@example.com; sent again to right@example.com" in words(desk.get("/console/notices/"))


def test_it_is_sent_again_or_seen_to(lost, desk, letters):
    before = len(letters.to(MARIE))
    said = words(desk.post(f"/console/notices/{lost.pk}/again/", follow=True))
    assert "The notice is on its way to marie@example.com." in said
    drain_all(at=present())
    assert len(letters.to(MARIE)) == before + 1

    said = words(desk.post(f"/console/notices/{lost.pk}/seen-to/", follow=True))
    assert "Noted: somebody has seen to it." in said
    assert "Every notice arrived" in said
    lost.refresh_from_db()
    assert lost.closed_why == "by_hand"


def test_what_holds_a_charge_cannot_be_put_away(lost, desk, clock):
    clock.travel_to("2027-03-02")
    said = words(desk.post(f"/console/notices/{lost.pk}/seen-to/", follow=True))
    assert "The charge waits for the customer’s word." in said
    assert "waits for the customer" in said
    page = words(page_of(desk, MARIE))
    assert (
        "Nothing is charged before the customer confirms, since a notice did not arrive. Over on 1 April 2027." in page
    )


def test_the_calendar_is_there_to_read(shop, desk):
    said = words(desk.get("/console/notices/"))
    assert "45 to 33 days before" in said
    assert "38 days before" in said
    assert "France, consumers" in said
    assert "without it nothing is charged by itself" in said
    assert "None of these can be switched off, by anybody." in said


def test_a_page_of_three_takes_as_many_statements_as_one(lost, shop, desk, clock):
    def page() -> None:
        assert desk.get("/console/notices/").status_code == 200

    one = statements_of(page)
    for number in range(3):
        shop.sells(to=replace(MARIE, email=f"m{number}@example.com"))
    clock.travel_to("2028-01-20")
    Letter.objects.filter(kind="renewal_boxed").update(bounced_at=clock.now)
    drain_all(at=present())
    assert Undelivered.objects.filter(closed_at=None).count() == 3
    assert statements_of(page) == one


def test_a_notice_that_is_not_there_is_said_to_be_unknown(desk):
    assert desk.post("/console/notices/999/again/").status_code == 404


def test_what_is_refused_in_the_console_leads_back_to_the_console_and_not_into_the_shop(desk, client):
    page = "/console/notices/999999/again/"
    assert '<a href="/console/">Go to the start page</a>' in desk.post(page).content.decode()
    assert '<a href="/">Go to the start page</a>' in client.get("/order/nonsense/").content.decode()
