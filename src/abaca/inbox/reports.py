"""What mail servers report: letters that did not arrive, and readers who complain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from .header_fields import Head, head_of, parted
from .mailboxes import SOUGHT
from .parts import Leaf
from .reading import MESSAGE_ID, Mail

MOST_RECIPIENTS = 50
LONGEST_WORDS = 400
QMAIL = re.compile(r"\A\s*Hi\. This is the qmail-send program at [^\n]{1,200}")
QMAIL_RECIPIENT = re.compile(r"^<([^<>\s]{3,320})>:[ \t]*\n((?:[^\n]{1,500}\n?){1,8})", re.MULTILINE)
QMAIL_COPY = "--- Below this line is a copy of the message"
REDACTED = re.compile(r"[^@]*redact[^@]*@.*|[x*._-]+@.*", re.IGNORECASE)
NAMES_NO_LETTER = _("This report names no letter of ours, so that nothing was done about it.")
BLANK_LINES = re.compile(rb"\r?\n\r?\n+")


@dataclass(frozen=True)
class Bounce:
    """One recipient whom a letter did not reach, or not yet."""

    recipient: str
    permanent: bool  # the server has given up
    words: str  # as the server says it
    message_id: str  # of the letter, or nothing
    passing: bool = False  # it has given up over a trouble that passes: the letter is lost, the address may be good


@dataclass(frozen=True)
class Complaint:
    """A reader who called a letter unwanted; many providers leave out or hide who it is."""

    recipient: str
    words: str
    message_id: str
    copy_to: str = ""  # to whom the letter went that comes back
    return_path: str = ""  # the address in its envelope, which names the letter where it is one of ours


def bounces_in(mail: Mail) -> list[Bounce]:
    """Return whom a letter of ours did not reach; a report of success is no bounce."""
    told = [
        leaf for leaf in mail.leaves if leaf.media_type in {"message/delivery-status", "message/global-delivery-status"}
    ]
    message_id = _reported_id(mail.leaves)
    if told:
        return [bounce for leaf in told for bounce in _from_status(leaf, message_id)][:MOST_RECIPIENTS]
    if QMAIL.match(mail.text):
        return list(_from_qmail(mail.text))[:MOST_RECIPIENTS]
    failed = SOUGHT.findall(mail.head.words("x-failed-recipients"))  # as Exim writes
    return [Bounce(address, True, _first_words(mail.text), message_id) for address in failed[:MOST_RECIPIENTS]]


def complaint_in(mail: Mail) -> Complaint | None:
    """Return the complaint that a mail brings (RFC 5965), or None."""
    for leaf in mail.leaves:
        if leaf.media_type != "message/feedback-report":
            continue
        fields = head_of(leaf.content.strip())
        kind = fields.words("feedback-type").lower()
        if kind == "not-spam":
            return None
        words = f"{kind or 'abuse'}: {fields.words('user-agent') or fields.words('reporting-mta')}".strip(": ")
        copy = _returned_head(mail.leaves)
        return Complaint(
            _open_address(fields.words("original-rcpt-to")),
            words[:LONGEST_WORDS],
            _id_in(copy),
            copy_to=_open_address(copy.words("to")) if copy else "",
            return_path=_address(fields.words("original-mail-from")),
        )
    return None


def is_status_report(mail: Mail) -> bool:
    """Tell whether a mail server reports here about a letter, whatever it says."""
    return any(
        leaf.media_type in {"message/delivery-status", "message/disposition-notification"} for leaf in mail.leaves
    )


def _from_status(leaf: Leaf, message_id: str) -> Iterator[Bounce]:
    """Read RFC 3464: one block of fields about the letter, then one about each recipient."""
    for block in BLANK_LINES.split(leaf.content)[: MOST_RECIPIENTS + 1]:
        fields = head_of(block.strip(b"\r\n"))
        action = fields.words("action").lower().partition(" ")[0]
        address = _address(fields.words("original-recipient")) or _address(fields.words("final-recipient"))
        if address and action in {"failed", "delayed"}:
            given_up = action == "failed"
            passing = given_up and fields.words("status").startswith("4")
            yield Bounce(address, given_up, _diagnosis(fields), message_id, passing)


def _address(told: str) -> str:
    """Return the address behind `rfc822;`."""
    found = SOUGHT.search(told.rpartition(";")[2])
    return found[0] if found else ""


def _open_address(told: str) -> str:
    """Return an address that somebody told us, or nothing where it is hidden."""
    found = SOUGHT.search(told)
    return found[0] if found and not REDACTED.fullmatch(found[0]) else ""


def _diagnosis(fields: Head) -> str:
    diagnosis = fields.words("diagnostic-code").partition(";")
    words = (diagnosis[2] or diagnosis[0]).strip()
    status = fields.words("status")
    return (words if status in words else f"{status} {words}").strip()[:LONGEST_WORDS]


def _from_qmail(text: str) -> Iterator[Bounce]:
    told, _line, copy = text.partition(QMAIL_COPY)
    found = re.search(r"^message-id:[ \t]*(<[^<>\s]{1,390}>)", copy[:100_000], re.IGNORECASE | re.MULTILINE)
    for recipient in QMAIL_RECIPIENT.finditer(told[:100_000]):
        words = " ".join(recipient[2].split())[:LONGEST_WORDS]
        yield Bounce(recipient[1], True, words, found[1] if found else "", passing="(#4." in words)


def _reported_id(leaves: tuple[Leaf, ...]) -> str:
    """Return the Message-ID of the letter that comes back with a report, or nothing."""
    return _id_in(_returned_head(leaves))


def _id_in(head: Head | None) -> str:
    found = MESSAGE_ID.search(head.words("message-id")) if head else None
    return found[0] if found else ""


def _returned_head(leaves: tuple[Leaf, ...]) -> Head | None:
    """Return what stands above the letter that comes back with a report: the first that has a Message-ID, or the first.

    Some reports bring two, of which one is cut short.
    """
    heads = []
    for leaf in leaves:
        if leaf.media_type in {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}:
            head_bytes, _body = parted(leaf.content.lstrip(b"\r\n"))
            heads.append(head_of(head_bytes))
    return next((head for head in heads if _id_in(head)), heads[0] if heads else None)


def _first_words(text: str) -> str:
    return " ".join(text[: LONGEST_WORDS * 2].split())[:LONGEST_WORDS]
