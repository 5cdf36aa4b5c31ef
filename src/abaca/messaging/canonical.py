"""The form in which a text is signed (RFC 6376, 3.4.4): blanks, and lines at its end, may be changed on the way.

It is dkimpy's “relaxed” form of a body, byte by byte; dkimpy takes the square of the time for many blanks in a row,
which everybody may send us, and a millisecond for a letter of ours.
"""

import re

LINE_ENDS_BACKWARDS = re.compile(rb"(?:\n\r)*")


def relaxed_body(body: bytes) -> bytes:
    """Return a body, whose lines end in CR LF, in its relaxed form."""
    body = body.replace(b"\t", b" ")
    while b"  " in body:  # each round halves the longest run
        body = body.replace(b"  ", b" ")
    body = without_last_lines(body.replace(b" \r\n", b"\r\n"))
    return b"" if body == b"\r\n" else body


def without_last_lines(body: bytes) -> bytes:
    """Return a body without the empty lines at its end; it ends in one CR LF (the “simple” form)."""
    ends = body[len(body.rstrip(b"\r\n")) :]
    backwards = LINE_ENDS_BACKWARDS.match(ends[::-1])
    return body[: len(body) - (backwards.end() if backwards else 0)] + b"\r\n"
