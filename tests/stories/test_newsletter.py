"""S34: newsletters rest on consent, can be stopped in every way, and are told apart from notices."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.messaging.actions import note_bounce
from abaca.messaging.models import Letter
from abaca.store.newsletters.actions import consent_to, start, trial
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.queries import figures_of, standing_of
from tests.makers.mail import SUPPORT, signed, written
from tests.makers.newsletters import SHOWN, make_edition, says_yes, sent
from tests.makers.shop import ALICE, CHARLIE, DORA, Buyer
from tests.makers.visits import filled

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def header(letter, name: str) -> str:
    return re.sub(r"\s+", " ", dict(letter.headers).get(name, ""))


def links_of(letter) -> list[str]:
    """Return the ways out of a letter that its header names."""
    return re.findall(r"<([^>]+)>", header(letter, "List-Unsubscribe"))


def newsletters_to(letters, person) -> list[str]:
    return [letter.subject for letter in letters.to(person) if header(letter, "List-Unsubscribe")]


def test_s34_who_ticked_the_box_gets_the_newsletter_and_nobody_else(shop, clock, letters, client, settings):
    settings.NEWSLETTER_FROM = "Musa News <news@news.musa.example>"
    client.post("/checkout/professional/", filled(client, ALICE, newsletter="on"))
    client.post("/checkout/professional/", filled(client, DORA))
    edition = sent(make_edition(at=clock.now), at=clock.now)

    assert edition.state == "sent"
    assert newsletters_to(letters, ALICE) == ["What is new in spring"]
    assert newsletters_to(letters, DORA) == []
    letter = letters.to(ALICE).last
    assert header(letter, "From") == "Musa News <news@news.musa.example>"
    assert header(letter, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert "You receive this newsletter because you agreed to it on 2 March 2026." in letter.text
    assert "Musa Software AG, Via delle Palme 7, 6900 Lugano" in letter.text
    assert [urlsplit(link).scheme for link in links_of(letter)] == ["http", "mailto"]
    for word in ("Hello Alice Rossi,", "The year is closed faster.", "https://musa.example/spring"):
        assert word in letter.text
        assert word in letter.html


def unsubscribing(shop, clock, letters) -> str:
    """Let Alice get a newsletter, and return the address in it that stops it."""
    shop.sells(to=ALICE)
    says_yes(Buyer(ALICE).customer, at=clock.now)
    sent(make_edition(at=clock.now), at=clock.now)
    return urlsplit(links_of(letters.to(ALICE).last)[1]).path


def test_s29_a_cancellation_to_the_address_that_stops_a_newsletter_is_read_too(shop, clock, letters):
    address = unsubscribing(shop, clock, letters)
    raw = signed(written("Please cancel my subscription.", at=clock.now, to=address, subject="unsubscribe"))

    receive(raw, source=Source.SMTP, at=clock.now, envelope_from=ALICE.email, envelope_to=address)
    drain_all(at=clock.now)

    assert not standing_of(Buyer(ALICE).customer).on
    assert not Buyer(ALICE).subscription.auto_renew


def test_s29_a_cancellation_to_both_addresses_cancels_once(shop, clock, letters):
    address = unsubscribing(shop, clock, letters)
    raw = signed(written("Please cancel my subscription.", at=clock.now, to=f"{address}, {SUPPORT}"))

    for to in (address, SUPPORT):
        receive(raw, source=Source.SMTP, at=clock.now, envelope_from=ALICE.email, envelope_to=to)
    drain_all(at=clock.now)

    assert not standing_of(Buyer(ALICE).customer).on
    assert not Buyer(ALICE).subscription.auto_renew
    assert Letter.objects.filter(kind="renewal_cancelled").count() == 1


def test_s34_one_click_of_a_mail_program_stops_it_at_once_without_a_session(shop, clock, letters):
    shop.sells(to=ALICE)
    says_yes(Buyer(ALICE).customer, at=clock.now)
    edition = sent(make_edition(at=clock.now), at=clock.now)
    link = urlsplit(links_of(letters.to(ALICE).last)[0]).path

    stranger = Client(enforce_csrf_checks=True)
    assert "Stop the newsletter?" in stranger.get(link).content.decode()
    assert standing_of(Buyer(ALICE).customer).on  # scanners follow links; looking changes nothing

    answer = stranger.post(link, ONE_CLICK)
    assert answer.status_code == 200
    assert not standing_of(Buyer(ALICE).customer).on
    assert Declaration.objects.last().source == "one_click"
    assert figures_of([edition])[edition.ref].unsubscribed == 1

    clock.travel_to("2027-02-01")
    assert len(newsletters_to(letters, ALICE)) == 1
    assert any("renews" in subject for subject in letters.to(ALICE).subjects)  # notices go on


def test_s34_a_mail_to_the_address_in_the_header_stops_it(shop, clock, letters):
    shop.sells(to=ALICE)
    says_yes(Buyer(ALICE).customer, at=clock.now)
    sent(make_edition(at=clock.now), at=clock.now)
    address = urlsplit(links_of(letters.to(ALICE).last)[1]).path

    raw = f"From: somebody@elsewhere.example\r\nTo: {address}\r\nSubject: unsubscribe\r\n\r\n".encode()
    mail = receive(
        raw, source=Source.SMTP, at=clock.now, envelope_from="somebody@elsewhere.example", envelope_to=address
    )
    drain_all(at=clock.now)
    drain_all(at=clock.now + timedelta(minutes=1))

    assert not standing_of(Buyer(ALICE).customer).on
    mail.refresh_from_db()
    assert (mail.kind, mail.state, mail.disposition["done"]) == ("unsubscribe", "settled", True)


def test_s34_a_no_takes_effect_for_letters_that_wait_already(shop, clock, letters, client):
    for person in (ALICE, CHARLIE):
        shop.sells(to=person)
        says_yes(Buyer(person).customer, at=clock.now)
    sent(make_edition(at=clock.now), at=clock.now)
    link = urlsplit(links_of(letters.to(ALICE).last)[0]).path

    edition = start(make_edition(at=clock.now), at=clock.now, by="sam")
    client.post(link, ONE_CLICK)
    drain_all(at=clock.now)
    drain_all(at=clock.now + timedelta(minutes=1))

    assert len(newsletters_to(letters, ALICE)) == 1
    assert len(newsletters_to(letters, CHARLIE)) == 2
    assert figures_of([edition])[edition.ref].left_out == {"objected": 1}


def test_s34_an_address_that_bounced_is_written_no_newsletter_any_more(shop, clock, letters):
    for person in (ALICE, CHARLIE):
        shop.sells(to=person)
        says_yes(Buyer(person).customer, at=clock.now)
    sent(make_edition(at=clock.now), at=clock.now)
    letter = Letter.objects.get(kind="newsletter", whose=Buyer(ALICE).customer.ref)
    note_bounce(message_id=letter.message_id, recipient=ALICE.email, permanent=True, words="No such user", at=clock.now)

    edition = sent(make_edition(at=clock.now), at=clock.now)
    assert len(newsletters_to(letters, ALICE)) == 1
    assert len(newsletters_to(letters, CHARLIE)) == 2
    assert edition.left_out == {"bounced": 1}


def test_s34_the_page_behind_the_link_says_yes_and_no_without_a_log_in(shop, clock, letters, client):
    shop.sells(to=ALICE)
    client.force_login(User.objects.get(email=ALICE.email))
    data = client.get("/account/data/").content.decode()
    assert "/account/data/newsletter/" in data
    page = client.get("/account/data/newsletter/").url
    client.logout()

    before = client.get(page).content.decode()
    assert "They cannot be switched off" in before
    client.post(page, {"wish": "on"})
    line = Declaration.objects.get()
    assert line.wording in before
    assert "alice@example.com" in line.wording
    assert (line.source, line.version) == ("preferences", "preferences consent 1")

    assert "You agreed to it on 2 March 2026" in client.get(page).content.decode()
    client.post(page, {"wish": "something else"})
    client.post(page, {"wish": "off"})
    assert [line.saying for line in Declaration.objects.all()] == ["consented", "objected"]


def test_s34_a_trial_goes_to_staff_and_its_links_do_nothing(shop, clock, letters, client):
    trial(make_edition(at=clock.now), to_address="sam@musa.example", language="en", at=clock.now, by="sam")
    drain_all(at=clock.now)
    [link] = links_of(letters.to("sam@musa.example").last)
    for answer in (client.get(urlsplit(link).path), client.post(urlsplit(link).path, ONE_CLICK)):
        assert "This was a trial" in answer.content.decode()
    assert not Declaration.objects.exists()


def test_s34_a_link_that_was_changed_does_nothing(shop, clock, letters, client):
    shop.sells(to=ALICE)
    consent_to(Buyer(ALICE).customer, source="preferences", shown=SHOWN, at=clock.now, by="alice")
    for path in ("/newsletter/x/", "/newsletter/x/off/", "/newsletter/a:b:c/off/"):
        assert client.post(path, {"wish": "off", **ONE_CLICK}).status_code == 404
    assert standing_of(Buyer(ALICE).customer).on
