"""The question that goes to a generator, to the byte, and what its answers mean."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from abaca.store.product_keys.protocol import (
    LATIN1,
    MOST_FILE,
    MOST_TEXT,
    UTF8,
    Failure,
    Key,
    Person,
    Purchase,
    encoded,
    fields,
    file_key,
    in_one_line,
    message,
    read_exit,
    safe_name,
    text_key,
    written,
)

ALICE = Person("Alice M. Müller", "Müller & Söhne", "alice@example.com", "Ring 1", "1010", "Wien", "AT")
PURCHASE = Purchase("300012345", "100042", 2, date(2026, 3, 2), "de", 3, ALICE)


def test_the_input_file_is_as_share_it_wrote_it():
    assert (
        written(fields(PURCHASE, UTF8), UTF8)
        == (
            "ENCODING=UTF8\n"
            "PRODUCT_ID=300012345\n"
            "PURCHASE_ID=100042\n"
            "RUNNING_NO=2\n"
            "PURCHASE_DATE=02/03/2026\n"
            "LANGUAGE_ID=2\n"
            "QUANTITY=3\n"
            "REG_NAME=Alice M. Müller\n"
            "ADDITIONAL1=\n"
            "ADDITIONAL2=\n"
            "RESELLER=\n"
            "LASTNAME=Müller\n"
            "FIRSTNAME=Alice M.\n"
            "COMPANY=Müller & Söhne\n"
            "EMAIL=alice@example.com\n"
            "PHONE=\n"
            "FAX=\n"
            "STREET=Ring 1\n"
            "ZIP=1010\n"
            "CITY=Wien\n"
            "STATE=\n"
            "COUNTRY=AT\n"
        ).encode()
    )


def test_the_older_encoding_is_said_and_written():
    content = written(fields(PURCHASE, LATIN1), LATIN1)
    assert content.startswith(b"ENCODING=ISO-8859-1\n")
    assert b"REG_NAME=Alice M. M\xfcller\n" in content


@pytest.mark.parametrize(
    ("language", "number"), [("en", 1), ("de", 2), ("pt", 3), ("es", 4), ("it", 5), ("fr", 6), ("de-CH", 2), ("ja", 1)]
)
def test_languages_have_their_numbers(language, number):
    purchase = Purchase("1", "2", 3, date(2026, 3, 2), language, 1, ALICE)
    assert fields(purchase, UTF8)["LANGUAGE_ID"] == str(number)


def test_who_has_no_name_is_known_by_his_company():
    purchase = Purchase("1", "2", 3, date(2026, 3, 2), "en", 1, ALICE._replace(name=""))
    assert (fields(purchase, UTF8)["REG_NAME"], fields(purchase, UTF8)["LASTNAME"]) == ("Müller & Söhne", "")


@given(some.lists(some.text(), min_size=7, max_size=7), some.sampled_from([UTF8, LATIN1]))
def test_whatever_somebody_is_called_the_file_has_its_lines_and_no_other(words, encoding):
    content = written(fields(Purchase("1", "2", 3, date(2026, 3, 2), "en", 1, Person(*words)), encoding), encoding)
    lines = content.decode("utf-8" if encoding == UTF8 else "iso-8859-1").splitlines()
    assert [line.partition("=")[0] for line in lines] == list(fields(PURCHASE, encoding))
    assert not content.startswith(b"\xef\xbb\xbf")


@given(some.text())
def test_one_line_is_one_line(text):
    line = in_one_line(text)
    assert line.splitlines() in ([], [line])
    assert not any(unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} for character in line)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Müller", b"M\xfcller"),
        ("Łódź", b"L\xf3dz"),
        ("“so” – …", b'"so" - ...'),
        ("5 €", b"5 EUR"),
        ("東京", b"??"),
        ("Ǆ", b"DZ"),
        ("\ud800", b"?"),
    ],
)
def test_what_the_older_encoding_lacks_is_put_as_near_as_possible(text, content):
    assert encoded(text, LATIN1) == content


# --- answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"KEY-1", "KEY-1"),
        (b"\xef\xbb\xbfKEY-1\r\n", "KEY-1"),
        (b"\n Name: A \r\nKey: B\t \n\n", "Name: A\nKey: B"),
        ("Schlüssel 1".encode(), "Schlüssel 1"),
    ],
)
def test_a_text_key_is_taken_without_what_stands_around_it(content, text):
    assert text_key(content, UTF8) == Key(text.encode())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (None, "no_output"),
        (b"", "no_output"),
        (b" \r\n\t", "no_output"),
        (b"\xff\xfe", "wrong_encoding"),
        (b"KEY\x00", "wrong_encoding"),
        (b"KEY\x1b[1m", "wrong_encoding"),
        (b"x" * (MOST_TEXT + 1), "too_large"),
    ],
)
def test_what_is_no_text_is_no_key(content, name):
    assert text_key(content, UTF8) == Failure(name)


@pytest.mark.parametrize(
    ("first", "key"),
    [
        (b"application/octet-stream:name.lic", Key(b"\0", "name.lic", "application/octet-stream")),
        (b"text/plain:licence.txt\r\n", Key(b"\0", "licence.txt", "text/plain")),
        (b"image/png:C:\\keys\\a.png", Key(b"\0", "a.png", "image/png")),
        (b"nonsense", Key(b"\0", "licence.bin", "application/octet-stream")),
        (b"text/html\r\nX: y:../../etc/passwd", Key(b"\0", "passwd", "application/octet-stream")),
    ],
)
def test_a_binary_key_is_a_file_with_a_name_and_a_kind(first, key):
    assert read_exit(1, first, b"\0", UTF8) == key


@pytest.mark.parametrize(("first", "second"), [(None, b"x"), (b"a/b:c", None), (b"a/b:c", b""), (b"", b"x")])
def test_a_binary_key_needs_both_files(first, second):
    assert read_exit(1, first, second, UTF8) == Failure("no_output")


def test_a_file_beyond_a_megabyte_is_no_licence():
    assert file_key(b"x" * (MOST_FILE + 1), "a/b", "c") == Failure("too_large")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.lic", "a.lic"),
        ("../../etc/passwd", "passwd"),
        ("..", "licence.bin"),
        ("", "licence.bin"),
        ("a\nb.lic", "a b.lic"),
        ('x";y.lic', "x__y.lic"),
        ("CON:stream", "CON_stream"),
        ("l" * 300 + ".lic", "l" * 96 + ".lic"),
        ("Müller.lic", "Müller.lic"),
    ],
)
def test_a_file_name_leads_nowhere(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"REG_NAME is too short", "REG_NAME is too short"),
        (b"ERROR: REG_NAME is too short\r\n", "REG_NAME is too short"),
        (b"error:no", "no"),
        (b"two\nlines", "two lines"),
        (b"\xff", "�"),
        (b"x" * 9000, "x" * 500),
    ],
)
def test_a_message_is_told_bare_and_short(content, said):
    assert message(content, UTF8) == said


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (-9, Failure("signal", "9", again=True)),
        (-24, Failure("time_out", again=True)),
        (-25, Failure("too_large")),
        (17, Failure("no_exit_of_the_protocol", "17 because")),
        (5, Failure("no_exit_of_the_protocol", "5 because")),
        (16, Failure("ERC_INTERNAL", "because", again=True)),
    ],
)
def test_codes_outside_the_table_and_signals_have_a_meaning_too(code, failure):
    assert read_exit(code, b"ERROR: because", None, UTF8) == failure
