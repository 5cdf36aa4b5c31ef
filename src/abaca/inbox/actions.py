"""Mails are kept as they came, and what was done about them is noted."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from abaca.kernel.refs import new_ref

from .models import Incoming, Source
from .queries import TO_SETTLE
from .states import INCOMING, IncomingState


def receive(
    raw: bytes,
    *,
    source: Source,
    at: datetime,
    envelope_from: str = "",
    envelope_to: str = "",
    peer: str = "",
) -> Incoming:
    """Keep a mail as it came and return its row; the same mail to the same recipient is kept once.

    Nothing is looked into here, so nothing can be wrong with it: whatever the bytes are, they are kept.
    """
    digest = sha256(envelope_to.casefold().encode(errors="replace") + b"\x00" + raw).hexdigest()
    row = Incoming(
        ref=new_ref("mail", at),
        digest=digest,
        source=source,
        received_at=at,
        raw=raw,
        envelope_from=_storable(envelope_from),
        envelope_to=_storable(envelope_to),
        peer=peer,
    )
    Incoming.objects.bulk_create([row], ignore_conflicts=True)
    return Incoming.objects.get(digest=digest)


@transaction.atomic
def hold(ids: Collection[int]) -> list[Incoming]:
    """Return those mails that wait to be settled and are in nobody else's hand, locked, without their bytes."""
    rows = Incoming.objects.select_for_update(skip_locked=True).defer("raw")
    return list(rows.filter(id__in=ids, state__in=TO_SETTLE).order_by("id"))


@transaction.atomic
def settle(dispositions: Mapping[str, Mapping[str, Any]], *, at: datetime) -> None:
    """Note, by the refs of mails, what the store did about each; it says so once."""
    mails = list(Incoming.objects.select_for_update().filter(ref__in=dispositions).exclude(state=IncomingState.SETTLED))
    for mail in mails:
        INCOMING.check(IncomingState(mail.state), IncomingState.SETTLED)
        mail.state, mail.settled_at = IncomingState.SETTLED, at
        mail.disposition = dict(dispositions[mail.ref])
    Incoming.objects.bulk_update(mails, ["state", "settled_at", "disposition"])


def _storable(text: str) -> str:
    return text.replace("\x00", " ").encode(errors="replace").decode()
