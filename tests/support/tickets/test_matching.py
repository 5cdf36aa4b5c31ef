"""To which ticket a mail belongs, and how our answer is called."""

import pytest

from abaca.support.tickets.matching import Envelope, Known, answer_subject, answered, plain_subject, ticket_of

ALICE, MALLORY = "alice@example.com", "mallory@example.net"
KNOWN = {
    "<ours@musa.example>": [Known(1, ALICE, ours=True)],
    "<hers@example.com>": [Known(2, ALICE)],
    # somebody has taken the Message-ID of another
    "<twice@example.com>": [Known(3, MALLORY), Known(4, ALICE)],
    "<notice@musa.example>": [Known(11, ALICE, is_open=False), Known(12, ALICE), Known(13, MALLORY)],
    "<closed@musa.example>": [Known(15, ALICE, is_open=False), Known(14, ALICE, is_open=False)],
}
NOBODY = "anonymous@help.invalid"  # of whoever asked on a page without an address
NAMED = {1007: Known(7, ALICE), 1008: Known(8, MALLORY), 1009: Known(9, NOBODY)}


def mail(sender=ALICE, subject="A question", in_reply_to="", *references):
    return Envelope(sender, subject, in_reply_to, references)


@pytest.mark.parametrize(
    ("envelope", "ticket"),
    [
        (mail(), None),
        (mail(ALICE, "Re: x", "<ours@musa.example>"), 1),
        (mail(MALLORY, "Re: x", "<ours@musa.example>"), 1),  # who has our letter is heard
        (mail(ALICE, "Re: x", "", "<else@x>", "<ours@musa.example>"), 1),
        (mail(ALICE, "More", "<hers@example.com>"), 2),
        (mail(MALLORY, "More", "<hers@example.com>"), None),  # her Message-ID may be known to many
        (mail(ALICE, "More", "<twice@example.com>"), 4),
        (mail(ALICE, "x", "<hers@example.com>", "<ours@musa.example>"), 2),  # the nearest counts
        (mail(ALICE, "x", "", "<ours@musa.example>", "<hers@example.com>"), 2),
        (mail(ALICE, "Re: x", "<notice@musa.example>"), 12),  # the open one
        (mail(MALLORY, "Re: x", "<notice@musa.example>"), 13),  # each has his own
        (mail("bob@example.com", "Re: x", "<notice@musa.example>"), None),
        (mail(ALICE, "Re: x", "<closed@musa.example>"), 15),  # the latest, which is opened again
        (mail(ALICE, "Your letter [T-1007]"), 7),
        (mail(ALICE, "Re: [T-1008] [T-1007] x"), 7),  # of two numbers hers counts
        (mail(MALLORY, "Your letter [T-1007]"), None),
        (mail("", "Your letter [T-1007]"), None),
        (mail(NOBODY, "Your letter [T-1009]"), None),  # an address that all of them share is a proof of nothing
        (mail(ALICE, "T-1007 without brackets"), None),
        (mail(ALICE, "[T-9999]"), None),
        (mail(ALICE, "[T-1007]", "<ours@musa.example>"), 1),  # what it answers says more than its subject
    ],
)
def test_a_mail_finds_its_ticket(envelope, ticket):
    assert ticket_of(envelope, known=KNOWN, named=NAMED) == ticket


def test_nobody_without_an_address_owns_a_ticket_without_one():
    assert ticket_of(mail("", "[T-1009]"), known={}, named={1009: Known(9, "")}) is None


def test_the_nearest_is_asked_first_and_no_more_than_fifty():
    ids = tuple(f"<{n}@x>" for n in range(99))
    assert answered(Envelope(ALICE, "", "<98@x>", ids)) == [f"<{n}@x>" for n in range(98, 48, -1)]


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("A question", "A question"),
        ("Re: A question", "A question"),
        ("RE: AW: Fwd: A question", "A question"),
        ("Re[2]: A question", "A question"),
        ("Antw: [T-1007] A question [T-1008]", "A question"),
        ("Réponse: A question", "Réponse: A question"),
        ("Report: a bug", "Report: a bug"),
        ("  Re:  ", ""),
        ("Two\n lines", "Two lines"),
    ],
)
def test_the_marks_of_answers_are_taken_off_a_subject(subject, plain):
    assert plain_subject(subject) == plain


@pytest.mark.parametrize(
    ("subject", "is_answer", "ours"),
    [
        ("A question", True, "Re: A question"),
        ("Re: A question [T-1007]", True, "Re: A question"),
        ("A question", False, "A question"),
        ("", True, ""),
    ],
)
def test_our_subject_says_what_it_answers(subject, is_answer, ours):
    assert answer_subject(subject, is_answer=is_answer) == ours
