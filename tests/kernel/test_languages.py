import pytest
from babel import Locale
from django.conf import settings

from abaca.kernel.languages import locale_name


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "en_GB"), ("pt", "pt_PT"), ("de", "de"), ("de-ch", "de_CH"), ("en-us", "en_US"), ("nl", "nl")],
)
def test_a_language_without_a_country_is_written_as_in_europe(language, name):
    assert locale_name(language) == name


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_of_the_shop_is_known_to_babel(language):
    assert Locale.parse(locale_name(language)).language == language
