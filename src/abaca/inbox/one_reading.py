"""Whether signed bytes can be read in one way only, where nobody vouches for the fields that say how to read them.

Gmail, Yahoo, GMX and Web.de do not sign Content-Type, and hardly anybody signs Content-Transfer-Encoding. Whoever has a
copy of such a mail could change these fields, and the same signed bytes would show another text: another boundary shows
another part, a quotation in HTML becomes plain words, an answer vanishes in an attachment. Where the bytes themselves
leave no choice, as they do with nearly all mail programs, nothing of that is possible, and the mail counts.
"""

import re
from binascii import Error as BrokenEncoding
from binascii import a2b_base64
from collections.abc import Collection
from quopri import decodestring

from .header_fields import Head
from .parameters import Value, value_of

# those whose parts are read alike; a digest or a report would be read as something else
ORDINARY = {"multipart/mixed", "multipart/alternative", "multipart/related", "multipart/signed"}
PREAMBLE = re.compile(rb"this is an? (?:[a-z-]+ ){0,3}message in mime format\.?", re.IGNORECASE)
LINE = re.compile(rb"[^\r\n]+")
BEGIN = 2000  # bytes in which the first part has begun
TAG = re.compile(
    rb"</?(?:a|b|blockquote|body|br|div|font|head|html|i|meta|p|pre|span|strong|style|table|td|ul)\b[^<>]*>",
    re.IGNORECASE,
)
FIRST_TAG = re.compile(rb"\s*<[a-z!]", re.IGNORECASE)
BASE64 = re.compile(rb"[A-Za-z0-9+/\s]++={0,2}+")  # possessive: a stranger must not let it look twice
LONG_WORD = 40  # characters that no person writes without a blank
WORD_OF_BASE64 = re.compile(rb"[A-Za-z0-9+/]{%d}" % LONG_WORD)
# in these an English letter is what it is; in others (UTF-7, UTF-16) the same bytes say something else
PLAIN_CHARSETS = re.compile(r"|(?:us-)?ascii|utf-?8|iso[-_]?8859-\d{1,2}|latin-?\d|(?:windows-|cp)125\d", re.IGNORECASE)
ENCODINGS = {"", "7bit", "8bit", "binary", "quoted-printable", "base64"}


def has_one_reading(head: Head, body: bytes, covered: Collection[str]) -> bool:
    """Tell whether a body that was signed says the same whatever stands in the fields that are not `covered`."""
    kind = value_of(head.raw("content-type"))
    vouched = "content-type" in covered
    if kind.value.startswith("multipart/"):
        return vouched or (kind.value in ORDINARY and _boundary(kind) == _first_boundary(body) != b"")
    disposition = value_of(head.raw("content-disposition"))
    is_file = disposition.value == "attachment" or disposition.get("filename")
    if is_file and "content-disposition" not in covered:
        return False
    encoding = head.words("content-transfer-encoding").lower().split(";")[0].strip()
    if "content-transfer-encoding" not in covered and not _is_encoded_so(body, encoding):
        return False
    return vouched or _is_of_kind(kind, body, encoding)


def _boundary(kind: Value) -> bytes:
    return kind.get("boundary").encode(errors="replace").rstrip()


def _first_boundary(body: bytes) -> bytes:
    """Return the boundary with which a body begins, after blank lines and the sentence for readers of long ago."""
    for found in LINE.finditer(body, 0, BEGIN):
        line = found[0].strip()
        if line.startswith(b"--"):
            return line[2:]
        if line and not PREAMBLE.fullmatch(line):
            return b""
    return b""


def _is_encoded_so(body: bytes, encoding: str) -> bool:
    """Tell whether a body looks as if it were in this encoding: one in another could hide all that it says."""
    if encoding == "base64":
        return BASE64.fullmatch(body.strip()) is not None and bool(_decoded(body, encoding))
    looks_encoded = WORD_OF_BASE64.search(body) is not None and BASE64.fullmatch(body.strip()) is not None
    return encoding in ENCODINGS and not looks_encoded


def _is_of_kind(kind: Value, body: bytes, encoding: str) -> bool:
    """Tell whether a body looks like the text that its field promises, plain or HTML."""
    if kind.value not in {"", "text/plain", "text/html"} or kind.get("name"):
        return False
    if not PLAIN_CHARSETS.fullmatch(kind.get("charset").strip()):
        return False
    text = _decoded(body, encoding)
    if kind.value == "text/html":
        return FIRST_TAG.match(text) is not None and text.rstrip().endswith(b">")
    boundary = _first_boundary(body)
    has_parts = boundary and body.count(b"--" + boundary) > 1
    return not has_parts and TAG.search(text) is None


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return decodestring(body)
    if encoding != "base64":
        return body
    try:
        return a2b_base64(b"".join(body.split()), strict_mode=True)
    except BrokenEncoding:
        return b""
