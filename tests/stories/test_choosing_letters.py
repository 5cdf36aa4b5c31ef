"""S32 to S34: somebody chooses which letters he receives, without a log-in and without a letter at hand."""

from dataclasses import replace

import pytest
from django.test import Client

from abaca.access.limits import ONE_READER
from abaca.dispatch.jobs import drain_all
from abaca.messaging.models import Letter
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.queries import preference_path, standing_of
from abaca.store.workflows.preferences import send_link
from tests.makers.newsletters import says_yes
from tests.makers.shop import ALICE, Buyer
from tests.storefront.counter import error_beside, text_of

ASKED = "If there is an account for this address, a letter with a link is on its way."


@pytest.fixture
def alice(shop, clock, letters):
    shop.sells(to=ALICE)
    says_yes(Buyer(ALICE).customer, at=clock.now)
    return Buyer(ALICE).customer


def asked() -> list[str]:
    return list(Letter.objects.filter(kind="newsletter_preferences").values_list("to_address", flat=True))


@pytest.mark.parametrize("typed", [ALICE.email, f" {ALICE.email.upper()} "])
def test_s34_a_customer_asks_for_the_link_and_stops_the_newsletter_by_it(alice, clock, letters, client, typed):
    answer = client.post("/newsletter/", {"email": typed}, follow=True)
    assert ASKED in text_of(answer)
    drain_all(at=clock.now)

    letter = letters.to(ALICE).last
    assert letter.subject == "Choose which letters you receive"
    [link] = [word for word in letter.text.split() if "/newsletter/" in word]
    path = link.removeprefix("http://localhost:8000")
    assert "Stop the newsletter" in text_of(Client().get(path))
    Client().post(path, {"wish": "off", "letter": "newsletter"})
    assert not standing_of(alice).on


def test_whoever_asks_learns_nothing_about_an_address(alice, clock, client):
    known, unknown = (
        client.post("/newsletter/", {"email": email}, follow=True) for email in (ALICE.email, "nobody@example.com")
    )
    assert text_of(known) == text_of(unknown)
    assert asked() == [ALICE.email]

    wrong = client.post("/newsletter/", {"email": "alice"})
    assert (wrong.status_code, bool(error_beside(wrong, "email"))) == (422, True)


def test_nobody_fills_a_mailbox_by_asking_again_and_again(alice, clock, client):
    answers = set()
    for minute in range(ONE_READER.most + 2):
        clock.travel_to(f"2026-03-02T13:{minute:02}")
        answers.add(text_of(client.post("/newsletter/", {"email": ALICE.email}, follow=True)))
    assert len(asked()) == ONE_READER.most
    assert len(answers) == 1


def test_who_was_erased_gets_no_link_and_who_was_joined_gets_it_at_his_address_of_now(alice, clock, shop):
    other = replace(ALICE, email="alice.old@example.com")
    shop.sells(to=other)
    old = Buyer(other).customer
    old.merged_into = alice
    old.save()
    send_link(other.email, at=clock.now)
    assert asked() == [ALICE.email]

    alice.erased_at = clock.now
    alice.save()
    send_link(ALICE.email, at=clock.now)
    send_link(other.email, at=clock.now)
    assert asked() == [ALICE.email]


@pytest.mark.parametrize("letter", ["renewal_boxed", "ending", "card_expiry", "order_confirmed"])
def test_s32_s33_n1_who_tries_to_switch_a_notice_off_is_refused_with_the_reason(alice, clock, client, letter):
    before = Declaration.objects.count()
    answer = client.post(preference_path(alice.ref, at=clock.now), {"wish": "off", "letter": letter})
    assert answer.status_code == 409
    assert "cannot be switched off: it says what will be charged or what ends" in text_of(answer)
    assert (standing_of(alice).on, Declaration.objects.count()) == (True, before)


def test_a_letter_that_nobody_knows_changes_nothing(alice, clock, client):
    client.post(preference_path(alice.ref, at=clock.now), {"wish": "off", "letter": "gossip"})
    assert standing_of(alice).on
