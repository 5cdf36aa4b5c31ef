"""The vendor words a letter in the console."""

import html

import pytest
from django.utils.html import escape

from abaca.console.wordings import digest_of
from abaca.messaging.models import Wording
from abaca.messaging.queries import own_words
from abaca.messaging.wording import CLOSING
from abaca.store.journal.models import Entry

ENDING = "/console/letters/kinds/store_notices/ending/en/"
SUBJECT = "%(title)s ends on %(last_day)s"
HELLO = "Hello %(name)s,"


def words(response) -> str:
    return html.unescape(response.content.decode())


def page(msgid: str, part: str = "") -> str:
    return f"{ENDING}words/{digest_of(msgid)}/{part}"


def own() -> dict:
    return dict(own_words([("store_notices/ending", "en")])["store_notices/ending", "en"])


def test_the_sentences_of_a_letter_are_listed(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        said = words(desk.get(f"{ENDING}words/"))

    assert "{{ title }} ends on {{ last_day }}" in said
    assert "Why the letter came" in said
    assert f"words/{digest_of(HELLO)}/" in said


def test_a_sentence_is_looked_at_before_it_is_used(desk, sam):
    first = words(desk.get(page(SUBJECT)))
    assert "must stay: the day decides until when the reader can act" in first
    assert "Use these words" not in first

    looked = desk.post(page(SUBJECT), {"text_0": "On {{ last_day }} {{ title }} ends", "step": "look"})
    assert (looked.status_code, Wording.objects.exists()) == (200, False)
    assert "Use these words" in words(looked)
    assert "<ins>" in looked.content.decode()

    kept = desk.post(page(SUBJECT), {"text_0": "On {{ last_day }} {{ title }} ends", "step": "save"})
    assert kept["Location"] == f"{ENDING}words/"
    assert own() == {(SUBJECT, 0): "On {{ last_day }} {{ title }} ends"}
    assert Entry.objects.get(what="letter.reworded").by == sam.ref
    assert "On {{ last_day }} {{ title }} ends" in words(desk.get(f"{ENDING}words/"))
    assert "On 1 March 2027 Musa Accounting Professional ends" in words(desk.get(ENDING))


def test_what_the_law_wants_cannot_be_worded_away(desk):
    refused = desk.post(page(SUBJECT), {"text_0": "{{ title }} ends", "step": "save"})

    assert refused.status_code == 400
    assert "{{ last_day }} is missing: the day decides until when the reader can act." in words(refused)
    assert not Wording.objects.exists()


def test_what_the_vendor_writes_is_shown_as_text_only(desk):
    markup = "<b>&</b> {{ title }} {{ last_day }}"
    looked = desk.post(page(SUBJECT), {"text_0": markup, "step": "look"}).content.decode()
    assert markup not in looked
    assert escape(markup) in looked

    frame = desk.get(page(HELLO, "html/"), {"text_0": "<script>alert(1)</script>"})
    assert "<script>" not in frame.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in frame.content.decode()
    assert "sandbox" in frame["Content-Security-Policy"]


def test_a_draft_is_shown_and_not_kept(desk):
    frame = words(desk.get(page(HELLO, "html/"), {"text_0": "Good day, {{ name }}", "scheme": "dark"}))

    assert "Good day, Alice O'Neil <Liddell> & Co" in frame
    assert "@media all" in frame
    assert not Wording.objects.exists()


def test_the_way_back_to_the_shipped_words(desk):
    desk.post(page(HELLO), {"text_0": "Good day", "step": "save"})
    said = words(desk.get(page(HELLO)))
    assert "Say it as shipped in this letter" in said
    assert ("In your own words" in said, "Earlier words" in said) == (True, False)

    desk.post(page(HELLO, "as-shipped/"))
    assert own() == {}
    said = words(desk.get(page(HELLO)))
    assert ("In your own words" in said, "Earlier words" in said, "Good day" in said) == (False, True, True)
    assert "Say it as shipped in this letter" not in words(desk.get(page(HELLO)))


def test_a_sentence_is_worded_in_all_letters_at_once(desk):
    desk.post(page(HELLO), {"text_0": "Dear {{ name }},", "everywhere": "on", "step": "save"})

    assert Wording.objects.get().template == "*"
    assert "Dear Alice" in words(desk.get("/console/letters/kinds/store_notices/ended/en/"))
    desk.post(page(HELLO, "as-shipped/"), {"everywhere": "on"})
    assert own() == {}


def test_a_vendor_is_warned_when_another_sentence_is_shipped(desk):
    desk.post(page(HELLO), {"text_0": "Good day", "step": "save"})
    Wording.objects.update(shipped="Hi {{ name }},")

    assert "shipped anew" in words(desk.get(f"{ENDING}words/"))
    assert "The shipped sentence has changed" in words(desk.get(page(HELLO)))


def test_words_for_a_sentence_that_is_shipped_no_longer_can_be_taken_back(desk):
    desk.post(page(HELLO), {"text_0": "Good day", "step": "save"})
    Wording.objects.update(sentence="Dear %(name)s,")
    assert "Words without a sentence" in words(desk.get(f"{ENDING}words/"))

    desk.post(page("Dear %(name)s,", "as-shipped/"))
    assert "Words without a sentence" not in words(desk.get(f"{ENDING}words/"))


def test_a_paragraph_at_the_end(desk):
    resumed = ENDING.replace("ending", "renewal_resumed")
    desk.post(f"{resumed}words/{digest_of(CLOSING)}/", {"text_0": "Merry Christmas, {{ name }}.", "step": "save"})
    assert "Merry Christmas, Alice" in words(desk.get(resumed))


def test_n1_a_notice_has_no_paragraph_at_the_end(desk):
    assert "Your own paragraph at the end" not in words(desk.get(f"{ENDING}words/"))
    assert desk.get(page(CLOSING)).status_code == 404


def test_what_the_law_wants_said_is_marked_and_stays(desk):
    boxed = ENDING.replace("ending", "renewal_boxed")
    where = f"{boxed}words/{digest_of('Last day to refuse')}/"
    listed = words(desk.get(f"{boxed}words/"))
    assert "stays as shipped" in listed
    assert where not in listed
    assert "This line stays as it is shipped: the law wants the way out" in words(desk.get(where))

    answer = desk.post(where, {"text_0": "Last day", "step": "save"})
    assert answer.status_code == 400
    assert not Wording.objects.exists()


def test_the_forms_of_a_plural_stand_side_by_side(desk):
    left = "%(left)s product key is left in the list of %(title)s."
    where = f"/console/letters/kinds/store_notices/key_stock_low/en/words/{digest_of(left)}/"
    assert "For several" in words(desk.get(where))

    desk.post(where, {"text_0": "One", "text_1": "Still {{ left }}", "step": "save"})
    assert sorted(Wording.objects.values_list("form", "text")) == [(0, "One"), (1, "Still {{ left }}")]


@pytest.mark.parametrize("part", ["", "html/"])
def test_an_unknown_sentence_is_refused(desk, part):
    assert desk.get(page("Nobody says this.", part)).status_code == 404
    assert desk.post(page("Nobody says this.", "as-shipped/")).status_code == 404


@pytest.mark.parametrize("wordings", [1, 3])
def test_the_page_costs_the_same_for_one_wording_and_for_three(desk, wordings, django_assert_num_queries):
    for msgid in [HELLO, "Hello,", "Resume the renewal"][:wordings]:
        desk.post(page(msgid), {"text_0": "Words", "step": "save"})
    desk.get(f"{ENDING}words/")
    with django_assert_num_queries(8):
        desk.get(f"{ENDING}words/")
