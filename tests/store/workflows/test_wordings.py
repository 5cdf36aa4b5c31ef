from datetime import timedelta

import pytest

from abaca.console.samples.store import LETTERS
from abaca.messaging.letters import render
from abaca.messaging.models import Wording
from abaca.messaging.queries import own_words
from abaca.messaging.sentences import sentences_of
from abaca.messaging.wording import CLOSING
from abaca.store.journal.models import Entry
from abaca.store.notices.law import LAWS, NOTICES, law_of
from abaca.store.notices.queries import calendar
from abaca.store.workflows.wordings import (
    LanguageUnknown,
    Place,
    SentenceUnknown,
    WordingRefused,
    complaints,
    kept_in,
    reword,
    say_as_shipped,
    sentence_at,
    stays_in,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

HELLO = "Hello %(name)s,"
SOON = "Soon: %(title)s renews on %(ends)s for %(price)s"
NO_NEED = "If this card is still the right one, you need do nothing."
SAY_NO = "If you do not want to go on, cancel the renewal. You need no log-in, and no further charge will be made."
SECOND = "store_notices/renewal_second"


def place(sentence: str, template: str = SECOND, language: str = "en", *, everywhere: bool = False) -> Place:
    return Place(template, language, sentence, everywhere)


def say(sentence: str, text: str, **where) -> int:
    return reword(place(sentence, **where), {0: text}, at=NOON, by="usr_sam")


def test_a_vendor_words_a_letter_and_the_journal_knows_it():
    assert say(SOON, "{{ title }}: {{ price }} on\n {{ ends }}") == 1

    assert own_words([(SECOND, "en")])[SECOND, "en"] == {(SOON, 0): "{{ title }}: {{ price }} on {{ ends }}"}
    assert Wording.objects.get().shipped == "Soon: {{ title }} renews on {{ ends }} for {{ price }}"
    entry = Entry.objects.get()
    assert (entry.what, entry.about, entry.by) == ("letter.reworded", SECOND, "usr_sam")
    assert entry.facts == {
        "kind": "renewal_second",
        "language": "en",
        "sentence": SOON,
        "text": "{{ title }}: {{ price }} on {{ ends }}",
    }


def test_the_same_words_again_change_nothing():
    say(NO_NEED, "All is well.")
    assert say(NO_NEED, " All is  well. ") == 0
    assert Entry.objects.count() == 1


def test_the_shipped_words_end_the_vendors_own():
    say(NO_NEED, "All is well.")
    assert say(NO_NEED, NO_NEED) == 1
    assert own_words([(SECOND, "en")])[SECOND, "en"] == {}

    say(NO_NEED, "All is well.")
    assert say_as_shipped(place(NO_NEED), at=NOON + timedelta(days=1), by="usr_sam") == 1
    assert say_as_shipped(place(NO_NEED), at=NOON + timedelta(days=1), by="usr_sam") == 0
    assert [entry.what for entry in Entry.objects.order_by("pk")] == [
        "letter.reworded",
        "letter.as_shipped",
        "letter.reworded",
        "letter.as_shipped",
    ]


@pytest.mark.parametrize(
    ("sentence", "text", "reason"),
    [
        (SOON, "{{ title }} renews on {{ ends }}.", "{{ price }} is missing: who pays has a right to read the sum."),
        (
            SOON,
            "{{ title }} for {{ price }}",
            "{{ ends }} is missing: the day decides until when the reader can act.",
        ),
        (SOON, "", "This sentence cannot be left out: the day decides until when the reader can act."),
        (SAY_NO, "", "This sentence cannot be left out: the law wants the way out in every letter about a renewal."),
        ("Cancel the renewal", "", "This line cannot be left out: the letter would have a hole there."),
        (NO_NEED, "{{ price }}", "{{ price }} is not known here. These are: none."),
        (HELLO, "{{ who }}", "{{ who }} is not known here. These are: {{ name }}."),
        (
            NO_NEED,
            "{% now 'Y' %}",
            "Only placeholders such as {{ name }} may stand in double braces, and no code.",
        ),
        (NO_NEED, "x" * 2001, "The text is too long: at most 2000 characters."),
    ],
)
def test_what_would_hide_something_is_refused_with_its_reason(sentence, text, reason):
    with pytest.raises(WordingRefused) as refused:
        say(sentence, text)

    assert str(refused.value) == reason
    assert not Wording.objects.exists()
    assert not Entry.objects.exists()


WAY_OUT = "the law wants the way out in every letter about a renewal"
FOLLOWS = f"The shipped sentence stays word for word, and yours may follow it: {WAY_OUT}."
STAYS = f"This line stays as it is shipped: {WAY_OUT}."
DAYS = "This line stays as it is shipped: the day decides until when the reader can act."
NEWS = FOLLOWS.replace(WAY_OUT, "the reader must know which letters cannot be switched off")
NO_CLOSING = "The law wants this letter, so it carries no advertising and no paragraph of your own."
BOXED = "store_notices/renewal_boxed"
HOW = "Follow “Cancel the renewal” below. You need no log-in. Or reply to this letter."
UNTIL = "If you cancel, the subscription stays active until %(ends)s, and nothing is charged."


@pytest.mark.parametrize(
    ("template", "sentence", "text", "reason"),
    [
        (SECOND, SAY_NO, ".", FOLLOWS),
        (SECOND, SAY_NO, f"Please stay. {SAY_NO}", FOLLOWS),
        (SECOND, SAY_NO, SAY_NO.replace("no log-in", "a log-in"), FOLLOWS),
        (SECOND, SAY_NO, f"{SAY_NO} We would miss you.", ""),
        (SECOND, "Cancel the renewal", "-", STAYS),
        (SECOND, "Active until", "-", STAYS),
        (BOXED, "Cancel the renewal", "Cancel the renewal by post", STAYS),
        (BOXED, "Last day to refuse", "-", STAYS),
        (BOXED, "Sum, tax included", "Sum", STAYS),
        (BOXED, HOW, "Send a registered letter to our office.", STAYS),
        (BOXED, UNTIL, "{{ ends }}", FOLLOWS),
        (BOXED, UNTIL, UNTIL.replace("%(ends)s", "{{ ends }}") + " Really.", ""),
        (
            BOXED,
            "You need do nothing if you want to go on with %(title)s. If you do not, this is what you should know:",
            "Read this:",
            "",
        ),
        ("store_notices/renewal_resumed", "Cancel the renewal", "Stop", STAYS),
        ("store_notices/ending", "Last day", "-", DAYS),
        ("store_newsletters/newsletter", "Stop this newsletter", ".", NEWS),
        ("store_notices/refunded", "Payment method", "Paid by", ""),
        (BOXED, CLOSING, "Buy Musa Premium now!", NO_CLOSING),
        ("store_notices/order_confirmed", CLOSING, "Hello.", NO_CLOSING),
        ("store_notices/refunded", CLOSING, "Hello.", ""),
    ],
)
def test_what_the_law_wants_said_stays_word_for_word_and_only_some_of_it_may_be_added_to(
    template, sentence, text, reason
):
    assert complaints(place(sentence, template), {0: text}) == ([reason] if reason else [])


def test_it_stays_in_the_words_of_each_language():
    where = place(SAY_NO, language="de")
    german = sentence_at(where).shipped("de")
    assert german != SAY_NO

    assert complaints(where, {0: f"{german} Schade wäre es."}) == []
    assert len(complaints(where, {0: f"{SAY_NO} Schade wäre es."})) == 1


def test_what_stays_in_one_letter_stays_in_all_if_it_is_said_everywhere():
    here = place("Payment method", "store_notices/refunded")
    assert complaints(here, {0: "Paid by"}) == []
    assert len(complaints(place("Payment method", "store_notices/refunded", everywhere=True), {0: "Paid by"})) == 1


@pytest.mark.parametrize("template", sorted(NOTICES))
def test_n1_no_paragraph_of_the_vendors_own_gets_into_a_notice_by_any_way(template):
    own = {(CLOSING, 0): "Buy Musa Premium now!"}
    kind = template.rpartition("/")[2]
    for _kind, _variant, facts, secrets in (each for each in LETTERS if each[0] == kind):
        letter = render(template, "en", {"name": "Alice", **facts}, secrets, own)
        assert "Musa Premium now" not in letter.text + letter.html


def test_every_letter_of_the_calendar_is_a_notice():
    assert {f"store_notices/{row.says}" for row in calendar().rows} <= NOTICES <= set(LAWS)


def test_a_sentence_without_such_a_fact_may_be_left_out():
    assert say(NO_NEED, "") == 1


@pytest.mark.parametrize(
    ("where", "refusal"),
    [
        (place("Nobody says this."), SentenceUnknown),
        (place(HELLO, template="store_notices/nowhere"), SentenceUnknown),
        (place(HELLO, language="eo"), LanguageUnknown),
    ],
)
def test_only_sentences_of_a_letter_can_be_worded(where, refusal):
    with pytest.raises(refusal):
        reword(where, {0: "Good day"}, at=NOON, by="usr_sam")


def test_a_sentence_is_worded_in_every_letter_in_which_it_stands():
    say(HELLO, "Good day, {{ name }}!", everywhere=True)
    ending, second = ("store_notices/ending", "en"), (SECOND, "en")

    assert own_words([ending, second]) == {
        ending: {(HELLO, 0): "Good day, {{ name }}!"},
        second: {(HELLO, 0): "Good day, {{ name }}!"},
    }
    assert Entry.objects.get().about == "*"


def test_everywhere_a_sentence_keeps_what_any_of_its_letters_wants():
    by_card = "%(card_brand)s ending %(last4)s"
    here, there = place(by_card, "store_notices/refunded"), place(by_card, "store_notices/refunded", everywhere=True)

    assert kept_in(here) == {}
    assert set(kept_in(there)) == {"card_brand", "last4"}
    assert complaints(here, {0: "{{ last4 }}"}) == []
    assert complaints(there, {0: "{{ last4 }}"}) == [
        "{{ card_brand }} is missing: the reader must see with what it is paid."
    ]


def test_the_forms_of_a_plural_are_worded_together():
    left = "%(left)s product key is left in the list of %(title)s."
    where = place(left, "store_notices/key_stock_low")

    assert reword(where, {0: "One left", 1: "Still {{ left }}"}, at=NOON, by="usr_sam") == 2
    assert own_words([("store_notices/key_stock_low", "en")]) == {
        ("store_notices/key_stock_low", "en"): {(left, 0): "One left", (left, 1): "Still {{ left }}"}
    }


def test_a_paragraph_of_the_vendors_own_stands_at_the_end():
    resumed = "store_notices/renewal_resumed"
    assert say(CLOSING, "Our office is closed at Christmas, {{ name }}.", template=resumed) == 1
    assert say(CLOSING, "", template=resumed) == 1  # as shipped: there is none
    assert own_words([(resumed, "en")])[resumed, "en"] == {}


@pytest.mark.parametrize("kind", sorted({kind for kind, *_rest in LETTERS}))
def test_a_letter_of_which_all_is_left_out_that_can_be_still_shows_what_it_must(kind):
    template = f"store_notices/{kind}"
    own = {}
    for sentence in sentences_of(template):
        where = place(sentence.msgid, template)
        kept = kept_in(where)
        if stays_in(where) and "" not in kept:
            continue  # it cannot be touched
        if complaints(where, dict.fromkeys(sentence.forms, "")) == []:
            own |= {(sentence.msgid, form): "" for form in sentence.forms}
        else:
            least = " ".join(f"{{{{ {name} }}}}" for name in kept if name) or "–"
            own |= {(sentence.msgid, form): least for form in sentence.forms}

    for _kind, _variant, facts, secrets in (each for each in LETTERS if each[0] == kind):
        shipped = render(template, "en", {"name": "Alice", **facts}, secrets)
        bare = render(template, "en", {"name": "Alice", **facts}, secrets, own)
        for fact in must(template, facts):
            assert (fact in bare.text) == (fact in shipped.text)
        assert all(secret in bare.text for secret in secrets.values() if secret in shipped.text)


def must(template: str, facts: dict) -> list[str]:
    """Return how the sums and links of a letter are written that its reader has a right to."""
    subscription, order = facts.get("subscription", {}), facts.get("order", {})
    sums = ["CHF 89.00", "CHF 267.00"] if law_of(template).wants else []
    return [path for path in (subscription.get("cancel_path"), order.get("pay_path"), order.get("path")) if path] + sums
