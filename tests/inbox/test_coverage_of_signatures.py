"""What a signature does not cover is not believed, and what the big providers do not cover keeps no customer away."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from abaca.inbox.authenticating import Code
from abaca.inbox.reading import read
from abaca.inbox.reported import Reported
from abaca.inbox.signatures import Fit
from abaca.inbox.verdict_words import sentence
from tests.inbox.test_authenticating import replaced, verdict_on
from tests.makers.mail import CRLF, SUPPORT, multipart, part, signed, signed_over, written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

# as they stood in h= of mails of these years; fields that a mail does not have are left out when it is signed
GMAIL = ["To", "Subject", "Message-ID", "Date", "From", "In-Reply-To", "References", "MIME-Version", "Cc", "Reply-To"]
YAHOO = ["Date", "From", "To", "Subject", "References", "Reply-To", "Cc", "In-Reply-To"]
GMX = ["X-UI-Sender-Class", "Date", "Subject", "To", "Cc", "References", "From", "In-Reply-To"]  # and Web.de
ICLOUD = ["Content-Type", "From", "MIME-Version", "Date", "Subject", "Message-ID", "To"]
MICROSOFT = ["From", "Date", "Subject", "Message-ID", "Content-Type", "MIME-Version"]
PROVIDERS = {"Gmail": GMAIL, "Yahoo": YAHOO, "GMX": GMX, "iCloud": ICLOUD}

WISH, OTHER = "Please cancel my subscription.", "I forward what a madman wrote to me. I want to stay."
HTML = f"<html><body><div>{WISH}</div><br><div>Alice</div></body></html>"
AS_HTML, AS_BASE64 = "text/html; charset=utf-8", "Content-Transfer-Encoding: base64"


def head(*more: str, to: str = SUPPORT) -> list[str]:
    return [
        "From: Alice Liddell <alice@example.com>",
        f"To: {to}",
        "Subject: Subscription",
        f"Date: {format_datetime(NOON)}",
        "Message-ID: <one@example.com>",
        "MIME-Version: 1.0",
        *more,
    ]


def single(text: str, kind: str = 'text/plain; charset="utf-8"', *more: str) -> bytes:
    return part(text, *head(f"Content-Type: {kind}", *more))


def both_forms(*, before: str = "") -> bytes:
    texts = [part(WISH, "Content-Type: text/plain; charset=utf-8"), part(HTML, "Content-Type: text/html")]
    raw = multipart("alternative", *texts, head=head(), boundary="000000000000a1b2c3")
    return replaced(raw, b"\r\n\r\n", f"\r\n\r\n{before}".encode())


WRITTEN = {
    "plain": single(WISH),
    "plain without a word how": part(WISH, *head()),
    "of one word": single("Kündigung"),
    "flowing": single(f"{WISH} \nAlice", "text/plain; charset=UTF-8; format=flowed"),
    "quoted-printable": single(
        "K=C3=BCndigung bitte!", "text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"
    ),
    "base64": single(
        "UGxlYXNlIGNhbmNlbCBteSBzdWJzY3JpcHRpb24uIFRoYW5rIHlvdS4=\r\n", "text/plain; charset=utf-8", AS_BASE64
    ),
    "HTML alone": single(HTML, AS_HTML),
    "both forms": both_forms(),
    "both forms below a blank line": both_forms(before=CRLF),
    "both forms of Thunderbird": both_forms(before=f"This is a multi-part message in MIME format.{CRLF}"),
    "both forms of Outlook": both_forms(before=f"This is a multipart message in MIME format.{CRLF}{CRLF}"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_mails_of_the_big_providers_are_believed_in_all_their_forms(provider):
    verdicts = {form: verdict_on(signed_over(raw, *PROVIDERS[provider])) for form, raw in WRITTEN.items()}
    assert {form: verdict.code for form, verdict in verdicts.items()} == dict.fromkeys(WRITTEN, Code.SIGNED)


@pytest.mark.parametrize(
    ("reported", "code"),
    [
        (None, Code.NOT_TO_US),
        (Reported("pass", "evil.example"), Code.NOT_TO_US),
        (Reported("softfail", "example.com"), Code.NOT_TO_US),
        (Reported("pass", "example.com"), Code.SENT_BY),
    ],
)
def test_who_does_not_sign_the_recipient_needs_our_own_servers_word(reported, code):
    """Microsoft 365 signs no To: anybody who has a mail of Alice's could write ours into it."""
    verdict = verdict_on(signed_over(WRITTEN["both forms"], *MICROSOFT), reported=reported)
    assert (verdict.code, verdict.authenticated) == (code, code == Code.SENT_BY)
    if not verdict.authenticated:
        assert sentence(verdict.as_json()) == (
            "The signature of example.com does not cover to whom the mail was written: "
            "it may be a copy of a mail that was written to somebody else."
        )


def without(raw: bytes, field: str) -> bytes:
    above, _blank, body = raw.partition(b"\r\n\r\n")
    lines = [line for line in above.split(b"\r\n") if not line.lower().startswith(f"{field.lower()}:".encode())]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


ELSEWHERE = written(at=NOON, to="service@flurbo.example")
OLD = written(at=NOON - timedelta(days=60))
TODAY = f"Date: {format_datetime(NOON)}\r\n".encode()


