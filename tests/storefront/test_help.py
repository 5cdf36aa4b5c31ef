"""The help pages say what the shop does, and change with it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.inbox.models import Incoming
from abaca.store.catalogue.models import Plan
from abaca.store.notices import queries as notices
from abaca.storefront import help_facts as facts
from abaca.storefront.helping import CHAPTERS, plain

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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"question": " ", "email": ""}, "Please write a few words."),
        ({"question": "Why?", "email": "nina at home"}, "is not a complete e-mail address"),
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


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_it_stands_in_every_language_of_the_shop(shop, client, language):
    client.cookies["django_language"] = language
    page = client.get("/help/")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
