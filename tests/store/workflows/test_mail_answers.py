"""A bare yes or no below a question of ours does what its link does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain_all
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import Declaration, Wish
from abaca.store.correspondence.states import Declared, WishState
from abaca.store.workflows import declarations, wish_acts
from abaca.store.workflows.mail_answers import replies_to_questions
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, Buyer

CANCEL = "Please cancel my subscription."


def question() -> Letter:
    return Letter.objects.get(kind="wish_confirm")


def asked(clock, text: str = CANCEL) -> Wish:
    """Let a mail come of which nobody knows who wrote it, and the registered address be asked."""
    mail = make_mail(text, sender=ALICE.email, at=clock.now, authenticated=False)
    drain_all(at=clock.now)
    Letter.objects.filter(kind="wish_confirm").update(subject="Please confirm that you want this")  # as when it left
    return Wish.objects.get(incoming=mail.ref)


def replies(text: str, clock, **how) -> Incoming:
    facts = {
        "sender": ALICE.email,
        "subject": "Re: Please confirm that you want this",
        "in_reply_to": question().message_id,
    }
    mail = make_mail(text, at=clock.now, **facts | how)
    drain_all(at=clock.now)
    return Incoming.objects.get(pk=mail.pk)


def test_a_bare_yes_carries_the_wish_out_once(shop, clock):
    shop.sells(to=ALICE)
    wish = asked(clock)
    clock.travel_to("2026-03-04")

    for number, text in enumerate(["Yes, please.", "Yes"]):
        reply = replies(text, clock, message_id=f"<yes-{number}@example.com>")

        wish.refresh_from_db()
        assert (wish.state, wish.reason) == (WishState.DONE, Reason.CONFIRMED_BY_MAIL)
        assert reply.disposition["done"] is True
        assert [each["ref"] for each in reply.disposition["wishes"]] == [wish.ref]
        [letter] = Letter.objects.filter(kind="renewal_cancelled")
        assert (letter.to_address, letter.in_reply_to) == (ALICE.email, "<yes-0@example.com>")
    assert not Buyer(ALICE).subscription.auto_renew
    assert wish.facts["answered_by"] == Incoming.objects.get(message_id="<yes-0@example.com>").ref
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is True
    assert Wish.objects.count() == 1


def test_a_bare_no_drops_the_wish(shop, clock):
    shop.sells(to=ALICE)
    wish = asked(clock)
    reply = replies("No, that was not me.", clock)
    wish.refresh_from_db()
    assert (wish.state, wish.reason) == (WishState.DROPPED, Reason.DENIED)
    assert (reply.disposition["done"], Buyer(ALICE).subscription.auto_renew) == (True, True)

    yes = replies("Yes", clock, message_id="<later@example.com>")  # and now the contrary: a person asks back
    wish.refresh_from_db()
    assert (wish.state, yes.disposition["done"]) == (WishState.DROPPED, False)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Yes", {"authenticated": False}),
        ("No", {"authenticated": False}),
        ("Yes", {"sender": "alice@work.example"}),
        ("Yes, but only in June.", {}),
        ("Yes?", {}),
        ("Yes", {"in_reply_to": ""}),
        ("Yes", {"in_reply_to": "<another@musa.example>"}),
        ("Yes", {"subject": "Re: My other question"}),
        ("Yes", {"kind": "auto_reply"}),
    ],
)
def test_whatever_is_not_quite_so_moves_nothing(shop, clock, text, how):
    shop.sells(to=ALICE)
    wish = asked(clock)
    reply = replies(text, clock, **how)
    wish.refresh_from_db()
    assert (wish.state, Buyer(ALICE).subscription.auto_renew) == (WishState.ASKED, True)
    assert reply.disposition["done"] is (how.get("kind") == "auto_reply")


def test_the_answer_to_another_letter_of_ours_is_no_answer_to_the_question(shop, clock):
    shop.sells(to=ALICE)
    asked(clock)
    other = Letter.objects.exclude(kind="wish_confirm").first()
    replies("Yes", clock, in_reply_to=other.message_id)
    assert Buyer(ALICE).subscription.auto_renew


def test_a_yes_that_chooses_none_of_several_waits_for_a_person_and_a_no_means_all(shop, clock):
    shop.sells(to=ALICE)
    shop.sells(to=ALICE, token="second")
    wish = asked(clock)
    assert wish.reason == Reason.WHICH_ONE
    assert replies("Yes", clock).disposition["done"] is False
    assert Wish.objects.get(pk=wish.pk).state == WishState.ASKED
    assert replies("No", clock, message_id="<no@example.com>").disposition["done"] is True
    assert Wish.objects.get(pk=wish.pk).state == WishState.DROPPED


def test_a_no_to_a_question_with_a_no_in_it_waits_for_a_person(shop, clock):
    shop.sells(to=ALICE)
    wish = asked(clock, "Please stop sending me your newsletter.")
    assert replies("No", clock).disposition["done"] is False
    assert Wish.objects.get(pk=wish.pk).state == WishState.ASKED
    assert replies("Yes", clock, message_id="<yes@example.com>").disposition["done"] is True
    assert Wish.objects.get(pk=wish.pk).state == WishState.DONE


@pytest.mark.parametrize(("days", "done"), [(wish_acts.GOOD_FOR, True), (wish_acts.GOOD_FOR + 1, False)])
def test_a_reply_is_good_for_as_long_as_the_link(shop, clock, days, done):
    shop.sells(to=ALICE)
    asked(clock)
    set_present(clock.now + timedelta(days=days))
    assert replies("Yes", clock).disposition["done"] is done
    assert Buyer(ALICE).subscription.auto_renew is not done


def test_the_instant_of_the_first_mail_counts(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    wish = asked(clock)
    clock.travel_to("2027-03-04")
    replies("Yes", clock)
    wish.refresh_from_db()
    assert wish.facts["given_back"] == Buyer(ALICE).orders[1].order.ref
    assert Buyer(ALICE).standing == "ended"


# --- what was declared on a page ------------------------------------------------------------------------------------


def declared(what: Declared, clock) -> Declaration:
    said = Declaring(
        token="form", what=what, name="Alice", contract=ALICE.email, email="alice@work.example", language="en"
    )
    declaration = declarations.receive(said, at=clock.now)
    drain_all(at=clock.now)
    Letter.objects.filter(kind="wish_confirm").update(subject="Please confirm that you want this")
    assert question().to_address == ALICE.email
    return declaration


@pytest.mark.parametrize(("text", "state", "renews"), [("Yes", "done", False), ("No", "asked", True)])
def test_a_yes_confirms_a_cancellation_that_was_declared_on_a_page(shop, clock, text, *, state, renews):
    shop.sells(to=ALICE)
    declaration = declared(Declared.CANCEL, clock)
    reply = replies(text, clock)
    declaration.refresh_from_db()
    assert (declaration.state, Buyer(ALICE).subscription.auto_renew) == (state, renews)
    assert reply.disposition["done"] is (text == "Yes")


def test_no_mail_confirms_a_withdrawal(shop, clock):
    order = shop.sells(to=ALICE).order
    declaration = declared(Declared.WITHDRAW, clock)
    assert replies("Yes", clock).disposition["done"] is False
    declaration.refresh_from_db()
    assert (declaration.state, Buyer(ALICE).orders[0].order.state) == ("asked", order.state)


def test_one_statement_finds_the_answers_and_none_where_nobody_answers(shop, clock):
    shop.sells(to=ALICE)
    asked(clock)
    to = question().message_id

    def cost(mails) -> int:
        with CaptureQueriesContext(connection) as statements:
            replies_to_questions(mails)
        return len(statements)

    answers = [make_mail(f"Yes {n}", sender=ALICE.email, at=clock.now, in_reply_to=to) for n in range(3)]
    others = [make_mail(f"Hello {n}", sender=ALICE.email, at=clock.now) for n in range(3)]
    assert (cost(answers[:1]), cost(answers), cost(others)) == (1, 1, 0)
