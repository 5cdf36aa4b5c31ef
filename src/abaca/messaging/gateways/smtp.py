"""Handing letters to the mail server, over one connection for a batch."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from abaca.messaging.envelopes import Envelope

PATIENCE_PER_STEP = 10  # seconds for one answer of the server
PATIENCE_TO_CONNECT = 30  # seconds until we may speak; who needs longer is too slow for a letter in hand


# RFC 3463, X.1: no such mailbox, host or name, moved away, takes no mail at all; the others speak of the sender, or of
# anything
NOBODY = re.compile(r"5\d\d[ -]5\.1\.(1|2|3|6|10)\b")
# RFC 3463 and what Exchange adds: our sender is wrong, we are to log in or to encrypt, are not let relay, or our
# network, name or signature is not believed
ABOUT_US = re.compile(
    r"5\d\d[ -]5\.(?:1\.[78]|7\.(?:3|8|9|11|13|14|2[0-7]|57|60|64|367|509|6\d\d|7[0-4]\d))\b",
)
# the same in words, where 5.7.1 or no number says too little
ABOUT_US_IN_WORDS = re.compile(
    r"\brelay(?:ing|ed)?\b|\bauthenticat|\blog ?in\b|\bstarttls\b|\bsend as\b|\bnot owned by\b"
    r"|\bsender (?:address )?(?:rejected|denied|not allowed|not authori[sz]ed)"
    r"|\bnot (?:allowed|permitted|authori[sz]ed) to send\b"
    r"|\bclient host\b|\bblocked using\b|\bblack ?list|\bblock ?list|\breverse dns\b|\bspf\b|\bdmarc\b",
    re.IGNORECASE,
)


class Answer(StrEnum):
    TAKEN = "taken"  # the letter is the server's now
    LATER = "later"  # not now, or nobody knows
    NEVER = "never"  # refused for good


@dataclass(frozen=True)
class Verdict:
    """What the server said to one letter."""

    answer: Answer
    words: str = ""
    nobody_there: bool = False  # the address is at fault, and no other letter will reach it


@dataclass(frozen=True)
class MailServer:
    """Where the mail server is and how it is spoken to."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "none"  # none, starttls or implicit

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Post:
    """A connection that is opened when first needed, and anew once it has broken."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.patience = PATIENCE_TO_CONNECT
        self.connection: smtplib.SMTP | None = None
        self.trouble = ""  # why nothing can be sent any more

    def hand_in(self, envelope: Envelope) -> Verdict:
        """Hand in one letter; whatever happens to it, the next one has its own chance."""
        connection = self.connected()
        if connection is None:
            return Verdict(Answer.LATER, self.trouble)
        options = () if envelope.recipient.isascii() else ("SMTPUTF8",)
        try:
            connection.sendmail(envelope.sender, [envelope.recipient], envelope.content, options)
        except (smtplib.SMTPException, OSError) as error:
            return self._verdict(error, envelope.recipient)
        return Verdict(Answer.TAKEN)

    def close(self) -> None:
        """Say good-bye, if anybody still listens."""
        if self.connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.quit()
            self.connection.close()
            self.connection = None

    def _verdict(self, error: smtplib.SMTPException | OSError, recipient: str) -> Verdict:
        match error:
            case smtplib.SMTPRecipientsRefused():
                return _refusal(*error.recipients[recipient])
            case smtplib.SMTPDataError():
                return _refusal(error.smtp_code, error.smtp_error)
            case smtplib.SMTPNotSupportedError():
                return Verdict(Answer.NEVER, str(error))
            case smtplib.SMTPSenderRefused():  # our own fault, and not the recipient's
                return Verdict(Answer.LATER, _words(error.smtp_code, error.smtp_error))
        self.close()  # the line broke; the next letter opens a new one
        return Verdict(Answer.LATER, _told(error))

    def connected(self) -> smtplib.SMTP | None:
        """Return the open connection, or None when there is trouble."""
        if self.trouble:
            return None
        if self.connection is None or self.connection.sock is None:
            began = monotonic()
            try:
                self.connection = _open(self.server)
            except (smtplib.SMTPException, OSError) as error:
                self.trouble = _told(error)
                return None
            if monotonic() - began > self.patience:
                self.close()
                self.trouble = "the mail server is too slow; the rest of the batch waits"
        return self.connection


@contextmanager
def post(server: MailServer) -> Iterator[Post]:
    """Lend a connection for a batch of letters."""
    lent = Post(server)
    try:
        yield lent
    finally:
        lent.close()


def knock(server: MailServer) -> str:
    """Return what is wrong with the mail server, or nothing."""
    with post(server) as tried:
        tried.connected()
        return tried.trouble


def _open(server: MailServer) -> smtplib.SMTP:
    if server.tls == "implicit":
        secure = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_PER_STEP, context=secure)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_PER_STEP)
    try:
        _introduce(connection, server)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def _introduce(connection: smtplib.SMTP, server: MailServer) -> None:
    if server.tls == "starttls":
        connection.starttls(context=ssl.create_default_context())
    connection.ehlo_or_helo_if_needed()
    if server.user:
        connection.login(server.user, server.password)


def _refusal(code: int, words: bytes | str) -> Verdict:
    told = _words(code, words)
    if not 500 <= code < 600 or is_about_us(code, told):
        return Verdict(Answer.LATER, told)
    return Verdict(Answer.NEVER, told, nobody_there=bool(NOBODY.match(told)))


def is_about_us(code: int, told: str) -> bool:
    """Tell whether a server refuses us and not the letter or its recipient: whoever sets that right can still send it.

    Somebody who does not live there is not there, whatever else a server says of itself.
    """
    if NOBODY.match(told):
        return False
    wants_log_in = code in {530, 534, 535, 538}
    return wants_log_in or ABOUT_US.match(told) is not None or ABOUT_US_IN_WORDS.search(told) is not None


def _words(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
