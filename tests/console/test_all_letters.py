"""Every kind of letter in every language, with samples and with what somebody really has."""

import html

import pytest
from django.conf import settings

from abaca.console.all_letters import GROUPS, in_scheme
from abaca.console.samples import SAMPLES
from abaca.messaging.letters import render
from abaca.store.notices.law import LAWS
from tests.makers.shop import ALICE, Buyer

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def words(response) -> str:
    return html.unescape(response.content.decode())


def address(template: str, language: str = "en", part: str = "") -> str:
    return f"/console/letters/kinds/{template}/{language}/{part}"


def test_there_is_a_sample_of_every_letter():
    assert sorted(SAMPLES) == sorted(LAWS)


def test_every_letter_stands_in_a_group_of_its_own():
    named = [name for _title, names in GROUPS for name in names]
    assert sorted(named) == sorted(template.rpartition("/")[2] for template in SAMPLES)


def test_every_customers_letter_leads_to_the_page_for_cancelling_and_to_help():
    """A colleague with a key has no contract with the shop, and the staff looks after it."""
    without = {"key_for_colleague", "dispute", "key_stock_low", "product_key_parked"}
    for template, samples in SAMPLES.items():
        room, _slash, name = template.partition("/")
        letters = [render(template, "en", each.facts, each.secrets) for each in samples if room == "store_notices"]
        for twin in [twin for letter in letters for twin in (letter.text, letter.html)]:
            assert (name, "Cancel contracts here" in twin, "/help/" in twin) == (name, *[name not in without] * 2)


def test_all_letters_are_listed_with_their_languages(desk, django_assert_num_queries):
    said = words(desk.get("/console/letters/"))

    assert [template for template in SAMPLES if address(template) not in said] == []
    assert said.count("/console/letters/kinds/") == len(SAMPLES) * len(LANGUAGES)
    assert "Renewal notice about a month ahead: Deutsch" in said


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_every_letter_is_previewed_in_every_language_and_light(desk, template):
    for language in LANGUAGES:
        page = desk.get(address(template, language))
        assert (page.status_code, f"{address(template, language, 'html/')}?scheme=dark" in words(page)) == (200, True)
    for number in range(len(SAMPLES[template])):
        for scheme in ("light", "dark"):
            frame = desk.get(address(template, part="html/"), {"variant": number, "scheme": scheme})
            assert (frame.status_code, frame["X-Frame-Options"]) == (200, "SAMEORIGIN")
            assert f'content="{scheme}"' in frame.content.decode()


def test_light_and_dark_are_what_a_reader_sees():
    page = render("store_notices/ended", "en", SAMPLES["store_notices/ended"][0].facts, {}).html

    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media all" in in_scheme(page, "dark")
    assert "@media not all" in in_scheme(page, "light")
    assert in_scheme(page, "") == page


@pytest.mark.parametrize("by", ["number", "email"])
def test_a_letter_is_shown_with_what_somebody_really_has(desk, shop, by):
    sold = shop.sells("advanced", to=ALICE)
    whose = sold.order.number if by == "number" else ALICE.email
    key = Buyer(ALICE).product_keys[0]

    shown = words(desk.get(address("store_notices/ending"), {"whose": whose}))
    assert "Musa Accounting Advanced" in shown

    sent = words(desk.get(address("store_notices/order_confirmed"), {"whose": whose}))
    assert sold.order.number in sent
    assert ("•••" in sent, key in sent) == (True, False)


def test_nobody_has_such_a_number(desk, shop):
    said = words(desk.get(address("store_notices/ending"), {"whose": "nobody@example.org"}))
    assert "Nobody has this number or e-mail." in said
    assert "Musa Accounting Professional" in said


@pytest.mark.parametrize(
    "strange",
    ["store_notices/nothing/en/", "design/letter/en/", "store_notices/ending/eo/", "store_notices/ending/eo/words/"],
)
def test_what_is_no_letter_is_refused(desk, strange):
    assert desk.get(f"/console/letters/kinds/{strange}").status_code == 404


@pytest.mark.parametrize("variant", ["99", "-1", "x", "²"])
def test_an_unknown_case_is_the_first_one(desk, variant):
    assert desk.get(address("store_notices/ending"), {"variant": variant}).status_code == 200


def test_guests_do_not_enter(client, db):
    assert client.get("/console/letters/").status_code == 302
    assert client.get(address("store_notices/ending", part="html/")).status_code == 302
