from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from abaca.design.templatetags import abaca as written
from abaca.kernel.money import Money, UnknownCurrency
from abaca.store.orders.derivation import Derivation, Step, percent

WINTER = datetime(2027, 11, 22, 23, 30, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", Money(7900, "EUR"), "EUR 79.00"),
        ("en-gb", Money(7900, "EUR"), "EUR 79.00"),
        ("de", Money(7900, "EUR"), "79,00 EUR"),
        ("fr", Money(7900, "EUR"), "79,00 EUR"),
        ("it", Money(7900, "EUR"), "79,00 EUR"),
        ("es", Money(7900, "EUR"), "79,00 EUR"),
        ("pt", Money(7900, "EUR"), "79,00 EUR"),
        ("nl", Money(7900, "EUR"), "EUR 79,00"),
        ("pt", Money(123456789, "CHF"), "1 234 567,89 CHF"),
        ("de-ch", Money(123456789, "CHF"), "CHF 1’234’567.89"),
        ("en", Money(123456789, "CHF"), "CHF 1,234,567.89"),
        ("de", Money(123456789, "CHF"), "1.234.567,89 CHF"),
        ("fr", Money(123456789, "CHF"), "1\u202f234\u202f567,89 CHF"),
        ("en", Money(0, "USD"), "USD 0.00"),
        ("en", Money(5, "USD"), "USD 0.05"),
        ("en", Money(-7900, "EUR"), "-EUR 79.00"),
        ("de", Money(-7900, "EUR"), "-79,00 EUR"),
        ("de-ch", Money(-7900, "CHF"), "-CHF 79.00"),
        ("en", Money(1500, "JPY"), "JPY 1,500"),
        ("en", Money(1234, "KWD"), "KWD 1.234"),
        ("en", Money(123456, "HUF"), "HUF 1,234.56"),
        ("en", (7900, "EUR"), "EUR 79.00"),
    ],
)
def test_money_is_written_by_the_reader_s_language_and_with_its_code(language, value, expected):
    with override(language):
        assert written.money(value).replace("\xa0", " ") == expected


def test_a_sum_and_its_code_are_never_torn_apart():
    with override("en"):
        assert written.money(Money(7900, "EUR")) == "EUR\xa079.00"


def test_money_of_no_country_is_refused():
    with pytest.raises(UnknownCurrency):
        written.money((100, "XYZ"))


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "22 November 2027", "22 Nov 2027"),
        ("de", "22. November 2027", "22.11.2027"),
        ("fr", "22 novembre 2027", "22 nov. 2027"),
        ("it", "22 novembre 2027", "22 nov 2027"),
        ("es", "22 de noviembre de 2027", "22 nov 2027"),
        ("pt", "22 de novembro de 2027", "22/11/2027"),
        ("nl", "22 november 2027", "22 nov 2027"),
    ],
)
def test_a_day_always_has_its_year(language, long, short):
    with override(language):
        assert (written.day(date(2027, 11, 22)), written.short_day(date(2027, 11, 22))) == (long, short)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "1 March 2027", "1 Mar 2027"),
        ("de", "1. März 2027", "01.03.2027"),
        ("fr", "1er mars 2027", "1er mars 2027"),
        ("it", "1 marzo 2027", "1 mar 2027"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(language, long, short):
    with override(language):
        assert (written.day(date(2027, 3, 1)), written.short_day(date(2027, 3, 1))) == (long, short)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alice@example.com", "alice<wbr/>@example<wbr/>.com"),
        ("a.<b>@x.ch", "a<wbr/>.&lt;b&gt;<wbr/>@x<wbr/>.ch"),
    ],
)
def test_an_address_breaks_before_its_sign_and_its_dots(text, expected):
    assert written.address(text) == expected


@pytest.mark.parametrize(
    ("language", "value", "zone", "expected"),
    [
        ("en", WINTER, "Europe/Zurich", "23 November 2027, 00:30"),
        ("de", WINTER, "Europe/Zurich", "23. November 2027, 00:30"),
        ("fr", SUMMER, "Europe/Zurich", "1er juillet 2027, 14:00"),
        ("en", WINTER, "America/New_York", "22 November 2027, 18:30"),
        ("en", SUMMER, "UTC", "1 July 2027, 12:00"),
    ],
)
def test_an_instant_is_what_the_clock_of_the_zone_shows(language, value, zone, expected):
    with override(language):
        assert written.instant(value, zone) == expected


def test_without_a_zone_the_clock_of_the_house_counts(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    with override("en"):
        assert written.instant(WINTER) == "23 November 2027, 08:30"
        assert written.day(WINTER) == "23 November 2027"


def test_an_instant_that_does_not_know_its_zone_is_refused():
    with pytest.raises(ValueError, match="24 hours"):
        written.instant(datetime(2027, 11, 22, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("en", "CH", "Switzerland"),
        ("de", "CH", "Schweiz"),
        ("fr", "de", "Allemagne"),
        ("en", "XX", "XX"),
        ("en", "", ""),
    ],
)
def test_a_country_is_named_in_the_reader_s_language(language, code, expected):
    with override(language):
        assert written.country(code) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("A0123-45678-9ABCD-EFGHJ-KM583", ["A0123", "45678", "9ABCD", "EFGHJ", "KM583"]),
        ("A0123456789ABCDEFGHJKM583", ["A0123", "45678", "9ABCD", "EFGHJ", "KM583"]),
        ("MUSA-A0123-45678-9ABCD-EFGHJ-KM583", ["MUSA", "A0123", "45678", "9ABCD", "EFGHJ", "KM583"]),
        ("Name: Alice; Code 12-34-56", ["Name: Alice; Code 12-34-56"]),
        ("A0123-45678", ["A0123-45678"]),
        ("", [""]),
    ],
)
def test_a_product_key_stands_in_groups_of_five_and_a_foreign_one_stays_whole(key, expected):
    assert written.keygroups(key) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("en-gb", "English")]
)
def test_a_language_is_named_as_its_speakers_do(code, expected):
    assert written.own_name(code) == expected


@pytest.mark.parametrize(
    ("language", "figures"),
    [("en", "12 × EUR 79.00 − 8.1 % from 22 November 2027"), ("de", "12 × 79,00 EUR − 8,1 % from 22. November 2027")],
)
def test_the_figures_of_a_step_are_written_in_the_reader_s_language(language, figures):
    parts = (12, "×", Money(7900, "EUR"), "−", Decimal("8.1"), "% from", date(2027, 11, 22))
    with override(language):
        assert written.figures(parts).replace("\xa0", " ") == figures


def test_the_words_of_a_step_name_its_facts_in_the_reader_s_language():
    step = Step(
        "In {country} until {day}: {sum}", facts={"country": "CH", "day": date(2027, 11, 22), "sum": Money(5, "CHF")}
    )
    with override("de"):
        assert written.said(step).replace("\xa0", " ") == "In Schweiz until 22. November 2027: 0,05 CHF"


def test_a_brace_in_words_without_facts_is_a_brace():
    assert written.said(Step("{x}")) == "{x}"


def test_a_number_opens_to_the_steps_that_lead_to_it():
    tax = Step("Tax", ("8.1", "%"), Money(640, "CHF"))
    derivation = Derivation("VAT {rate} %", (Step("Switzerland"), tax), facts={"rate": percent(810)})

    html = render_to_string("design/derivation.html", {"derivation": derivation}).replace("\xa0", " ")

    assert "<summary><span>VAT 8.1 %</span><span>CHF 6.40</span></summary>" in html
    assert html.count("<li") == 2
    assert html.count('class="result"') == 1
    assert "open" not in html
