"""S27 to S31: whichever way somebody cancels or resumes, the same happens: by mail, by the link, in the account."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.understanding import understand
from abaca.store.workflows import wish_senders
from abaca.store.workflows.mail_wishes import settle_mails
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE
from tests.makers.upgrades import goes_over, running
from tests.makers.visits import link_in
from tests.stories.test_cancel_anywhere import words

CANCEL = "Please cancel my subscription."
RESUME = "Please resume my subscription."


def writes(text: str, person=ALICE, *, proven: bool = True) -> Wish:
    """Let a mail come and be settled; return what it wishes."""
    mail = make_mail(text, sender=person.email, at=present(), authenticated=proven)
    settle_mails([mail.pk], at=present())
    drain_all(at=present())
    return Wish.objects.get(incoming=mail.ref)


def cancel_link(letters, person=ALICE) -> str:
    """Return the link of the latest letter that cancels or resumes without a log-in."""
    found = re.search(r"(/cancel/[A-Za-z0-9]\S+)", letters.to(person).last.text)
    assert found
    return found[1]


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
