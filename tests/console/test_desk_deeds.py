"""What is done for customers from their tickets: on the pages that there were, with wishes, passages, e-mails."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from abaca.access.actions import appoint
from abaca.access.roles import Role
from abaca.dispatch.jobs import drain_all
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import Wish
from abaca.store.payments.models import Refund
from abaca.support.tickets.models import Message, Snippet, Ticket
from tests.conftest import NOON
from tests.console.tickets import make_ticket, page_of, words
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk, logged_in


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


# --- deeds ----------------------------------------------------------------------------------------------------------


def test_a_renewal_cancelled_because_of_a_ticket_stands_in_it(alice, desk):
    ticket = make_ticket(wish="cancel")
    way = desk.get(f"{page_of(ticket)}do/cancel/")["Location"]
    assert way.startswith(f"/console/subscriptions/{alice.subscription.ref}/cancel/?ticket={ticket.number}&wish=")
    answer = desk.post(way, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(ticket)
    assert "The renewal was cancelled: Musa Accounting Professional" in words(answer)
    assert not Buyer(ALICE).subscription.auto_renew
    assert "Because of" in words(desk.get(f"/console/customers/{alice.customer.ref}/"))


@pytest.mark.parametrize(
    ("kind", "page", "form", "said"),
    [
        ("upgrade", "upgrade", {}, "A larger plan was offered with order"),
        ("lost_key", "resend", {}, "Sent again: "),
        ("newsletter_off", "newsletter", {"evidence": "His mail."}, "No newsletter goes to the customer any more"),
        ("refund", "refund", {"extent": "whole", "to": "method", "confirmed": "yes"}, "goes back"),
    ],
)
def test_what_is_wished_is_done_on_its_own_page_and_noted(alice, desk, kind, page, form, said):
    ticket = make_ticket(wish=kind)
    way = desk.get(f"{page_of(ticket)}do/{kind}/")["Location"]
    assert page in way
    answer = desk.post(way, form, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(ticket)
    assert said in words(answer)
    assert Message.objects.filter(ticket=ticket, kind="event").count() == 1


@pytest.mark.parametrize("kind", ["resume", "newsletter_on", "other", "nonsense"])
def test_where_nothing_can_be_done_the_button_leads_to_the_ticket(alice, desk, kind):
    ticket = make_ticket()
    assert desk.get(f"{page_of(ticket)}do/{kind}/")["Location"] == page_of(ticket)


def test_who_may_not_move_money_sees_no_button_for_it(alice, shop):
    ticket = make_ticket(wish="refund", authenticated=True)
    Ticket.objects.update(customer=alice.customer.ref)
    for role, sees in (("agent", False), ("manager", True)):
        client = logged_in(appoint(f"{role}@musa.example", role=role, at=NOON))
        pages = [words(client.get(page)) for page in (page_of(ticket), "/console/desk/")]
        assert [any(way in page for way in ("/refund/", "do/refund")) for page in pages] == [sees, sees]


def test_a_page_without_a_ticket_leads_where_it_always_led(alice, desk):
    address = f"/console/subscriptions/{alice.subscription.ref}/cancel/?ticket=T-9999999"
    assert desk.post(address)["Location"] == f"/console/customers/{alice.customer.ref}/"


# --- wishes ---------------------------------------------------------------------------------------------------------


def test_a_wish_that_is_fulfilled_from_its_ticket_is_done_with_the_mail_as_evidence(alice, desk):
    ticket = make_ticket(wish="cancel", message_id="<her@example.com>")
    wish = Wish.objects.get()
    Wish.objects.update(customer=alice.customer)
    way = desk.get(f"{page_of(ticket)}do/cancel/")["Location"]
    assert way.endswith(f"?ticket={ticket.number}&wish={wish.ref}")
    desk.post(way)
    wish.refresh_from_db()
    assert (wish.state, wish.reason, wish.about) == ("done", "by_staff", alice.subscription.ref)
    assert Letter.objects.get(kind="renewal_cancelled").in_reply_to == "<her@example.com>"
    assert not Buyer(ALICE).subscription.auto_renew
    said = words(desk.get(page_of(ticket)))
    assert ("Decided by staff." in said, "Take it back" in said) == (True, True)

    desk.post(f"{page_of(ticket)}wishes/{wish.ref}/back/")
    assert Buyer(ALICE).subscription.auto_renew
    assert "Taken back: Cancel the renewal" in words(desk.get(page_of(ticket)))


def test_a_wish_of_a_stranger_is_fulfilled_for_the_customer_he_was_found_to_be(alice, desk):
    ticket = make_ticket(wish="cancel", sender="alice@work.example")
    desk.post(f"{page_of(ticket)}customer/", {"customer": alice.customer.ref})
    desk.post(desk.get(f"{page_of(ticket)}do/cancel/")["Location"])
    assert Wish.objects.get().state == "done"
    assert not Buyer(ALICE).subscription.auto_renew


def test_a_deed_settles_no_wish_of_another_ticket(alice, desk):
    other, ticket = make_ticket(wish="refund", sender="bob@example.com"), make_ticket(wish="cancel")
    strange, own = Wish.objects.order_by("pk")
    way = desk.get(f"{page_of(ticket)}do/cancel/")["Location"]
    answer = desk.post(way.replace(own.ref, strange.ref))
    assert (answer["Location"], Buyer(ALICE).subscription.auto_renew) == (page_of(ticket), False)
    strange.refresh_from_db()
    assert (strange.state, Message.objects.filter(ticket=other, kind="event").exists()) == ("open", False)


@pytest.mark.parametrize(
    ("verb", "state", "said"),
    [
        ("done", "done", "Done by hand: Get money back"),
        ("nothing", "dropped", "Nothing is done about it: Get money back"),
    ],
)
def test_a_wish_is_settled_by_hand_once(db, desk, verb, state, said):
    ticket = make_ticket(wish="refund")
    wish = Wish.objects.get()
    assert said in words(desk.post(f"{page_of(ticket)}wishes/{wish.ref}/{verb}/", follow=True))
    assert Wish.objects.get().state == state
    again = words(desk.post(f"{page_of(ticket)}wishes/{wish.ref}/{verb}/", follow=True))
    assert "This was settled already" in again
    assert Message.objects.filter(ticket=ticket, kind="event").count() == 1


def test_a_wish_is_settled_in_its_own_ticket_and_by_a_known_verb(db, desk):
    ticket, other = make_ticket(wish="refund"), make_ticket()
    wish = Wish.objects.get()
    for address in (f"{page_of(other)}wishes/{wish.ref}/done/", f"{page_of(ticket)}wishes/{wish.ref}/burn/"):
        assert desk.post(address).status_code == 404
    assert Wish.objects.get().state == "open"


# --- passages -------------------------------------------------------------------------------------------------------


def test_passages_are_written_changed_and_deleted(db, desk):
    form = {"name": "Hello", "language": "en", "text": "Dear {{ name }}"}
    assert "The passage “Hello” is saved." in words(desk.post("/console/desk/passages/new/", form, follow=True))
    kept = Snippet.objects.get()
    assert "{{ cancel_link }}" in words(desk.get(f"/console/desk/passages/{kept.pk}/"))
    wrong = desk.post(f"/console/desk/passages/{kept.pk}/", {**form, "text": "{{ nome }}"})
    assert (wrong.status_code, "Nobody can fill in nome." in words(wrong)) == (422, True)
    desk.post(f"/console/desk/passages/{kept.pk}/drop/")
    assert not Snippet.objects.exists()
    assert desk.get(f"/console/desk/passages/{kept.pk}/").status_code == 404


def test_a_ticket_is_found_by_the_search_box(db, desk):
    ticket = make_ticket()
    assert desk.post("/console/search/", {"q": ticket.number})["Location"] == page_of(ticket)
    assert "There is no ticket with this number." in words(desk.post("/console/search/", {"q": "T-9999999"}))


def test_the_first_page_of_the_console_says_how_many_wait(db, desk):
    make_ticket()
    assert "1 ticket waits for an answer" in words(desk.get("/console/"))


# --- the e-mail of a customer ---------------------------------------------------------------------------------------


def test_a_mistyped_e_mail_is_corrected_from_a_ticket_and_the_key_goes_out_again(alice, desk, letters):
    ticket = make_ticket(sender="alice@right.example", wish="email_change")
    desk.post(f"{page_of(ticket)}customer/", {"customer": alice.customer.ref})
    way = desk.get(f"{page_of(ticket)}do/email_change/")["Location"]
    asked = desk.get(way).content.decode()
    [delivery] = Letter.objects.filter(kind="order_confirmed")
    assert f"As {ticket.number} says." in asked
    assert f'value="{delivery.ref}"' in asked
    form = {"email": "alice@right.example", "reason": "x", "letters": [delivery.ref], "correct": "yes"}
    answer = desk.post(way, form, follow=True)
    drain_all(at=NOON)
    assert answer.redirect_chain[-1][0] == page_of(ticket)
    assert "The customer's e-mail was corrected" in words(answer)
    assert letters.to("alice@right.example").last.kind == "order_confirmed"


def test_a_link_to_the_new_e_mail_changes_nothing_before_it_is_used(alice, desk, letters):
    form = {"email": "alice@new.example", "reason": "She wrote.", "ask": "yes"}
    said = words(desk.post(f"/console/customers/{alice.customer.ref}/email/", form, follow=True))
    drain_all(at=NOON)
    assert "nothing changes before it is used" in said
    assert letters.to("alice@new.example").last.kind == "email_change_confirm"
    assert Buyer(ALICE).customer.email == ALICE.email


def test_an_e_mail_of_another_customer_leads_to_him(alice, shop, desk):
    shop.sells(to=BOB)
    form = {"email": BOB.email, "reason": "x", "correct": "yes"}
    answer = desk.post(f"/console/customers/{alice.customer.ref}/email/", form)
    assert (answer.status_code, Buyer(BOB).customer.ref in words(answer)) == (409, True)


# --- a charge that came after the mail --------------------------------------------------------------------------------


@pytest.fixture
def agent_with_a_late_mail(shop, clock) -> tuple[Client, str]:
    """Return an agent, and the way to cancel what a mail has asked for an hour before the charge."""
    shop.sells(to=ALICE)
    ticket = make_ticket(wish="cancel")
    Wish.objects.update(customer=Buyer(ALICE).customer, came_at=datetime(2027, 3, 2, 4, tzinfo=UTC))
    clock.travel_to("2027-03-04")
    desk = at_the_desk(Role.AGENT)
    return desk, desk.get(f"{page_of(ticket)}do/cancel/")["Location"]


def test_an_agent_is_told_what_goes_back_by_rule_before_he_cancels(agent_with_a_late_mail):
    desk, way = agent_with_a_late_mail
    said = words(desk.get(way))
    assert "EUR 79.00 was charged after the mail had come. All of it goes back to the customer by rule" in said
    assert ("What stays" in said, Refund.objects.exists()) == (False, False)
    assert "goes back" not in words(desk.get(way.partition("?")[0]))  # without the mail nothing does


def test_an_agent_carries_the_customers_right_out_and_is_told_so(agent_with_a_late_mail):
    desk, way = agent_with_a_late_mail
    said = words(desk.post(way, follow=True))
    assert "what was charged after the mail had come goes back to the customer" in said
    assert [refund.amount for refund in Refund.objects.all()] == [7900]
    assert not Buyer(ALICE).subscription.auto_renew


def test_an_agent_decides_about_no_money_of_his_own(alice, shop):
    desk = at_the_desk(Role.AGENT)
    for page in (f"orders/{alice.orders[0].order.number}/refund/", f"orders/{alice.orders[0].order.number}/give-back/"):
        assert desk.post(f"/console/{page}").status_code == 403
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("role", "back"), [(Role.AGENT, []), (Role.MANAGER, [7900])])
def test_money_of_an_unclear_mail_goes_back_only_if_who_may_refund_cancels(agent_with_a_late_mail, role, back):
    _desk, way = agent_with_a_late_mail
    Wish.objects.update(certain=False)
    desk = at_the_desk(role)
    said = words(desk.get(way))
    assert ("All of it goes back" in said) == bool(back)
    assert ("so the money stays" in said, "administrator" in said) == ((not back), (not back))

    desk.post(way, follow=True)

    assert [refund.amount for refund in Refund.objects.all()] == back
    assert not Buyer(ALICE).subscription.auto_renew
