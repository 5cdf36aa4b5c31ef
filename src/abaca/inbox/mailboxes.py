"""Who stands in From, To and Reply-To: names and addresses, read strictly, for forgers live on lenience."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from abaca.kernel.emails import WRITTEN, fold, is_email

from .charsets import decoded
from .header_fields import words_of

LONGEST_ADDRESS = 320
LONGEST_NAME = 200
MOST = 200
TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|\(|\)|[<>,;:]|[^\s"()<>,;:]+|"')
SOUGHT = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{1,255}")


@dataclass(frozen=True)
class Mailbox:
    """A name and an address, as they are written."""

    name: str
    address: str


@dataclass(frozen=True)
class Mailboxes:
    """What a field names; `clear` says that it can be read in one way only."""

    found: tuple[Mailbox, ...]
    clear: bool

    @property
    def only(self) -> Mailbox | None:
        """Return the one mailbox, if there is exactly one and no doubt about it."""
        return self.found[0] if self.clear and len(self.found) == 1 else None


def mailboxes_of(raw: bytes) -> Mailboxes:
    """Read a field of addresses. Encoded words are decoded in names only: an address is never hidden in one."""
    text = " ".join(decoded(raw).split())
    found: list[Mailbox] = []
    clear = True
    for tokens in _members(text):
        mailbox, is_clear = _mailbox(tokens)
        clear = clear and is_clear
        if mailbox and len(found) < MOST:
            found.append(mailbox)
    return Mailboxes(tuple(found), clear)


def guessed(raw: bytes) -> Mailbox:
    """Return whom a field that is not clear most likely names; never to be trusted."""
    text = words_of(raw)
    found = SOUGHT.findall(text)
    return Mailbox(text[:LONGEST_NAME], found[-1][:LONGEST_ADDRESS] if found else "")


def other_address_in(name: str, address: str) -> str:
    """Return an address that a name shows though it is another than the sender's, or nothing."""
    for shown in WRITTEN.findall(name[:LONGEST_NAME].replace("＠", "@")):
        if fold(shown) != fold(address):
            return str(shown)
    return ""


Token = tuple[str, str]  # "quoted", "mark" or "word", and the text


def _tokens(text: str) -> Iterator[Token]:
    """Yield quoted texts, marks and words; comments are left out, an open end becomes a mark."""
    depth = 0
    for found in TOKEN.finditer(text):
        piece = found[0]
        if piece in "()":
            if piece == ")" and not depth:
                yield "mark", piece
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif depth:
            continue
        elif found[1] is not None:
            yield "quoted", re.sub(r"\\(.)", r"\1", found[1])
        else:
            yield "mark" if piece in {"<", ">", ",", ";", ":", '"'} else "word", piece
    if depth:
        yield "mark", "("


def _members(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each member of the list."""
    member: list[Token] = []
    inside = False
    for token in _tokens(text):
        inside = (inside or token == ("mark", "<")) and token != ("mark", ">")
        if token == ("mark", ",") and not inside:
            if member:
                yield member
            member = []
        else:
            member.append(token)
    if member:
        yield member


def _mailbox(tokens: Sequence[Token]) -> tuple[Mailbox | None, bool]:
    marks = [token for kind, token in tokens if kind == "mark"]
    if not marks and len(tokens) == 1 and tokens[0][0] == "word":
        return _of_address("", tokens[0][1])
    if marks == ["<", ">"] and tokens[-1] == ("mark", ">"):
        start = list(tokens).index(("mark", "<"))
        inner = tokens[start + 1 : -1]
        name = " ".join(text for _kind, text in tokens[:start])
        if len(inner) == 1 and inner[0][0] == "word":
            return _of_address(words_of(name.encode(errors="replace"))[:LONGEST_NAME], inner[0][1])
    return None, False


def _of_address(name: str, written: str) -> tuple[Mailbox | None, bool]:
    if len(written) > LONGEST_ADDRESS or not is_email(written):
        return None, False
    return Mailbox(name, written), True
