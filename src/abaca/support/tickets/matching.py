"""To which ticket a mail belongs."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from abaca.kernel.emails import is_nobodys

NUMBER = re.compile(r"\[T-(\d{4,12})\]", re.ASCII)
MOST_REFERENCES = 50  # a header may name thousands; the newest count


@dataclass(frozen=True)
class Envelope:
    """What stands on a mail and tells where it belongs."""

    sender: str  # folded
    subject: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A ticket by a name that mails may call it: a Message-ID that stands in it, or its number."""

    ticket: int
    owner: str  # the folded address of the ticket
    ours: bool = False  # it is the Message-ID of a letter of ours
    is_open: bool = True


def names_in(subject: str) -> list[int]:
    """Return the numbers of the tickets that a subject names, in order."""
    return [int(number) for number in NUMBER.findall(subject)]


def answered(mail: Envelope) -> list[str]:
    """Return the Message-IDs that a mail says it answers, the nearest first, each once."""
    newest_first = reversed(mail.references[-MOST_REFERENCES:])
    return list(dict.fromkeys(filter(None, [mail.in_reply_to, *newest_first])))


def ticket_of(mail: Envelope, *, known: Mapping[str, Collection[Known]], named: Mapping[int, Known]) -> int | None:
    """Return the ticket that a mail belongs to, or None where it opens one of its own.

    A Message-ID of ours can be known only to who has our letter, so whoever answers it is heard in its ticket, a
    colleague too. Message-IDs of others and numbers of tickets can be guessed: they count for the ticket's own
    address alone, and so do letters of ours that stand in no ticket, such as notices: each reader of one has a ticket
    of his own, to which all his replies go. Of several an open one comes first. `known` are the tickets by the
    Message-IDs that lead to them, `named` those by their numbers.
    """
    for message_id in answered(mail):
        heard = [entry for entry in known.get(message_id, ()) if entry.ours or _is_owner(mail, entry)]
        if heard:
            return next((entry for entry in heard if entry.is_open), heard[0]).ticket
    tickets = (named[number] for number in names_in(mail.subject) if number in named)
    return next((entry.ticket for entry in tickets if _is_owner(mail, entry)), None)


def _is_owner(mail: Envelope, entry: Known) -> bool:
    # those who left no address have none in common
    return bool(mail.sender) and entry.owner == mail.sender and not is_nobodys(mail.sender)


# --- the subject of an answer ---------------------------------------------------------------------------------------

# Re, and what it is called in mail programs of the seven languages; a number in brackets counts the answers
REPLY = re.compile(
    r"^\s*(?:re|aw|antw|antwort|rif|r|rép|res|resp|fw|fwd|wg|tr|i|doorst)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE
)


def plain_subject(subject: str) -> str:
    """Return what a mail is about, without the marks of answers and without the numbers of tickets."""
    plain = " ".join(NUMBER.sub(" ", subject).split())
    while (shorter := REPLY.sub("", plain)) != plain:
        plain = shorter
    return plain


def answer_subject(subject: str, *, is_answer: bool) -> str:
    """Return the subject of our letter, to which the letter adds the number that brings the answer home."""
    plain = plain_subject(subject)
    return f"Re: {plain}" if is_answer and plain else plain
