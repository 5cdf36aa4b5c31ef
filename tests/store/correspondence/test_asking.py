"""A question from a page is a mail like any other, whatever was typed into it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.correspondence.asking import NOBODY, is_readable, mail_of

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
TO = "support@musa.example"


def read(question, email="alice@example.com"):
    raw = mail_of(question, email=email, to=TO, subject="Help", ref="mail_1", language="en", at=AT)
    return message_from_bytes(raw, policy=default)


def test_it_says_who_asks_whom_and_what():
    mail = read("How do I move to a new computer?\nI have two.")
    assert mail["From"] == "alice@example.com"
    assert mail["To"] == TO
    assert mail["Subject"] == "Help: How do I move to a new computer? I have two."
    assert mail["Auto-Submitted"] is None
    assert mail.get_content().replace("\r\n", "\n") == "How do I move to a new computer?\nI have two.\n"


def test_who_gives_no_address_cannot_be_answered_and_is_nobody():
    assert read("?", email="")["From"] == NOBODY


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("nina@müller.example", "nina@xn--mller-kva.example"),
        ("Nina@straße.example", "Nina@xn--strae-oqa.example"),
        ("Nina.B@Example.COM", "Nina.B@Example.COM"),
    ],
)
def test_a_domain_with_accents_is_written_as_the_network_does(typed, stands):
    assert is_readable(typed)
    assert read("?", email=typed)["From"] == stands


def test_a_name_with_accents_cannot_stand_in_the_head_and_is_told_apart():
    assert not is_readable("älice@example.com")
    assert read("?", email="älice@example.com")["From"] == NOBODY


@given(st.text(max_size=300), st.sampled_from(["", "alice@example.com", "älice@example.com"]))
def test_no_word_breaks_out_of_its_place(question, email):
    mail = read(question.encode(errors="replace").decode(), email)
    assert mail["To"] == TO
    assert mail["Bcc"] is None
    assert len(mail.get_all("From")) == len(mail.get_all("Subject")) == 1
