"""S27 to S31: whichever way somebody cancels or resumes, the same happens: by mail, by the link, in the account."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from abaca.access.models import User
from abaca.console.ticket_words import wish_state
from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all
from abaca.dispatch.queries import present
from abaca.inbox.models import Incoming
from abaca.inbox.queries import earlier_waits
from abaca.messaging.models import Letter
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import AwaitedCharge, Declaration, Wish
from abaca.store.correspondence.queries import resumed_by_mail
from abaca.store.correspondence.refusing import facts_of, sentence_of
from abaca.store.correspondence.understanding import understand
from abaca.store.notices.models import Undelivered
from abaca.store.payments.models import Attempt, Refund
from abaca.store.workflows import wish_acts, wish_senders
from abaca.store.workflows.late_charges import goes_back
from abaca.store.workflows.mail_wishes import settle_mails
from abaca.store.workflows.refunds import PaymentContested
from abaca.support.tickets.models import Ticket
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, Buyer, Person
from tests.makers.upgrades import goes_over, running
from tests.makers.visits import link_in
from tests.store.workflows.test_late_charges import charge_is_on_its_way, contested
from tests.stories.test_cancel_anywhere import words
from tests.stories.test_notices import MARIE

CANCEL = "Please cancel my subscription."
FRITZ = Person("Fritz Klein", "fritz@example.com", "Weg 1", "10115", "Berlin", "DE")
RESUME = "Please resume my subscription."


def writes(text: str, person=ALICE, *, proven: bool = True) -> Wish:
    """Let a mail come and be settled; return what it wishes."""
    mail = make_mail(text, sender=person.email, at=present(), authenticated=proven)
    settle_mails([mail.pk], at=present())
    drain_all(at=present())
    return Wish.objects.get(incoming=mail.ref)


def sent_back() -> list[int]:
    return list(Refund.objects.values_list("amount", flat=True))


def cancel_link(letters, person=ALICE) -> str:
    """Return the link of the latest letter that cancels or resumes without a log-in."""
    found = re.search(r"(/cancel/[A-Za-z0-9]\S+)", letters.to(person).last.text)
    assert found
    return found[1]


# --- where the paid term may end earlier -----------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "left"), [("2026-09-01", False), ("2027-05-01", True)])
def test_n6_the_mail_of_a_german_consumer_after_the_first_renewal_needs_a_person(shop, clock, letters, day, left):
    shop.sells(to=FRITZ)
    clock.travel_to(day)
    wish = writes(CANCEL, FRITZ)
    assert (wish.state, wish.facts.get("ends_early", False)) == ("done", left)
    assert not Buyer(FRITZ).subscription.auto_renew
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is not left
    assert (Ticket.objects.get().state == "closed") is not left
    letter = Letter.objects.get(kind="renewal_cancelled")
    assert letter.context["ends_early"] is left
    assert ("may end the term with a month" in wish_state(wish)[2]) is left


# --- after an upgrade ------------------------------------------------------------------------------------------------


def test_s29_a_link_from_before_an_upgrade_cancels_the_plan_of_today(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2027-01-25")
    path = cancel_link(letters)
    goes_over(ALICE)

    assert "Cancel the renewal?" in words(client.get(path))
    client.post(path, {"wish": "cancel"})

    assert (running(ALICE).plan.code, running(ALICE).auto_renew) == ("advanced", False)
    client.post(path, {"wish": "resume"})
    assert running(ALICE).auto_renew


def test_whoever_quotes_the_order_from_which_he_went_over_means_the_plan_of_today(shop, clock, letters):
    first = shop.sells(to=ALICE).order
    clock.travel_to("2026-11-18")
    goes_over(ALICE)

    wish = writes(f"Please cancel my subscription {first.number}.")
    assert (wish.state, wish.about, running(ALICE).auto_renew) == ("done", running(ALICE).ref, False)


def test_what_was_asked_before_an_upgrade_is_confirmed_after_it_and_undone_by_resuming(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-17")
    wish = writes(CANCEL, proven=False)
    path = link_in(letters, ALICE.email, "wish")
    clock.travel_to("2026-11-18")
    goes_over(ALICE)

    assert "Did you write to us?" in words(client.get(path))
    client.post(path, {"answer": "yes"})
    wish.refresh_from_db()
    assert (wish.state, wish.about, running(ALICE).auto_renew) == ("done", running(ALICE).ref, False)
    assert Wish.objects.count() == 1


def test_the_orders_of_former_plans_cost_one_question_however_many_write(shop, clock):
    first = shop.sells(to=ALICE).order
    clock.travel_to("2026-11-18")
    goes_over(ALICE)
    asked = []
    for many in (1, 3):
        mails = [make_mail(f"{first.number} {n}", sender=ALICE.email, at=present()) for n in range(many)]
        understood = {mail.pk: understand("", mail.said, language="en", names=(), plans=()) for mail in mails}
        with CaptureQueriesContext(connection) as statements:
            people = wish_senders.correspondents(mails, understood, at=present())
        assert {person.named for person in people.values()} == {frozenset({running(ALICE).ref})}
        asked.append(len(statements))
    assert asked[0] == asked[1]


# --- a charge that has left already ----------------------------------------------------------------------------------


def by_the_link(client, letters, buyer) -> str:
    return words(client.post(cancel_link(letters), {"wish": "cancel"}, follow=True))


def in_the_account(client, _letters, buyer) -> str:
    client.force_login(User.objects.get(email=buyer.email))
    page = f"/account/orders/{buyer.orders[0].order.number}/cancel/"
    assert LEFT in words(client.get(page))
    return words(client.post(page, {"decision": "cancel"}, follow=True))


LEFT = "A charge of EUR 79.00 has left already and cannot be called back."
CLICKS = pytest.mark.parametrize("way", [by_the_link, in_the_account])


@CLICKS
def test_a_click_counts_from_its_instant_like_a_mail(shop, clock, letters, client, way):
    alice = charge_is_on_its_way(shop, clock, "processing")

    assert LEFT in way(client, letters, alice)
    drain_all(at=clock.now)
    assert LEFT in letters.to(ALICE).last.text.replace("\xa0", " ")
    assert AwaitedCharge.objects.count() == 1

    clock.travel_to("2027-03-05")
    assert (len(shop.charges()), sent_back(), alice.standing) == (2, [7900], "ended")
    assert not AwaitedCharge.objects.exists()
    clock.travel_to("2028-03-05")
    assert (len(shop.charges()), sent_back()) == (2, [7900])


def test_a_charge_that_brings_nothing_after_a_click_leaves_nothing_to_do(shop, clock, letters, client):
    alice = charge_is_on_its_way(shop, clock, "timeout_before_renewal")
    by_the_link(client, letters, alice)
    clock.travel_to("2027-03-05")
    assert (sent_back(), alice.standing, AwaitedCharge.objects.count()) == ([], "ended", 0)


def test_money_that_cannot_go_back_after_a_click_is_left_to_a_person(shop, clock, letters, client):
    alice = charge_is_on_its_way(shop, clock, "processing")
    clicked_at = clock.now
    by_the_link(client, letters, alice)
    set_present(clock.now + timedelta(hours=3))
    drain("store.collect", at=clock.now)
    contested(Attempt.objects.latest("pk"))
    drain_all(at=clock.now)

    left = Declaration.objects.get()
    assert (left.state, left.why, left.about) == ("with_staff", "money", alice.subscription.ref)
    assert (left.received_at, left.customer) == (clicked_at, alice.customer)
    assert alice.orders[-1].order.number in left.note
    assert not AwaitedCharge.objects.exists()


# --- what was wanted last counts -------------------------------------------------------------------------------------


def test_whoever_resumed_in_between_is_not_given_back_what_he_wanted_charged(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-20")
    wish = writes(CANCEL, proven=False)
    alice = Buyer(ALICE)
    Wish.objects.update(state="open", reason="not_certain")  # so that no click of his settles it
    clock.travel_to("2027-02-21")
    alice.cancels()
    clock.travel_to("2027-02-22")
    alice.resumes()
    clock.travel_to("2027-03-05")
    assert goes_back(alice.subscription, wish.came_at) is None

    wish_acts.confirm(wish.ref, alice.subscription.ref, at=clock.now, by="sam", reason=Reason.BY_STAFF)
    drain_all(at=clock.now)

    assert (sent_back(), alice.standing) == ([], "ending")


@pytest.mark.parametrize(("may_refund", "back"), [(True, [7900]), (False, [])])
def test_what_was_only_asked_about_gives_money_back_if_somebody_who_may_decides_so(
    shop, clock, letters, may_refund, back
):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-28")
    wish = writes("How can I cancel my subscription?")
    assert (wish.kind, wish.certain, wish.state) == ("cancel", False, "open")
    clock.travel_to("2027-03-05")
    alice = Buyer(ALICE)

    wish_acts.confirm(
        wish.ref, alice.subscription.ref, at=clock.now, by="sam", reason=Reason.BY_STAFF, may_refund=may_refund
    )
    drain_all(at=clock.now)

    assert sent_back() == back
    assert alice.standing == ("ended" if back else "ending")


@pytest.mark.parametrize("way", ["by mail", "in the account"])
def test_n3_whoever_resumes_within_the_window_has_confirmed_the_charge(shop, clock, letters, way):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    marie.cancels()
    clock.travel_to("2027-02-25")
    if way == "by mail":
        wish = writes("Bonjour, veuillez reprendre le renouvellement de mon abonnement.", MARIE)
        assert (wish.kind, wish.state) == ("resume", "done")
    else:
        marie.resumes()

    clock.travel_to("2027-03-03")

    assert (len(shop.charges()), marie.standing) == (2, "renews")
    assert not Undelivered.objects.filter(held_at__isnull=False).exists()


def test_n3_a_mail_before_the_window_confirms_nothing(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    marie.cancels()
    mail = make_mail("Veuillez reprendre le renouvellement.", sender=MARIE.email, at=present())
    clock.travel_to("2027-02-25")  # it was carried out long before
    wish = Wish.objects.get(incoming=mail.ref)
    assert wish.state == "done"
    assert resumed_by_mail([marie.subscription.ref]) == {(wish.about, wish.acted_at): mail.received_at}


# --- taken back, and what that undoes --------------------------------------------------------------------------------


def test_what_was_overtaken_cannot_be_taken_back(shop, clock, letters):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE)
    cancelled = writes(CANCEL)
    clock.travel_to("2026-03-05")
    resumed = writes(RESUME)
    assert [state(each) for each in (cancelled, resumed)] == ["undone", "done"]

    clock.travel_to("2026-03-08")
    with_the_link(letters, alice)
    assert [state(each) for each in (cancelled, resumed)] == ["undone", "undone"]
    for wish in (cancelled, resumed):
        wish_acts.take_back(wish.ref, at=clock.now, by="sam")
    assert not alice.subscription.auto_renew


def with_the_link(letters, buyer: Buyer) -> None:
    wish_acts.cancel(buyer.subscription, at=present(), by=buyer.customer.ref)


def state(wish: Wish) -> str:
    return Wish.objects.get(pk=wish.pk).state


def test_a_resumed_renewal_that_is_taken_back_after_its_charge_runs_on_and_says_so(shop, clock, letters):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2027-02-20")
    wish = writes(RESUME)
    clock.travel_to("2027-03-05")

    wish = wish_acts.take_back(wish.ref, at=clock.now, by="sam")
    drain_all(at=clock.now)

    assert (sent_back(), Buyer(ALICE).standing) == ([], "ending")
    said = letters.to(ALICE).last.text.replace("\xa0", " ")
    assert "The EUR 79.00 that were charged before this pay for the time until 2 March 2028" in said
    assert "stays paid" in wish_state(wish)[2]


# --- the page of the link, after it was used -------------------------------------------------------------------------


def test_the_page_of_a_question_says_how_the_renewal_stands_by_now(shop, clock, letters, client):
    shop.sells(to=ALICE)
    writes(CANCEL, proven=False)
    path = link_in(letters, ALICE.email, "wish")
    said = words(client.post(path, {"answer": "yes"}, follow=True))
    assert ("The renewal is cancelled" in said, "the link in that letter takes it back" in said) == (True, True)

    wish_acts.resume(Buyer(ALICE).subscription, at=present(), by="alice")

    said = words(client.get(path))
    assert "The renewal is on again" in said
    assert "Renews automatically on that day for EUR 79.00 with Visa ending 4242." in said
    assert ("Nothing was changed" in said, "takes it back" in said) == (False, False)


def test_the_page_of_a_question_promises_no_way_back_where_the_money_has_gone_back(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-01")
    writes(CANCEL, proven=False)
    path = link_in(letters, ALICE.email, "wish")
    clock.travel_to("2027-03-03")

    said = words(client.post(path, {"answer": "yes"}, follow=True))

    assert "This subscription has ended" in said
    assert "EUR 79.00 goes back to you." in said
    assert "takes it back" not in said


def test_who_is_asked_whether_to_resume_is_told_price_day_and_method(shop, clock, letters, client):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2026-06-20")
    writes(RESUME, proven=False)
    letter = letters.to(ALICE).last.text.replace("\xa0", " ")
    assert "Resumed, it renews on 2 March 2027 for EUR 79.00." in letter
    assert "Visa ending 4242" in letter

    said = words(client.get(link_in(letters, ALICE.email, "wish")))
    assert "If you resume Active until 2 March 2027. Renews automatically on that day for EUR 79.00 with Visa" in said


# --- asked, and done by another way ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [True, False])
def test_who_was_asked_and_cancels_by_another_way_makes_no_work(shop, clock, letters, at_once):
    shop.sells(to=ALICE)
    wish = writes(CANCEL, proven=False)
    alice = Buyer(ALICE)
    if at_once:
        wish_acts.cancel(alice.subscription, at=clock.now, by=alice.customer.ref)
    else:
        alice.cancels()  # by a way that does not look for questions
    assert state(wish) == ("done" if at_once else "asked")
    clock.travel_to("2026-03-10")
    wish.refresh_from_db()
    assert (wish.state, wish.reason, wish.facts) == ("done", "otherwise", {"already": True})
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is True
    assert not wish_acts.can_be_taken_back(wish)


def test_a_question_about_several_stays_open_until_none_of_them_renews(shop, clock, letters):
    for token in ("one", "two"):
        shop.sells(to=ALICE, token=token)
    wish = writes(CANCEL)
    assert (wish.state, wish.reason) == ("asked", "which_one")
    for last, each in ((False, "first"), (True, "second")):
        one = next(s.subscription for s in Buyer(ALICE).whole.subscriptions if s.subscription.auto_renew)
        wish_acts.cancel(one, at=clock.now, by="alice")
        assert (state(wish) == "done") is last, each


def test_a_question_that_would_give_money_back_stays_open(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-01")
    wish = writes(CANCEL, proven=False)
    clock.travel_to("2027-03-03")
    wish_acts.cancel(Buyer(ALICE).subscription, at=clock.now, by="alice")
    assert state(wish) == "asked"
    wish_acts.confirm(wish.ref, at=clock.now, by="alice")
    drain_all(at=clock.now)
    assert sent_back() == [7900]


# --- one sender, several mails ---------------------------------------------------------------------------------------


def test_a_later_mail_waits_for_the_one_before_it(shop, clock, letters):
    shop.sells(to=ALICE)
    first = make_mail(CANCEL, sender="Alice@Example.com", at=present())
    second = make_mail(RESUME, sender=ALICE.email, at=present() + timedelta(minutes=2))
    set_present(present() + timedelta(minutes=5))

    settle_mails([second.pk], at=present())  # as a worker does while another has the first one in hand
    assert not Wish.objects.exists()
    drain_all(at=present())

    assert [(w.incoming, w.kind, w.state) for w in Wish.objects.order_by("id")] == [
        (first.ref, "cancel", "undone"),
        (second.ref, "resume", "done"),
    ]
    assert Buyer(ALICE).subscription.auto_renew


def test_a_mail_that_nobody_can_settle_holds_up_its_sender_for_an_hour_only(shop, clock, letters):
    shop.sells(to=ALICE)
    make_mail(CANCEL, sender=ALICE.email, at=present())
    second = make_mail(RESUME, sender=ALICE.email, at=present() + timedelta(minutes=2))
    for minutes, waits in ((30, True), (61, False)):
        assert earlier_waits(second, at=clock.now + timedelta(minutes=minutes)) is waits


# --- each reader in his own language ---------------------------------------------------------------------------------


def test_why_the_shop_refused_is_said_in_the_language_of_the_reader(shop, clock, letters):
    shop.sells(to=ALICE)
    with override("de"):
        facts = facts_of(PaymentContested())
    assert facts["code"] == "payment_contested"
    assert sentence_of(facts) == str(PaymentContested())
    with override("de"):
        assert sentence_of(facts) == str(PaymentContested()) != facts["sentence"]
