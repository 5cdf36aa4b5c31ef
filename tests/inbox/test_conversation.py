"""How long the door for mail listens to one connection, and how much it lets come without an answer."""

import asyncio
from collections import Counter

import pytest

from abaca.inbox.gateways.smtp_in import LONGEST_COMMAND, LONGEST_WAIT, SILENCE, Clerk, Conversation, Door, Handler
from abaca.inbox.ourselves import House
from tests.makers.mail import SUPPORT

LARGEST = 2 * LONGEST_COMMAND
COMMANDS = f"EHLO x.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\n".encode()


class Line(asyncio.Transport):
    """A connection that is none: what is written to it is kept."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711)})
        self.written, self.closed = b"", False

    def write(self, data) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    async def says(self, words: bytes, *, pause: float = 0) -> None:
        """Wait until these words were written; the loop needs a few rounds, and no time."""
        for _round in range(1000):
            if words in self.written:
                return
            await asyncio.sleep(pause)
        raise AssertionError(self.written)


def talk(what, kept: list[bytes] | None = None) -> Line:
    """Let something be said in a new conversation."""
    line = Line()
    found = kept if kept is not None else []

    async def run() -> None:
        door = Door("", 0, House("shop@musa.example", SUPPORT), LARGEST, 10, 100)
        clerk = Clerk(lambda deliveries: found.extend(each.raw for each in deliveries))
        conversation = Conversation(Handler(door, clerk), open_ones=Counter())
        conversation.connection_made(line)
        await line.says(b"220 ")
        try:
            await what(conversation, line)
        finally:
            conversation.connection_lost(None)
            clerk.stop()

    asyncio.run(run())
    return line


def waits(conversation: Conversation) -> float:
    """Return for how many seconds the connection is still listened to if nothing more comes."""
    return conversation._timeout_handle.when() - asyncio.get_running_loop().time()


@pytest.mark.parametrize(
    ("began", "ended", "least", "most"),
    [
        (100, 5, SILENCE - 1, SILENCE),  # what comes is waited for anew, however long the mail has lasted
        (LONGEST_WAIT - 10, 5, 9, 10),  # but not for ever
        (LONGEST_WAIT + 1, 5, 4, 5),
    ],
)
def test_a_mail_is_given_time_as_long_as_it_comes(began, ended, least, most):
    async def slowly(conversation, line):
        conversation.data_received(COMMANDS)
        await line.says(b"354 ")
        conversation.taking = asyncio.get_running_loop().time() - began
        conversation._reset_timeout(ended)
        conversation.data_received(b"Subject: x\r\n")
        assert least <= waits(conversation) <= most

    talk(slowly)


def test_words_between_mails_buy_no_time():
    async def chatter(conversation, line):
        conversation._reset_timeout(5)
        conversation.data_received(b"E")
        assert waits(conversation) <= 5

    talk(chatter)


def test_whoever_is_silent_hears_why_the_connection_is_closed():
    async def silence(conversation, _line):
        conversation._timeout_cb()

    line = talk(silence)
    assert line.closed
    assert line.written.endswith(b"421 4.4.2 We have waited too long; come again later\r\n")


def test_a_mail_in_one_line_is_kept_up_to_what_is_taken_at_all():
    kept = []
    raw = b"Subject: x\r\n\r\n" + b"a" * (LARGEST - 100) + b"\r\n"

    async def one_line(conversation, line):
        conversation.data_received(COMMANDS)
        await line.says(b"354 ")
        for place in range(0, len(raw), 65536):
            conversation.data_received(raw[place : place + 65536])
            await asyncio.sleep(0)
        conversation.data_received(b".\r\n")
        await line.says(b"250 2.0.0", pause=0.005)  # another thread keeps it

    talk(one_line, kept)
    assert kept == [raw]


@pytest.mark.parametrize(("beginning", "most"), [(b"", LONGEST_COMMAND), (COMMANDS, 2 * LARGEST)])
def test_a_line_without_an_end_is_not_gathered_for_ever(beginning, most):
    async def endless(conversation, line):
        if beginning:
            conversation.data_received(beginning)
            await line.says(b"354 ")
        for _piece in range(most // 65536 + 1):
            assert not line.closed
            conversation.data_received(b"a" * 65536)
            await asyncio.sleep(0)

    line = talk(endless)
    assert line.closed
    assert line.written.endswith(b"552 5.3.4 This is more than we take\r\n")
