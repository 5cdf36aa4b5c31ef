"""What goes to a hosted key generator and what its answers mean, as share-it and MyCommerce had it (Key Generator SDK).

A generator that was written for them works here unchanged: the same input, the same exit codes, the same two files.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

UTF8, LATIN1 = "UTF8", "ISO-8859-1"
CODECS = {UTF8: "utf-8", LATIN1: "iso-8859-1"}
LANGUAGES = {"en": 1, "de": 2, "pt": 3, "es": 4, "it": 5, "fr": 6}
MOST_TEXT = 16 * 1024  # bytes of a text key
MOST_FILE = 1024 * 1024  # bytes of a licence file
MOST_SAID = 500  # characters of a generator's message
MOST_NAME = 100
PLAIN_LETTERS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "€": "EUR", "Œ": "OE", "œ": "oe"}
    | {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i"}
)
MEDIA_TYPE = re.compile(r"[\w.+-]{1,40}/[\w.+-]{1,55}", re.ASCII)
ANY_TYPE = "application/octet-stream"


class Person(NamedTuple):
    """The buyer as the generator sees him."""

    name: str
    company: str
    email: str
    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True)
class Purchase:
    """One call for an order line, or for one seat of it; the pair of numbers is the same however often it is made."""

    product: str
    number: str
    running_no: int
    on: date
    language: str
    quantity: int
    buyer: Person


class Key(NamedTuple):
    """What a generator made: a text, or a file with its name and kind."""

    content: bytes  # a text is in UTF-8 by now
    file_name: str = ""
    media_type: str = ""

    @property
    def is_file(self) -> bool:
        return bool(self.file_name)


class Failure(NamedTuple):
    """Why there is no product key: a name of the protocol or of ours, what was said, whether asking again may help."""

    name: str
    said: str = ""
    again: bool = False


Answer = Key | Failure

# exit code: its name, and whether it may be otherwise the next time
EXITS: dict[int, tuple[str, bool]] = {
    10: ("ERC_ERROR", False),
    11: ("ERC_MEMORY", True),
    12: ("ERC_FILE_IO", True),
    13: ("ERC_BAD_ARGS", False),
    14: ("ERC_BAD_INPUT", False),
    15: ("ERC_EXPIRED", False),
    16: ("ERC_INTERNAL", True),
}

# a limit of ours has ended it
SIGNALS = {24: Failure("time_out", again=True), 25: Failure("too_large")}


# --- the question ----------------------------------------------------------------------------------------------------


def fields(purchase: Purchase, encoding: str) -> dict[str, str]:
    """Return the question as upper-case names with values, each of a single line."""
    buyer = purchase.buyer
    first, last = _first_and_last(buyer.name)
    values = {
        "ENCODING": encoding,
        "PRODUCT_ID": purchase.product,
        "PURCHASE_ID": purchase.number,
        "RUNNING_NO": str(purchase.running_no),
        "PURCHASE_DATE": f"{purchase.on:%d/%m/%Y}",
        "LANGUAGE_ID": str(LANGUAGES.get(purchase.language[:2], 1)),
        "QUANTITY": str(purchase.quantity),
        "REG_NAME": buyer.name or buyer.company,
        "ADDITIONAL1": "",
        "ADDITIONAL2": "",
        "RESELLER": "",
        "LASTNAME": last,
        "FIRSTNAME": first,
        "COMPANY": buyer.company,
        "EMAIL": buyer.email,
        "PHONE": "",
        "FAX": "",
        "STREET": buyer.street,
        "ZIP": buyer.postcode,
        "CITY": buyer.city,
        "STATE": "",
        "COUNTRY": buyer.country,
    }
    return {name: in_one_line(value) for name, value in values.items()}


def written(values: Mapping[str, str], encoding: str) -> bytes:
    """Return the input file: a line for each value, no byte-order mark."""
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    return encoded(text, encoding)


def in_one_line(value: str) -> str:
    """Take out whatever could begin a line of its own: nobody adds a KEY=VALUE by means of his name."""
    return " ".join("".join(" " if _breaks(character) else character for character in value).split())


def encoded(text: str, encoding: str) -> bytes:
    """Write a text for a generator; what its encoding lacks is put as near as possible: Łódź becomes Lódz."""
    if encoding == UTF8:
        return text.encode("utf-8", errors="replace")
    return "".join(_nearest(character) for character in text).encode("iso-8859-1", errors="replace")


def _nearest(character: str) -> str:
    if ord(character) < 256:
        return character
    bare = character.translate(PLAIN_LETTERS)
    if bare == character:
        parts = unicodedata.normalize("NFKD", character)
        bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare if bare and all(ord(part) < 256 for part in bare) else "?"


def _breaks(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}


def _first_and_last(name: str) -> tuple[str, str]:
    first, _blank, last = name.strip().rpartition(" ")
    return first.strip(), last


# --- the answer of a program -----------------------------------------------------------------------------------------


def read_exit(code: int, first: bytes | None, second: bytes | None, encoding: str) -> Answer:
    """Tell what the exit code of a generator means, together with its two files; None is a file that is not there."""
    if code == 0:
        return text_key(first, encoding)
    if code == 1:
        return _binary_key(first, second, encoding)
    name, again = EXITS.get(code, ("no_exit_of_the_protocol", False))
    if code < 0:
        return SIGNALS.get(-code, Failure("signal", str(-code), again=True))
    said = message(first or b"", encoding)
    return Failure(name, said if code in EXITS else f"{code} {said}".strip(), again=again)


def text_key(content: bytes | None, encoding: str) -> Answer:
    """Return a text key, which may have several lines."""
    if content is None:
        return Failure("no_output")
    if len(content) > MOST_TEXT:
        return Failure("too_large")
    try:
        text = content.decode(CODECS[encoding]).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return Failure("wrong_encoding")
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines).strip()
    if not text:
        return Failure("no_output")
    if any(_breaks(character) and character not in "\n\t" for character in text):
        return Failure("wrong_encoding")
    return Key(text.encode())


def _binary_key(first: bytes | None, second: bytes | None, encoding: str) -> Answer:
    if not first or not second:
        return Failure("no_output")
    kind, _colon, name = first.decode(CODECS[encoding], errors="replace").strip().partition(":")
    return file_key(second, kind, name)


def file_key(content: bytes, kind: str, name: str) -> Answer:
    """Return a licence file, under a name that leads nowhere."""
    if not content:
        return Failure("no_output")
    if len(content) > MOST_FILE:
        return Failure("too_large")
    kind = kind.strip().lower()
    return Key(content, safe_name(name), kind if MEDIA_TYPE.fullmatch(kind) else ANY_TYPE)


def safe_name(name: str) -> str:
    """Return the last part of a file name, without a character that means something to a file system or a header."""
    last = in_one_line(name).replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if character in '<>:"|?*;%' else character for character in last).strip(". ")
    return kept[-MOST_NAME:].strip(". ") or "licence.bin"


def message(content: bytes, encoding: str) -> str:
    """Return what a generator said about its failure, bare of the word ERROR."""
    said = in_one_line(content[: 4 * MOST_SAID].decode(CODECS[encoding], errors="replace"))
    bare = said[6:].strip() if said.upper().startswith("ERROR:") else said
    return bare[:MOST_SAID]
