import smtplib
from email.message import EmailMessage

import pytest

from abaca.messaging.gateways.mailbox import letters_for
from abaca.rehearsal.mailbox import framed
from tests.makers.shop import ALICE, BOB

MAILBOX = "/rehearsal/mailbox/"


@pytest.fixture
def post(letters, settings):
    """Put a letter into the mailbox as a mail server would, and return its id."""

    def put(to: str = "eve@example.com", *, subject: str = "Hello", text: str = "Hi", html: str = "") -> str:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "shop@musa.example", to, subject
        message["Date"] = "Mon, 02 Mar 2026 11:00:00 +0000"
        message["Message-ID"] = f"<{subject.split(maxsplit=1)[0].strip('<>')}@musa.example>"
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", letters.catcher.port) as server:
            server.send_message(message)
        return letters_for(settings.REHEARSAL_MAILBOX, to)[0].id

    return put


def test_an_empty_mailbox_says_how_letters_come(client, db):
    assert "No letters yet" in client.get(MAILBOX).content.decode()


def test_people_their_letters_and_the_newest_letter(client, shop, letters):
    shop.sells(to=ALICE)
    shop.sells(to=BOB)
    page = client.get(MAILBOX, {"to": "ALICE@example.com"}).content.decode()
    assert "bob@example.com" in page
    latest = letters.to(ALICE, welcome=True).last
    assert latest.subject in page
    assert f"{MAILBOX}{latest.id}/body/" in page
    assert letters.to(BOB).last.subject not in page


def test_nobody_of_this_address_has_letters(client, shop):
    shop.sells(to=ALICE)
    assert "No letter has arrived here yet." in client.get(MAILBOX, {"to": "eve@example.com"}).content.decode()


@pytest.mark.parametrize(("q", "found"), [("alice", True), ("EXAMPLE.com", True), ("bob", False), ("<b>", False)])
def test_the_search_looks_for_a_part_of_the_address(client, shop, q, found):
    shop.sells(to=ALICE)
    response = client.get(MAILBOX, {"q": q})
    assert [person.address for person in response.context["people"]] == (["alice@example.com"] if found else [])
    assert "<b>" not in response.content.decode()


def test_a_letter_stands_in_a_frame_that_may_nothing(client, post):
    letter_id = post(html="<html><head></head><body><a href='/x'>x</a><script>alert(1)</script></body></html>")
    body = client.get(f"{MAILBOX}{letter_id}/body/")
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(part.strip().partition(" ")[::2] for part in body.headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    }


def test_no_other_page_may_be_framed(client, post):
    page = client.get(f"{MAILBOX}{post()}/")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            "<head><title>t</title></head><a href='/'>",
            "<head><base target=\"_top\"><title>t</title></head><a href='/'>",
        ),
        ("<p>no head</p>", '<base target="_top"><p>no head</p>'),
        ('<head></head><a target="_blank">', '<head><base target="_top"></head><a target="_top">'),
    ],
)
def test_links_in_a_letter_open_in_the_whole_window(html, shown):
    assert framed(html) == shown


def test_the_raw_letter_is_shown_and_not_run(client, post):
    letter_id = post(subject="<script>alert(1)</script> & more", text="<script>alert(2)</script>")
    page = client.get(f"{MAILBOX}{letter_id}/", {"view": "raw"}).content.decode()
    assert "<script>alert" not in page
    assert "Subject: &lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "&lt;script&gt;alert(2)" in page


def test_text_is_shown_with_its_links(client, post):
    letter_id = post(text="Look at http://localhost:8000/order/x/ <b>please</b>")
    page = client.get(f"{MAILBOX}{letter_id}/", {"view": "text"}).content.decode()
    assert 'href="http://localhost:8000/order/x/"' in page
    assert "&lt;b&gt;please&lt;/b&gt;" in page


def test_a_letter_without_html_is_shown_as_text(client, post):
    response = client.get(f"{MAILBOX}{post()}/")
    assert (response.context["forms"], response.context["form"]) == (["text", "raw"], "text")


@pytest.mark.parametrize("where", ["", "body/"])
@pytest.mark.parametrize(
    "letter_id",
    ["0" * 16 + "-" + "0" * 32, "x", "..", "..%2f..%2fetc%2fpasswd", "%2e%2e%5csecret", "arrivals.log", "a%00b", "*"],
)
def test_a_letter_that_is_not_there_is_not_found(client, post, letter_id, where):
    post()
    assert client.get(f"{MAILBOX}{letter_id}/{where}").status_code == 404


def test_ways_back_keep_what_was_searched(client, post):
    letter_id = post(to="eve+test@example.com")
    page = client.get(f"{MAILBOX}{letter_id}/", {"q": "eve+"}).content.decode()
    assert f'href="{MAILBOX}?q=eve%2B&amp;to=eve%2Btest%40example.com"' in page
    assert f'href="{MAILBOX}?q=eve%2B"' in page


def test_what_came_along_can_be_saved(client, shop, letters):
    shop.sells(to=ALICE)
    letter = letters.to(ALICE).last
    [(name, _media_type, content)] = letter.attachments

    assert f'href="{MAILBOX}{letter.id}/files/0/">{name}</a>' in client.get(f"{MAILBOX}{letter.id}/").content.decode()
    answer = client.get(f"{MAILBOX}{letter.id}/files/0/")
    assert (answer.content, answer.headers["Content-Type"]) == (content, "application/pdf")
    assert client.get(f"{MAILBOX}{letter.id}/files/1/").status_code == 404
