"""Letters that come back: who says so is believed only if he can name the letter."""

from datetime import timedelta

import pytest

from abaca.messaging.actions import clear_mark, enqueue, note_bounce, note_complaint, return_address_of
from abaca.messaging.jobs import send
from abaca.messaging.models import AddressMark, Letter
from abaca.messaging.queries import lost_since, marks_of
from abaca.messaging.returning import letter_named, return_address
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import NOON

OURS, KEY = "bounces@musa.example", b"k" * 32
GOOD = return_address(OURS, "letter_01abc", KEY)


@pytest.mark.parametrize(
    ("address", "ref"),
    [
        (GOOD, "letter_01abc"),
        (GOOD.upper(), "letter_01abc"),
        (f" {GOOD} ", "letter_01abc"),
        (GOOD.replace("01abc", "01abd"), ""),
        (GOOD.replace("@musa.example", "@evil.example"), ""),
        (GOOD.replace("bounces+", "support+"), ""),
        (OURS, ""),
        ("bounces+letter_01abc-@musa.example", ""),
        ("bounces+@musa.example", ""),
        ("bounces+-é@musa.example", ""),
        ("", ""),
    ],
)
def test_only_an_address_that_we_made_names_a_letter(address, ref):
    assert letter_named(address, OURS, KEY) == ref


def test_without_a_bounce_address_there_is_no_return_address():
    assert return_address("", "letter_01abc", KEY) == ""
    assert letter_named(GOOD, "", KEY) == ""


@pytest.fixture
def row(db, settings) -> Letter:
    settings.BOUNCE_ADDRESS = OURS
    return enqueue([make_draft()], at=NOON)[0]


def test_the_envelope_of_a_letter_bears_its_return_address(row, catcher, monkeypatch):
    came = []
    keep = type(catcher.catcher)._keep
    monkeypatch.setattr(type(catcher.catcher), "_keep", lambda self, *words: came.append(words) or keep(self, *words))
    seen = []
    data = type(catcher.catcher).handle_DATA

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        seen.append(envelope.mail_from)
        return await data(self, server, session, envelope)

    monkeypatch.setattr(type(catcher.catcher), "handle_DATA", handle_DATA)
    send([row.pk], at=NOON)
    assert seen == [return_address_of(row)]
    assert letter_named(seen[0], OURS, KEY) == ""  # nobody with another key can make it


@pytest.mark.parametrize("way", ["token", "message_id", "ref"])
def test_a_letter_that_did_not_arrive_marks_itself_and_its_address(row, way):
    named = {
        "token": {"token": return_address_of(row)},
        "message_id": {"message_id": row.message_id, "recipient": "ALICE@example.org"},
        "ref": {"ref": row.ref, "recipient": row.to_address},
    }[way]

    assert note_bounce(**named, permanent=True, words="550 nobody here", at=NOON) == row

    row.refresh_from_db()
    assert (row.bounced_at, row.bounce_words) == (NOON, "550 nobody here")
    mark = marks_of(["Alice@example.org"])["alice@example.org"]
    assert (mark.kind, mark.words, mark.letter) == ("bounced", "550 nobody here", row)
    assert lost_since(NOON) == [row]
    assert lost_since(NOON + timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    "named",
    [
        {"token": "bounces+letter_x-0000000000@musa.example"},
        {"message_id": "<letter_1@musa.example>", "recipient": "alice@example.org"},
        {"recipient": "alice@example.org"},
        {},
    ],
)
def test_news_about_no_letter_of_ours_changes_nothing(row, named):
    assert note_bounce(**named, permanent=True, words="", at=NOON) is None
    assert not AddressMark.objects.exists()


def test_a_bounce_for_somebody_else_under_our_message_id_changes_nothing(row):
    told = note_bounce(message_id=row.message_id, recipient="bob@example.org", permanent=True, words="", at=NOON)
    assert told is None
    assert not AddressMark.objects.exists()


def test_passing_trouble_marks_no_address(row):
    note_bounce(token=return_address_of(row), permanent=False, words="452 full", at=NOON)
    row.refresh_from_db()
    assert (row.bounced_at, row.bounce_words) == (None, "452 full")
    assert not AddressMark.objects.exists()


def test_a_letter_that_was_given_up_over_passing_trouble_is_lost_and_marks_no_address(row):
    note_bounce(token=return_address_of(row), permanent=True, passing=True, words="4.4.7 too long", at=NOON)
    row.refresh_from_db()
    assert (row.bounced_at, row.bounce_words) == (NOON, "4.4.7 too long")
    assert lost_since(NOON) == [row]
    assert not AddressMark.objects.exists()


def test_news_of_a_delay_that_come_late_change_nothing(row):
    note_bounce(token=return_address_of(row), permanent=True, words="550 nobody here", at=NOON)
    note_bounce(token=return_address_of(row), permanent=False, words="4.4.1 later", at=NOON + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.bounced_at, row.bounce_words) == (NOON, "550 nobody here")


@pytest.mark.parametrize(
    ("facts", "believed"),
    [
        ({"message_id": True}, True),  # who complained is hidden
        ({"message_id": True, "recipient": "Alice@example.org"}, True),
        ({"message_id": True, "recipient": "fbl@provider.example", "copy_to": "alice@example.org"}, True),
        ({"message_id": True, "recipient": "mallory@example.org"}, False),
        ({"message_id": True, "copy_to": "mallory@example.org"}, False),
        ({"return_path": True}, True),
        ({"return_path": True, "recipient": "hidden@provider.example"}, True),
        ({"recipient": "alice@example.org"}, False),
        ({}, False),
    ],
)
def test_a_complaint_counts_where_it_names_the_letter_though_its_reader_is_hidden(row, facts, believed):
    real = {"message_id": row.message_id, "return_path": return_address_of(row)}
    told = {name: real[name] if value is True else value for name, value in facts.items()}
    assert note_complaint(**told, words="abuse", at=NOON) == (row if believed else None)
    assert AddressMark.objects.exists() == believed


def test_a_complaint_stays_a_complaint(row):
    note_complaint(token=return_address_of(row), words="spam", at=NOON)
    note_bounce(token=return_address_of(row), permanent=True, words="550", at=NOON)
    assert AddressMark.objects.get().kind == "complained"
    row.refresh_from_db()
    assert row.complained_at == NOON


def test_staff_take_a_mark_away(row):
    note_bounce(token=return_address_of(row), permanent=True, words="550", at=NOON)
    assert clear_mark("ALICE@example.org")
    assert not clear_mark("alice@example.org")
