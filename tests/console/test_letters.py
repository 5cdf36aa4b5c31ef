"""A letter as it was, without its secrets; and the same letter once more."""

import html

import pytest
from django.test import Client

from abaca.access.roles import Role
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry
from abaca.support.tickets.actions import Answer, answer
from tests.conftest import NOON
from tests.console.tickets import make_ticket
from tests.makers.shop import ALICE, Buyer
from tests.makers.staff import at_the_desk, logged_in


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def letter(shop) -> Letter:
    sold = shop.sells(to=ALICE)
    draft = Draft(
        to_address=ALICE.email,
        language="en",
        template="console_rehearsed/delivery",
        kind="order_confirmed",
        context={"order": {"number": sold.order.number, "path": "/order/signed-token-of-alice/"}},
        secrets={"product_key": sold.keys[0].text},
        about=sold.order.ref,
        whose=sold.order.customer.ref,
        key="console/1",
    )
    [letter] = enqueue([draft], at=NOON)
    return letter


@pytest.mark.parametrize("part", ["", "html/"])
def test_a_letter_is_shown_without_its_secrets(desk, shop, letter, part):
    said = words(desk.get(f"/console/letters/{letter.ref}/{part}"))
    assert ("•••" in said, "/order/•••/" in said) == (True, True)
    assert [secret in said for secret in (Buyer(ALICE).product_keys[0], "signed-token-of-alice")] == [False, False]


def test_a_letter_stands_in_a_frame_that_may_do_nothing(desk, letter):
    answer = desk.get(f"/console/letters/{letter.ref}/html/")
    policy = answer["Content-Security-Policy"]
    assert ("sandbox" in policy, "default-src 'none'" in policy, "script-src" in policy) == (True, True, False)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_letter_is_sent_again_as_a_letter_of_its_own_and_written_down(desk, sam, letter):
    address = f"/console/letters/{letter.ref}/resend/"
    assert "alice@example.com" in words(desk.get(address))
    assert Letter.objects.filter(key__startswith="console/1").count() == 1  # asking sends nothing

    answer = desk.post(address)
    assert answer["Location"] == f"/console/customers/{letter.whose}/"
    first, second = Letter.objects.filter(key__startswith="console/1").order_by("id")
    assert (first.key, second.key, second.resent_by) == ("console/1", "console/1/resend/2", sam.ref)
    entry = Entry.objects.get(what="letter.resent")
    assert (entry.by, entry.whose, entry.about) == (sam.ref, letter.whose, letter.about)
    assert entry.facts == {"kind": "order_confirmed", "letter": second.ref}


def test_a_second_click_sends_no_third_letter(desk, letter, clock):
    address = f"/console/letters/{letter.ref}/resend/"
    desk.post(address)
    again = desk.post(address)
    assert (again.status_code, "a moment ago" in words(again)) == (409, True)
    assert Letter.objects.filter(key__startswith="console/1").count() == 2

    clock.travel_to("2026-03-02T12:02")
    assert desk.post(address).status_code == 302
    assert Letter.objects.filter(key__startswith="console/1").count() == 3


def test_who_sent_a_letter_again_stands_in_the_timeline(desk, letter):
    desk.post(f"/console/letters/{letter.ref}/resend/")
    said = words(desk.get(f"/console/customers/{letter.whose}/", {"show": "staff"}))
    assert "Letter sent again: Delivery with product key and invoice" in said
    assert "by sam@musa.example" in said


def test_a_failed_letter_needs_somebody_until_it_is_sent_again(desk, letter):
    Letter.objects.filter(pk=letter.pk).update(state="failed", sent_at=None, last_error="550 no such mailbox")
    said = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in said, "550 no such mailbox" in said) == (True, True)

    desk.post(f"/console/letters/{letter.ref}/resend/")
    assert "Nothing needs anybody" in words(desk.get("/console/"))


def test_a_form_without_its_token_sends_nothing(sam, letter):
    client = Client(enforce_csrf_checks=True)
    logged_in(sam, client)
    assert client.post(f"/console/letters/{letter.ref}/resend/").status_code == 403
    assert Letter.objects.filter(key__startswith="console/1").count() == 1


# --- letters in which a customer's own words stand ------------------------------------------------------------------


def test_who_may_not_read_mails_reads_no_answer_to_one(shop, letters):
    shop.sells(to=ALICE)
    ticket = make_ticket(said="I am in hospital.")
    answer(ticket, Answer("Get well.", "form-1", "Sam"), customer=Buyer(ALICE).customer.ref, at=NOON, by="usr_sam")
    sent = Letter.objects.get(kind="answer")
    pages = [
        f"/console/letters/{sent.ref}/",
        f"/console/letters/{sent.ref}/html/",
        f"/console/letters/kinds/support_tickets/answer/en/?whose={ALICE.email}",
    ]
    customer = f"/console/customers/{Buyer(ALICE).customer.ref}/"
    for role, sees in ((Role.BOOKKEEPER, False), (Role.AGENT, True)):
        desk = at_the_desk(role)
        for page in pages:
            read = desk.get(page)
            assert (read.status_code, "hospital" in read.content.decode()) == ((200, True) if sees else (403, False)), (
                page
            )
        assert (f"/console/letters/{sent.ref}/" in words(desk.get(customer))) is sees
    assert at_the_desk(Role.BOOKKEEPER).get("/console/letters/kinds/support_tickets/answer/en/").status_code == 200
