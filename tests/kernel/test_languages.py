from datetime import date

import pytest
from babel import Locale
from django.conf import settings

from abaca.kernel.languages import colon, first_of_month, locale_name


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "en_GB"), ("pt", "pt_PT"), ("de", "de"), ("de-ch", "de_CH"), ("en-us", "en_US"), ("nl", "nl")],
)
def test_a_language_without_a_country_is_written_as_in_europe(language, name):
    assert locale_name(language) == name


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_of_the_shop_is_known_to_babel(language):
    assert Locale.parse(locale_name(language)).language == language


@pytest.mark.parametrize(
    ("written", "on", "language", "expected"),
    [
        ("1 mars 2027", date(2027, 3, 1), "fr", "1er mars 2027"),
        ("1 mars 2027", date(2027, 3, 1), "fr-ch", "1er mars 2027"),
        ("11 mars 2027", date(2027, 3, 11), "fr", "11 mars 2027"),
        ("01/03/2027", date(2027, 3, 1), "fr", "01/03/2027"),
        ("1 marzo 2027", date(2027, 3, 1), "it", "1 marzo 2027"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_words(written, on, language, expected):
    assert first_of_month(written, on, language) == expected


def test_a_colon_stands_off_in_french_and_only_there():
    assert {colon(language) for language in ("fr", "fr-ch")} == {"\u00a0:"}
    assert {colon(code) for code, _name in settings.LANGUAGES if code != "fr"} == {":"}
