"""Fields with parameters: `text/plain; charset=utf-8` and everything that RFC 2231 made of them."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .charsets import decoded
from .header_fields import words_of

MOST_PARAMETERS = 60
PIECE = re.compile(r';[ \t]*(?:([^\s=;"]{1,80})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^;]*)))?')
NUMBERED = re.compile(r"(.+?)\*(\d{1,3})(\*?)")


@dataclass(frozen=True)
class Value:
    """A value in small letters and its parameters."""

    value: str
    parameters: dict[str, str]

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def value_of(raw: bytes) -> Value:
    """Read a field with parameters; what is broken in it is left out."""
    text = decoded(raw)
    value = text.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    extended: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for number, found in enumerate(PIECE.finditer(text, text.find(";")) if ";" in text else ()):
        if number > MOST_PARAMETERS or not found[1]:
            continue
        name, told = found[1].lower(), _told(found[2], found[3])
        numbered = NUMBERED.fullmatch(name)
        if numbered:
            pieces.setdefault(numbered[1], {}).setdefault(int(numbered[2]), (told, bool(numbered[3])))
        elif name.endswith("*"):
            extended.setdefault(name[:-1], _extended(told))
        else:
            plain.setdefault(name, words_of(told.encode(errors="replace")) if "=?" in told else told)
    joined = {name: _joined(parts) for name, parts in pieces.items()}
    return Value(value, plain | joined | extended)


def _told(quoted: str | None, bare: str | None) -> str:
    if quoted is not None:
        return re.sub(r'\\(["\\])', r"\1", quoted)
    return (bare or "").strip()


def _extended(told: str) -> str:
    charset, quote, rest = told.partition("'")
    if not quote:
        return decoded(unquote_to_bytes(told))
    return decoded(unquote_to_bytes(rest.partition("'")[2]), charset)


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """Put the numbered pieces together, up to the first that is missing."""
    content, charset = b"", ""
    for number in range(len(parts)):
        if number not in parts:
            break
        told, is_extended = parts[number]
        if is_extended and number == 0 and "'" in told:
            charset, _quote, rest = told.partition("'")
            told = rest.partition("'")[2]
        content += unquote_to_bytes(told) if is_extended else told.encode(errors="replace")
    return decoded(content, charset)
