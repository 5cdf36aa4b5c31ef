"""Letters are taken in hand, held, and their fate is noted; what nobody wants any more does not leave."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from abaca.messaging.models import Letter
from abaca.messaging.patience import IN_HAND, next_try
from abaca.messaging.states import LETTER, OPEN, LetterState

from .calling_off import call_off
from .returning import mark_refused
from .writing import LONGEST_ERROR, storable

# Django's bulk_update would write a CASE with a row's id for every subject, and take longer over it than PostgreSQL.
SENT = """
UPDATE messaging_letter AS letter SET state = %s, sent_at = %s, subject = said.subject, last_error = ''
FROM unnest(%s::bigint[], %s::text[]) AS said (id, subject)
WHERE letter.id = said.id
"""


@dataclass(frozen=True)
class Fate:
    """What became of one attempt."""

    letter: Letter
    state: LetterState
    subject: str = ""
    words: str = ""  # what went wrong
    nobody_there: bool = False  # the server says that there is no such address


@transaction.atomic(durable=True)
def claim(ids: Collection[int], *, at: datetime) -> list[Letter]:
    """Take in hand those of the letters that are due and in nobody else's hand; committed when it returns.

    What a dead worker has left behind, and nobody wants any more, is called off instead.
    """
    due = Letter.objects.filter(id__in=ids, state__in=OPEN, next_attempt_at__lte=at)
    found = list(due.select_for_update(skip_locked=True).order_by("urgency", "next_attempt_at", "id"))
    letters = [letter for letter in found if not letter.not_again]
    for letter in letters:
        LETTER.check(LetterState(letter.state), LetterState.SENDING)
        letter.state, letter.claimed_at, letter.next_attempt_at = LetterState.SENDING, at, at + IN_HAND
        letter.attempts += 1
    Letter.objects.filter(id__in=[letter.id for letter in letters]).update(
        state=LetterState.SENDING, claimed_at=at, next_attempt_at=at + IN_HAND, attempts=F("attempts") + 1
    )
    call_off([letter for letter in found if letter.not_again])
    return letters


@transaction.atomic(durable=True)
def renew(letters: Sequence[Letter], *, at: datetime) -> list[Letter]:
    """Hold letters for longer that wait in our hand; return those that are still ours, and still wanted."""
    rows = _held(letters)
    ours = [letter for letter in letters if _is_ours(letter, rows)]
    wanted = [letter for letter in ours if not rows[letter.id].not_again]
    call_off([letter for letter in ours if rows[letter.id].not_again])
    Letter.objects.filter(id__in=[letter.id for letter in wanted]).update(next_attempt_at=at + IN_HAND)
    return wanted


@transaction.atomic(durable=True)
def let_go(letters: Sequence[Letter], *, at: datetime) -> None:
    """Put letters back that we had in hand and did not get round to: that was no attempt."""
    rows = _held(letters)
    ours = [letter for letter in letters if _is_ours(letter, rows)]
    back = [letter for letter in ours if not rows[letter.id].not_again]
    call_off([letter for letter in ours if rows[letter.id].not_again])
    for letter in back:
        LETTER.check(LetterState(letter.state), LetterState.QUEUED)
    Letter.objects.filter(id__in=[letter.id for letter in back]).update(
        state=LetterState.QUEUED, next_attempt_at=at, attempts=F("attempts") - 1
    )


@transaction.atomic(durable=True)
def note(fates: Sequence[Fate], *, at: datetime) -> None:
    """Write down what became of letters, with one statement for those that left and one for the others.

    Sent is sent, also when another hand has taken the letter over meanwhile; what went wrong counts only while the
    letter is ours. Who was forgotten meanwhile is not named again.
    """
    if not fates:
        return
    rows = _held([fate.letter for fate in fates])
    sent, troubled = [], []
    for fate in fates:
        row = rows.get(fate.letter.id)
        if row is None or row.state not in OPEN:
            continue
        if fate.state == LetterState.SENT:
            sent.append((fate.letter.id, "" if row.forgotten_at else storable(fate.subject)))
        elif _is_ours(fate.letter, rows):
            troubled.append(_troubled(fate, row, at))
    _write_sent(sent, at)
    if troubled:
        Letter.objects.bulk_update(troubled, ["state", "last_error", "next_attempt_at", "put_off_since"])
    mark_refused([(fate.letter, fate.words) for fate in fates if fate.nobody_there], at=at)


def _held(letters: Iterable[Letter]) -> dict[int, Letter]:
    """Lock the rows of letters, always in the same order, and return how they stand now."""
    rows = Letter.objects.select_for_update().filter(id__in=[letter.id for letter in letters]).order_by("id")
    return {row.id: row for row in rows.only("id", "state", "claimed_at", "not_again", "forgotten_at")}


def _is_ours(letter: Letter, rows: dict[int, Letter]) -> bool:
    """Tell whether no other hand has taken a letter over since we claimed it."""
    row = rows.get(letter.id)
    return row is not None and row.state == LetterState.SENDING and row.claimed_at == letter.claimed_at


def _troubled(fate: Fate, row: Letter, at: datetime) -> Letter:
    """Put a fate into its letter; who was put off too often has failed, and who is not wanted waits no longer."""
    letter, state = fate.letter, fate.state
    if state == LetterState.QUEUED:
        letter.put_off_since = letter.put_off_since or at
        again = next_try(letter.attempts, since=letter.put_off_since, at=at)
        letter.next_attempt_at = again or letter.next_attempt_at
        if row.not_again:
            state = LetterState.CALLED_OFF
        elif again is None:
            state = LetterState.FAILED
    LETTER.check(LetterState(letter.state), state)
    letter.state, letter.last_error = state, "" if row.forgotten_at else storable(fate.words)[:LONGEST_ERROR]
    return letter


def _write_sent(sent: Sequence[tuple[int, str]], at: datetime) -> None:
    if not sent:
        return
    with connection.cursor() as cursor:
        ids, subjects = zip(*sent, strict=True)
        cursor.execute(SENT, [LetterState.SENT, at, list(ids), list(subjects)])
