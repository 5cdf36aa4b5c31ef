"""Mails as they lie in the inbox once they were read and the store has spoken, without a mail server."""

from datetime import datetime
from itertools import count
from typing import Any

from abaca.dispatch.queries import present
from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.inbox.states import IncomingState

_numbers = count(1)


def make_mail(
    *,
    sender: str = "alice@example.com",
    said: str = "Hello",
    settled: bool = True,
    at: datetime | None = None,
    **facts: Any,
) -> Incoming:
    """Return a mail that came and was read; `facts` are fields of the row, and the store has settled it."""
    number, at = next(_numbers), at or present()
    mail = receive(f"From: {sender}\r\n\r\n{said} {number}".encode(), source=Source.SMTP, at=at)
    row = {
        "state": IncomingState.SETTLED if settled else IncomingState.READ,
        "settled_at": at if settled else None,
        "read_at": at,
        "message_id": f"<{number}@mail.example.com>",
        "from_address": sender,
        "subject": "A question",
        "text": said,
        "said": said,
        **facts,
    }
    for name, value in row.items():
        setattr(mail, name, value)
    mail.save()
    return mail
