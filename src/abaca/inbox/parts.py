"""A mail taken apart into its leaves. Limits hold everywhere, so that no mail can keep the reader busy for long."""

import re
from binascii import Error as BrokenEncoding
from binascii import a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass, field
from quopri import decodestring

from .charsets import decoded
from .header_fields import Head, head_of, lenient_base64, parted
from .parameters import Value, value_of

DEEPEST = 12
MOST_PARTS = 200
LONGEST_BOUNDARY = 200
CLEANED_NAME = 150
LONGEST_TEXT_PART = 2_000_000  # bytes


@dataclass(frozen=True)
class Leaf:
    """One part that holds no other: a text, a file, a whole mail within the mail."""

    head: Head
    media_type: str  # as its sender says
    charset: str
    disposition: str
    name: str
    parameters: dict[str, str]
    content: bytes  # decoded
    path: tuple[str, ...]  # the kinds of multipart around it, the outermost first


@dataclass
class Limits:
    """What was met while taking a mail apart."""

    parts: int = 0
    too_deep: bool = False
    too_many: bool = False
    broken: list[str] = field(default_factory=list)


def leaves_of(head: Head, body: bytes, limits: Limits, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Yield the leaves in their order, as deep and as many as the limits allow."""
    limits.parts += 1
    if limits.parts > MOST_PARTS:
        limits.too_many = True
        return
    kind = value_of(head.raw("content-type"))
    boundary = kind.get("boundary").encode(errors="replace").rstrip()
    if kind.value.startswith("multipart/"):
        if len(path) >= DEEPEST:
            limits.too_deep = True
            return
        pieces = pieces_of(body, boundary[:LONGEST_BOUNDARY], MOST_PARTS + 1 - limits.parts) if boundary else []
        if pieces:
            default = "message/rfc822" if kind.value == "multipart/digest" else ""
            for piece in pieces:
                yield from _part(piece, limits, (*path, kind.value), default)
            return
        limits.broken.append("boundary")  # a multipart whose parts cannot be found is read as what it looks like
        kind = Value("text/plain", {})
    yield _leaf(head, body, kind, path)


def pieces_of(body: bytes, boundary: bytes, most: int) -> list[bytes]:
    """Return what stands between the lines of a boundary; a missing last line closes at the end."""
    pieces: list[bytes] = []
    begin = -1
    delimiter = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$", re.MULTILINE)
    for found in delimiter.finditer(body):
        if begin >= 0:
            pieces.append(_without_last_line_end(body[begin : found.start()]))
        begin = found.end() + 1
        if found[1] or len(pieces) >= most:
            return pieces
    if begin >= 0:
        pieces.append(body[begin:])
    return pieces


def _part(piece: bytes, limits: Limits, path: tuple[str, ...], default: str) -> Iterator[Leaf]:
    head_bytes, body = parted(piece)
    if piece[:1] in {b"\r", b"\n"}:
        head_bytes, body = b"", piece.lstrip(b"\r\n") if piece[:4] == b"\r\n\r\n" else piece[1:].removeprefix(b"\n")
    head = head_of(head_bytes)
    if default and not head.raw("content-type"):
        yield _leaf(head, body, Value(default, {}), path)
        return
    yield from leaves_of(head, body, limits, path)


def _without_last_line_end(piece: bytes) -> bytes:
    return piece.removesuffix(b"\n").removesuffix(b"\r")


def _leaf(head: Head, body: bytes, kind: Value, path: tuple[str, ...]) -> Leaf:
    disposition = value_of(head.raw("content-disposition"))
    encoding = head.words("content-transfer-encoding").lower().split(";")[0].strip()
    return Leaf(
        head=head,
        media_type=kind.value if "/" in kind.value else "text/plain",
        charset=kind.get("charset"),
        disposition=disposition.value,
        name=cleaned_name(disposition.get("filename") or kind.get("name")),
        parameters=kind.parameters,
        content=_decoded_body(body, encoding),
        path=path,
    )


def cleaned_name(name: str) -> str:
    """Return a file's name without any path and without characters that play tricks."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    plain = " ".join(plain.split()).strip(". ")
    if len(plain) <= CLEANED_NAME:
        return plain
    stem, dot, end = plain.rpartition(".")
    return stem[: CLEANED_NAME - 1 - len(end)] + dot + end if dot and len(end) <= 10 else plain[:CLEANED_NAME]


def _decoded_body(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return lenient_base64(body)
    if encoding == "quoted-printable":
        return decodestring(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue"}:
        return b"".join(_uu_lines(body))
    return body


def _uu_lines(body: bytes) -> Iterator[bytes]:
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            yield a2b_uu(line)
        except BrokenEncoding:
            continue


def text_of(leaf: Leaf) -> str:
    """Return a leaf of text as text, as far as anybody would read it."""
    return decoded(leaf.content[:LONGEST_TEXT_PART], leaf.charset)
