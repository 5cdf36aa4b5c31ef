from datetime import UTC, date, datetime, timedelta

import pytest

from abaca.dispatch.due_work import REGISTER
from abaca.messaging.actions import OUTBOX_NAME, enqueue, reword, say_as_shipped
from abaca.messaging.facts import day_fact
from abaca.messaging.letters import Rendered, render
from abaca.messaging.models import Wording
from abaca.messaging.queries import history_of, own_words, own_words_at, wordings
from abaca.messaging.sentences import sentences_of
from abaca.messaging.wording import CLOSING, EVERYWHERE
from tests.messaging.drafts import make_draft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LETTER = ("rehearsed/worded", "en")
HELLO = "Hello %(name)s,"
DAYS = "%(left)s day is left."


def worded(own: dict | None = None, *, left: int = 2, name: str = "Alice", language: str = "en") -> Rendered:
    facts = {"name": name, "left": left, "renews_on": day_fact(date(2027, 3, 22))}
    return render("rehearsed/worded", language, facts, {}, own)


def say(sentence: str, text: str, *, letter: tuple[str, str] = LETTER, at: datetime = NOON) -> int:
    return reword(letter, sentence, texts={0: (text, "shipped")}, at=at, by="usr_sam")


def test_a_letter_without_own_words_reads_as_shipped():
    assert worded().text == worded({}).text
    assert "Hello Alice," in worded().text
    assert "2 days are left." in worded().html
    assert "100 % calm" in worded().text


def test_own_words_stand_in_both_twins_and_in_the_subject():
    own = {
        (HELLO, 0): "Dear {{ name }} of {{ brand }}",
        ("It renews on %(day)s", 0): "{{day}}: a renewal",
        ("100 %% calm", 0): "Very calm",
    }
    letter = worded(own)

    assert letter.subject == "22 March 2027: a renewal"
    assert "Dear Alice of Musa Software\n" in letter.text
    assert ">Dear Alice of Musa Software<" in letter.html
    assert "Very calm" in letter.text
    assert "Very calm" in letter.html
    assert "Hello" not in letter.text + letter.html


def test_each_form_of_a_plural_has_words_of_its_own():
    own = {(DAYS, 0): "The last day", (DAYS, 1): "Still {{ left }} days"}

    assert "The last day\n" in worded(own, left=1).text
    assert "Still 7 days\n" in worded(own, left=7).text
    assert "0 days are left.\n" in worded({(DAYS, 0): "The last day"}, left=0).text


def test_what_the_vendor_writes_is_text_and_never_code():
    own = {(HELLO, 0): "<b>&{{ name }}</b> {% load i18n %} %(name)s %s <mj-raw>"}
    letter = worded(own, name="<i>Bob</i> {{ brand }}")

    assert "<b>&<i>Bob</i> {{ brand }}</b> {% load i18n %} %(name)s %s <mj-raw>" in letter.text
    assert "&lt;b&gt;&amp;&lt;i&gt;Bob&lt;/i&gt; {{ brand }}&lt;/b&gt; {% load i18n %}" in letter.html
    assert "<mj-raw>" not in letter.html


def test_an_empty_text_leaves_the_sentence_out():
    letter = worded({(HELLO, 0): ""})

    assert "Hello" not in letter.text + letter.html
    assert "\n\n\n\n" not in letter.text


def test_a_closing_paragraph_stands_at_the_end():
    letter = worded({(CLOSING, 0): "Best wishes to {{ name }}: {{ shop }} <3"}, name="A & B")

    assert "\n\nBest wishes to A & B: http://localhost:8000 <3\n\nMusa" in letter.text
    assert "Best wishes to A &amp; B: http://localhost:8000 &lt;3" in letter.html


def test_the_sentences_of_a_letter_are_read_from_both_twins():
    found = {each.msgid: each for each in sentences_of("rehearsed/worded")}

    assert list(found) == [
        "It renews on %(day)s",
        HELLO,
        DAYS,
        "100 %% calm",
        "You have a subscription.",
    ]
    assert [each.role for each in found.values()] == ["subject", "paragraph", "paragraph", "button", "reason"]
    assert found["It renews on %(day)s"].places == {"day": "renews_on|day"}
    assert found[DAYS].forms == (0, 1)
    assert found[DAYS].shipped("en", 1) == "{{ left }} days are left."
    assert found["100 %% calm"].shipped("en") == "100 % calm"


@pytest.mark.django_db
def test_a_wording_holds_until_the_next_one_and_stays_as_history():
    assert say(HELLO, "Dear {{ name }}") == 1
    assert say(HELLO, "Dear {{ name }}", at=NOON + timedelta(hours=1)) == 0
    assert say(HELLO, "Good day", at=NOON + timedelta(hours=2)) == 1

    assert own_words([LETTER])[LETTER] == {(HELLO, 0): "Good day"}
    assert own_words_at(*LETTER, NOON + timedelta(hours=1)) == {(HELLO, 0): "Dear {{ name }}"}
    assert own_words_at(*LETTER, NOON - timedelta(hours=1)) == {}
    assert [row.text for row in history_of(HELLO, *LETTER)] == ["Good day", "Dear {{ name }}"]

    assert say_as_shipped(LETTER, HELLO, at=NOON + timedelta(days=1), by="usr_sam") == 1
    assert say_as_shipped(LETTER, HELLO, at=NOON + timedelta(days=1), by="usr_sam") == 0
    assert own_words([LETTER])[LETTER] == {}
    assert wordings() == []
    assert Wording.objects.exclude(ended_by="usr_sam").count() == 0


@pytest.mark.django_db
def test_what_is_said_for_one_letter_goes_before_what_is_said_everywhere():
    other = ("rehearsed/renewal", "en")
    say(HELLO, "Good day", letter=(EVERYWHERE, "en"))
    say(HELLO, "Dear {{ name }}")
    say(HELLO, "Guten Tag", letter=(EVERYWHERE, "de"))

    assert own_words([LETTER, other]) == {LETTER: {(HELLO, 0): "Dear {{ name }}"}, other: {(HELLO, 0): "Good day"}}
    assert [row.text for row in wordings(*LETTER)] == ["Good day", "Dear {{ name }}"]


@pytest.mark.django_db
@pytest.mark.parametrize("letters", [1, 3])
def test_own_words_are_fetched_once_for_a_batch(letters, django_assert_num_queries):
    with django_assert_num_queries(1):
        own_words((f"rehearsed/{number}", "en") for number in range(letters))


@pytest.mark.django_db(transaction=True)
def test_a_letter_leaves_in_the_vendors_words(catcher, letters):
    say(HELLO, "Dear {{ name }}")
    context = {"name": "Alice", "left": 2, "renews_on": day_fact(date(2027, 3, 22))}
    [letter] = enqueue([make_draft(template="rehearsed/worded", context=context)], at=NOON)
    REGISTER[OUTBOX_NAME].do([letter.pk], at=NOON)

    assert "Dear Alice" in letters.to(letter.to_address).last.text
