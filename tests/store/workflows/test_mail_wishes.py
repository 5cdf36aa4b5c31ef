"""Mails are understood and acted upon: what is done, what is asked back, what is left to a person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.inbox.models import Incoming
from abaca.inbox.states import IncomingKind
from abaca.messaging.models import Letter
from abaca.store.catalogue.models import Plan
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishState
from abaca.store.customers.models import Customer
from abaca.store.journal.models import Entry
from abaca.store.workflows import wish_acts, wish_senders
from abaca.store.workflows.mail_wishes import settle_mails
from abaca.store.workflows.seats import send
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, BOB, DORA, Buyer

CANCEL = "Please cancel my subscription."


def settled(mail: Incoming) -> Incoming:
    return Incoming.objects.get(pk=mail.pk)


def comes(text: str, *, clock, sender: str = ALICE.email, **how) -> Wish:
    """Let a mail come and be settled; return what it wishes."""
    mail = make_mail(text, sender=sender, at=how.pop("came_at", clock.now), **how)
    drain_all(at=clock.now)
    return Wish.objects.get(incoming=mail.ref)


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind))


def test_a_clear_mail_from_the_registered_address_cancels_the_renewal(shop, clock):
    shop.sells(to=ALICE)

    wish = comes(CANCEL, clock=clock, message_id="<her-mail@example.com>")

    assert not Buyer(ALICE).subscription.auto_renew
    assert (wish.state, wish.reason, wish.about) == (WishState.DONE, Reason.CLEAR, Buyer(ALICE).subscription.ref)
    [confirmation] = letters("renewal_cancelled")
    assert confirmation.to_address == ALICE.email
    assert confirmation.in_reply_to == "<her-mail@example.com>"
    assert confirmation.references == ["<her-mail@example.com>"]
    mail = Incoming.objects.get(ref=wish.incoming)
    assert mail.disposition["done"] is True
    assert mail.disposition["customer"] == Buyer(ALICE).customer.ref
    assert Entry.objects.filter(what="wish.done", about=wish.about, whose=wish.customer.ref).count() == 1


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        (CANCEL, "renewal_cancelled", 4),  # that it is done, and three times that it is so already
        ("Please resume my subscription.", "renewal_resumed", 3),
        ("Please stop sending me your newsletter.", "newsletter_changed", 4),
    ],
)
def test_a_program_that_answers_our_letters_with_a_signed_mail_is_not_answered_for_ever(shop, clock, text, kind, told):
    shop.sells(to=ALICE)
    for _time in range(5):
        clock.travel_to(clock.now + timedelta(minutes=1))
        wish = comes(text, clock=clock)
    assert (wish.state, wish.facts) == (WishState.DONE, {"already": True, "untold": True})
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is True
    assert len(letters(kind)) == told

    clock.travel_to(clock.now + timedelta(days=1))
    assert "untold" not in comes(text, clock=clock).facts
    assert len(letters(kind)) == told + 1


def test_who_was_told_often_is_still_obeyed(shop, clock):
    shop.sells(to=ALICE)
    for _time in range(5):
        clock.travel_to(clock.now + timedelta(minutes=1))
        comes(CANCEL, clock=clock)
    clock.travel_to(clock.now + timedelta(minutes=1))
    comes("Please resume my subscription.", clock=clock)
    assert Buyer(ALICE).subscription.auto_renew
    clock.travel_to(clock.now + timedelta(minutes=1))
    assert comes(CANCEL, clock=clock).facts == {}
    assert not Buyer(ALICE).subscription.auto_renew


def test_the_case_of_the_address_does_not_matter(shop, clock):
    shop.sells(to=ALICE)
    assert comes(CANCEL, clock=clock, sender="Alice@EXAMPLE.com").state == WishState.DONE


@pytest.mark.parametrize(
    ("sender", "authenticated", "text", "reason"),
    [
        (ALICE.email, False, CANCEL, Reason.NOT_PROVEN),
        ("alice@work.example", True, "Please cancel my subscription {number}.", Reason.OTHER_ADDRESS),
        (
            "alice@work.example",
            True,
            "Cancel my subscription please, I am alice@example.com",
            Reason.OTHER_ADDRESS,
        ),
        ("alice@work.example", True, "Please cancel my subscription, my product key is {key}", Reason.OTHER_ADDRESS),
    ],
)
def test_who_is_not_proven_moves_nothing_and_the_registered_address_is_asked(
    shop, clock, sender, authenticated, text, reason
):
    order = shop.sells(to=ALICE)
    text = text.format(number=order.order.number, key=order.keys[0].text)

    wish = comes(text, clock=clock, sender=sender, authenticated=authenticated)

    assert Buyer(ALICE).subscription.auto_renew
    assert (wish.state, wish.reason) == (WishState.ASKED, reason)
    [question] = letters("wish_confirm")
    assert question.to_address == ALICE.email
    assert not Letter.objects.filter(to_address="alice@work.example").exists()
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is False


@pytest.mark.parametrize(
    ("text", "sender", "language"),
    [
        ("MS-999999?", ALICE.email, "fr"),
        ("Please help me with my licence.", ALICE.email, "en"),
        ("MS-999999?", "mallory@evil.example", "en"),
    ],
)
def test_where_nothing_tells_in_which_language_a_mail_is_it_is_that_of_its_customer(
    shop, clock, text, sender, language
):
    shop.sells(to=ALICE)
    Customer.objects.update(language="fr")
    wish = comes(text, clock=clock, sender=sender, subject="")
    assert Incoming.objects.get(ref=wish.incoming).disposition["language"] == language


def test_a_colleague_who_got_a_key_makes_us_ask_its_buyer(shop, clock):
    order = shop.sells(to=ALICE)
    send(
        Buyer(ALICE).customer,
        order.keys[0].ref,
        email="Ann@work.example",
        language="en",
        redeemed=False,
        at=clock.now,
        by="alice",
    )
    wish = comes(CANCEL, clock=clock, sender="ann@work.example")
    assert (wish.customer, wish.state) == (Buyer(ALICE).customer, WishState.ASKED)


def test_a_stranger_gets_no_letter_and_nobody_is_asked(shop, clock):
    shop.sells(to=ALICE)
    before = Letter.objects.count()
    wish = comes(CANCEL, clock=clock, sender="mallory@evil.example")
    assert (wish.state, wish.reason, wish.customer) == (WishState.OPEN, Reason.NOBODY_KNOWN, None)
    assert Letter.objects.count() == before


def test_several_subscriptions_are_asked_back_with_a_link_for_each(shop, clock):
    shop.sells(to=ALICE)
    shop.sells(to=ALICE, token="second")
    wish = comes(CANCEL, clock=clock)
    assert (wish.state, wish.reason) == (WishState.ASKED, Reason.WHICH_ONE)
    [question] = letters("wish_confirm")
    assert len(question.context["choices"]) == 2
    first = question.context["choices"][0]["path"].split("/")[2]

    asked, about = wish_acts.linked(first, at=clock.now)
    wish_acts.confirm(asked.ref, about, at=clock.now, by="alice")

    assert sorted(s.subscription.auto_renew for s in Buyer(ALICE).whole.subscriptions) == [False, True]
    assert Wish.objects.get(pk=wish.pk).about == about

    second = question.context["choices"][1]["path"].split("/")[2]
    asked, about = wish_acts.linked(second, at=clock.now)
    assert asked.state == WishState.ASKED  # the other one was not chosen yet
    wish_acts.confirm(asked.ref, about, at=clock.now, by="alice")
    assert [s.subscription.auto_renew for s in Buyer(ALICE).whole.subscriptions] == [False, False]
    assert wish_acts.linked(second, at=clock.now)[0].state == WishState.DONE


def test_what_is_cancelled_already_is_confirmed_once_more(shop, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2026-03-03")
    wish = comes(CANCEL, clock=clock)
    assert (wish.state, wish.reason, wish.facts) == (WishState.DONE, Reason.ALREADY_SO, {"already": True})
    assert len(letters("renewal_cancelled")) == 2


def test_a_mail_resumes_what_was_cancelled(shop, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    assert comes("Please resume the renewal.", clock=clock).state == WishState.DONE
    assert Buyer(ALICE).subscription.auto_renew


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel my subscription. Feel free to contact me.",
        "Please cancel my subscription. Thank you for the professional support.",
        "Please cancel my Professional subscription.",
    ],
)
def test_a_word_of_everyday_is_no_plan(shop, clock, text):
    shop.sells(to=ALICE)
    assert comes(text, clock=clock).reason == Reason.CLEAR


def test_whoever_names_a_plan_that_he_does_not_have_is_asked_whatever_the_vendor_calls_it(shop, clock):
    shop.sells(to=ALICE)
    Plan.objects.filter(name="Advanced").update(name="Premium")
    wish = comes("Please cancel my Musa Accounting Premium subscription.", clock=clock)
    assert (wish.state, wish.reason) == (WishState.ASKED, Reason.WHICH_ONE)
    assert Buyer(ALICE).subscription.auto_renew


def test_other_wishes_wait_for_a_person(shop, clock):
    shop.sells(to=ALICE)
    wish = comes("I want to upgrade.", clock=clock)
    assert (wish.state, wish.reason) == (WishState.OPEN, Reason.PERSON_DECIDES)
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is False


def test_a_mail_with_two_wishes_is_done_only_when_both_are(shop, clock):
    shop.sells(to=ALICE)
    mail = make_mail(
        "Please cancel my subscription. And please correct the address on my last invoice.",
        sender=ALICE.email,
        at=clock.now,
    )
    drain_all(at=clock.now)
    states = {wish.kind: wish.state for wish in Wish.objects.filter(incoming=mail.ref)}
    assert states == {"cancel": WishState.DONE, "invoice_correction": WishState.OPEN}
    assert settled(mail).disposition["done"] is False


UNDERSTOOD = {IncomingKind.LETTER, IncomingKind.MACHINE}


@pytest.mark.parametrize("kind", [kind for kind in IncomingKind if kind not in {*UNDERSTOOD, IncomingKind.UNSUBSCRIBE}])
def test_what_answers_returns_or_floods_wishes_nothing(shop, clock, kind):
    shop.sells(to=ALICE)
    mail = make_mail(CANCEL, sender=ALICE.email, at=clock.now, kind=kind)
    drain_all(at=clock.now)
    assert settled(mail).state == "settled"
    assert settled(mail).disposition["done"] == (kind != IncomingKind.FLOOD)
    assert not Wish.objects.exists()
    assert Buyer(ALICE).subscription.auto_renew


def a_service_writes(text: str, clock, *, sender: str = "no-reply@cancel-for-you.example") -> Incoming:
    mail = make_mail(text, sender=sender, at=clock.now, kind=IncomingKind.MACHINE)
    drain_all(at=clock.now)
    return settled(mail)


def test_a_program_that_names_an_order_or_clearly_wishes_something_is_left_to_a_person(shop, clock):
    number = shop.sells(to=ALICE).order.number
    named = a_service_writes(f"Our customer has cancelled the contract {number}.", clock)
    clear = a_service_writes("Please cancel the subscription.", clock)
    as_if_hers = a_service_writes(CANCEL, clock, sender=ALICE.email)
    for mail, customer in ((named, "Alice"), (clear, ""), (as_if_hers, "Alice")):
        wish = Wish.objects.get(incoming=mail.ref)
        assert (wish.state, wish.reason, mail.disposition["done"]) == (WishState.OPEN, Reason.MACHINE, False)
        assert (wish.customer.name if wish.customer else "").startswith(customer)
    assert Buyer(ALICE).subscription.auto_renew
    assert not letters("wish_confirm")  # and nobody is written to


@pytest.mark.parametrize("text", ["Your weekly report is ready.", "Someone cancelled? Learn how to win him back!"])
def test_a_program_that_wishes_nothing_clearly_needs_nobody(shop, clock, text):
    shop.sells(to=ALICE)
    mail = a_service_writes(text, clock)
    assert (mail.disposition["done"], mail.disposition["wishes"]) == (True, [])
    assert not Wish.objects.exists()


def test_a_mail_is_settled_once(shop, clock):
    shop.sells(to=ALICE)
    mail = make_mail(CANCEL, sender=ALICE.email, at=clock.now)
    settle_mails([mail.pk], at=clock.now)
    settle_mails([mail.pk], at=clock.now)
    assert Wish.objects.count() == 1
    assert len(letters("renewal_cancelled")) == 1


def test_nobody_can_flood_a_customer_with_questions(shop, clock):
    shop.sells(to=ALICE)
    for n in range(5):
        make_mail(f"{CANCEL} {n}", sender=ALICE.email, at=clock.now, authenticated=False)
    drain_all(at=clock.now)
    reasons = sorted(Wish.objects.values_list("reason", flat=True))
    assert reasons == [Reason.ASKED_OFTEN] * 2 + [Reason.NOT_PROVEN] * 3
    assert len(letters("wish_confirm")) == 3


def test_the_customer_confirms_and_a_second_click_changes_nothing(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock, authenticated=False)
    for _click in range(2):
        done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")
    assert (done.state, done.reason) == (WishState.DONE, Reason.CONFIRMED)
    assert not Buyer(ALICE).subscription.auto_renew
    assert len(letters("renewal_cancelled")) == 1


def test_the_customer_denies_and_the_link_is_spent(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock, authenticated=False)
    wish_acts.deny(wish.ref, at=clock.now, by="alice")
    assert Buyer(ALICE).subscription.auto_renew
    assert Wish.objects.get(pk=wish.pk).reason == Reason.DENIED


def test_what_was_done_is_taken_back(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock)
    wish_acts.take_back(wish.ref, at=clock.now, by="sam")
    assert Buyer(ALICE).subscription.auto_renew
    assert Wish.objects.get(pk=wish.pk).state == WishState.UNDONE


def test_staff_settle_what_was_left_to_them(shop, clock):
    shop.sells(to=ALICE)
    wish = comes("An upgrade, please.", clock=clock)
    assert wish_acts.settle_by_hand(wish.ref, done=True, at=clock.now, by="sam").reason == Reason.BY_STAFF
    with pytest.raises(wish_acts.WishSettled):
        wish_acts.settle_by_hand(wish.ref, done=True, at=clock.now, by="sam")


def test_a_cancellation_that_came_before_the_charge_gives_the_charge_back(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    wish = comes(CANCEL, clock=clock, authenticated=False)
    clock.travel_to("2027-03-05")
    renewal = Buyer(ALICE).orders[1].order
    assert renewal.paid_at

    done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")

    assert done.facts["given_back"] == renewal.ref
    assert Buyer(ALICE).standing == "ended"


def test_a_cancellation_that_came_after_the_charge_ends_the_next_term_only(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-05")
    wish = comes(CANCEL, clock=clock)
    assert (wish.state, wish.facts) == (WishState.DONE, {})
    assert Buyer(ALICE).standing == "ending"


def test_a_cancellation_is_carried_out_though_the_money_cannot_go_back_by_itself(shop, clock):
    order = shop.sells(to=BOB).order
    shop.books(order)
    clock.travel_to("2027-03-01")
    came_at = clock.now
    shop.books(Buyer(BOB).orders[1].order)
    clock.travel_to("2027-03-05")

    wish = comes(CANCEL, clock=clock, sender=BOB.email, came_at=came_at - timedelta(days=3))

    assert not Buyer(BOB).subscription.auto_renew
    assert (wish.state, wish.facts.get("code", "")) == (WishState.DONE, "account_not_told")
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is False  # somebody looks after the money


def test_the_answer_after_weeks_still_cancels(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    wish = comes(CANCEL, clock=clock, authenticated=False)
    clock.travel_to("2027-03-28")
    done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")
    assert done.facts["given_back"] == Buyer(ALICE).orders[1].order.ref  # what counts is when the mail came
    assert Buyer(ALICE).standing == "ended"


def test_the_same_mail_by_another_way_acts_no_more(shop, clock):
    shop.sells(to=ALICE)
    comes(CANCEL, clock=clock, message_id="<once@example.com>")
    Buyer(ALICE).resumes()
    clock.travel_to("2026-03-03")
    again = make_mail(CANCEL, sender=ALICE.email, at=clock.now, message_id="<once@example.com>")
    drain_all(at=clock.now)
    assert Buyer(ALICE).subscription.auto_renew
    assert settled(again).disposition["done"] is True
    assert Wish.objects.count() == 1


@pytest.mark.parametrize(("after", "acts"), [({"hours": 1}, False), ({"days": 2}, True)])
def test_a_mail_without_a_message_id_that_comes_twice_acts_once(shop, clock, after, acts):
    shop.sells(to=ALICE)
    raw = b"From: alice@example.com\r\n\r\nPlease cancel my subscription."
    came = [clock.now, clock.now + timedelta(**after)]
    mails = [make_mail(CANCEL, sender=ALICE.email, at=at) for at in came]
    Incoming.objects.update(message_id="", raw=raw)
    for mail, at in zip(mails, came, strict=True):
        settle_mails([mail.pk], at=at)
    assert [Wish.objects.filter(incoming=mail.ref).count() for mail in mails] == [1, int(acts)]
    assert settled(mails[1]).disposition["done"] is True


def test_a_forged_mail_does_not_take_the_place_of_the_one_it_imitates(shop, clock):
    shop.sells(to=ALICE)
    comes(CANCEL, clock=clock, message_id="<once@example.com>", authenticated=False)
    clock.travel_to("2026-03-03")
    assert comes(CANCEL, clock=clock, message_id="<once@example.com>").state == WishState.DONE


def test_an_order_of_somebody_else_cancels_nothing(shop, clock):
    shop.sells(to=ALICE)
    foreign = shop.sells(to=DORA).order.number
    wish = comes(f"Please cancel my subscription {foreign}.", clock=clock)
    assert (wish.state, wish.reason) == (WishState.ASKED, Reason.WHICH_ONE)
    assert Buyer(ALICE).subscription.auto_renew
    assert Buyer(DORA).subscription.auto_renew


def test_all_questions_together_have_a_limit(shop, clock, monkeypatch):
    shop.sells(to=ALICE)
    shop.sells(to=DORA)
    monkeypatch.setattr(wish_senders, "MOST_QUESTIONS_AN_HOUR", 1)
    comes(CANCEL, clock=clock, authenticated=False)
    wish = comes(CANCEL, clock=clock, sender=DORA.email, authenticated=False)
    assert (wish.state, wish.reason) == (WishState.OPEN, Reason.ASKED_TOO_MANY)


def test_a_mail_at_which_acting_breaks_is_left_to_staff_and_holds_up_nobody(shop, clock, monkeypatch):
    shop.sells(to=ALICE)
    shop.sells(to=DORA)

    def break_for_alice(wish, *args, **kwargs):
        if wish.customer.email == ALICE.email:
            raise RuntimeError("broken")
        return {}

    monkeypatch.setattr(wish_acts, "carry_out", break_for_alice)
    hers = make_mail(CANCEL, sender=ALICE.email, at=clock.now)
    other = make_mail(CANCEL, sender=DORA.email, at=clock.now)
    settle_mails([hers.pk, other.pk], at=clock.now)
    assert settled(hers).disposition == {"done": False, "reason": Reason.TROUBLE, "wishes": []}
    assert settled(other).disposition["done"] is True


def test_many_mails_without_an_act_cost_as_many_statements_as_one(shop, clock):
    number = shop.sells(to=ALICE).order.number

    def statements(count: int) -> int:
        ids = [
            make_mail(f"Question {n} of {count} about {number}", sender=f"p{n}@example.com", at=clock.now).pk
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            settle_mails(ids, at=clock.now)
        return len(captured)

    assert statements(1) == statements(5)
