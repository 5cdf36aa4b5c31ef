import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from abaca.messaging.gateways import mailbox
from tests.makers.ports import free_port

MESSAGE = (
    b"From: Musa <shop@musa.example>\r\nTo: Alice <alice@example.org>\r\nSubject: %s\r\n"
    b"Date: Mon, %02d Mar 2026 12:00:00 +0000\r\nMessage-ID: <%s@musa.example>\r\n\r\nHello\r\n.\r\n"
)


def hand_in(port: int, *letters: tuple[str, str, int]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
        for address, name, day in letters:
            line.sendmail("shop@musa.example", [address], MESSAGE % (name.encode(), day, name.encode()))


def test_people_are_listed_by_their_latest_letter(catcher, settings):
    hand_in(catcher.port, ("alice@example.org", "a", 2), ("Alice@Example.org", "b", 4), ("bob@example.org", "c", 3))

    assert mailbox.people(settings.REHEARSAL_MAILBOX) == [
        ("alice@example.org", 2, datetime(2026, 3, 4, 12, tzinfo=UTC)),
        ("bob@example.org", 1, datetime(2026, 3, 3, 12, tzinfo=UTC)),
    ]
    mails = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert [mail.subject for mail in mails] == ["b", "a"]
    assert mails[0] == mailbox.one(settings.REHEARSAL_MAILBOX, mails[0].id)
    assert mails[0].text.splitlines() == ["Hello", "."]
    assert mails[0].html == ""


def test_letters_of_one_moment_stand_in_the_order_in_which_they_came(catcher, settings):
    catcher.catcher.latest = 4 * 10**18  # as if the files had been written within one tick of the machine's clock
    hand_in(catcher.port, *[("alice@example.org", name, 2) for name in "abcdefgh"])

    mails = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert [mail.subject for mail in mails] == list("hgfedcba")
    written = [path.stat().st_mtime_ns for path in settings.REHEARSAL_MAILBOX.glob("*.eml")]
    assert sorted(written) == [4 * 10**18 + n for n in range(1, 9)]


def test_the_same_message_twice_is_one_letter(catcher, settings):
    hand_in(catcher.port, ("alice@example.org", "a", 2), ("alice@example.org", "a", 2), ("bob@example.org", "a", 2))

    assert len(mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")) == 1
    assert catcher.arrivals() == [
        "<a@musa.example> alice@example.org",
        "<a@musa.example> alice@example.org",
        "<a@musa.example> bob@example.org",
    ]


def test_a_letter_without_date_and_name_is_kept_too(catcher, settings):
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=60) as line:
        line.sendmail("shop@musa.example", ["alice@example.org"], b"Subject: x\r\n\r\nHello\r\n")

    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert (mail.date, mail.message_id, mail.subject) == (None, "", "x")


@pytest.mark.parametrize("letter_id", ["", "..", "../../etc/passwd", "arrivals", "a" * 16 + "-" + "b" * 32, "\x00"])
def test_no_other_file_is_read(catcher, settings, letter_id):
    (settings.REHEARSAL_MAILBOX / "arrivals.eml").write_text("x")

    with pytest.raises(mailbox.NoSuchLetter):
        mailbox.one(settings.REHEARSAL_MAILBOX, letter_id)


def test_an_empty_mailbox_has_nobody_in_it(tmp_path):
    assert mailbox.people(tmp_path / "not yet there") == []
    assert mailbox.letters_for(tmp_path / "not yet there", "alice@example.org") == []


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_catcher_ends_when_it_is_asked_to(tmp_path, asked):
    port = free_port()
    program = "import sys, pathlib; from abaca.messaging.gateways.catcher import run_catcher as r; "
    program += "r('127.0.0.1', int(sys.argv[1]), pathlib.Path(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", program, str(port), str(tmp_path)], env=os.environ)
    _wait_for(port)
    hand_in(port, ("alice@example.org", "a", 2))
    process.send_signal(asked)

    assert process.wait(timeout=60) == 0
    assert len(mailbox.letters_for(tmp_path, "alice@example.org")) == 1


def _wait_for(port: int) -> None:
    for _try in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the catcher does not listen")
