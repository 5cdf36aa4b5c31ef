"""Mails of every shape are read; nothing that a sender does makes the reader stumble or wait."""

import time
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from abaca.inbox.charsets import decoded, storable
from abaca.inbox.header_fields import words_of
from abaca.inbox.html import safe
from abaca.inbox.html import text_of as text_of_html
from abaca.inbox.parameters import value_of
from abaca.inbox.reading import EMPTY, HEAD_TOO_LONG, NO_HEAD, NO_PARTS, TOO_DEEP, TOO_MANY, Unreadable, read
from tests.makers.mail import multipart, part, written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEAD = ("From: Alice <alice@example.com>", "To: support@musa.example", "Subject: Hello")


def mail(content: bytes | str, *head: str) -> bytes:
    return part(content, *HEAD, *head)


def test_a_plain_mail_is_read_as_its_sender_wrote_it():
    found = read(written("Grüezi,\nbitte kündigen.", at=NOON, more=["In-Reply-To: <l1@musa.example>"]))
    assert (found.sender.name, found.sender.address) == ("Alice Liddell", "alice@example.com")
    assert (found.subject, found.message_id, found.in_reply_to) == (
        "My subscription",
        "<first@example.com>",
        "<l1@musa.example>",
    )
    assert found.sent_at == NOON
    assert found.text == "Grüezi,\nbitte kündigen."
    assert found.recipients == ("support@musa.example",)
    assert (found.files, found.html, found.reply_to, found.remarks) == ((), "", "", ())


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("Kündigung".encode(), "utf-8", "Kündigung"),
        ("Kündigung".encode(), "us-ascii", "Kündigung"),  # mislabelled, as by many scripts
        ("Kündigung".encode(), "iso-8859-1", "Kündigung"),  # mislabelled
        ("Kündigung".encode("latin-1"), "iso-8859-1", "Kündigung"),
        ("Kündigung".encode("latin-1"), "utf-8", "Kündigung"),  # mislabelled the other way round
        ("Kündigung".encode("latin-1"), "", "Kündigung"),
        ("Kündigung".encode("latin-1"), "x-nonsense", "Kündigung"),
        ("“79 €”".encode("cp1252"), "iso-8859-1", "“79 €”"),  # windows-1252 said as latin-1
        ("“79 €”".encode("cp1252"), "windows-1252", "“79 €”"),
        ("79 €".encode("iso8859-15"), "iso-8859-15", "79 €"),
        ("Kündigung".encode("utf-7"), "utf-7", "Kündigung"),
        ("Kündigung".encode("utf-16"), "utf-16", "Kündigung"),
        ("解約".encode("iso-2022-jp"), "ISO-2022-JP", "解約"),
        ("解約".encode("cp932"), "Shift_JIS", "解約"),
        ("取消".encode("gb18030"), "gb2312", "取消"),
        ("취소".encode("cp949"), "ks_c_5601-1987", "취소"),
        ("отмена".encode("koi8-r"), '"KOI8-R"', "отмена"),
        ("žádost".encode("cp1250"), "windows-1250", "žádost"),
        (b"K\xfcndigung \xe2\x82\xac \xe2\x82\xac", "utf-8", "K\ufffdndigung € €"),  # UTF-8 with a scratch
        (b"a\x00b", "utf-8", "ab"),
        (b"+2AA-", "utf-7", "\ufffd"),  # half a character, which no database keeps
        (b"eJxLSgQAASUAxA==", "zlib", "eJxLSgQAASUAxA=="),  # a codec that is no charset
        (b"a-gba", "punycode", "a-gba"),
        (b"abc", "base64", "abc"),
        (b"abc", "undefined", "abc"),
        (b"abc\xff", "idna", "abcÿ"),
    ],
)
def test_charsets(content, charset, text):
    assert decoded(content, charset) == text
    found = read(mail(content, f"Content-Type: text/plain; charset={charset}"))
    assert found.text == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b"plain words", "plain words"),
        (b"=?utf-8?q?K=C3=BCndigung?=", "Kündigung"),
        (b"=?UTF-8?B?S8O8bmRpZ3VuZw==?=", "Kündigung"),
        (b"=?iso-8859-1?Q?K=FCndigung_zum_2._M=E4rz?=", "Kündigung zum 2. März"),
        (b"=?utf-8?q?K=C3?= =?utf-8?q?=BCndigung?=", "Kündigung"),  # a character cut in two
        (b"=?utf-8?q?one?= =?utf-8?q?two?=", "onetwo"),  # blanks between encoded words are none
        (b"=?utf-8?q?one?= two =?utf-8?q?three?=", "one two three"),
        (b"=?utf-8?q?one?=\r\n =?iso-8859-1?q?tw=F6?=", "onetwö"),
        (b"Re: =?windows-1252?Q?=8479_=80=93?=", "Re: „79 €“"),
        (b"=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),  # with a language, RFC 2231
        (b"=?utf-8?q?not closed", "=?utf-8?q?not closed"),
        (b"=?x-nonsense?q?K=FCndigung?=", "Kündigung"),
        (b"=?utf-8?b?S8O8bmRpZ3VuZw?=", "Kündigung"),  # without its padding
        (b"=?utf-8?b?!!!?=", ""),
        ("Kündigung".encode(), "Kündigung"),  # raw eight bits
        ("Kündigung".encode("latin-1"), "Kündigung"),
        (b"one\r\n\ttwo", "one two"),
        (b"bell\x07 and \x1bescape", "bell and escape"),
        (b"=?utf-8?q?a=0D=0ABcc:_evil?=", "a Bcc: evil"),
    ],
)
def test_words_of_a_head(value, words):
    assert words_of(value) == words


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b'attachment; filename="invoice.pdf"', "invoice.pdf"),
        (b"attachment; filename=invoice.pdf", "invoice.pdf"),
        (b"attachment; filename*=UTF-8''K%C3%BCndigung.pdf", "Kündigung.pdf"),
        (b"attachment; filename*=iso-8859-1'de'K%FCndigung.pdf", "Kündigung.pdf"),
        (b'attachment; filename*0="K"; filename*1="ey.pdf"', "Key.pdf"),
        (b"attachment; filename*0*=utf-8''K%C3%BC; filename*1*=ndi; filename*2=gung.pdf", "Kündigung.pdf"),
        (b"attachment; filename*1=ey.pdf; filename*0=K", "Key.pdf"),
        (b"attachment; filename*1=ey.pdf", ""),  # its beginning is missing
        (b"attachment; filename==?utf-8?q?K=C3=BCndigung.pdf?=", "Kündigung.pdf"),
        (b'attachment; filename="=?utf-8?b?S8O8bmRpZ3VuZy5wZGY=?="', "Kündigung.pdf"),
        (b'attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'),
        (b'attachment; filename="not closed', "not closed"),
        (b"attachment; filename*=nonsense''%ff", "ÿ"),
        (b"attachment;;; filename=a;", "a"),
    ],
)
def test_names_of_files(value, name):
    assert value_of(value).get("filename") == name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("a\u202egpj.exe", "a_gpj.exe"),  # the sign that turns the direction of writing
        ("  .hidden ", "hidden"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("", "file"),
    ],
)
def test_names_are_cleaned(told, kept):
    raw = mail("%PDF-1.7 x", f'Content-Disposition: attachment; filename="{told}"', "Content-Type: application/pdf")
    [file] = read(raw).files
    assert file.name == kept


