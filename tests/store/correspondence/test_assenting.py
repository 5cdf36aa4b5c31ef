"""A bare yes or no below a question of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.correspondence.understanding.assenting import LONGEST, TABLES, Said, answer_in


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Yes"),
        ("en", "YES!"),
        ("en", "Yes, please.\n\nThanks"),
        ("en", "Hello,\n\nyes, that was me.\n\nThank you very much\nAlice Rossi"),
        ("en", "I confirm."),
        ("en", "That's correct, thanks"),
        ("fr", "oui, merci"),
        ("fr", "Bonjour,\nOui, c’est bien moi. Je confirme.\nCordialement"),
        ("fr", "Bien sur"),
        ("de", "ja bitte"),
        ("de", "Ja, das war ich. Vielen Dank!"),
        ("de", "Hiermit bestaetige ich das."),
        ("de", "Guten Tag, ja, ich bestätige. Mit freundlichen Grüssen, Alice Rossi"),
        ("it", "sì confermo"),
        ("it", "Si"),
        ("it", "Si', confermo, grazie"),
        ("es", "sí, confirmo"),
        ("es", "Si, he sido yo. Un saludo"),
        ("pt", "sim"),
        ("pt", "Sim, fui eu. Obrigada!"),
        ("nl", "ja hoor"),
        ("nl", "Ja, dat klopt. Met vriendelijke groet"),
        ("en", "Ja, genau"),  # in a language that is not the letter's
    ],
)
def test_a_bare_assent_is_a_yes(language, text):
    assert answer_in(text, language=language, names=["Alice Rossi"]) == Said.YES


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No"),
        ("en", "No, thanks"),
        ("en", "No, that wasn't me!"),
        ("en", "I did not write this."),
        ("fr", "Non merci"),
        ("fr", "Non, ce n'était pas moi"),
        ("de", "Nein danke"),
        ("de", "Das war ich nicht."),
        ("it", "No, non sono stato io"),
        ("es", "No, gracias"),
        ("pt", "Não, não fui eu"),
        ("pt", "nao"),
        ("nl", "Nee, dat was ik niet"),
    ],
)
def test_a_bare_denial_is_a_no(language, text):
    assert answer_in(text, language=language) == Said.NO


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yes but not before June"),
        ("en", "Yes, but…"),
        ("en", "yes?"),
        ("en", "Yes..."),
        ("en", "oh yes, I never wrote that"),
        ("en", "Yes, I did not write this"),
        ("en", "yes and no"),
        ("en", "yeah right"),
        ("en", "no problem"),
        ("en", "not yes"),
        ("en", "Yes\nNo"),
        ("en", "Yes / No"),
        ("en", "[x] Yes [ ] No"),
        ("en", '"yes"'),
        ("en", "I did not say yes"),
        ("en", "Did you write: yes"),
        ("en", "Thanks"),
        ("en", "ok"),
        ("en", ""),
        ("en", "  \n "),
        ("en", "👍"),
        ("en", "yes I want to cancel the other one"),
        ("en", "yes if it costs nothing"),
        ("en", "Yes. Alice Rossi 12"),
        ("en", "Yes, Bob"),  # nobody whom we know
        ("fr", "si"),
        ("fr", "Si, merci"),
        ("fr", "oui mais non"),
        ("fr", "mais oui"),
        ("de", "ja ja"),
        ("de", "Ja, ja!"),
        ("de", "jein"),
        ("de", "ja, das war ich nicht"),
        ("de", "nicht ja"),
        ("de", "Ja, wenn ich mein Geld wiederbekomme"),
        ("it", "si si"),
        ("it", "sì, ma non ora"),
        ("it", "assolutamente"),
        ("es", "sí pero no"),
        ("es", "no sé"),
        ("es", "no confirmo, sí"),
        ("pt", "sim, mas só em junho"),
        ("pt", "pois"),
        ("nl", "ja maar"),
        ("nl", "nou ja"),
    ],
)
def test_whatever_says_more_or_less_than_that_is_read_by_a_person(language, text):
    assert answer_in(text, language=language, names=["Alice Rossi"]) is None


def test_no_phrase_is_a_yes_in_one_language_and_a_no_in_another():
    meant = {}
    for table in TABLES.values():
        for phrase, said in table.items():
            if said in {Said.YES, Said.NO}:
                assert meant.setdefault(phrase, said) == said


@pytest.mark.parametrize("code", TABLES)
def test_each_phrase_alone_means_what_its_table_says(code):
    told = {phrase: answer_in(" ".join(phrase), language=code) for phrase in TABLES[code]}
    assert told == {p: said if said in {Said.YES, Said.NO} else None for p, said in TABLES[code].items()}


@given(st.text(max_size=30).filter(str.strip), st.sampled_from(["yes {}", "{} yes", "ja {}", "{} oui", "no {}"]))
def test_one_foreign_word_beside_an_answer_is_never_heard_as_that_answer(word, sentence):
    known = {each for table in TABLES.values() for phrase in table for each in phrase}
    heard = answer_in(sentence.format(f"xq{word}"))
    assert heard is None or known & {f"xq{word}"}


def test_a_long_mail_is_no_answer():
    assert answer_in("yes" + " thanks" * LONGEST) is None
