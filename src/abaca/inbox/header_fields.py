"""What stands above a mail: its fields, as bytes and as words."""

import re
from base64 import b64decode
from binascii import Error as BrokenBase64
from collections.abc import Iterator
from dataclasses import dataclass
from quopri import decodestring

from .charsets import decoded

LONGEST_HEAD = 256 * 1024  # bytes; a longer one is no head of a mail
LONGEST_FIELD = 32 * 1024
MOST_FIELDS = 1000
END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\A\r?\n")
NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:")
ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\r\n]*)\?=")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
LINE_END = re.compile(rb"\r?\n")


@dataclass(frozen=True)
class Field:
    """One field: its name in small letters, and its value as it came, unfolded."""

    name: str
    raw: bytes

    @property
    def words(self) -> str:
        """Return the value as a person reads it."""
        return words_of(self.raw)


@dataclass(frozen=True)
class Head:
    """All fields of a mail or of a part, in order."""

    fields: tuple[Field, ...]
    well_formed: bool = True  # every line is a field, and no line can be read in two ways

    def all(self, name: str) -> list[Field]:
        return [field for field in self.fields if field.name == name]

    def raw(self, name: str) -> bytes:
        """Return the value of the first field of this name, or nothing."""
        return next((field.raw for field in self.fields if field.name == name), b"")

    def words(self, name: str) -> str:
        """Return the first field of this name as a person reads it, or nothing."""
        return words_of(self.raw(name))


def parted(content: bytes) -> tuple[bytes, bytes]:
    """Return the bytes of head and body."""
    end = END_OF_HEAD.search(content)
    return (content[: end.start()], content[end.end() :]) if end else (content, b"")


def head_of(content: bytes) -> Head:
    """Read the fields of a head; what is no field is left out and noted."""
    well_formed = len(content) <= LONGEST_HEAD and b"\x00" not in content and not re.search(rb"\r(?!\n)", content)
    fields: list[tuple[str, list[bytes]]] = []
    for number, line in enumerate(LINE_END.split(content[:LONGEST_HEAD])):
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1][1].append(line)
            continue
        found = NAME.match(line)
        if found and len(fields) < MOST_FIELDS:
            fields.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
            well_formed = well_formed and line[found.end(1) : found.end(1) + 1] == b":"
        elif line and not (number == 0 and line.startswith(b"From ")):  # the envelope of a mailbox file
            well_formed = False
    return Head(tuple(Field(name, b"".join(lines)[:LONGEST_FIELD].strip()) for name, lines in fields), well_formed)


def words_of(value: bytes) -> str:
    """Return a value of a field as a person reads it, with its encoded words decoded (RFC 2047)."""
    text = decoded(value)
    if "=?" in text:
        text = "".join(_decoded_words(text))
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _decoded_words(text: str) -> Iterator[str]:
    """Yield the pieces; neighbours in one charset are decoded together, since some programs cut characters in two."""
    place, waiting, charset = 0, b"", ""
    for found in ENCODED_WORD.finditer(text):
        between = text[place : found.start()]
        if waiting and (between.strip() or found[1].lower() != charset):
            yield decoded(waiting, charset)
            waiting = b""
            if not between.strip():
                between = ""
        elif waiting:
            between = ""
        yield between
        waiting, charset, place = waiting + _word_bytes(found[2], found[3]), found[1].lower(), found.end()
    if waiting:
        yield decoded(waiting, charset)
    yield text[place:]


def _word_bytes(encoding: str, word: str) -> bytes:
    content = word.encode("ascii", errors="replace")
    if encoding in "bB":
        return lenient_base64(content)
    return decodestring(content, header=True)


def lenient_base64(content: bytes) -> bytes:
    """Decode as much as is base64; what is not is left out, and a broken end is cut off."""
    clean = NOT_BASE64.sub(b"", content)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return b64decode(clean + b"=" * (-len(clean) % 4))
    except BrokenBase64:
        return b""
