"""Letters are written down, taken in hand, and their fate is noted."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from abaca.dispatch.actions import wake
from abaca.kernel.emails import fold
from abaca.kernel.refs import new_ref
from abaca.kernel.sealing import open_sealed, seal, subkey

from .envelopes import domain_of
from .models import AddressMark, Letter, Stream, Urgency, Wording
from .patience import IN_HAND, next_try
from .queries import his, letters_under, times_resent
from .returning import letter_named, return_address
from .states import LETTER, OPEN, LetterState

OUTBOX_NAME = "messaging.outbox"
LONGEST_ERROR = 500
FORGOTTEN = "forgotten"  # in place of an address

# Django's bulk_update would write a CASE with a row's id for every subject, and take longer over it than PostgreSQL.
SENT = """
UPDATE messaging_letter AS letter SET state = %s, sent_at = %s, subject = said.subject, last_error = ''
FROM unnest(%s::bigint[], %s::text[]) AS said (id, subject)
WHERE letter.id = said.id AND letter.state = ANY (%s)
"""


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


@dataclass(frozen=True)
class Fate:
    """What became of one attempt."""

    letter: Letter
    state: LetterState
    subject: str = ""
    words: str = ""  # what went wrong


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
def resend(letter: Letter, *, to_address: str = "", at: datetime, by: str) -> Letter:
    """Send the same letter once more, as a letter of its own; to another address where the first was mistyped."""
    key = letter.key.partition("/resend/")[0]
    draft = Draft(
        to_address=to_address or letter.to_address,
        to_name=letter.to_name,
        language=letter.language,
        template=letter.template,
        context=letter.context,
        key=f"{key}/resend/{times_resent(key) + 2}",
        kind=letter.kind,
        secrets=secrets_of(letter),
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
def call_off_newsletters(*, whose: str = "", address: str = "", about: str = "") -> list[str]:
    """Let no newsletter leave that still waits: of a person, to an address, or about one thing; return their keys.

    Notices are never touched. A letter that a worker has in hand cannot be called back.
    """
    by = Q(pk__in=[])
    if whose:
        by |= Q(whose=whose)
    if address:
        by |= Q(to_address__iexact=address)
    if about:
        by |= Q(about=about)
    waiting = Letter.objects.filter(by, stream=Stream.NEWSLETTER, state=LetterState.QUEUED)
    letters = list(waiting.select_for_update().order_by("id"))
    for letter in letters:
        LETTER.check(LetterState(letter.state), LetterState.CALLED_OFF)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(state=LetterState.CALLED_OFF)
    return [letter.key for letter in letters]


@transaction.atomic
def reword(
    place: tuple[str, str], sentence: str, *, texts: Mapping[int, tuple[str, str]], at: datetime, by: str
) -> int:
    """Say a sentence in the vendor's own words from now on, in a letter and language; return how many forms changed.

    `texts` are the text and what it replaces, by form. Whether a text may stand there was asked before
    (`wording.flaws`). A form that says already what it shall say stays as it is.
    """
    template, language = place
    standing = {
        row.form: row
        for row in Wording.objects.select_for_update().filter(
            template=template, language=language, sentence=sentence, ended_at=None
        )
    }
    changed = {form: told for form, told in texts.items() if form not in standing or standing[form].text != told[0]}
    _end([standing[form] for form in changed if form in standing], at=at, by=by)
    Wording.objects.bulk_create(
        Wording(
            template=template,
            language=language,
            sentence=sentence,
            form=form,
            text=text,
            shipped=shipped,
            by=by,
            at=at,
        )
        for form, (text, shipped) in changed.items()
    )
    return len(changed)


@transaction.atomic
def say_as_shipped(place: tuple[str, str], sentence: str, *, at: datetime, by: str) -> int:
    """Go back to the shipped sentence; return how many forms of it the vendor had worded."""
    template, language = place
    rows = Wording.objects.select_for_update().filter(
        template=template, language=language, sentence=sentence, ended_at=None
    )
    return _end(list(rows), at=at, by=by)


def _end(rows: Sequence[Wording], *, at: datetime, by: str) -> int:
    return Wording.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=at, ended_by=by) if rows else 0


def secrets_of(letter: Letter) -> dict[str, str]:
    """Open what was sealed in the letter."""
    sealed = bytes(letter.secrets)
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(open_sealed(_sealing_key(), sealed, bound_to=letter.ref.encode()))
    return opened


@transaction.atomic(durable=True)
def claim(ids: Collection[int], *, at: datetime) -> list[Letter]:
    """Take in hand those of the letters that are due and in nobody else's hand; committed when it returns."""
    due = Letter.objects.filter(id__in=ids, state__in=OPEN, next_attempt_at__lte=at)
    letters = list(due.select_for_update(skip_locked=True).order_by("urgency", "next_attempt_at", "id"))
    for letter in letters:
        LETTER.check(LetterState(letter.state), LetterState.SENDING)
        letter.state, letter.claimed_at, letter.next_attempt_at = LetterState.SENDING, at, at + IN_HAND
        letter.attempts += 1
    Letter.objects.filter(id__in=[letter.id for letter in letters]).update(
        state=LetterState.SENDING, claimed_at=at, next_attempt_at=at + IN_HAND, attempts=F("attempts") + 1
    )
    return letters


