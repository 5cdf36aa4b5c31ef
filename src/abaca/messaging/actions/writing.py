"""Letters are written down, once for each event; their secrets are sealed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.kernel.refs import new_ref
from abaca.kernel.sealing import open_sealed, seal
from abaca.messaging.envelopes import domain_of
from abaca.messaging.models import Letter, Stream, Urgency
from abaca.messaging.queries import letters_under, times_resent
from abaca.messaging.states import LetterState

from .keys import sealing_key

OUTBOX_NAME = "messaging.outbox"
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Draft:
    """A letter as the rooms hand it in: whom, in which language, from which template, with which facts."""

    to_address: str
    language: str
    template: str
    context: dict[str, Any]
    key: str  # one letter per event
    kind: str
    to_name: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    attachments: Sequence[str] = ()  # as config/attachments.py knows them: "invoice/MS27-000418"
    about: str = ""
    whose: str = ""
    stream: str = Stream.NOTICE
    reply_to: str = ""
    in_reply_to: str = ""  # a Message-ID
    references: Sequence[str] = ()
    thread: str = ""  # the ref of the conversation


def enqueue(drafts: Sequence[Draft], *, at: datetime) -> list[Letter]:
    """Write letters down and wake the outbox; return the letters that stand under the keys of the drafts.

    An event that is told twice makes no second letter.
    """
    if not drafts:
        return []
    domain = domain_of(settings.MAIL_FROM)
    Letter.objects.bulk_create([_letter(draft, domain, at) for draft in drafts], ignore_conflicts=True)
    wake(OUTBOX_NAME)
    standing = {letter.key: letter for letter in letters_under(draft.key for draft in drafts)}
    return [standing[draft.key] for draft in drafts]


@transaction.atomic
def resend(
    letter: Letter, *, to_address: str = "", anew: Callable[[Any], Any] | None = None, at: datetime, by: str
) -> Letter:
    """Send the same letter once more, as a letter of its own; to another address where the first was mistyped.

    `anew` changes what it says, and its secrets, such as links that do not open anything any more.
    """
    change = anew or _same
    key = letter.key.partition("/resend/")[0]
    draft = Draft(
        to_address=to_address or letter.to_address,
        to_name=letter.to_name,
        language=letter.language,
        template=letter.template,
        context=change(letter.context),
        key=f"{key}/resend/{times_resent(key) + 2}",
        kind=letter.kind,
        secrets=change(secrets_of(letter)),
        attachments=letter.attachments,
        about=letter.about,
        whose=letter.whose,
        stream=letter.stream,
        reply_to=letter.reply_to,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        thread=letter.thread,
    )
    [copy] = enqueue([draft], at=at)
    copy.resent_by = by
    copy.save(update_fields=["resent_by"])
    return copy


@transaction.atomic
def see_to(letter: Letter, *, at: datetime, by: str) -> Letter:
    """Note that somebody has dealt with a letter that never left, came back, or was called unwanted; the first counts.

    One that is on its way, or arrived, needs nobody and stays as it is.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    lost = letter.state == LetterState.FAILED or letter.bounced_at or letter.complained_at
    if lost and not letter.seen_to_at:
        letter.seen_to_at, letter.seen_to_by = at, by
        letter.save(update_fields=["seen_to_at", "seen_to_by"])
    return letter


def secrets_of(letter: Letter) -> dict[str, str]:
    """Open what was sealed in the letter."""
    sealed = bytes(letter.secrets)
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(open_sealed(sealing_key(), sealed, bound_to=letter.ref.encode()))
    return opened


def _same(told: Any) -> Any:
    return told


def _letter(draft: Draft, domain: str, at: datetime) -> Letter:
    ref = new_ref("letter", at)
    return Letter(
        ref=ref,
        key=draft.key,
        kind=draft.kind,
        template=draft.template,
        language=draft.language,
        to_address=storable(draft.to_address),
        to_name=storable(draft.to_name),
        reply_to=storable(draft.reply_to),
        in_reply_to=storable(draft.in_reply_to),
        references=[storable(each) for each in draft.references],
        thread=draft.thread,
        about=draft.about,
        whose=draft.whose,
        stream=Stream(draft.stream),
        urgency=_urgency(draft),
        context=draft.context,
        secrets=_sealed(draft.secrets, ref),
        attachments=list(draft.attachments),
        message_id=f"<{ref}@{domain}>",
        created_at=at,
        next_attempt_at=at,
    )


def _urgency(draft: Draft) -> Urgency:
    if draft.stream == Stream.NEWSLETTER:
        return Urgency.NEWSLETTERS  # its secrets are links, and nobody sits and waits for them
    return Urgency.SECRETS if draft.secrets else Urgency.NOTICES


def storable(text: str) -> str:
    """Return the text as the database keeps it."""
    return text.replace("\x00", " ")  # PostgreSQL keeps no such character; the rest is judged when the letter leaves


def _sealed(secrets: Mapping[str, str], ref: str) -> bytes:
    if not secrets:
        return b""
    return seal(sealing_key(), json.dumps(dict(secrets)).encode(), bound_to=ref.encode())
