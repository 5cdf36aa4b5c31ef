"""Malformed mails by the thousand, through the port and the reader: nothing is lost, nothing stumbles.

make fuzz-mail EXAMPLES=10000 SEED=7
"""

import os
import smtplib
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from abaca.dispatch.jobs import drain_all
from abaca.inbox.authenticating import judge
from abaca.inbox.gateways.smtp_in import RunningDoor
from abaca.inbox.jobs import BATCH, STUMBLED, door, keep_from, read_mails
from abaca.inbox.kinds import sort
from abaca.inbox.models import Incoming, Source
from abaca.inbox.ourselves import House
from abaca.inbox.queries import to_read
from abaca.inbox.reading import Mail, Unreadable, read
from abaca.store.correspondence.deciding import Reason
from tests.conftest import NOON
from tests.inbox.conftest import _closing
from tests.inbox.malformed import malformed, seeds
from tests.makers.mail import world

EXAMPLES = int(os.environ.get("ABACA_FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("ABACA_FUZZ_SEED", "7"))
HOUSE = House("shop@musa.example", "support@musa.example")
# what somebody who believes in a mail believes: who wrote what, when, and what it answers
MEANING = (
    *("from_address", "from_name", "reply_to", "message_id", "in_reply_to"),
    *("subject", "sent_at", "text", "said", "html"),
)


def meaning_of(mail: Mail) -> tuple[object, ...]:
    """Return of a mail what its row says under the names of `MEANING`."""
    who = (mail.sender.address, mail.sender.name, mail.reply_to, mail.message_id, mail.in_reply_to)
    return (*who, mail.subject, mail.sent_at, mail.text, mail.said, mail.html)


def send(server: smtplib.SMTP, number: int, raw: bytes) -> int:
    """Send a mail to an address of its own, and return the answer to it."""
    server.mail("fuzzer@example.com")
    server.rcpt(f"support+{number}@musa.example")
    return server.data(raw)[0]


@pytest.mark.django_db(transaction=True)
def test_malformed_mails_are_kept_and_read(settings, capsys):
    settings.MAIL_IN_PORT, settings.MAIL_IN_PER_MINUTE = 0, 10**9
    running = RunningDoor(door(), _closing(keep_from(Source.SMTP)))
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", running.port) as server:
        server.ehlo()
        answers = [send(server, n, raw) for n, raw in enumerate(malformed(EXAMPLES, SEED))]
    running.stop()
    sent = time.monotonic() - began
    slowest = read_in_batches()

    kept = Counter(Incoming.objects.values_list("envelope_to", flat=True))
    assert kept == Counter(f"support+{n}@musa.example" for n, answer in enumerate(answers) if answer == 250)
    assert set(answers) == {250}
    states = Counter(Incoming.objects.values_list("state", flat=True))
    assert set(states) <= {"read", "broken"}
    assert not Incoming.objects.filter(trouble__contains=STUMBLED).exists()
    # the mill leaves a signed mail whole now and then, or changes what nobody reads: that one is still its sender's
    believed = Incoming.objects.filter(authenticated=True).values_list(*MEANING)
    assert set(believed) <= {meaning_of(read(seed)) for seed in seeds()}
    drain_all(at=NOON)  # what each wishes is understood, and the desk files it
    assert set(Incoming.objects.values_list("state", flat=True)) <= {"settled", "broken"}
    assert not Incoming.objects.filter(disposition__reason=Reason.TROUBLE).exists()
    kinds = Counter(Incoming.objects.filter(state="settled").values_list("kind", flat=True))
    with capsys.disabled():
        print(
            f"\n{EXAMPLES} malformed mails (seed {SEED}): {len(answers)} answered with 250, {sum(kept.values())} kept,"
        )
        print(f"{dict(states)}, of these {dict(kinds)};")
        took = time.monotonic() - began - sent
        print(f"sent in {sent:.1f} s, read in {took:.1f} s, the slowest {BATCH} in {slowest:.2f} s.")


@pytest.mark.parametrize(
    ("change", "believed"),
    [
        (lambda raw: raw.replace(b"\r\n", b"\n"), True),  # ends of lines are none of a signature's business
        (lambda raw: raw.replace(b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\n" * 2), False),
        (lambda raw: b"X-Seen: 1\r\nX-Seen: 1\r\n" + raw, True),
        (lambda raw: raw.replace(b"Please cancel", b"Please keep"), False),
        (lambda raw: raw.replace(b"Subject: ", b"Subject: Not "), False),
    ],
)
def test_who_is_believed_means_what_was_signed(change, believed):
    good, raw = seeds()[0], change(seeds()[0])
    place = {"house": HOUSE, "lookup": world().texts, "organisation": lambda domain: domain, "reported": None}

    assert judge(raw, read(raw), at=NOON, **place).authenticated == believed
    assert (meaning_of(read(raw)) == meaning_of(read(good))) or not believed


def read_in_batches() -> float:
    """Read everything, and return how many seconds the slowest batch took."""
    slowest = 0.0
    while ids := to_read(NOON, BATCH):
        began = time.monotonic()
        read_mails(ids, at=NOON)
        slowest = max(slowest, time.monotonic() - began)
    return slowest


@given(st.binary(max_size=3000))
@examples(max_examples=200)
def test_no_bytes_make_the_reader_stumble(raw):
    judged(raw)


@given(st.data())
@examples(max_examples=200)
def test_no_head_makes_the_reader_stumble(data):
    names = ["From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Disposition", "DKIM-Signature"]
    values = st.one_of(st.text(max_size=200), st.sampled_from(VALUES))
    lines = [f"{name}: {data.draw(values)}" for name in data.draw(st.lists(st.sampled_from(names), max_size=8))]
    judged("\r\n".join([*lines, "", data.draw(st.text(max_size=300))]).encode(errors="surrogatepass"))


VALUES = [
    *("multipart/mixed; boundary=b", "text/html; charset=utf-7", "message/rfc822", "multipart/report; boundary=b"),
    *("=?utf-8?b?////?=", "<a@b.example", "a@b.example, <c@d.example>", "attachment; filename*0*=''%ff"),
    *("v=1; a=rsa-sha256; d=b.example; s=x; h=from; bh=AAAA; b=AAAA", "Mon, 2 Mar 2026 12:00:00 +9999"),
]


def judged(raw: bytes) -> None:
    """Read and judge, and find that everything could be stored."""
    try:
        mail = read(raw)
    except Unreadable:
        return
    for text in (mail.text, mail.said, mail.html, mail.subject, mail.message_id, mail.sender.address, mail.sender.name):
        assert "\x00" not in text
        text.encode()
    place = {"house": HOUSE, "lookup": lambda _name: [], "organisation": lambda domain: domain, "reported": None}
    assert not judge(raw, mail, at=NOON, **place).authenticated
    sort(mail, house=HOUSE, envelope_from="", envelope_to="support@musa.example", in_last_hour=1)
