from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.policy import compat32, default

import pytest

from abaca.messaging.envelopes import BrokenAddress, File, Headers, compose, domain_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEADERS = Headers(
    sender="Musa Software <shop@musa.example>",
    to_address="alice@example.org",
    to_name="Alice Liddell",
    subject="Guten Tag, Größe",
    message_id="<letter_1@musa.example>",
    kind="renewal_notice",
)


def read(headers: Headers, **words):
    envelope = compose(headers, **{"text": "Hi\n", "html": "<p>Hi</p>", **words}, at=NOON)
    return envelope, message_from_string(envelope.content.decode(), policy=default)


def test_the_headers_of_a_notice():
    envelope, message = read(HEADERS)

    assert (envelope.sender, envelope.recipient) == ("shop@musa.example", "alice@example.org")
    assert dict(message.items()) == {
        "From": "Musa Software <shop@musa.example>",
        "To": "Alice Liddell <alice@example.org>",
        "Subject": "Guten Tag, Größe",
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": "<letter_1@musa.example>",
        "Auto-Submitted": "auto-generated",
        "X-Abaca-Kind": "renewal_notice",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.get_content_type() == "multipart/alternative"


def test_a_letter_names_its_language_and_where_an_answer_goes():
    _envelope, message = read(replace(HEADERS, language="pt", reply_to="support@musa.example"))

    assert (message["Content-Language"], message["Reply-To"]) == ("pt", "support@musa.example")


def test_both_twins_arrive_as_they_were_written():
    words = "Größe \u20ac 5\n.\nFrom here = there\n" + "long " * 300 + "end  \n\tlast line\n"
    envelope, message = read(HEADERS, text=words, html=f"<p>{words}</p>")

    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == words
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == f"<p>{words}</p>"
    assert max(map(len, envelope.content.splitlines())) <= 78


@pytest.mark.parametrize(
    "nasty",
    ["Eve\r\nBcc: all@example.org", "Eve\nBcc: all@example.org", "Eve\rBcc: all@example.org", "Eve\x00\u2028Bcc: x"],
)
def test_nothing_in_a_name_or_subject_begins_another_header(nasty):
    envelope, message = read(replace(HEADERS, to_name=nasty, subject=nasty))

    assert "Bcc" not in message
    assert message["To"].addresses[0].addr_spec == "alice@example.org"
    assert message["Subject"].startswith("Eve Bcc:")
    assert b"\nBcc" not in envelope.content.replace(b"\r", b"\n")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "alice@example.org\r\nBcc: all@example.org",
        "alice@example.org, bob@example.org",
        "<alice@example.org>",
        "alice@example.org>\r\nRCPT TO:<bob@example.org",
        "alice @example.org",
    ],
)
def test_a_broken_address_is_refused(address):
    with pytest.raises(BrokenAddress):
        read(replace(HEADERS, to_address=address))


def test_a_domain_travels_as_the_network_writes_it():
    envelope, message = read(replace(HEADERS, to_address="Bob@Müller.example"))

    assert envelope.recipient == "Bob@xn--mller-kva.example"
    assert message["To"].addresses[0].addr_spec == "Bob@xn--mller-kva.example"


def test_a_newsletter_can_be_switched_off_by_one_click():
    _envelope, message = read(replace(HEADERS, unsubscribe_url="https://musa.example/off/1"))

    assert message["List-Unsubscribe"] == "<https://musa.example/off/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_unsubscribe_link_and_a_long_name_survive():
    link, name = "https://musa.example/off/?a=" + "a" * 200, "Größe " * 20
    envelope, _message = read(replace(HEADERS, unsubscribe_url=link, to_name=name))

    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in envelope.content
    to = message_from_bytes(envelope.content, policy=compat32)["To"]
    assert str(make_header(decode_header(to))) == f"{name}<alice@example.org>"


@pytest.mark.parametrize(
    "subject",
    [
        "Größe und Länge " * 15,
        "Your subscription renews " * 9,
        "=?utf-8?q?Bcc?= is a name",
        "a" * 250,
        "x",
        "1 € " * 60,
    ],
)
def test_a_subject_arrives_as_it_was_written(subject):
    envelope, _message = read(replace(HEADERS, subject=subject))

    told = message_from_bytes(envelope.content, policy=compat32)["Subject"]
    assert str(make_header(decode_header(told.replace("\r\n ", " ")))) == subject.strip()
    assert max(map(len, envelope.content.splitlines())) <= 300


