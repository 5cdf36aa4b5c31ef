"""Letters that wait for the mail server."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from abaca.dispatch.due_work import DueWork

from . import actions
from .actions import OUTBOX_NAME, Fate, secrets_of
from .envelopes import BrokenAddress, Envelope, File, Headers, compose
from .gateways.smtp import Answer, MailServer, Post, post
from .letters import render, without_secrets
from .models import Letter, Stream
from .queries import due_letters, next_attempt_at, own_words
from .states import LetterState
from .wording import Words

log = logging.getLogger(__name__)

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
    with post(mail_server()) as open_post:  # no transaction is open here, and no lock is held
        fates = list(_fates(letters, files, open_post))
    actions.note(fates, at=at)  # the second transaction


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


def _fates(letters: list[Letter], files: Files, open_post: Post) -> Iterator[Fate]:
    own = own_words((letter.template, letter.language) for letter in letters)
    for letter in letters:
        try:
            envelope, subject = _written(letter, files, own[letter.template, letter.language])
        except BrokenAddress as error:
            yield Fate(letter, LetterState.FAILED, words=str(error))
        except Exception as error:  # a broken template must not hold back the letters of others
            log.exception("Letter %s cannot be written; it waits for its template to be mended.", letter.ref)
            yield Fate(letter, LetterState.QUEUED, words=f"{type(error).__name__} while writing the letter")
        else:
            verdict = open_post.hand_in(envelope)
            yield Fate(letter, WHAT_BECOMES[verdict.answer], subject=subject, words=verdict.words)


def _written(letter: Letter, files: Files, own: Words) -> tuple[Envelope, str]:
    """Return the letter as it leaves, and its subject as it may be stored."""
    secrets = secrets_of(letter)
    rendered = render(letter.template, letter.language, letter.context, secrets, own)
    headers = Headers(
        sender=settings.MAIL_FROM,
        to_address=letter.to_address,
        to_name=letter.to_name,
        reply_to=letter.reply_to,
        subject=rendered.subject,
        message_id=letter.message_id,
        kind=letter.kind,
        unsubscribe_url=_unsubscribe_url(letter, secrets),
        language=letter.language,
    )
    along = [files[name]() for name in letter.attachments]
    envelope = compose(headers, text=rendered.text, html=rendered.html, at=letter.created_at, files=along)
    return envelope, without_secrets(rendered.subject, secrets)


def _unsubscribe_url(letter: Letter, secrets: dict[str, str]) -> str:
    """Return the link that switches a newsletter off; a notice has none."""
    if letter.stream != Stream.NEWSLETTER:
        return ""
    return secrets.get("unsubscribe_url") or str(letter.context["unsubscribe_url"])


OUTBOX = DueWork(OUTBOX_NAME, due_letters, next_attempt_at, send)
