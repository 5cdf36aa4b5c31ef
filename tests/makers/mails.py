"""Mails as the inbox hands them over: read, and their sender judged."""

from datetime import datetime

from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.inbox.states import IncomingKind, IncomingState


def make_mail(
    text: str,
    *,
    sender: str,
    at: datetime,
    subject: str = "Hello",
    authenticated: bool = True,
    kind: IncomingKind = IncomingKind.LETTER,
    message_id: str = "",
    in_reply_to: str = "",
) -> Incoming:
    """Return a mail that was read and waits for what the store does about it."""
    raw = f"From: {sender}\r\nSubject: {subject}\r\n\r\n{text} {at.isoformat()}".encode()
    mail = receive(raw, source=Source.SMTP, at=at, envelope_from=sender, envelope_to="support@musa.example")
    Incoming.objects.filter(pk=mail.pk).update(
        state=IncomingState.READ,
        kind=kind,
        read_at=at,
        message_id=message_id or f"<{mail.ref}@{sender.rpartition('@')[2]}>",
        in_reply_to=in_reply_to,
        from_address=sender,
        subject=subject,
        text=text,
        said=text,
        authenticated=authenticated,
    )
    return Incoming.objects.get(pk=mail.pk)
