"""What a mail moves counts from the instant at which it came; what it did not do is not undone with it."""

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.workflows import mail_wishes, wish_acts
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, Buyer
from tests.store.workflows.test_mail_wishes import CANCEL, comes, settled


def test_what_was_so_before_the_mail_is_not_taken_back_with_it(shop, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2026-03-03")
    wish = comes(CANCEL, clock=clock)
    assert wish.facts == {"already": True}
    with pytest.raises(wish_acts.NotForTheHouse):
        wish_acts.take_back(wish.ref, at=clock.now, by="sam")
    assert not Buyer(ALICE).subscription.auto_renew


def test_who_resumes_by_himself_has_undone_what_the_mail_did(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock)
    wish_acts.resume(Buyer(ALICE).subscription, at=clock.now, by="alice")
    assert Buyer(ALICE).subscription.auto_renew
    assert Wish.objects.get(pk=wish.pk).state == WishState.UNDONE


def test_nobody_can_say_that_a_renewal_is_cancelled_that_is_not(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock, authenticated=False)
    with pytest.raises(wish_acts.NotDoneYet):
        wish_acts.settle_by_hand(wish.ref, done=True, at=clock.now, by="sam")
    Buyer(ALICE).cancels()
    assert wish_acts.settle_by_hand(wish.ref, done=True, at=clock.now, by="sam").state == WishState.DONE


def test_who_does_not_answer_our_question_is_looked_after_by_a_person(shop, clock):
    shop.sells(to=ALICE)
    wish = comes(CANCEL, clock=clock, authenticated=False)
    clock.travel_to("2026-03-04T12:00")
    assert Wish.objects.get().state == WishState.ASKED
    clock.travel_to("2026-03-06")
    left = Wish.objects.get()
    assert (left.state, left.reason) == (WishState.OPEN, Reason.UNANSWERED)
    assert Incoming.objects.get(ref=wish.incoming).disposition["needed"] is True  # so its ticket is due

    done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")  # the link is as good as before
    assert (done.state, done.reason) == (WishState.DONE, Reason.CONFIRMED)
    assert not Buyer(ALICE).subscription.auto_renew


def test_a_mail_that_nobody_can_understand_does_not_hold_up_the_others(shop, clock, monkeypatch, caplog):
    shop.sells(to=ALICE)
    really = mail_wishes.understand

    def stumbles(subject, text, **how):
        if "stumble" in text:
            raise ValueError(text)
        return really(subject, text, **how)

    monkeypatch.setattr(mail_wishes, "understand", stumbles)
    bad = make_mail("This makes it stumble.", sender="x@y.example", at=clock.now)
    good = make_mail(CANCEL, sender=ALICE.email, at=clock.now)
    drain_all(at=clock.now)
    assert settled(bad).disposition == {"done": False, "reason": Reason.TROUBLE, "wishes": []}
    assert settled(good).disposition["done"] is True
    assert not Buyer(ALICE).subscription.auto_renew
    assert f"Mail {bad.pk} cannot be acted upon" in caplog.text


def test_what_a_mail_only_quotes_is_nobodys_wish(shop, clock):
    shop.sells(to=ALICE)
    mail = make_mail(CANCEL, sender=ALICE.email, at=clock.now)
    Incoming.objects.filter(pk=mail.pk).update(said="")  # all of its text is a quotation
    drain_all(at=clock.now)
    assert Buyer(ALICE).subscription.auto_renew
    assert [wish.kind for wish in Wish.objects.all()] in ([], [WishKind.OTHER])


def test_each_mail_of_an_instant_has_an_answer_of_its_own(shop, clock):
    shop.sells(to=ALICE)
    first = make_mail(CANCEL, sender=ALICE.email, at=clock.now, message_id="<one@example.com>")
    second = make_mail(f"{CANCEL} Now.", sender=ALICE.email, at=clock.now, message_id="<two@example.com>")
    drain_all(at=clock.now)
    answers = Letter.objects.filter(kind="renewal_cancelled").values_list("in_reply_to", flat=True)
    assert set(answers) == {first.message_id, second.message_id}


def test_all_that_was_charged_after_the_mail_goes_back(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    wish = comes(CANCEL, clock=clock, authenticated=False)
    clock.travel_to("2028-03-05")
    assert len(shop.charges()) == 3
    done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")
    assert done.facts["number"].count("MS-") == len(done.facts["refunds"]) == 2
    assert Buyer(ALICE).standing == "ended"


def test_who_has_cancelled_since_gets_back_what_was_charged_after_the_mail(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    wish = comes(CANCEL, clock=clock, authenticated=False)
    clock.travel_to("2027-03-04")
    Buyer(ALICE).cancels()
    done = wish_acts.confirm(wish.ref, at=clock.now, by="alice")
    assert done.facts["given_back"] == Buyer(ALICE).orders[1].order.ref
    assert Buyer(ALICE).standing == "ended"
