"""Letters that wait for the mail server."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.due_work import DueWork
from abaca.kernel.refusals import Refusal
from abaca.kernel.traces import trace_of

from . import actions, queries
from .actions import OUTBOX_NAME, Fate, secrets_of
from .envelopes import BrokenAddress, Envelope, File, Headers, compose, domain_of
from .gateways.provider import NotTheProvider, Provider, ProviderPost, heard, provider_post
from .gateways.smtp import Answer, MailServer, Post, post
from .letters import render, without_secrets
from .models import Letter, Stream
from .queries import due_letters, next_attempt_at, own_words
from .signing import Seal, seals_of, signed
from .states import LetterState
from .wording import Words

log = logging.getLogger(__name__)


class ProviderUnknown(Refusal):
    code = "provider_unknown"
    sentence = _("This call does not come from the mail provider of this shop.")
    status = 403


LOOK_AGAIN = timedelta(days=30)  # at what was over its time and is still needed
BY_HAND = frozenset({"answer"})  # kinds of letters that a person wrote: a machine may answer them

Files = Mapping[str, Callable[[], File]]

WHAT_BECOMES = {
    Answer.TAKEN: LetterState.SENT,
    Answer.LATER: LetterState.QUEUED,
    Answer.NEVER: LetterState.FAILED,
}


def send(ids: list[int], *, at: datetime) -> None:
    """Send the letters that are due: take them in hand, hand them in, write down what became of them."""
    letters = actions.claim(ids, at=at)  # committed when it returns
    if not letters:
        return
    files = files_of({name for letter in letters for name in letter.attachments})
    with carrier() as open_post:  # no transaction is open here, and no lock is held
        fates = list(_fates(letters, files, open_post))
    actions.note(fates, at=at)  # the second transaction


def carrier() -> AbstractContextManager[Post | ProviderPost]:
    """Return who takes our letters: a mail server, or a provider by its own interface."""
    if settings.MAIL_PROVIDER == "smtp":
        return post(mail_server())
    return provider_post(provider())


def provider() -> Provider:
    """Return the mail provider of the settings."""
    return Provider(
        name=settings.MAIL_PROVIDER,
        key=settings.MAIL_PROVIDER_KEY,
        sender_domain=settings.MAIL_PROVIDER_DOMAIN,
        url=settings.MAIL_PROVIDER_URL,
        secret=settings.MAIL_PROVIDER_SECRET,
    )


def hear_provider(request: HttpRequest, *, at: datetime) -> None:
    """Note what the provider tells of letters that did not arrive, or were unwelcome; refuse whoever is not it."""
    if settings.MAIL_PROVIDER == "smtp":
        raise ProviderUnknown
    try:
        told = heard(provider(), request)
    except NotTheProvider as nobody:
        raise ProviderUnknown from nobody
    for each in told:
        about: dict[str, Any] = {"ref": each.letter_ref, "recipient": each.recipient, "words": each.words}
        if each.complaint:
            actions.note_complaint(**about, at=at)
        else:
            actions.note_bounce(**about, permanent=each.permanent, at=at)


def mail_server() -> MailServer:
    """Return the mail server of the settings."""
    return MailServer(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        user=settings.SMTP_USER,
        password=settings.SMTP_PASSWORD,
        tls=settings.SMTP_TLS,
    )


def files_of(names: Collection[str]) -> Files:
    """Return how each file is made, by its name; whoever knows the files is named by a setting.

    A letter is queued with the names alone: what is attached is made when it leaves.
    """
    if not names:
        return {}
    known: Callable[[Collection[str]], Files] = import_string(settings.ATTACHMENTS)
    return known(names)


def _fates(letters: list[Letter], files: Files, open_post: Post | ProviderPost) -> Iterator[Fate]:
    own = own_words((letter.template, letter.language) for letter in letters)
    for letter in letters:
        try:
            envelope, subject = _written(letter, files, own[letter.template, letter.language])
        except BrokenAddress as error:
            yield Fate(letter, LetterState.FAILED, words=str(error))
        except Exception as error:  # noqa: BLE001 - a broken template must not hold back the letters of others
            told = "Letter %s cannot be written; it waits for its template to be mended: %s"
            log.error(told, letter.ref, trace_of(error))  # noqa: TRY400 - the words of an error may quote the letter
            yield Fate(letter, LetterState.QUEUED, words=f"{type(error).__name__} while writing the letter")
        else:
            verdict = open_post.hand_in(envelope)
            yield Fate(letter, WHAT_BECOMES[verdict.answer], subject=subject, words=verdict.words)


def _written(letter: Letter, files: Files, own: Words) -> tuple[Envelope, str]:
    """Return the letter as it leaves, and its subject as it may be stored."""
    secrets = secrets_of(letter)
    rendered = render(letter.template, letter.language, letter.context, secrets, own)
    newsletter = letter.stream == Stream.NEWSLETTER
    headers = Headers(
        sender=(settings.NEWSLETTER_FROM if newsletter else "") or settings.MAIL_FROM,
        to_address=letter.to_address,
        to_name=letter.to_name,
        reply_to=letter.reply_to,
        subject=rendered.subject,
        message_id=letter.message_id,
        kind=letter.kind,
        unsubscribe_url=_unsubscribe_url(letter, secrets),
        language=letter.language,
        unsubscribe_address=secrets.get("unsubscribe_address", "") if newsletter else "",
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        return_address=actions.return_address_of(letter),
        automatic=letter.kind not in BY_HAND,
    )
    along = [files[name]() for name in letter.attachments]
    envelope = compose(headers, text=rendered.text, html=rendered.html, at=letter.created_at, files=along)
    envelope = replace(envelope, content=signed(envelope.content, seals()))
    return envelope, without_secrets(rendered.subject, secrets)


def seals() -> tuple[Seal, ...]:
    """Return the keys with which letters are signed; none where nothing is configured."""
    if not settings.DKIM_SELECTOR or not settings.DKIM_KEY:
        return ()
    domain = settings.DKIM_DOMAIN or domain_of(settings.MAIL_FROM)
    return seals_of(domain, settings.DKIM_SELECTOR, settings.DKIM_KEY.encode())


def _unsubscribe_url(letter: Letter, secrets: dict[str, str]) -> str:
    """Return the link that switches a newsletter off; a notice has none."""
    if letter.stream != Stream.NEWSLETTER:
        return ""
    return secrets.get("unsubscribe_url") or str(letter.context["unsubscribe_url"])


AT_ONCE = 50  # whoever waits for a code waits for no more letters than these; and workers end at about the same time
OUTBOX = DueWork(OUTBOX_NAME, due_letters, next_attempt_at, send, batch=AT_ONCE)


def forget(ids: list[int], *, at: datetime) -> None:
    """Take the words out of letters that were kept long enough, but for what something still needs."""
    needed: Callable[[Collection[int]], set[int]] = import_string(f"{settings.DATA_REQUESTS}.letters_needed")
    kept = needed(ids)
    actions.keep_longer(kept, until=at + LOOK_AGAIN)
    actions.forget_old([each for each in ids if each not in kept], at=at)


RETENTION = DueWork(
    name="messaging.retention", due=queries.over_time, next_at=queries.next_over_time, do=forget, batch=500
)
