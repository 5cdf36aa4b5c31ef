"""A newsletter is written, tried, sent on its way and stopped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, call_off_newsletters, enqueue
from abaca.messaging.facts import day_fact
from abaca.messaging.models import Letter, Stream
from abaca.store.journal.actions import record
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition, EditionText, Recipient
from abaca.store.newsletters.paragraphs import LinkUnclear, blocks_of
from abaca.store.newsletters.queries import KIND, TRIAL, letters_waiting, picked, preference_path, text_for
from abaca.store.newsletters.states import EDITION, Basis, EditionState

TEMPLATE = "store_newsletters/newsletter"
LONGEST_SUBJECT = 200
EVERY = timedelta(minutes=1)


class NotADraft(Refusal):
    code = "not_a_draft"
    sentence = _("This newsletter has left already; what was sent cannot be changed.")
    status = 409


class NothingWaits(NotADraft):
    """All its letters have left, or it has not begun to leave: there is nothing to stop."""

    code = "nothing_waits"


class TextMissing(Refusal):
    code = "text_missing"
    sentence = _("Please write a subject and a text in the main language, and both or neither in every other one.")
    status = 422


class SubjectTooLong(Refusal):
    code = "subject_too_long"
    sentence = _("Please shorten the subject to {most} characters at most.")
    status = 422


class NobodyToWriteTo(Refusal):
    code = "nobody_to_write_to"
    sentence = _("None of the customers you chose may be written to.")
    status = 409


@dataclass(frozen=True)
class Words:
    """Subject and text of a newsletter in one language."""

    subject: str
    body: str


@transaction.atomic
def write(
    edition: Edition | None,
    texts: Mapping[str, Words],
    *,
    main_language: str,
    choice: Choice,
    at: datetime,
    by: str,
) -> Edition:
    """Keep what a newsletter says and whom it is meant for; return it. None begins a new one.

    Refuse one that has left, and words of which a half is missing or a link is unclear.
    """
    written = dict(_checked(texts, main_language))
    if edition is None:
        edition = Edition(ref=new_ref("news", at))
    else:
        edition = _lock(edition)
        if edition.state != EditionState.DRAFT:
            raise NotADraft
    edition.main_language, edition.choice = main_language, choice.as_json()
    edition.written_at, edition.written_by = at, by
    edition.save()
    edition.texts.all().delete()
    EditionText.objects.bulk_create(
        EditionText(edition=edition, language=language, subject=words.subject, body=words.body)
        for language, words in written.items()
    )
    record("newsletter.written", edition.ref, at=at, by=by, languages=sorted(written))
    return edition


@transaction.atomic
def trial(edition: Edition, *, to_address: str, language: str, at: datetime, by: str) -> Letter:
    """Send the newsletter as it stands to one of the staff; its links say that it was a trial."""
    text = text_for(edition, language)
    if text is None:
        raise TextMissing
    links = links_for(TRIAL, edition.ref, "", at=at)
    letter = Draft(
        to_address=to_address,
        language=text.language,
        template=TEMPLATE,
        context=facts_of(text, "", Basis.CONSENT, at=at, said_at=at),
        secrets=links,
        key=f"newsletter_trial/{edition.ref}/{to_address}/{at.isoformat()}",
        kind=f"{KIND}_trial",
        about=edition.ref,
        stream=Stream.NEWSLETTER,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
    record("newsletter.tried", edition.ref, at=at, by=by, language=text.language)
    return enqueue([letter], at=at)[0]


@transaction.atomic
def start(edition: Edition, *, at: datetime, by: str) -> Edition:
    """Choose the recipients as they stand now and send the newsletter on its way, some of them each minute.

    Why the others are left out is kept as figures. Refuse what has left already, and a choice that reaches nobody.
    """
    edition = _lock(edition)
    if edition.state != EditionState.DRAFT:
        raise NotADraft
    if text_for(edition, edition.main_language) is None:
        raise TextMissing
    found = picked(Choice.of_json(edition.choice))
    if not found.ready:
        raise NobodyToWriteTo
    EDITION.check(EditionState(edition.state), EditionState.SENDING)
    edition.state, edition.started_at, edition.left_out = EditionState.SENDING, at, found.left_out
    edition.save(update_fields=["state", "started_at", "left_out"])
    pace = max(settings.NEWSLETTERS_PER_MINUTE, 1)
    Recipient.objects.bulk_create(
        (
            Recipient(edition=edition, customer=customer, due_at=at + number // pace * EVERY)
            for number, customer in enumerate(found.ready)
        ),
        batch_size=1000,
    )
    record("newsletter.started", edition.ref, at=at, by=by, chosen=len(found.ready), left_out=found.left_out)
    return edition


@transaction.atomic
def stop(edition: Edition, *, at: datetime, by: str) -> Edition:
    """Let no more of a newsletter leave, not even what waits in the outbox; done twice it is done once.

    Also one that was handed over whole can be stopped while its letters wait: a mail server may stand still for hours.
    Refuse one of which nothing waits any more.
    """
    edition = _lock(edition)
    if edition.state == EditionState.STOPPED:
        return edition
    if edition.state == EditionState.SENT and not letters_waiting([edition])[edition.ref]:
        raise NothingWaits
    EDITION.check(EditionState(edition.state), EditionState.STOPPED)
    edition.state, edition.finished_at = EditionState.STOPPED, at
    edition.save(update_fields=["state", "finished_at"])
    called_off = call_off_newsletters(about=edition.ref)
    record("newsletter.stopped", edition.ref, at=at, by=by, called_off=len(called_off))
    return edition


def facts_of(text: EditionText, name: str, basis: Basis, *, at: datetime, said_at: datetime) -> dict[str, Any]:
    """Return what the letter says to one person; `said_at` is when he agreed, or was told that he may object."""
    return {
        "name": name,
        "headline": text.subject,
        "blocks": blocks_of(text.body),
        "basis": basis,
        "since": day_fact(local_day(said_at, settings.VENDOR_TIME_ZONE)),
        "written": day_fact(local_day(at, settings.VENDOR_TIME_ZONE)),
    }


def links_for(customer_ref: str, edition_ref: str, address: str, *, at: datetime) -> dict[str, str]:
    """Return the links with which a reader says no at once, or chooses; whoever has them decides for him."""
    page = f"{settings.PUBLIC_URL}{preference_path(customer_ref, edition=edition_ref, at=at)}"
    return {"preferences_url": page, "unsubscribe_url": f"{page}off/", "unsubscribe_address": address}


def _checked(texts: Mapping[str, Words], main_language: str) -> Iterator[tuple[str, Words]]:
    for language, words in texts.items():
        subject, body = " ".join(words.subject.split()), words.body.strip()
        if bool(subject) != bool(body):
            raise TextMissing(field=f"{'body' if subject else 'subject'}_{language}")
        if len(subject) > LONGEST_SUBJECT:
            raise SubjectTooLong(most=LONGEST_SUBJECT, field=f"subject_{language}")
        if body:
            _clear(body, language)
            yield language, Words(subject, body)
        elif language == main_language:
            raise TextMissing(field=f"subject_{language}")
    if main_language not in texts:
        raise TextMissing(field=f"subject_{main_language}")


def _clear(body: str, language: str) -> None:
    try:
        blocks_of(body)
    except LinkUnclear as unclear:
        unclear.field = f"body_{language}"
        raise


def _lock(edition: Edition) -> Edition:
    return Edition.objects.select_for_update().get(pk=edition.pk)
