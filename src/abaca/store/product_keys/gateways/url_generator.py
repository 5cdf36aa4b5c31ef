"""Asking a generator at an address of the vendor's: a form POST with the names of the protocol."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import parse_qsl, urlencode, urlsplit

from abaca.store.product_keys.addresses import is_safe
from abaca.store.product_keys.protocol import (
    CODECS,
    MOST_FILE,
    UTF8,
    Answer,
    Failure,
    encoded,
    file_key,
    message,
    safe_name,
    text_key,
)

PIECE = 16 * 1024
AGAIN = {408, 425, 429}  # beside 5xx: the server says that it may be otherwise later
SHORTEST_SECRET = 3


@dataclass(frozen=True)
class Address:
    """Where to ask; the query holds what the vendor wants to know the caller by."""

    url: str
    query: str = ""


def ask(address: Address, values: Mapping[str, str], encoding: str, *, seconds: int) -> Answer:
    """Ask once. Every way in which this can end is an answer, and none tells the secrets of the address."""
    if not is_safe(address.url):
        return Failure("address_unsafe")
    try:
        answer = _post(address, values, encoding, monotonic() + seconds, seconds)
    except TimeoutError:
        return Failure("time_out", again=True)
    except ssl.SSLError as error:
        return Failure("no_connection", (error.reason or "TLS").replace("_", " ").lower(), again=True)
    except (OSError, HTTPException) as error:
        return Failure("no_connection", type(error).__name__, again=True)
    return answer if not isinstance(answer, Failure) else answer._replace(said=_masked(answer.said, address.query))


def _post(address: Address, values: Mapping[str, str], encoding: str, end: float, seconds: int) -> Answer:
    parts = urlsplit(address.url)
    body = urlencode([(name, encoded(value, encoding)) for name, value in values.items()]).encode()
    path = (parts.path or "/") + (f"?{address.query}" if address.query else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
    try:
        kind = f"application/x-www-form-urlencoded; charset={CODECS[encoding]}"
        connection.request("POST", path, body, {"Content-Type": kind, "Accept": "*/*", "User-Agent": "Abaca"})
        response = connection.getresponse()
        content = _content(response, connection, end)
        return _read(response, content, encoding)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, seconds: int) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=seconds)


def _content(response: HTTPResponse, connection: HTTPConnection, end: float) -> bytes:
    """Read so much that a licence file would be too large, and no longer than we have time, byte by byte or not."""
    content = b""
    while len(content) <= MOST_FILE:
        left = end - monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(PIECE)
        if not piece:
            break
        content += piece
    return content


def _read(response: HTTPResponse, content: bytes, encoding: str) -> Answer:
    kind = response.headers.get_content_type()
    if 300 <= response.status < 400:
        host = urlsplit(response.headers.get("Location", "")).hostname or ""
        return Failure("redirect", f"{response.status} {host}".strip())
    if response.status != 200:
        said = f"{response.status} {message(content, encoding) if kind == 'text/plain' else ''}".strip()
        return Failure("refused_by_server", said, again=response.status >= 500 or response.status in AGAIN)
    if kind == "text/html":
        return Failure("web_page")  # no licence is one: something else answers at this address
    if len(content) > MOST_FILE:
        return Failure("too_large")
    if kind == "text/plain":
        said = (response.headers.get_content_charset() or "").lower()
        return text_key(content, encoding if said == CODECS[encoding] or not said else _known(said, encoding))
    return file_key(content, kind, response.headers.get_filename() or safe_name(""))


def _known(charset: str, encoding: str) -> str:
    names = {"utf-8": UTF8, "utf8": UTF8, "us-ascii": UTF8}
    return names.get(charset, "ISO-8859-1" if charset in {"iso-8859-1", "latin-1", "windows-1252"} else encoding)


def _masked(said: str, query: str) -> str:
    """Take the words of the query out of what a server said: some repeat the address they were asked at."""
    words = {query, *(value for _name, value in parse_qsl(query))}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_SECRET:
            said = said.replace(word, "•••")
    return said