@transaction.atomic(durable=True)
def note(fates: Sequence[Fate], *, at: datetime) -> None:
    """Write down what became of a batch, with one statement for each outcome."""
    settled: dict[LetterState, list[Letter]] = {}
    for fate in fates:
        settled.setdefault(_settle(fate, at), []).append(fate.letter)
    _write_sent(settled.get(LetterState.SENT, []))
    _write_trouble(settled.get(LetterState.QUEUED, []))
    _write_trouble(settled.get(LetterState.FAILED, []))


@transaction.atomic
def note_bounce(
    *,
    message_id: str = "",
    token: str = "",
    ref: str = "",
    recipient: str = "",
    permanent: bool,
    passing: bool = False,
    words: str = "",
    at: datetime,
) -> Letter | None:
    """Note that a letter did not arrive after all; return it, or None when the news is about no letter of ours.

    `token` is the address to which the news came, `message_id` what the returned letter bears, `ref` what a provider
    calls it; with the latter two the recipient has to fit. What is not `permanent` is remembered at the letter and
    marks no address: the other server goes on trying by itself. Where it has given up over a `passing` trouble, the
    letter is lost, but its address is not marked: the next letter may well arrive.
    """
    letter = _returned(message_id=message_id, token=token, ref=ref, recipient=recipient)
    if letter is None:
        return None
    if permanent:
        letter.bounced_at = letter.bounced_at or at
        if not passing:
            _mark(letter, AddressMark.Kind.BOUNCED, words, at)
    if permanent or letter.bounced_at is None:  # news of a delay may come after those of the end
        letter.bounce_words = _storable(words)[:LONGEST_ERROR]
    letter.save(update_fields=["bounced_at", "bounce_words"])
    return letter


@transaction.atomic
def note_complaint(
    *, message_id: str = "", token: str = "", ref: str = "", recipient: str = "", words: str = "", at: datetime
) -> Letter | None:
    """Note that its reader called a letter unwanted; return it, or None when the news is about no letter of ours."""
    letter = _returned(message_id=message_id, token=token, ref=ref, recipient=recipient)
    if letter is None:
        return None
    letter.complained_at = letter.complained_at or at
    letter.save(update_fields=["complained_at"])
    _mark(letter, AddressMark.Kind.COMPLAINED, words, at)
    return letter


@transaction.atomic
def clear_mark(address: str) -> bool:
    """Forget that an address did not work; tell whether it was marked."""
    return AddressMark.objects.filter(address=fold(address)).delete()[0] > 0


def return_address_of(letter: Letter) -> str:
    """Return the address to which a letter comes back, or nothing where none is configured."""
    return return_address(settings.BOUNCE_ADDRESS, letter.ref, _return_key())


def _returned(*, message_id: str, token: str, ref: str, recipient: str) -> Letter | None:
    rows = Letter.objects.select_for_update()
    named = letter_named(token, settings.BOUNCE_ADDRESS, _return_key()) if token else ""
    if named:
        return rows.filter(ref=named).first()
    if not recipient or not (message_id or ref):
        return None
    known = rows.filter(ref=ref).first() if ref else rows.filter(message_id=message_id).first()
    return known if known is not None and fold(known.to_address) == fold(recipient) else None


def _mark(letter: Letter, kind: str, words: str, at: datetime) -> None:
    """Mark the address of a letter; who complained stays one who complained."""
    facts = {"kind": kind, "since": at, "words": _storable(words)[:LONGEST_ERROR], "letter": letter}
    mark, made = AddressMark.objects.get_or_create(address=fold(letter.to_address), defaults=facts)
    if not made and mark.kind != AddressMark.Kind.COMPLAINED:
        for name, value in facts.items():
            setattr(mark, name, value)
        mark.save()


