"""What the mail server says, and what we make of it."""

from dataclasses import replace

import pytest

from abaca.messaging.envelopes import Envelope
from abaca.messaging.gateways import mailbox
from abaca.messaging.gateways.smtp import Answer, MailServer, Verdict, is_about_us, knock, post

LETTER = Envelope("shop@musa.example", "alice@example.org", b"Subject: x\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n")


def server_of(catcher, **changes) -> MailServer:
    return MailServer("127.0.0.1", catcher.port, **changes)


def answering(words):
    async def answer(*_told):
        return words

    return answer


@pytest.mark.parametrize(
    ("words", "ours"),
    [
        ("554 5.7.1 <alice@example.org>: Relay access denied", True),
        ("550 5.7.1 Unable to relay", True),
        ("550 relay not permitted", True),
        ("550 5.7.64 TenantAttribution; Relay Access Denied", True),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", True),
        ("553 5.7.1 <shop@musa.example>: Sender address rejected: not owned by user shop", True),
        ("550 5.7.1 Client was not authenticated", True),
        ("530 5.7.0 Must issue a STARTTLS command first", True),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", True),
        ("550 5.7.26 This mail has been blocked because the sender is unauthenticated", True),
        ("550 5.7.509 Access denied, sending domain musa.example does not pass DMARC verification", True),
        ("550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", True),
        ("550 5.1.8 bad sender", True),
        ("550 5.7.1 Recipient not authorized, your message has been deferred", False),
        ("550 5.1.1 nobody here; relaying denied", False),
        ("550 5.2.1 mailbox disabled", False),
        ("554 5.7.1 Message rejected as spam by content filter", False),
        ("550 5.7.15 x", False),
        ("552 5.3.4 too large", False),
    ],
)
def test_a_server_that_refuses_us_is_tried_again(words, ours):
    assert is_about_us(int(words[:3]), words) == ours


def test_a_letter_that_may_not_be_relayed_waits_for_whoever_sets_that_right(catcher):
    words = "554 5.7.1 <alice@example.org>: Relay access denied"
    catcher.catcher.handle_RCPT = answering(words)
    with post(server_of(catcher)) as line:
        assert line.hand_in(LETTER) == Verdict(Answer.LATER, words)


@pytest.mark.parametrize(
    ("step", "words", "verdict"),
    [
        ("handle_RCPT", "550 nobody here", Verdict(Answer.NEVER, "550 nobody here")),
        ("handle_RCPT", "550 5.1.1 nobody here", Verdict(Answer.NEVER, "550 5.1.1 nobody here", nobody_there=True)),
        ("handle_RCPT", "553 5.1.3 no name", Verdict(Answer.NEVER, "553 5.1.3 no name", nobody_there=True)),
        ("handle_RCPT", "556 5.1.10 takes none", Verdict(Answer.NEVER, "556 5.1.10 takes none", nobody_there=True)),
        ("handle_RCPT", "550 5.1.0 refused", Verdict(Answer.NEVER, "550 5.1.0 refused")),
        ("handle_RCPT", "550 5.7.1 for 5.1.1", Verdict(Answer.NEVER, "550 5.7.1 for 5.1.1")),
        ("handle_RCPT", "450 5.1.1 later", Verdict(Answer.LATER, "450 5.1.1 later")),
        ("handle_RCPT", "450 come back", Verdict(Answer.LATER, "450 come back")),
        ("handle_RCPT", "530 log in first", Verdict(Answer.LATER, "530 log in first")),
        ("handle_MAIL", "550 we do not know you", Verdict(Answer.LATER, "550 we do not know you")),
        ("handle_DATA", "554 this is spam", Verdict(Answer.NEVER, "554 this is spam")),
        ("handle_DATA", "451 disk full", Verdict(Answer.LATER, "451 disk full")),
    ],
)
def test_a_refusal_is_final_only_when_it_is_about_the_letter(catcher, step, words, verdict):
    setattr(catcher.catcher, step, answering(words))

    with post(server_of(catcher)) as line:
        assert line.hand_in(LETTER) == verdict
        delattr(catcher.catcher, step)
        line.close()  # the catcher takes its manners from the moment a line is opened
        assert line.hand_in(LETTER) == Verdict(Answer.TAKEN)


def test_a_server_that_hangs_up_costs_only_one_letter(catcher):
    catcher.catcher.hangs_up.add("alice@example.org")

    with post(server_of(catcher)) as line:
        assert line.hand_in(LETTER).answer == Answer.LATER
        assert line.hand_in(replace(LETTER, recipient="bob@example.org")).answer == Answer.TAKEN


def test_a_server_that_says_it_closes_is_left(catcher):
    catcher.catcher.handle_RCPT = answering("421 closing")

    with post(server_of(catcher)) as line:
        assert line.hand_in(LETTER) == Verdict(Answer.LATER, "421 closing")
        del catcher.catcher.handle_RCPT
        assert line.hand_in(LETTER) == Verdict(Answer.TAKEN)


def test_the_rest_of_a_batch_waits_when_the_server_is_too_slow(catcher):
    with post(server_of(catcher)) as line:
        line.patience = 0
        assert line.hand_in(LETTER).answer == Answer.LATER
    assert catcher.arrivals() == []


def test_a_name_in_letters_of_its_own_language_gets_its_letter(catcher, settings):
    with post(server_of(catcher)) as line:
        assert line.hand_in(replace(LETTER, recipient="grüße@example.org")) == Verdict(Answer.TAKEN)

    assert len(mailbox.letters_for(settings.REHEARSAL_MAILBOX, "grüße@example.org")) == 1


@pytest.mark.parametrize(
    "changes", [{"user": "shop", "password": "secret"}, {"tls": "starttls"}, {"tls": "implicit"}, {"port": 1}]
)
def test_a_letter_waits_while_the_server_is_not_as_configured(catcher, changes):
    server = replace(server_of(catcher), **changes)

    assert knock(server) != ""
    with post(server) as line:
        assert line.hand_in(LETTER).answer == Answer.LATER
    assert catcher.arrivals() == []