def test_the_media_type_is_what_the_bytes_are_and_not_what_the_sender_says():
    def type_of(content: bytes, said: str) -> str:
        raw = mail(b64encode(content), "Content-Transfer-Encoding: base64", f"Content-Type: {said}; name=x")
        return read(raw).files[0].media_type

    assert type_of(b"MZ\x90\x00", "image/png") == "application/vnd.microsoft.portable-executable"
    assert type_of(b"<html><script>", "text/plain") == "text/html"
    assert type_of(b"%PDF-1.7", "application/octet-stream") == "application/pdf"
    assert type_of(b"\x89PNG\r\n\x1a\n", "application/pdf") == "image/png"
    assert type_of(b"a;b\n1;2", "text/csv") == "text/csv"
    assert type_of(b"a;b\n1;2", "application/x-msdownload") == "text/plain"
    assert type_of(b"PK\x03\x04....word/document.xml", "text/plain").endswith("wordprocessingml.document")
    assert type_of(b"\x00\x01\x02\x03", "image/png") == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b64encode("Kündigung".encode()), "base64", "Kündigung"),
        (b"S8O8bmRp\r\nZ3VuZw==", "BASE64", "Kündigung"),
        (b"S8O8b*mRp\r\n  Z3VuZw", "base64", "Kündigung"),  # signs that do not belong, no padding
        (b"S8O8bmRpZ3VuZ", "base64", "Kündigun"),  # cut off
        (b"K=C3=BCndigung", "quoted-printable", "Kündigung"),
        (b"K=C3=BCndi=\r\ngung", "quoted-printable", "Kündigung"),
        (b"K=C3=BCndigung =", "quoted-printable", "Kündigung "),
        (b"100 =ZZ percent", "quoted-printable", "100 =ZZ percent"),
        (b"plain", "x-nonsense", "plain"),
        (b"begin 644 x\r\n#86)C\r\n`\r\nend", "x-uuencode", "abc"),
    ],
)
def test_encodings_of_a_body(content, encoding, text):
    found = read(mail(content, f"Content-Transfer-Encoding: {encoding}", "Content-Type: text/plain; charset=utf-8"))
    assert found.text == text.strip("\n")


