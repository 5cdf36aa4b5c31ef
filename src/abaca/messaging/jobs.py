"""Letters that wait for the mail server."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.due_work import DueWork
from abaca.kernel.clock import running_from
from abaca.kernel.refusals import Refusal
from abaca.kernel.traces import trace_of

from . import actions, queries
from .actions import OUTBOX_NAME, Fate, secrets_of
from .envelopes import BrokenAddress, Envelope, File, Headers, compose, domain_of
from .gateways.provider import (
    NoSuchProvider,
    NotTheProvider,
    Provider,
    ProviderPost,
    heard,
    knock_at,
    provider_post,
    ways_of,
)
from .gateways.smtp import Answer, MailServer, Post, knock, post
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
RENEWED_AFTER = timedelta(seconds=10)  # of IN_HAND; the rest is for one letter at a server that takes its time
LONGEST_BATCH = timedelta(minutes=1)  # then those are looked for again that somebody waits for


@dataclass(frozen=True)
class Counter:
    """Where letters are handed in, and with which keys they are signed before."""

    post: Post | ProviderPost
    seals: tuple[Seal, ...]


WHAT_BECOMES = {
    Answer.TAKEN: LetterState.SENT,
    Answer.LATER: LetterState.QUEUED,
    Answer.NEVER: LetterState.FAILED,
}


def send(ids: list[int], *, at: datetime, clock: Callable[[], datetime] | None = None) -> None:
    """Send the letters that are due: take them in hand, hand them in, write down what became of them.

    That takes as long as the servers of others take. The clock, which runs on from `at` unless another one is given,
    says when the letters that still wait in our hand have to be held for longer.
    """
    with counters() as open_ones:  # before the letters are taken: with wrong settings they stay where they are
        letters = actions.claim(ids, at=at)  # committed when it returns
        if letters:
            _send(letters, open_ones, clock or running_from(at), at)


def _send(
    letters: Sequence[Letter], open_ones: Mapping[str, Counter], clock: Callable[[], datetime], began_at: datetime
) -> None:
    files = files_of({name for letter in letters for name in letter.attachments})
    own = own_words((letter.template, letter.language) for letter in letters)
    waiting, fates, held_at = deque(letters), list[Fate](), began_at
    while waiting:
        now = clock()
        if now - began_at >= LONGEST_BATCH:
            actions.let_go(waiting, at=now)
            break
        if now - held_at >= RENEWED_AFTER:
            actions.note(fates, at=held_at)
            waiting, fates, held_at = deque(actions.renew(waiting, at=now)), [], now
            if not waiting:
                break
        letter = waiting.popleft()
        # no transaction is open here, and no lock is held
        fates.append(_fate(letter, files, own[letter.template, letter.language], open_ones[letter.stream]))
    actions.note(fates, at=held_at)  # the second transaction


@contextmanager
def counters() -> Iterator[dict[str, Counter]]:
    """Lend where letters are handed in, by stream: at one place, unless newsletters have another one.

    A provider signs by itself.
    """
    ways = {str(stream): way_of(stream) for stream in Stream}
    with ExitStack() as lent:
        posts = {way: lent.enter_context(_opened(way)) for way in set(ways.values())}
        yield {
            stream: Counter(posts[way], seals(stream) if isinstance(way, MailServer) else ())
            for stream, way in ways.items()
        }


def _opened(way: MailServer | Provider) -> AbstractContextManager[Post | ProviderPost]:
    return post(way) if isinstance(way, MailServer) else provider_post(way)


def way_of(stream: str) -> MailServer | Provider:
    """Return the mail server of the settings, or the provider by its own interface; refuse a name that is none.

    Newsletters go a way of their own where the settings name one: another server, or the same provider by another key,
    domain or message stream.
    """
    news = stream == Stream.NEWSLETTER
    if settings.MAIL_PROVIDER != "smtp":
        return provider(news=news)
    if news and settings.NEWSLETTER_SMTP_HOST:
        return MailServer(
            host=settings.NEWSLETTER_SMTP_HOST,
            port=settings.NEWSLETTER_SMTP_PORT,
            user=settings.NEWSLETTER_SMTP_USER,
            password=settings.NEWSLETTER_SMTP_PASSWORD,
            tls=settings.NEWSLETTER_SMTP_TLS,
        )
    return MailServer(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        user=settings.SMTP_USER,
        password=settings.SMTP_PASSWORD,
        tls=settings.SMTP_TLS,
    )


def trouble_with(way: MailServer | Provider) -> str:
    """Return why somebody takes no letters of ours, or nothing; none is handed in."""
    return knock(way) if isinstance(way, MailServer) else knock_at(way)


def provider(*, news: bool = False) -> Provider:
    """Return the mail provider of the settings; `news` as newsletters are handed to it."""
    ours = Provider(
        name=settings.MAIL_PROVIDER,
        key=settings.MAIL_PROVIDER_KEY,
        sender_domain=settings.MAIL_PROVIDER_DOMAIN,
        url=settings.MAIL_PROVIDER_URL,
        secret=settings.MAIL_PROVIDER_SECRET,
        signing_key=settings.MAIL_PROVIDER_SIGNING_KEY,
    )
    ways_of(ours)  # which refuses a name that is none
    if not news:
        return ours
    return replace(
        ours,
        key=settings.NEWSLETTER_PROVIDER_KEY or ours.key,
        sender_domain=settings.NEWSLETTER_PROVIDER_DOMAIN or ours.sender_domain,
        stream=settings.NEWSLETTER_PROVIDER_STREAM,
    )


def hear_provider(request: HttpRequest, *, at: datetime) -> None:
    """Note what the provider tells of letters that did not arrive, or were unwelcome; refuse whoever is not it."""
    if settings.MAIL_PROVIDER == "smtp":
        raise ProviderUnknown
    try:
        told = heard(provider(), request)
    except (NotTheProvider, NoSuchProvider) as nobody:
        raise ProviderUnknown from nobody
    for each in told:
        ref, recipient, words = each.letter_ref, each.recipient, each.words
        if each.complaint:
            actions.note_complaint(ref=ref, recipient=recipient, words=words, at=at)
        else:  # a provider that still tries says "deferred": what it calls a bounce, be it a soft one, it has given up
            passing = not each.permanent
            actions.note_bounce(ref=ref, recipient=recipient, words=words, permanent=True, passing=passing, at=at)


def files_of(names: Collection[str]) -> Files:
    """Return how each file is made, by its name; whoever knows the files is named by a setting.

    A letter is queued with the names alone: what is attached is made when it leaves.
    """
    if not names:
        return {}
    known: Callable[[Collection[str]], Files] = import_string(settings.ATTACHMENTS)
    return known(names)


def _fate(letter: Letter, files: Files, own: Words, counter: Counter) -> Fate:
    """Hand in one letter; whatever is wrong with it must not hold back the letters of others."""
    try:
        envelope, subject = _written(letter, files, own, counter.seals)
    except BrokenAddress as error:
        return Fate(letter, LetterState.FAILED, words=str(error))
    except Exception as error:  # noqa: BLE001 - a broken template, and nothing that others have to wait for
        told = "Letter %s cannot be written; it waits for its template to be mended: %s"
        log.error(told, letter.ref, trace_of(error))  # noqa: TRY400 - the words of an error may quote the letter
        return Fate(letter, LetterState.QUEUED, words=f"{type(error).__name__} while writing the letter")
    try:
        verdict = counter.post.hand_in(envelope)
    except Exception as error:  # noqa: BLE001 - the letters before it have left, and that is to be written down
        log.error("Letter %s could not be handed in: %s", letter.ref, trace_of(error))  # noqa: TRY400 - the same
        return Fate(letter, LetterState.QUEUED, words=f"{type(error).__name__} while handing in the letter")
    state = WHAT_BECOMES[verdict.answer]
    return Fate(letter, state, subject=subject, words=verdict.words, nobody_there=verdict.nobody_there)


def _written(letter: Letter, files: Files, own: Words, keys: tuple[Seal, ...]) -> tuple[Envelope, str]:
    """Return the letter as it leaves, and its subject as it may be stored."""
    secrets = secrets_of(letter)
    rendered = render(letter.template, letter.language, letter.context, secrets, own)
    newsletter = letter.stream == Stream.NEWSLETTER
    headers = Headers(
        sender=sender_of(letter.stream),
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
    envelope = replace(envelope, content=signed(envelope.content, keys))
    return envelope, without_secrets(rendered.subject, secrets)


def sender_of(stream: str) -> str:
    """Return in whose name the letters of a stream are written, as configured: Name <address>."""
    return (settings.NEWSLETTER_FROM if stream == Stream.NEWSLETTER else "") or settings.MAIL_FROM


def seals(stream: str = Stream.NOTICE) -> tuple[Seal, ...]:
    """Return the keys with which the letters of a stream are signed; none where nothing is configured.

    Newsletters have their own where the settings name one, at the domain of their sender.
    """
    if stream == Stream.NEWSLETTER and settings.NEWSLETTER_DKIM_SELECTOR and settings.NEWSLETTER_DKIM_KEY:
        domain = settings.NEWSLETTER_DKIM_DOMAIN or domain_of(sender_of(stream))
        return seals_of(domain, settings.NEWSLETTER_DKIM_SELECTOR, settings.NEWSLETTER_DKIM_KEY.encode())
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
