"""A letter as the mail server takes it: headers, twins, bytes."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from hashlib import sha256
from urllib.parse import quote

from abaca.kernel.emails import fold, is_email

LONGEST_NAME = 120
LONGEST_SUBJECT = 250
LONGEST_LINE = 76
LONGEST_MESSAGE_ID = 250
MOST_REFERENCES = 20
LINE_END = "\r\n"
QUOTED, BACKSLASHED = re.compile(r'(["\\])'), r"\\\1"  # what a quoted name holds only behind a backslash
SAFE_IN_A_LINK = "%:/?#[]@!$&'()*+,;=~"


class BrokenAddress(ValueError):
    """Say that no mail server would take this address."""


@dataclass(frozen=True)
class Envelope:
    """Everything a mail server is told."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True)
class File:
    """What goes along with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Headers:
    """What stands above a letter; names and subjects come from people and may hold anything."""

    sender: str  # as configured: Name <address>
    to_address: str
    to_name: str
    subject: str
    message_id: str
    kind: str
    reply_to: str = ""
    unsubscribe_url: str = ""
    language: str = ""
    unsubscribe_address: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    return_address: str = ""  # where it comes back to; the sender where there is none
    automatic: bool = True  # nobody wrote it by hand, so no machine should answer it (RFC 3834)


def compose(headers: Headers, *, text: str, html: str, at: datetime, files: Sequence[File] = ()) -> Envelope:
    """Put both twins into one message, and the files after them.

    By hand, since the standard library takes longer for its headers than all the rest of a letter takes, and breaks
    long links into encoded words. The same letter gives the same bytes: no boundary is drawn by lot.
    """
    sender_name, sender_address = parseaddr(headers.sender)
    sender, recipient = plain_address(sender_address), plain_address(headers.to_address)
    boundary = f"=_{sha256(headers.message_id.encode()).hexdigest()[:32]}"  # “=_” never stands in quoted-printable
    lines = [
        f"From: {_mailbox(sender_name, sender)}",
        f"To: {_mailbox(headers.to_name, recipient)}",
        *_optional(headers),
        f"Subject: {_encoded(headers.subject, LONGEST_SUBJECT, beside=len('Subject: '))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {one_line(headers.message_id)}",
        f"X-Abaca-Kind: {one_line(headers.kind)}",
        "MIME-Version: 1.0",
        *_with_files(_twins(text, html, boundary), files, boundary),
        "",
    ]
    back = plain_address(headers.return_address) if headers.return_address else sender
    return Envelope(back, recipient, "\r\n".join(lines).encode())


def plain_address(address: str) -> str:
    """Return the address with its domain as the network writes it, or refuse it."""
    if not is_email(address):
        raise BrokenAddress(f"{address!r} is no address")
    return f"{address.rpartition('@')[0]}@{fold(address).rpartition('@')[2]}"


def one_line(words: str) -> str:
    """Return the words without anything that could begin another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def plain_sender(sender: str) -> str:
    """Return the address of a configured sender."""
    return plain_address(parseaddr(sender)[1])


def domain_of(sender: str) -> str:
    """Return the domain of a configured sender."""
    return plain_sender(sender).rpartition("@")[2]


def _optional(headers: Headers) -> Iterator[str]:
    if headers.reply_to:
        yield f"Reply-To: {plain_address(headers.reply_to)}"
    if headers.language:
        yield f"Content-Language: {one_line(headers.language)}"
    if headers.in_reply_to:
        yield f"In-Reply-To: {one_line(headers.in_reply_to)[:LONGEST_MESSAGE_ID]}"
    if headers.references:
        yield from _references(headers.references)
    if headers.automatic:
        yield "Auto-Submitted: auto-generated"
    if headers.unsubscribe_url:
        ways = [f"<{quote(headers.unsubscribe_url, safe=SAFE_IN_A_LINK)}>"]
        if headers.unsubscribe_address:
            ways.append(f"<mailto:{quote(plain_address(headers.unsubscribe_address), safe='@+')}?subject=unsubscribe>")
        yield f"List-Unsubscribe: {(',' + LINE_END + ' ').join(ways)}"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _references(message_ids: Sequence[str]) -> Iterator[str]:
    """Yield the conversation, folded; of a long one its beginning and its end (RFC 5322, 3.6.4)."""
    plain = [word for each in message_ids if (word := one_line(each)) and len(word) <= LONGEST_MESSAGE_ID]
    kept = plain if len(plain) <= MOST_REFERENCES else [plain[0], *plain[1 - MOST_REFERENCES :]]
    if kept:
        yield f"References: {(LINE_END + ' ').join(kept)}"


def _mailbox(name: str, address: str) -> str:
    plain = one_line(name)[:LONGEST_NAME]
    if plain.isascii() and address.isascii():
        return formataddr((plain, address))
    if not plain:
        return address
    if plain.isascii():
        return f'"{QUOTED.sub(BACKSLASHED, plain)}" <{address}>'
    return f"{_encoded(plain, LONGEST_NAME, beside=len('From: '))} <{address}>"


def _encoded(words: str, longest: int, *, beside: int) -> str:
    """Return words as a header may hold them, folded; plain words stay plain."""
    plain = one_line(words)[:longest]
    charset = "us-ascii" if plain.isascii() and "=?" not in plain else "utf-8"
    return Header(plain, charset, maxlinelen=LONGEST_LINE - beside).encode(linesep="\r\n")


def _with_files(twins: Sequence[str], files: Sequence[File], boundary: str) -> Iterator[str]:
    """Yield the twins as the whole body, or as the first part of one that goes on with files."""
    if not files:
        yield from twins
        return
    outer = f"{boundary}.files"
    yield from ("Content-Type: multipart/mixed;", f' boundary="{outer}"', "", f"--{outer}", *twins)
    for file in files:
        name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in file.name)
        yield from (f"--{outer}", f"Content-Type: {file.media_type};", f' name="{name}"')
        yield from ("Content-Disposition: attachment;", f' filename="{name}"', "Content-Transfer-Encoding: base64", "")
        yield encodebytes(file.content).decode("ascii").rstrip("\n").replace("\n", "\r\n")
    yield f"--{outer}--"


def _twins(text: str, html: str, boundary: str) -> list[str]:
    return [
        "Content-Type: multipart/alternative;",
        f' boundary="{boundary}"',
        "",
        *_part("plain", text, boundary),
        *_part("html", html, boundary),
        f"--{boundary}--",
    ]


def _part(kind: str, words: str, boundary: str) -> Iterator[str]:
    yield f"--{boundary}"
    yield f'Content-Type: text/{kind}; charset="utf-8"'
    yield "Content-Transfer-Encoding: quoted-printable"
    yield ""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    coded = b2a_qp(lines.encode(), istext=True).decode("ascii")
    yield coded if "\r\n" in lines else coded.replace("\n", "\r\n")  # it breaks lines as the first of them ends