def test_both_forms_of_a_text_and_a_file_inside_nested_parts():
    twins = multipart(
        "alternative",
        part("Hello there", "Content-Type: text/plain"),
        part("<p>Hello <b>there</b></p>", "Content-Type: text/html"),
        boundary="inner",
    )
    pdf = part("%PDF-1.7", 'Content-Type: application/pdf; name="order.pdf"', "Content-Disposition: attachment")
    found = read(multipart("mixed", twins, pdf, head=HEAD))
    assert found.text == found.said == "Hello there"
    assert found.html == "<p>Hello <b>there</b></p>"
    assert [(f.name, f.media_type, f.content) for f in found.files] == [("order.pdf", "application/pdf", b"%PDF-1.7")]


def test_winmail_and_whole_mails_are_kept_as_files():
    tnef = part(b64encode(b"\x78\x9f\x3e\x22rest"), 'Content-Type: application/ms-tnef; name="winmail.dat"',
                "Content-Transfer-Encoding: base64")  # fmt: skip
    inner = part(written("inside", at=NOON), "Content-Type: message/rfc822")
    found = read(multipart("mixed", part("outside"), tnef, inner, head=HEAD))
    assert found.text == "outside"
    assert [(f.name, f.media_type) for f in found.files] == [
        ("winmail.dat", "application/ms-tnef"),
        ("mail.eml", "message/rfc822"),
    ]


def test_html_alone_becomes_text():
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><h1>Hi</h1><p>Please&nbsp;cancel<br>my "
        "<a href='https://musa.example/x'>renewal</a>.</p><ul><li>one<li>two</ul>"
        "<blockquote><p>Your order</p><blockquote>older</blockquote></blockquote><script>alert(1)</script></html>"
    )
    found = read(mail(html, "Content-Type: text/html; charset=utf-8"))
    assert found.text.split("\n") == [
        *("Hi", "", "Please cancel", "my renewal <https://musa.example/x>.", "", "* one", "* two", ""),
        *("> Your order", ">", "> > older"),
    ]
    assert found.said == "Hi\n\nPlease cancel\nmy renewal <https://musa.example/x>.\n\n* one\n* two"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<img src=http://evil.example/pixel.gif>x", "x"),
        ("<p style='background:url(http://evil.example)'>x</p>", "<p>x</p>"),
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<a href='/console/'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        (
            "<a href='https://a.example/' onclick=x target=_top>x</a>",
            '<a href="https://a.example/" rel="noopener noreferrer nofollow">x</a>',
        ),
        ("<form action=http://evil.example><input name=p>x</form>", "x"),
        ("<iframe src=http://evil.example></iframe>x", "x"),
        ("<svg onload=alert(1)>x</svg>y", "y"),
        ("<base href=http://evil.example>x", "x"),
        ("<meta http-equiv=refresh content='0;url=http://evil.example'>x", "x"),
        ("<div" * 3 + ">x", "x"),
    ],
)
def test_html_is_made_safe(html, shown):
    assert safe(html).replace("</div>", "").replace("<div>", "") == shown
    assert "evil.example" not in safe(html)
    assert "alert" not in safe(html)