@pytest.mark.parametrize(
    ("raw", "code", "fit"),
    [
        # a genuine mail to somebody else, with our address put above it
        (b"Cc: support@musa.example\r\n" + signed(ELSEWHERE), Code.NOT_TO_US, Fit.RECIPIENT_NOT_COVERED),
        (b"Cc: support@musa.example\r\n" + signed_over(ELSEWHERE, *GMX), Code.NOT_TO_US, Fit.RECIPIENT_NOT_COVERED),
        (
            replaced(signed_over(ELSEWHERE, *MICROSOFT), b"service@flurbo.example", SUPPORT.encode()),
            Code.NOT_TO_US,
            Fit.RECIPIENT_NOT_COVERED,
        ),
        # an old one, with another date or with none
        (signed(without(OLD, "Date")), Code.SIGNATURE_FAILS, Fit.DATE_NOT_COVERED),
        (TODAY + signed(without(OLD, "Date")), Code.SIGNATURE_FAILS, Fit.DATE_NOT_COVERED),
        (
            TODAY + without(signed_over(OLD, "From", "To", "Subject", "Content-Type"), "Date"),
            Code.SIGNATURE_FAILS,
            Fit.DATE_NOT_COVERED,
        ),
        (signed(replaced(OLD, b"Date: ", b"Date: the day of ")), Code.SIGNATURE_FAILS, Fit.DATE_NOT_COVERED),
        # a subject where there was none
        (
            b"Subject: Cancel it\r\n" + signed(without(written(at=NOON), "Subject")),
            Code.SIGNATURE_FAILS,
            Fit.SUBJECT_NOT_COVERED,
        ),
    ],
)
def test_what_a_signature_does_not_cover_is_not_believed(raw, code, fit):
    verdict = verdict_on(raw)
    assert (verdict.authenticated, verdict.code, verdict.facts.get("fit")) == (False, code, fit)


def test_a_field_of_which_the_signature_says_that_it_is_not_there_cannot_be_added():
    """Gmail names Cc in its signature whether or not there is one."""
    raw = signed_over(ELSEWHERE, *GMAIL)
    named = replaced(raw, b"h=", b"h=cc : ")
    assert verdict_on(b"Cc: support@musa.example\r\n" + named).facts["fit"] == Fit.HEAD_CHANGED


# the same signed bytes, which others would read otherwise
TWO = multipart(
    "mixed",
    part(OTHER, "Content-Type: text/plain"),
    part(
        f"--B\r\n\r\n{WISH}\r\n--B--\r\n",
        "Content-Type: text/plain",
        'Content-Disposition: attachment; filename="a.txt"',
    ),
    head=head(),
    boundary="A",
)
QUOTING = f'<div dir="ltr">No!</div><div class="gmail_quote"><blockquote>{WISH}</blockquote></div>'


SHOWN_OTHERWISE = [
    (TWO, 'boundary="A"', 'boundary="B"'),
    (TWO, 'multipart/mixed; boundary="A"', "text/plain"),
    (single(QUOTING, AS_HTML), "text/html", "text/plain"),
    (single(QUOTING, AS_HTML), f"Content-Type: {AS_HTML}\r\n", ""),
    (single(f"I write <b>not</b>: {WISH}"), "text/plain", "text/html"),
    (single(OTHER), "text/plain", "application/pdf"),
    (single(OTHER), 'text/plain; charset="utf-8"', 'text/plain; name="a.txt"'),
    (single(OTHER), "MIME-Version: 1.0", "Content-Disposition: attachment\r\nMIME-Version: 1.0"),
    (single(OTHER), "MIME-Version: 1.0", f"{AS_BASE64}\r\nMIME-Version: 1.0"),
    (single(OTHER), "MIME-Version: 1.0", "Content-Transfer-Encoding: uuencode\r\nMIME-Version: 1.0"),
    (single("SSB3YW50IHRvIHN0YXkuIFBsZWFzZSBkbyBub3QgY2FuY2VsLg==", "text/plain", AS_BASE64), f"{AS_BASE64}\r\n", ""),
]


@pytest.mark.parametrize(("raw", "old", "new"), SHOWN_OTHERWISE)
def test_bytes_that_can_be_read_in_several_ways_do_not_count(raw, old, new):
    changed = replaced(signed_over(raw, *GMX), old.encode(), new.encode())
    before, after = read(raw), read(changed)
    assert (before.said, len(before.files)) != (after.said, len(after.files))
    assert verdict_on(changed).facts["fit"] == Fit.FORM_NOT_COVERED


@pytest.mark.parametrize(
    ("old", "new"),
    [('charset="utf-8"', 'charset="utf-7"'), ("text/plain", "multipart/digest"), ("text/plain", "message/rfc822")],
)
def test_what_only_another_program_would_read_otherwise_does_not_count_either(old, new):
    assert verdict_on(replaced(signed_over(single(OTHER), *GMX), old.encode(), new.encode())).facts["fit"] == (
        Fit.FORM_NOT_COVERED
    )


@pytest.mark.parametrize(
    "raw", [TWO, single(f"I write <b>not</b>: {WISH}"), single(WISH, "text/plain; charset=utf-16")]
)
def test_where_the_provider_vouches_for_the_way_to_read_it_every_way_is_right(raw):
    assert verdict_on(signed_over(raw, *GMX, "Content-Type")).code == Code.SIGNED
