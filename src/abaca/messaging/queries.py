"""What can be asked about letters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from abaca.dispatch.earliest import Earliest, First
from abaca.dispatch.keeping import Keeping
from abaca.kernel.emails import fold

from .models import AddressMark, Letter, Wording
from .states import OPEN, LetterState
from .wording import EVERYWHERE, Words


def letters_to(address: str, *, most: int = 100) -> list[Letter]:
    """Return the letters to an address, newest first."""
    return _newest(Letter.objects.filter(to_address__iexact=address), most)


def letters_about(ref: str, *, most: int = 100) -> list[Letter]:
    """Return the letters about one thing, newest first."""
    return _newest(Letter.objects.filter(about=ref).exclude(about=""), most)


def letters_of(whose: str, most: int = 100) -> list[Letter]:
    """Return the letters in a person's history, newest first."""
    return _newest(Letter.objects.filter(whose=whose).exclude(whose=""), most)


def letters_of_any(refs: Iterable[str], most: int = 100) -> list[Letter]:
    """Return the letters in the history of somebody who had more than one ref, newest first."""
    return _newest(Letter.objects.filter(whose__in=[ref for ref in refs if ref]), most)


def letters_of_person(
    refs: Collection[str],
    addresses: Collection[str],
    *,
    others: Collection[str],
    threads: Collection[str] = (),
    kinds: Collection[str] = (),
    most: int,
) -> list[Letter]:
    """Return the letters of a person, newest first: in his history, and to his addresses if in nobody else's.

    Those of his conversations, `threads`, are his too if they stand in nobody else's history; those of some `kinds` to
    his addresses in whosever they stand.

    `others` are the refs of those to whom an address may have belonged before, or who are written to there too.
    """
    return _newest(Letter.objects.filter(his(refs, addresses, others, threads, kinds)), most)


def his(
    refs: Collection[str],
    addresses: Collection[str],
    others: Collection[str],
    threads: Collection[str] = (),
    kinds: Collection[str] = (),
) -> Q:
    """Return which letters are a person's; see `letters_of_person`."""
    found = Q(whose__in=[ref for ref in refs if ref])
    if named := [thread for thread in threads if thread]:
        found |= Q(thread__in=named, whose="")
    for address in {*addresses, *(fold(address) for address in addresses)}:
        found |= Q(to_address__iexact=address) & (~Q(whose__in=list(others)) | Q(kind__in=list(kinds)))
    return found


def in_whose_history(addresses: Collection[str]) -> set[str]:
    """Return in whose history letters to some addresses stand; one statement."""
    found = Q(pk=None)
    for address in {*addresses, *(fold(address) for address in addresses)}:
        found |= Q(to_address__iexact=address)
    rows = Letter.objects.filter(found).exclude(whose="").order_by()
    return set(rows.values_list("whose", flat=True).distinct())


def letters_under(keys: Iterable[str]) -> list[Letter]:
    """Return the letters that stand under these keys."""
    return list(Letter.objects.filter(key__in=list(keys)))


def letters_by_message_id(message_ids: Iterable[str]) -> dict[str, Letter]:
    """Return letters by the Message-IDs that they bear; one statement."""
    return {letter.message_id: letter for letter in Letter.objects.filter(message_id__in=list(message_ids))}


def letters_about_all(refs: Iterable[str]) -> list[Letter]:
    """Return all letters about some things, the oldest first; one statement, and no words of a letter are fetched."""
    rows = Letter.objects.filter(about__in=[ref for ref in refs if ref]).order_by("id")
    return list(rows.defer("context", "secrets", "attachments"))


def lost_since(since: datetime) -> list[Letter]:
    """Return the letters that came back after an instant, or that nobody took; the oldest first, two statements."""
    back = Letter.objects.filter(bounced_at__gte=since)
    untaken = Letter.objects.filter(state=LetterState.FAILED, bounced_at=None, created_at__gte=since)
    found = {letter.pk: letter for rows in (back, untaken) for letter in rows.defer("context", "secrets")}
    return [found[pk] for pk in sorted(found)]


def waiting_count() -> int:
    """Return how many letters have not left yet."""
    return Letter.objects.filter(state__in=OPEN).count()


def marks_of(addresses: Iterable[str]) -> dict[str, AddressMark]:
    """Return what is known of some addresses that do not work, or whose readers complained; by folded address."""
    return {mark.address: mark for mark in AddressMark.objects.filter(address__in=[fold(each) for each in addresses])}