def test_flowing_text_is_put_together():
    text = "This is one \r\nlong line.\r\n> quoted \r\n> text\r\n space\r\n-- \r\nAlice"
    found = read(mail(text, "Content-Type: text/plain; format=flowed"))
    assert found.text == "This is one long line.\n> quoted text\nspace\n-- \nAlice"
    assert found.said == "This is one long line.\nspace"
    joined = read(mail("Kün \r\ndigung", "Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8"))
    assert joined.text == "Kündigung"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", EMPTY),
        (b"\r\n\r\n  \r\n", EMPTY),
        (b"\x00\x01\x02\xff" * 100, NO_HEAD),
        (b"just words without any field\r\n\r\nbody", NO_HEAD),
        (b"X: " + b"a" * 300_000 + b"\r\n\r\nbody", HEAD_TOO_LONG),
    ],
)
def test_what_is_no_mail_is_refused_with_a_sentence(raw, sentence):
    with pytest.raises(Unreadable, match=sentence[:20]):
        read(raw)


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ([], "x", "x"),  # no head but the three lines
        (["Subject: second"], "x", "x"),
        (["Content-Type: nonsense"], "x", "x"),
        (["Content-Type: multipart/mixed"], "--b\r\n\r\nx", "--b\n\nx"),  # no boundary
        (["Content-Type: multipart/mixed; boundary=b"], "no such line", "no such line"),
        (["Content-Type: multipart/mixed; boundary=b"], "--b\r\n\r\nx\r\n", "x"),  # not closed
        (
            ["Content-Type: multipart/mixed; boundary=b"],
            "pre\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\npost",
            "x",
        ),
        (["Date: nonsense"], "x", "x"),
        (["Date: Mon, 99 Foo 20261 99:99:99 +9999"], "x", "x"),
        (["no field at all", "Another-One: 1"], "x", "x"),
        (["Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=utf-8"], "####", ""),
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(head, body, text):
    assert read(mail(body, *head)).text == text


def test_the_first_of_several_fields_counts_for_people():
    found = read(b"Subject: one\r\nSubject: two\r\nFrom: a@example.com\r\nFrom: b@example.com\r\n\r\nx")
    assert (found.subject, found.sender.address) == ("one", "a@example.com")


BOMBS = {
    "nested deep": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(20_000)),
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2_000_000,
    "many lines that are almost boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--c\n" * 3_000_000,
    "many brackets": b"Content-Type: text/html\n\n" + b"<" * 3_000_000,
    "deep html": b"Content-Type: text/html\n\n" + b"<div>" * 1_000_000,
    "deep tables": b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 100_000,
    "many links": b"Content-Type: text/html\n\n" + b"<a href=x>" * 15_000,
    "flowing": b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 3_000_000,
    "long base64": b"Content-Transfer-Encoding: base64\n\n" + b"A" * 20_000_000,
    "quoted printable": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * 8_000_000,
    "open brackets in From": b"From: " + b"<" * 200_000 + b"\n\nx",
    "many addresses": b"From: " + b"a@b.example, " * 18_000 + b"\n\nx",
    "open comments": b"From: " + b"(" * 200_000 + b"\n\nx",
    "many encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 18_000 + b"\n\nx",
    "many parameters": b"Content-Type: text/plain" + b"; a*0*=b" * 30_000 + b"\n\nx",
    "an open quotation mark": b'Content-Type: text/plain; a="' + b"\\" * 200_000 + b"\n\nx",
    "many fields": b"a: b\n" * 50_000 + b"\nx",
    "attributions": b"Subject: x\n\n" + b"On Monday 2026 wrote\n" * 50_000,
    "labels": b"Subject: x\n\n" + b"From: a\n" * 50_000,
    "dashes": b"Subject: x\n\n" + (b"-" * 300 + b"\n") * 5_000,
    "one long line": b"Subject: x\n\n" + b"On 2026 wrote: > " * 200_000,
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_keeps_the_reader_busy_for_a_moment_only(name):
    began = time.process_time()
    read(BOMBS[name])
    assert time.process_time() - began < 3


def test_limits_are_told():
    assert read(BOMBS["nested deep"]).remarks == (TOO_DEEP,)
    assert read(BOMBS["many parts"]).remarks == (TOO_MANY,)
    assert NO_PARTS in read(BOMBS["many lines that are almost boundaries"]).remarks


def test_nothing_unstorable_leaves_the_reader():
    assert storable("a\x00\ud800b") == "a\ufffdb"
    raw = mail(b"<p>&#0;&#xD800;x\x00</p>", "Content-Type: text/html", "Message-ID: <\x00a@b>", "X: \xff")
    found = read(raw.replace(b"Hello", b"H\x00\xed\xa0\x80llo"))
    for text in (found.text, found.said, found.html, found.subject, found.message_id):
        assert "\x00" not in text
        text.encode()


def test_text_of_html_that_nobody_can_bear_is_still_text():
    assert text_of_html("<div>" * 1000 + "cancel <b>please") == "cancel please"
