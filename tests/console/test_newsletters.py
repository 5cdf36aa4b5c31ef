"""Newsletters at the console: written, looked at, tried, sent, stopped."""

import pytest

from abaca.access.roles import Role
from abaca.dispatch.jobs import drain_all
from abaca.messaging.models import Letter
from abaca.store.newsletters.actions import start, write_letters
from abaca.store.newsletters.models import Edition
from abaca.store.newsletters.queries import due_recipients
from tests.conftest import NOON
from tests.makers.newsletters import make_edition, says_yes, sent
from tests.makers.orders import make_customer
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk
from tests.storefront.counter import error_beside, text_of

PAGES = "/console/newsletters/"
TYPED = {
    "main_language": "en",
    "whom": "all",
    "subject_en": "What is new",
    "body_en": "A <b>fast</b> year.\n\n[See how](https://musa.example/x)",
}


@pytest.fixture
def alice(db):
    alice = make_customer(ALICE, at=NOON)
    says_yes(alice, at=NOON)
    return alice


def test_a_newsletter_is_written_looked_at_and_sent(shop, desk, letters):
    shop.sells(to=ALICE)
    says_yes(Buyer(ALICE).customer, at=NOON)
    shop.sells(to=BOB)
    assert "No newsletter has been written yet." in text_of(desk.get(PAGES))

    typed = {**TYPED, "subject_de": "Neues", "body_de": "Text", "countries": ["IT", "AT"]}
    answer = desk.post(f"{PAGES}new/", typed, follow=True)
    page = text_of(answer)
    assert "1 customer" in page
    assert "1: never agreed" in page
    assert "Austria, Italy" in page or "Italy, Austria" in page
    edition = Edition.objects.get()
    assert {text.language for text in edition.texts.all()} == {"en", "de"}

    assert "Send it to 1 customer?" in text_of(desk.get(f"{PAGES}{edition.ref}/send/"))
    assert Edition.objects.get().state == "draft"
    desk.post(f"{PAGES}{edition.ref}/send/")
    drain_all(at=NOON)
    drain_all(at=NOON)
    assert letters.to(ALICE).last.subject == "What is new"
    page = text_of(desk.get(f"{PAGES}{edition.ref}/"))
    assert "Sent 1" in page
    assert "What is new sent 2 Mar 2026 1 0 0" in text_of(desk.get(PAGES))


def test_the_letter_is_shown_with_its_words_made_safe(alice, desk):
    desk.post(f"{PAGES}new/", TYPED)
    edition = Edition.objects.get()
    shown = desk.get(f"{PAGES}{edition.ref}/html/en/")
    assert "A &lt;b&gt;fast&lt;/b&gt; year." in shown.content.decode()
    assert "sandbox" in shown["Content-Security-Policy"]
    assert desk.get(f"{PAGES}{edition.ref}/html/fr/").status_code == 200  # the main language stands in


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject_en": ""}, "subject_en"),
        ({"body_en": "[See](x)"}, "body_en"),
        ({"subject_de": "Neues"}, "body_de"),
        ({"main_language": "it"}, "subject_it"),
        ({"whom": ""}, "whom"),
    ],
)
def test_what_is_missing_is_told_beside_its_field_and_nothing_is_kept(shop, desk, changes, field):
    page = desk.post(f"{PAGES}new/", {**TYPED, **changes})
    assert page.status_code == 422
    assert error_beside(page, field)
    assert not Edition.objects.exists()


def test_a_draft_is_changed(alice, desk):
    edition = make_edition(at=NOON)
    assert "What is new in spring" in desk.get(f"{PAGES}{edition.ref}/edit/").content.decode()
    desk.post(f"{PAGES}{edition.ref}/edit/", TYPED)
    assert Edition.objects.get().texts.get().subject == "What is new"


