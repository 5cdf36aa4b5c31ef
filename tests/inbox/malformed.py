"""Mails as no program should write them: good ones, put through the mill."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random

from tests.inbox.test_kinds import GONE, LATE, report
from tests.makers.mail import multipart, part, signed, written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NASTY = [
    *(
        b"\x00",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"=?utf-8?b?",
        b"?=",
        b"=?x?q?=FF?=",
        b"<",
        b">",
        b'"',
    ),
    *(
        b"(",
        b"\\",
        b";",
        b":",
        b",",
        b"@",
        b"--b1",
        b"--b1--",
        b"\r\n--b1\r\n",
        b"\t",
        b" " * 500,
        b"A" * 3000,
        b"=" * 80,
    ),
    *(
        b"\r\nFrom: x@y.example\r\n",
        b"\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n",
        b"\r\nContent-Type: message/rfc822",
    ),
    *(
        b"\r\nContent-Transfer-Encoding: base64\r\n",
        b"\r\nContent-Transfer-Encoding: x-uuencode\r\n",
        b"begin 644 a\r\n",
    ),
    *(
        b"\r\nDKIM-Signature: v=1; a=rsa-sha256; d=\xff; s=\x00; h=from; bh=a; b=a\r\n",
        b"l=1;",
        b"x=99999999999999999999;",
    ),
    *(b"charset=utf-7", b"charset=utf-16", b"charset=punycode", b"charset=\xff", b"filename*0*=a''%; filename*99=b"),
    *(
        b"<div>" * 300,
        b"<blockquote>",
        b"<a href=",
        b"<!--",
        b"<script>",
        b"&#xD800;",
        b"On 1.1.2026 wrote:\r\n>",
        b"> " * 400,
    ),
    *(
        b"Date: Mon, 99 Foo 99999999 99:99:99 +99999\r\n",
        b"Message-ID: <" + b"a" * 5000 + b"@b>\r\n",
        "Ä\u202e\u2063😀".encode(),
    ),
]
Change = Callable[[Random, bytearray], None]


def seeds() -> list[bytes]:
    html = part("<p>Hello <b>you</b></p>", "Content-Type: text/html; charset=utf-8")
    pdf = part("%PDF-1.7", 'Content-Type: application/pdf; name="=?utf-8?q?K=C3=BCndigung?=.pdf"')
    head = ["From: =?utf-8?q?J=C3=B6rg?= <joerg@example.com>", "To: support@musa.example", "Subject: Hello"]
    nested = multipart("alternative", part("Hello"), html, boundary="b2")
    return [
        signed(written("Please cancel.\n\nOn 02/03/2026 10:00, Musa wrote:\n> Hello\n-- \nAlice", at=NOON)),
        written("Kündigung", at=NOON, subject="=?iso-8859-1?q?K=FCndigung?=", sender='"Li, A." <a@example.com>'),
        multipart("mixed", nested, pdf, head=head),
        multipart("mixed", part("x"), part(written("inside", at=NOON), "Content-Type: message/rfc822"), head=head),
        report(GONE, LATE),
        part("SGVsbG8=", *head, "Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=utf-16"),
        part("Gr=C3=BC=C3=9Fe =\r\n", *head, "Content-Transfer-Encoding: quoted-printable", "Content-Type: text/html"),
        part("one \r\ntwo", *head, "Content-Type: text/plain; format=flowed; delsp=yes"),
    ]


def _flip(chance: Random, mail: bytearray) -> None:
    for _time in range(chance.randint(1, 20)):
        mail[chance.randrange(len(mail))] = chance.randrange(256)


def _cut(chance: Random, mail: bytearray) -> None:
    begin = chance.randrange(len(mail))
    del mail[begin : begin + chance.randint(1, 200)]


def _end(chance: Random, mail: bytearray) -> None:
    del mail[chance.randrange(len(mail)) :]


def _insert(chance: Random, mail: bytearray) -> None:
    for _time in range(chance.randint(1, 5)):
        place = chance.randrange(len(mail) + 1)
        mail[place:place] = chance.choice(NASTY)


def _repeat(chance: Random, mail: bytearray) -> None:
    begin = chance.randrange(len(mail))
    piece = bytes(mail[begin : begin + chance.randint(1, 100)])
    mail[begin:begin] = piece * chance.randint(1, 200)


def _shuffle(chance: Random, mail: bytearray) -> None:
    lines = mail.split(b"\r\n")
    chance.shuffle(lines)
    mail[:] = b"\r\n".join(lines)


def _bare(chance: Random, mail: bytearray) -> None:
    mail[:] = mail.replace(b"\r\n", chance.choice([b"\n", b"\r", b"\n\r"]))


def _noise(chance: Random, mail: bytearray) -> None:
    mail[:] = chance.randbytes(chance.randint(0, 3000))


CHANGES: list[Change] = [_flip, _flip, _cut, _end, _insert, _insert, _insert, _repeat, _shuffle, _bare, _noise]


def malformed(count: int, seed: int) -> Iterator[bytes]:
    """Yield so many malformed mails; the same seed yields the same ones."""
    chance, good = Random(seed), seeds()
    for _number in range(count):
        mail = bytearray(chance.choice(good))
        for _time in range(chance.randint(1, 4)):
            if mail:
                chance.choice(CHANGES)(chance, mail)
        if chance.random() < 0.1:
            other = chance.choice(good)
            mail += other[chance.randrange(len(other)) :]
        yield bytes(mail)
