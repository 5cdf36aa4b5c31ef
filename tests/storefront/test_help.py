"""The help pages say what the shop does, and change with it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.inbox.models import Incoming
from abaca.store.catalogue.models import Plan
from abaca.store.notices import queries as notices
from abaca.storefront import help_facts as facts
from abaca.storefront.helping import CHAPTERS, plain
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON

from .counter import text_of


def said(client, chapter: str) -> str:
    """Return what a chapter says."""
    page = client.get("/help/")
    page.content = re.search(
        rb'<section class="flow" id="%b".*?</section>' % chapter.encode(), page.content, re.DOTALL
    )[0]
    return text_of(page)


def test_every_chapter_of_the_seed_is_there_with_its_anchor(shop, client):
    page = client.get("/help/").content.decode()
    for code, title in CHAPTERS:
        assert f'href="#{code}"' in page
        assert f'id="{code}"' in page
        assert str(title) in page


def test_the_two_accounts_are_told_apart(shop, client):
    told = said(client, "accounts")
    assert "The customer account belongs to whoever pays" in told
    assert "Normally you need not log in to the licence account" in told


@pytest.mark.parametrize(
    ("setting", "value", "chapter", "words"),
    [
        ("VENDOR_SUPPORT_EMAIL", "hello@cembalo.example", "writing", "hello@cembalo.example"),
        ("VENDOR_SUPPORT_EMAIL", "hello@cembalo.example", "cancelling", "hello@cembalo.example"),
        ("VENDOR_NAME", "Cembalo", "accounts", "Whoever buys from Cembalo"),
        ("VENDOR_LEGAL_NAME", "Cembalo GmbH", "invoices", "where Cembalo GmbH has to charge it"),
        ("WITHDRAWAL_DAYS", 30, "withdrawing", "Within 30 days"),
        ("WITHDRAWAL_DAYS", 3, "withdrawing", "Within 14 days"),
        ("ACCOUNT_LOGIN_BY_CODE_TIMEOUT", 1200, "accounts", "good for 20 minutes"),
        ("LANGUAGES", [("en", "English"), ("rm", "Rumantsch")], "writing", "English, Rumantsch"),
    ],
)
def test_what_is_set_otherwise_is_said_otherwise(shop, client, settings, setting, value, chapter, words):
    assert words not in said(client, chapter) or words == "Within 14 days"
    setattr(settings, setting, value)
    assert words in said(client, chapter)


@pytest.fixture
def _calendar_read_again():
    yield
    notices._read.cache_clear()


@pytest.mark.usefixtures("_calendar_read_again")
def test_the_days_are_those_of_the_calendar(shop, client, monkeypatch, tmp_path):
    assert "38 and 12 days before" in said(client, "renewing")
    shipped = notices.SHIPPED.read_text(encoding="utf-8")
    other = tmp_path / "calendar.toml"
    other.write_text(shipped.replace("plan = -38", "plan = -44"), encoding="utf-8")
    monkeypatch.setattr(notices, "SHIPPED", other)
    notices._read.cache_clear()
    monkeypatch.setattr(facts, "BY_CHARGE", facts.BY_CHARGE[:2] + facts.BY_CHARGE[4:])
    assert "44 and 12 days before" in said(client, "renewing")
    assert "44 and 12 days before" in said(client, "notices")
    assert "try again 2 and 21 days later" in said(client, "renewing")


def test_plans_of_a_month_have_the_notices_of_a_month(shop, client):
    Plan.objects.update(months=1)
    for chapter in ("renewing", "notices"):
        told = said(client, chapter)
        assert ("5 days before a renewal" in told, "38" in told) == (True, False)


def test_plans_of_different_terms_are_told_apart(shop, client):
    Plan.objects.filter(code="advanced").update(months=1)
    told = said(client, "renewing")
    assert "Musa Accounting Professional: 38 and 12 days before a renewal" in told
    assert "Musa Accounting Advanced: 5 days before a renewal" in told


def test_countries_that_want_the_letter_earlier_are_named(shop, client):
    assert "the first of these letters comes 42 days before: Austria and France." in said(client, "renewing")
    Plan.objects.update(months=1)  # their rules are for longer terms
    assert "Austria" not in said(client, "renewing")


def test_customers_are_not_told_that_they_get_no_news_unasked_where_they_do(shop, client, settings):
    alone = "Newsletters come only to those who want them"
    assert alone in said(client, "notices")
    settings.NEWSLETTER_TO_CUSTOMERS = True
    told = said(client, "notices")
    assert (alone in told, "customers who have not refused them" in told) == (False, True)


def test_grace_and_devices_are_those_of_the_plans(shop, client):
    assert "goes on working for 14 days after the end date" in said(client, "renewing")
    Plan.objects.filter(code="advanced").update(grace_days=30, devices=9)
    assert "Musa Accounting Advanced goes on working for 30 days" in said(client, "renewing")
    assert "Musa Accounting Advanced: 9 devices" in said(client, "devices")


def test_the_upgrade_goes_away_with_the_larger_plan(shop, client):
    assert "from Musa Accounting Professional to Musa Accounting Advanced" in said(client, "plans")
    Plan.objects.update(upgrades_to=None)
    assert "There is no larger plan at the moment." in said(client, "plans")


def test_words_are_found_without_accents_and_capitals(shop, client):
    page = client.get("/help/", {"q": "COMPUTER Connection"})
    assert "Found in 1 chapter" in text_of(page)
    assert '/help/#devices"' in page.content.decode()
    assert "Found in 0 chapters" in text_of(client.get("/help/", {"q": "bicycle"}))
    assert plain("Kündigen Été ß") == "kundigen ete ß"


def test_what_is_looked_for_is_only_shown(shop, client):
    page = client.get("/help/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_statements_do_not_grow_with_the_plans(shop, client):
    counts = []
    for more in (0, 2):
        for n in range(more):
            first = Plan.objects.get(code="professional")
            first.pk, first.code, first.position, first.upgrades_to = None, f"more-{n}", 10 + n, None
            first.save()
        with CaptureQueriesContext(connection) as asked:
            client.get("/help/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_is_shared_by_plain_links_and_loads_nothing_from_anybody(shop, client):
    page = client.get("/help/").content.decode()
    assert re.findall(r'(?:src|<link[^>]*href)="(https?:[^"]+)"', page) == []
    for host in ("www.linkedin.com", "x.com", "www.facebook.com"):
        assert re.search(rf'<a href="https://{re.escape(host)}/[^"]+" rel="noopener noreferrer"', page)
    assert 'href="mailto:?subject=' in page


def test_a_question_reaches_the_desk_as_a_mail(shop, client):
    page = client.post(
        "/help/better/", {"question": "What is a seat?\nReally?", "email": "nina@example.com"}, follow=True
    )
    assert "A person reads it." in text_of(page)
    mail = Incoming.objects.get()
    raw = bytes(mail.raw)
    assert b"From: nina@example.com" in raw
    assert b"Subject: Help: What is a seat? Really?" in raw
    assert (mail.state, mail.envelope_to) == ("received", "support@musa.example")
    drain_all(at=NOON)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.address, ticket.state) == (
        "Help: What is a seat? Really?",
        "nina@example.com",
        "new",
    )


def test_a_question_from_a_domain_with_accents_is_answered_there(shop, client):
    client.post("/help/better/", {"question": "What is a seat?", "email": "nina@müller.example"})
    drain_all(at=NOON)
    assert Ticket.objects.get().address == "nina@xn--mller-kva.example"


@pytest.mark.parametrize("way", ["get", "head"])
def test_whoever_only_looks_at_the_address_of_the_box_is_led_to_it(shop, client, way):
    answer = getattr(client, way)("/help/better/")
    assert (answer.status_code, answer["Location"]) == (302, "/help/#better")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"question": " ", "email": ""}, "Please write a few words."),
        ({"question": "Why?", "email": "nina at home"}, "is not a complete e-mail address"),
        ({"question": "Why?", "email": "älice@example.com"}, "without accents before the @"),
    ],
)
def test_what_cannot_be_sent_is_told_beside_its_field(shop, client, typed, words):
    page = client.post("/help/better/", typed)
    assert (page.status_code, words in text_of(page)) == (422, True)
    assert not Incoming.objects.exists()


def test_questions_are_limited(shop, client):
    for n in range(10):
        client.post("/help/better/", {"question": f"Why {n}?", "email": ""})
    assert client.post("/help/better/", {"question": "Why?", "email": ""}).status_code == 429
    assert Incoming.objects.count() == 10


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "By wallet: there must be enough money in it."),
        ("de", "Mit Wallet: Es muss genug Geld darin sein."),
        ("fr", "Par portefeuille : il doit contenir assez d’argent."),
        ("it", "Con portafoglio digitale: deve contenere abbastanza denaro."),
        ("es", "Con monedero digital: tiene que haber suficiente dinero en él."),
        ("nl", "Per wallet: er moet genoeg geld op staan."),
        ("pt", "Com carteira digital: tem de haver dinheiro suficiente nela."),
    ],
)
def test_it_stands_in_every_language_of_the_shop(shop, client, language, words):
    client.cookies["django_language"] = language
    page = client.get("/help/")
    assert f'<html lang="{language}"' in page.content.decode()
    assert words in text_of(page)


def test_no_language_of_the_shop_was_left_out_above(settings):
    tried = {case[0] for case in test_it_stands_in_every_language_of_the_shop.pytestmark[0].args[1]}
    assert tried == {code for code, _name in settings.LANGUAGES}