def test_a_trial_goes_to_the_address_that_is_named(alice, desk, letters):
    edition = make_edition(at=NOON)
    desk.post(f"{PAGES}{edition.ref}/trial/", {"to_address": "sam@musa.example", "language": "en"})
    drain_all(at=NOON)
    assert letters.to("sam@musa.example").last.subject == "What is new in spring"
    wrong = desk.post(f"{PAGES}{edition.ref}/trial/", {"to_address": "sam", "language": "en"})
    assert (wrong.status_code, bool(error_beside(wrong, "to_address"))) == (422, True)


def test_a_newsletter_that_reaches_nobody_does_not_leave(shop, desk):
    edition = make_edition(at=NOON)
    assert "Nobody would get it" in text_of(desk.get(f"{PAGES}{edition.ref}/send/"))
    refused = desk.post(f"{PAGES}{edition.ref}/send/")
    assert refused.status_code == 409
    assert "may be written to" in text_of(refused)


def test_a_newsletter_on_its_way_is_stopped(alice, desk):
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    assert "Stop the newsletter" in text_of(desk.get(f"{PAGES}{edition.ref}/"))
    desk.post(f"{PAGES}{edition.ref}/stop/")
    assert Edition.objects.get().state == "stopped"
    assert "Stop the newsletter" not in text_of(desk.get(f"{PAGES}{edition.ref}/"))


def test_a_newsletter_whose_letters_wait_for_the_mail_server_is_leaving_and_can_be_stopped(alice, desk):
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    assert Edition.objects.get().state == "sent"
    shown = text_of(desk.get(f"{PAGES}{edition.ref}/"))
    assert ("Stop the newsletter" in shown, "leaving" in shown) == (True, True)
    assert "leaving" in text_of(desk.get(PAGES))

    desk.post(f"{PAGES}{edition.ref}/stop/")
    assert Edition.objects.get().state == "stopped"
    assert Letter.objects.get(about=edition.ref).state == "called_off"


def test_what_has_left_is_not_changed(alice, desk, letters):
    edition = sent(make_edition(at=NOON), at=NOON)
    page = desk.post(f"{PAGES}{edition.ref}/edit/", TYPED)
    assert "has left already" in text_of(page)
    assert desk.post(f"{PAGES}{edition.ref}/stop/").status_code == 409


@pytest.mark.parametrize("path", ["news_x/", "news_x/edit/", "news_x/send/", "news_x/html/en/"])
def test_an_unknown_newsletter_is_not_found(desk, path):
    assert desk.get(f"{PAGES}{path}").status_code == 404


def test_what_a_customer_said_is_shown_and_a_no_on_the_telephone_written_down(alice, desk):
    page = f"/console/customers/{alice.ref}/newsletter/"
    shown = text_of(desk.get(page))
    assert "gets them" in shown
    assert "News, please." in shown
    nothing = desk.post(page, {"evidence": ""})
    assert (nothing.status_code, bool(error_beside(nothing, "evidence"))) == (422, True)
    shown = text_of(desk.post(page, {"evidence": "by telephone, to Sam"}, follow=True))
    assert "gets none said no" in shown
    assert "by telephone, to Sam" in shown
    assert "He wants none any more" not in shown
    assert page in desk.get(f"/console/customers/{alice.ref}/").content.decode()


def test_an_agent_writes_a_newsletter_and_somebody_who_leads_sends_it(alice):
    edition = make_edition(at=NOON)
    agent = at_the_desk(Role.AGENT)
    page = text_of(agent.get(f"{PAGES}{edition.ref}/"))
    assert "Change the draft" in page
    assert "Send the newsletter" not in page
    assert agent.post(f"{PAGES}{edition.ref}/send/").status_code == 403
    assert at_the_desk(Role.BOOKKEEPER).get(PAGES).status_code == 403
    assert Edition.objects.get().state == "draft"
    at_the_desk(Role.MANAGER).post(f"{PAGES}{edition.ref}/send/")
    assert Edition.objects.get().state == "sending"