@dataclass(frozen=True)
class Fates:
    """What became of the letters about one thing, in figures."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    called_off: int = 0
    bounced: int = 0
    complained: int = 0


def fates_about(refs: Iterable[str], *, kind: str) -> dict[str, Fates]:
    """Return what became of all letters of a kind about each of some things, with one statement."""
    letters = Letter.objects.filter(about__in=list(refs), kind=kind).exclude(about="").order_by()
    counted = letters.values("about").annotate(
        waiting=Count("id", filter=Q(state__in=OPEN)),
        sent=Count("id", filter=Q(state=LetterState.SENT)),
        failed=Count("id", filter=Q(state=LetterState.FAILED)),
        called_off=Count("id", filter=Q(state=LetterState.CALLED_OFF)),
        bounced=Count("id", filter=Q(bounced_at__isnull=False)),
        complained=Count("id", filter=Q(complained_at__isnull=False)),
    )
    names = [each.name for each in fields(Fates)]
    return {str(row["about"]): Fates(**{name: row[name] for name in names}) for row in counted.values("about", *names)}


def due_letters(at: datetime, most: int) -> list[int]:
    """Return the letters that may leave now, those that somebody waits for first."""
    due = Letter.objects.filter(state__in=OPEN, next_attempt_at__lte=at)
    return list(due.order_by("urgency", "next_attempt_at", "id").values_list("id", flat=True)[:most])


# When the next letter wants to leave.
next_attempt_at = Earliest(First(lambda: Letter.objects.filter(state__in=OPEN), "next_attempt_at"))


def times_resent(key: str) -> int:
    return Letter.objects.filter(key__startswith=f"{key}/resend/").count()


def own_words(letters: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Words]:
    """Return what the vendor says in his own words, for letters by (template, language); one statement for all."""
    wanted = set(letters)
    if not wanted:
        return {}
    rows = Wording.objects.filter(
        ended_at=None,
        template__in={template for template, _language in wanted} | {EVERYWHERE},
        language__in={language for _template, language in wanted},
    )
    return _by_letter(wanted, list(rows))


def own_words_at(template: str, language: str, at: datetime) -> Words:
    """Return what the vendor said in his own words at an instant: a letter that was sent stays as it was read."""
    rows = Wording.objects.filter(template__in=[template, EVERYWHERE], language=language, at__lte=at)
    standing = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at))
    return _by_letter({(template, language)}, list(standing))[template, language]


def own_words_then(letters: Collection[Letter], at: datetime) -> dict[int, Words]:
    """Return what the vendor said in his own words when each of some letters left; one statement for all.

    What has not left yet is read in the words of now, `at`.
    """
    pairs = {(letter.template, letter.language) for letter in letters}
    rows = Wording.objects.filter(
        template__in={template for template, _language in pairs} | {EVERYWHERE},
        language__in={language for _template, language in pairs},
    )
    told, found = list(rows), {}
    for letter in letters:
        pair, then = (letter.template, letter.language), letter.sent_at or at
        stood = [row for row in told if row.at <= then and (row.ended_at is None or row.ended_at > then)]
        found[letter.pk] = _by_letter({pair}, stood)[pair]
    return found


def wordings(template: str = "", language: str = "") -> list[Wording]:
    """Return what is said in the vendor's own words now, in a letter and everywhere, or in all of them."""
    rows = Wording.objects.filter(ended_at=None)
    if template:
        rows = rows.filter(template__in=[template, EVERYWHERE])
    return list(rows.filter(language=language) if language else rows)


def history_of(sentence: str, template: str, language: str, *, most: int = 50) -> list[Wording]:
    """Return how a sentence was worded before, the newest first."""
    rows = Wording.objects.filter(sentence=sentence, template__in=[template, EVERYWHERE], language=language)
    return list(rows.order_by("-id")[:most])


def _by_letter(wanted: set[tuple[str, str]], rows: list[Wording]) -> dict[tuple[str, str], Words]:
    """Sort wordings by letter; what is said for one letter goes before what is said everywhere."""
    rows.sort(key=lambda row: row.template != EVERYWHERE)
    return {
        (template, language): {
            (row.sentence, row.form): row.text
            for row in rows
            if row.language == language and row.template in {template, EVERYWHERE}
        }
        for template, language in wanted
    }


def _newest(letters: QuerySet[Letter], most: int) -> list[Letter]:
    return list(letters.order_by("-id")[:most])


def _kept() -> QuerySet[Letter]:
    return Letter.objects.filter(forgotten_at=None).exclude(state__in=OPEN)


KEEPING = Keeping(_kept, "created_at", lambda: settings.LETTERS_KEPT_DAYS)


def over_time(at: datetime, most: int) -> list[int]:
    """Return letters whose words were kept long enough, the oldest first."""
    return KEEPING.over_time(at, most)


# When the words of the oldest letter were kept long enough, or are looked at again.
next_over_time = KEEPING.next_over_time
