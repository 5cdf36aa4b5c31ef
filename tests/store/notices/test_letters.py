import copy
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as configuration

from abaca.console.samples.store import IN_GRACE, LETTERS, WHO, confirmed, declined, keys, order, subscription
from abaca.messaging.letters import Rendered, render
from abaca.store import notices

MISSING = "MISSING"
LANGUAGES = ["en", "fr", "de"]
TEMPLATES = Path(notices.__file__).parent / "templates" / "store_notices"
ADVERTISING = re.compile(r"newsletter|discount|offer|unsubscribe", re.IGNORECASE)

ABOUT_NEWSLETTERS = {"newsletter_changed", "newsletter_preferences", "wish_confirm"}


@pytest.fixture(autouse=True)
def _what_is_missing_shows(settings) -> None:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = f"{MISSING}:%s"
    settings.TEMPLATES = templates


def letter(kind: str, language: str, facts: dict, secrets: dict[str, str]) -> Rendered:
    return render(f"store_notices/{kind}", language, json.loads(json.dumps({**WHO, **facts})), secrets)


class Reader(HTMLParser):
    """Read the words and the links of a page, without its head."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: set[str] = set()
        self.in_body = False

    def handle_starttag(self, tag, attrs):
        self.in_body = self.in_body or tag == "body"
        href = dict(attrs).get("href") or ""
        if tag == "a" and not href.startswith("mailto:"):
            self.links.add(href)

    def handle_data(self, data):
        if self.in_body:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def bare(words: str) -> str:
    """Leave out blanks and colons, in which the twins differ by their form."""
    return re.sub(r"[\s:]+", "", words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "facts", "secrets"),
    [(kind, facts, secrets) for kind, _variant, facts, secrets in LETTERS],
    ids=[f"{kind}, {variant}" for kind, variant, _facts, _secrets in LETTERS],
)
def test_the_twins_say_the_same_and_nothing_is_missing(kind, facts, secrets, language):
    told = letter(kind, language, facts, secrets)
    body = told.text.split(f"\n\n{configuration.VENDOR_NAME}\n{configuration.VENDOR_SUPPORT_EMAIL}\n")[0]
    lines = [line for line in body.splitlines() if not line.startswith(("http", "----"))]
    page = read(told.html)

    assert told.subject
    assert MISSING not in told.subject + told.text + told.html
    assert bare(" ".join(lines)) in bare("".join(page.words))
    assert page.links == {line for line in told.text.splitlines() if line.startswith("http")}
    assert all(link.startswith("http://localhost:8000/") for link in page.links)
    assert told.html.count("<mj-") == 0


@pytest.mark.parametrize(
    ("kind", "facts", "secrets"),
    [(kind, facts, secrets) for kind, _variant, facts, secrets in LETTERS],
    ids=[f"{kind}, {variant}" for kind, variant, _facts, _secrets in LETTERS],
)
def test_a_letter_is_calm_has_one_button_and_says_why_it_came(kind, facts, secrets):
    told = letter(kind, "en", facts, secrets)

    assert "!" not in told.subject + told.text
    assert kind in ABOUT_NEWSLETTERS or not ADVERTISING.search(told.text)
    assert len(re.findall(r'class="button"', told.html)) == (len(facts["choices"]) if facts.get("which_one") else 1)
    assert "\nYou receive this letter because " in told.text
    assert "\n\n\n\n" not in told.text


@pytest.mark.parametrize("seats", [1, 3, 7])
def test_every_product_key_is_in_text_and_page(seats):
    told = letter("order_confirmed", "en", confirmed(seats=seats), keys(seats))
    words = bare("".join(read(told.html).words))

    for key in keys(seats).values():
        assert key in told.text
        assert key in words


@pytest.mark.parametrize(
    "kind",
    [
        "order_confirmed",
        "transfer_invoice",
        "transfer_reminder",
        "transfer_not_received",
        "renewal_boxed",
        "renewal_second",
        "card_expiry",
        "charge_failed",
        "action_needed",
        "suspended",
        "renewal_resumed",
    ],
)
def test_who_is_to_pay_again_can_refuse_in_the_letter(kind):
    facts, secrets = next((facts, secrets) for name, _variant, facts, secrets in LETTERS if name == kind)
    told = letter(kind, "en", facts, secrets)

    assert f"http://localhost:8000{facts['subscription']['cancel_path']}" in told.text
    assert "Cancel the renewal" in told.text


def test_who_has_cancelled_is_not_asked_to_pay():
    facts = declined("insufficient_funds", hard=False, next_try=None) | subscription(auto_renew=False, at=IN_GRACE)
    told = letter("charge_failed", "en", facts, {})

    assert "You owe nothing" in told.text
    assert "/pay/" not in told.text + told.html


def test_the_last_days_in_the_letters_are_whole_days():
    first = order(lapses_at=datetime(2027, 3, 6, 8, tzinfo=UTC))

    assert first["order"]["held_to"] == {"day": "2027-03-05"}
    assert order()["order"]["held_to"] is None
    assert subscription()["subscription"]["last_day"] == {"day": "2027-03-01"}
    assert subscription()["subscription"]["pay_until"] == {"day": "2027-03-31"}


@pytest.mark.parametrize(
    ("at", "term_over", "access_over"),
    [
        ("2027-03-01T22:59", False, False),
        ("2027-03-01T23:00", True, False),
        ("2027-03-15T22:59", True, False),
        ("2027-03-15T23:00", True, True),
    ],
    ids=["the last minute in Lugano", "the first minute of grace", "the last minute of grace", "grace is over"],
)
def test_the_letters_know_whether_term_and_grace_are_over(at, term_over, access_over):
    told = subscription(at=datetime.fromisoformat(at).replace(tzinfo=UTC))["subscription"]

    assert (told["term_over"], told["access_over"]) == (term_over, access_over)


def test_the_address_is_confirmed_by_the_link_in_the_letter():
    told = letter("email_change_confirm", "en", {"new_email": "alice@wonder.example"}, {"token": "tok-en_1"})

    assert "http://localhost:8000/account/email/tok-en_1/" in told.text


def test_every_letter_is_read_here():
    kinds = {path.stem for path in TEMPLATES.iterdir() if path.is_file()}

    assert kinds == {kind for kind, _variant, _facts, _secrets in LETTERS}
    assert {path.name for path in TEMPLATES.iterdir() if path.is_file()} == {
        f"{kind}.{twin}" for kind in kinds for twin in ("txt", "mjml")
    }


TO_STAFF = {"key_stock_low", "product_key_parked", "dispute"}


@pytest.mark.parametrize(
    ("kind", "facts", "secrets"),
    [(kind, facts, secrets) for kind, _variant, facts, secrets in LETTERS],
    ids=[f"{kind}, {variant}" for kind, variant, _facts, _secrets in LETTERS],
)
def test_every_letter_about_a_contract_leads_to_where_it_is_cancelled(kind, facts, secrets):
    told = letter(kind, "en", facts, secrets)
    signed = re.findall(r"^http://localhost:8000/cancel/\S+/$", told.text, re.MULTILINE)
    public = re.findall(r"^http://localhost:8000/cancel/\?contract=MS-\d+$", told.text, re.MULTILINE)

    if "subscription" in facts:
        assert signed
    elif "order" in facts and kind not in TO_STAFF:
        assert public
    if kind in TO_STAFF:
        assert not signed + public
