import pytest

from abaca.messaging.letters import render


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_letter_with_the_code_says_it_in_both_twins(language):
    letter = render(
        "licensing_accounts/sign_in_code",
        language,
        {"product": "Musa Accounting", "device": "Anna's <Studio>", "minutes": 10},
        {"code": "012 345"},
    )
    assert "012 345" in letter.subject
    for twin in (letter.text, letter.html):
        assert "012 345" in twin
        assert "Musa Accounting" in twin
    assert "Anna's <Studio>" in letter.text
    assert "<Studio>" not in letter.html


def test_a_page_is_no_device(db):
    letter = render(
        "licensing_accounts/sign_in_code", "en", {"product": "", "device": "", "minutes": 10}, {"code": "1"}
    )
    assert "on the page that asked for it" in letter.text
    assert "on the device" not in letter.text