def test_the_same_letter_is_the_same_bytes():
    assert read(HEADERS)[0] == read(HEADERS)[0]


def test_a_name_with_signs_of_its_own_stays_one_name():
    _envelope, message = read(replace(HEADERS, to_name='Alice "Al" <al@x.example>, Ltd.'))

    assert [(to.display_name, to.addr_spec) for to in message["To"].addresses] == [
        ('Alice "Al" <al@x.example>, Ltd.', "alice@example.org")
    ]


@pytest.mark.parametrize(
    "name", ["", "Alice Liddell", "Liddell, Alice", 'Alice "Al" \\ <al@x.example>, Ltd.', "Jürgen"]
)
@pytest.mark.parametrize("address", ["jürgen@example.org", "alice@example.org"])
def test_whatever_name_and_address_are_made_of_the_letter_goes_to_them(name, address):
    envelope, message = read(replace(HEADERS, to_name=name, to_address=address))

    assert envelope.recipient == address
    assert [(to.display_name, to.addr_spec) for to in message["To"].addresses] == [(name, address)]


def test_nothing_in_a_link_begins_another_header():
    envelope, message = read(replace(HEADERS, unsubscribe_url="https://musa.example/\r\nBcc: é>"))

    assert "Bcc" not in message
    assert b"List-Unsubscribe: <https://musa.example/%0D%0ABcc:%20%C3%A9%3E>" in envelope.content


def test_an_answer_goes_where_the_letter_says():
    _envelope, message = read(replace(HEADERS, reply_to="support@musa.example"))

    assert message["Reply-To"] == "support@musa.example"


def test_the_domain_of_the_sender_names_the_messages():
    assert domain_of("Musa Software <shop@musa.example>") == "musa.example"


def test_files_go_along_after_the_twins():
    pdf = File("MS27-000418.pdf", "application/pdf", bytes(range(256)) * 20)
    envelope, message = read(HEADERS, files=[pdf, File('evil"\r\nX: y.txt', "text/plain", b"")])

    assert message.get_content_type() == "multipart/mixed"
    assert message.get_body(("plain",)).get_content().strip() == "Hi"
    assert message.get_body(("html",)).get_content().strip() == "<p>Hi</p>"
    first, second = message.iter_attachments()
    assert (first.get_filename(), first.get_content_type(), first.get_content()) == (
        pdf.name,
        pdf.media_type,
        pdf.content,
    )
    assert second.get_filename() == "evil___X__y.txt"
    assert max(map(len, envelope.content.splitlines())) <= 78


def test_a_letter_of_a_conversation_names_what_it_answers():
    ids = [f"<mail{n}@example.org>" for n in range(30)]
    envelope, message = read(replace(HEADERS, in_reply_to=ids[-1], references=ids))

    assert message["In-Reply-To"] == ids[-1]
    assert str(message["References"]).split() == [ids[0], *ids[-19:]]
    assert max(map(len, envelope.content.split(b"\r\n"))) < 200


def test_a_message_id_cannot_begin_another_header():
    _envelope, message = read(replace(HEADERS, in_reply_to="<a@b>\r\nBcc: x@y.example", references=["<a>\r\nX: 1"]))
    assert message["Bcc"] is None
    assert message["X"] is None


def test_what_a_person_wrote_is_not_called_automatic():
    assert read(replace(HEADERS, automatic=False))[1]["Auto-Submitted"] is None


def test_a_letter_comes_back_to_its_own_address():
    assert read(replace(HEADERS, return_address="bounces+x@musa.example"))[0].sender == "bounces+x@musa.example"


def test_a_newsletter_can_be_stopped_by_link_and_by_mail():
    _envelope, message = read(
        replace(HEADERS, unsubscribe_url="https://musa.example/u/1/", unsubscribe_address="unsubscribe+1@musa.example")
    )
    ways = str(message["List-Unsubscribe"]).split(", ")
    assert [way.strip() for way in ways] == [
        "<https://musa.example/u/1/>",
        "<mailto:unsubscribe+1@musa.example?subject=unsubscribe>",
    ]
