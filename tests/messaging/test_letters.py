import pytest

from abaca.messaging.letters import NoSubject, render, without_secrets
from tests.messaging.drafts import CODE, RENEWAL


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "22 March 2027"), ("fr", "22 mars 2027"), ("de", "22. März 2027")],
)
def test_a_letter_speaks_its_recipients_language(language, day):
    letter = render(RENEWAL.template, language, RENEWAL.context, {})

    assert letter.subject == f"Musa Accounting Advanced for Alice: {day}"
    assert f"renews on {day}" in letter.text
    assert f"renews on {day}" in letter.html
    assert f'lang="{language}"' in letter.html


def test_markup_in_a_name_is_only_a_name():
    letter = render(RENEWAL.template, "en", RENEWAL.context | {"name": '<mj-raw>"O\'Neil & Söhne"'}, {})

    assert letter.subject.startswith('Musa Accounting Advanced for <mj-raw>"O\'Neil & Söhne":')
    assert "&lt;mj-raw&gt;&quot;O&#x27;Neil &amp; Söhne&quot;, Musa" in letter.html
    assert "Subject:" not in letter.text


def test_no_line_break_in_a_name_reaches_beyond_the_subject():
    letter = render(RENEWAL.template, "en", RENEWAL.context | {"name": "Bob\r\n\r\nBcc: eve@example.org"}, {})

    assert letter.subject == "Musa Accounting Advanced for Bob Bcc: eve@example.org: 22 March 2027"
    assert "1 Looking-Glass Lane\nOxford" in letter.text


def test_a_space_that_may_not_break_stays_in_the_subject():
    letter = render(RENEWAL.template, "en", RENEWAL.context | {"name": "Musa\u00a0: Alice"}, {})

    assert letter.subject == "Musa Accounting Advanced for Musa\u00a0: Alice: 22 March 2027"


def test_secrets_reach_the_reader_by_name_and_in_lists():
    letter = render(CODE.template, "en", CODE.context, CODE.secrets)

    assert letter.subject == "493817 is your code"
    assert "1: MUSA9-AAAAA-BBBBB-CCCCC-DDDDD" in letter.text
    assert "MUSA9-AAAAA-BBBBB-CCCCC-DDDDD" in letter.html
    assert without_secrets(letter.subject, CODE.secrets) == "••• is your code"


def test_a_template_without_a_subject_is_an_error():
    with pytest.raises(NoSubject, match="rehearsed/nameless"):
        render("rehearsed/nameless", "en", {}, {})