def _letter(draft: Draft, domain: str, at: datetime) -> Letter:
    ref = new_ref("letter", at)
    return Letter(
        ref=ref,
        key=draft.key,
        kind=draft.kind,
        template=draft.template,
        language=draft.language,
        to_address=_storable(draft.to_address),
        to_name=_storable(draft.to_name),
        reply_to=_storable(draft.reply_to),
        in_reply_to=_storable(draft.in_reply_to),
        references=[_storable(each) for each in draft.references],
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


def _storable(text: str) -> str:
    return text.replace("\x00", " ")  # PostgreSQL keeps no such character; the rest is judged when the letter leaves


def _sealed(secrets: Mapping[str, str], ref: str) -> bytes:
    if not secrets:
        return b""
    return seal(_sealing_key(), json.dumps(dict(secrets)).encode(), bound_to=ref.encode())


class NoMasterSecret(RuntimeError):
    """Nothing may be sealed with an empty secret: everybody could open it."""


def _return_key() -> bytes:
    return subkey(_subkey(settings.MESSAGING_MASTER_SECRET), "abaca/messaging/returning")


def _sealing_key() -> bytes:
    return _subkey(settings.MESSAGING_MASTER_SECRET)


@lru_cache(maxsize=4)
def _subkey(master: str) -> bytes:
    if not master:
        raise NoMasterSecret("ABACA_MESSAGING_MASTER_KEY_FILE names no secret.")
    return subkey(master.encode(), "abaca/messaging/letters")


def _settle(fate: Fate, at: datetime) -> LetterState:
    """Put the fate into the letter; who was put off too often has failed."""
    letter, state = fate.letter, fate.state
    again = next_try(letter.attempts, since=letter.created_at, at=at)
    if state == LetterState.QUEUED and again is None:
        state = LetterState.FAILED
    LETTER.check(LetterState(letter.state), state)
    letter.state, letter.last_error = state, _storable(fate.words)[:LONGEST_ERROR]
    if state == LetterState.SENT:
        letter.sent_at, letter.subject = at, _storable(fate.subject)
    elif state == LetterState.QUEUED and again is not None:
        letter.next_attempt_at = again
    return state


def _write_sent(letters: Sequence[Letter]) -> None:
    """Sent is sent, also when another hand has taken the letter over in the meantime."""
    if not letters:
        return
    facts = [letter.id for letter in letters], [letter.subject for letter in letters]
    with connection.cursor() as cursor:
        cursor.execute(SENT, [LetterState.SENT, letters[0].sent_at, *facts, list(OPEN)])


def _write_trouble(letters: Sequence[Letter]) -> None:
    """Write what went wrong, unless another hand has taken the letter over in the meantime."""
    claims = {letter.claimed_at for letter in letters}
    ours = Letter.objects.filter(state=LetterState.SENDING, claimed_at__in=claims)
    ours.bulk_update(letters, ["state", "last_error", "next_attempt_at"])


@transaction.atomic
def forget(
    addresses: Collection[str],
    *,
    whose: Collection[str] = (),
    others: Collection[str] = (),
    threads: Collection[str] = (),
    kinds: Collection[str] = (),
    but: Collection[str] = (),
    at: datetime,
) -> int:
    """Take the words and the recipient out of all letters of a person; return how many.

    His are those in his history, and those to his addresses unless they stand in the history of `others`, to whom an
    address may have belonged before; and those of his conversations, `threads`, that stand in nobody else's history,
    wherever they went: answers may go to an address that only a ticket knows. Letters of some `kinds` are his whose
    address it is, in whosever history they stand; none of the conversations in `but` is. Kind and times stay, as proof
    that a notice was given. What has not left yet does not leave any more.
    """
    wanted = his(whose, addresses, others, threads, kinds) & ~Q(thread__in=list(but))
    Letter.objects.filter(wanted, state=LetterState.QUEUED).delete()
    marked = Q(address__in=[fold(address) for address in addresses])
    AddressMark.objects.filter(marked | Q(letter__in=Letter.objects.filter(wanted))).delete()
    return _forget(Letter.objects.filter(wanted, forgotten_at=None), at)


@transaction.atomic
def keep_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep the words of letters that something still needs, to be looked at again at `until`; return how many."""
    return Letter.objects.filter(id__in=ids, forgotten_at=None).update(needed_until=until)


@transaction.atomic
def forget_old(ids: Collection[int], *, at: datetime) -> int:
    """Take the words and the recipients out of those of the letters that were kept long enough; return how many."""
    old = Letter.objects.filter(id__in=ids, created_at__lte=at - timedelta(days=settings.LETTERS_KEPT_DAYS))
    return _forget(old.filter(forgotten_at=None).exclude(state__in=OPEN), at)


def _forget(letters: QuerySet[Letter], at: datetime) -> int:
    return letters.update(
        to_address=FORGOTTEN,
        to_name="",
        reply_to="",
        in_reply_to="",
        references=[],
        context={},
        secrets=b"",
        subject="",
        attachments=[],
        last_error="",
        bounce_words="",
        forgotten_at=at,
    )
