"""What comes back: bounces, complaints, and marks on addresses."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.kernel.emails import fold
from abaca.messaging.envelopes import plain_sender
from abaca.messaging.models import AddressMark, Letter, Stream
from abaca.messaging.returning import letter_named, return_address

from .calling_off import call_off_newsletters
from .keys import return_key
from .writing import LONGEST_ERROR, storable


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
            call_off_newsletters(address=letter.to_address)
    if permanent or letter.bounced_at is None:  # news of a delay may come after those of the end
        letter.bounce_words = storable(words)[:LONGEST_ERROR]
    letter.save(update_fields=["bounced_at", "bounce_words"])
    return letter


@transaction.atomic
def note_complaint(
    *,
    message_id: str = "",
    token: str = "",
    ref: str = "",
    recipient: str = "",
    copy_to: str = "",
    return_path: str = "",
    words: str = "",
    at: datetime,
) -> Letter | None:
    """Note that its reader called a letter unwanted; return it, or None when the news is about no letter of ours.

    Many who report it hide who complained. Then the letter is known by the address in its envelope, which nobody can
    make up, or by its Message-ID, which nobody has but its readers; `copy_to` is to whom the copy of it went. Where
    somebody is named, it has to be the recipient.
    """
    letter = _named_by(token) or _named_by(return_path) or _complained_of(message_id, ref, {recipient, copy_to} - {""})
    if letter is None:
        return None
    letter.complained_at = letter.complained_at or at
    letter.save(update_fields=["complained_at"])
    _mark(letter, AddressMark.Kind.COMPLAINED, words, at)
    call_off_newsletters(address=letter.to_address)
    return letter


@transaction.atomic
def clear_mark(address: str) -> bool:
    """Forget that an address did not work; tell whether it was marked."""
    return AddressMark.objects.filter(address=fold(address)).delete()[0] > 0


def return_address_of(letter: Letter) -> str:
    """Return the address to which a letter comes back; where none is configured, the sender of all letters."""
    news = settings.NEWSLETTER_BOUNCE_ADDRESS if letter.stream == Stream.NEWSLETTER else ""
    own = return_address(news or settings.BOUNCE_ADDRESS, letter.ref, return_key())
    return own or plain_sender(settings.MAIL_FROM)


def _returned(*, message_id: str, token: str, ref: str, recipient: str) -> Letter | None:
    named = _named_by(token)
    if named is not None or not recipient:
        return named
    known = _known(message_id, ref)
    return known if known is not None and fold(known.to_address) == fold(recipient) else None


def _complained_of(message_id: str, ref: str, recipients: Collection[str]) -> Letter | None:
    known = _known(message_id, ref)
    if known is None or not recipients:
        return known
    return known if fold(known.to_address) in {fold(each) for each in recipients} else None


def _named_by(address: str) -> Letter | None:
    """Return the letter that a return address of ours names, or None."""
    ours = [settings.BOUNCE_ADDRESS, settings.NEWSLETTER_BOUNCE_ADDRESS]
    named = next((ref for each in ours if (ref := letter_named(address, each, return_key()))), "") if address else ""
    return Letter.objects.select_for_update().filter(ref=named).first() if named else None


def _known(message_id: str, ref: str) -> Letter | None:
    rows = Letter.objects.select_for_update()
    if ref:
        return rows.filter(ref=ref).first()
    return rows.filter(message_id=message_id).first() if message_id else None


def mark_refused(refused: Sequence[tuple[Letter, str]], *, at: datetime) -> None:
    """Mark the addresses of letters that a server refused at its door, since nobody lives there; with its words.

    Two statements for any number of them; inside the caller's transaction.
    """
    if not refused:
        return
    marks = {fold(letter.to_address): (letter, words) for letter, words in refused}
    complained = AddressMark.objects.filter(address__in=marks, kind=AddressMark.Kind.COMPLAINED)
    known = set(complained.values_list("address", flat=True))
    AddressMark.objects.bulk_create(
        (
            AddressMark(
                address=address,
                kind=AddressMark.Kind.BOUNCED,
                since=at,
                words=storable(words)[:LONGEST_ERROR],
                letter=letter,
            )
            for address, (letter, words) in sorted(marks.items(), key=lambda mark: mark[0])
            if address not in known
        ),
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["kind", "since", "words", "letter"],
    )


def _mark(letter: Letter, kind: str, words: str, at: datetime) -> None:
    """Mark the address of a letter; who complained stays one who complained."""
    facts = {"kind": kind, "since": at, "words": storable(words)[:LONGEST_ERROR], "letter": letter}
    mark, made = AddressMark.objects.get_or_create(address=fold(letter.to_address), defaults=facts)
    if not made and mark.kind != AddressMark.Kind.COMPLAINED:
        for name, value in facts.items():
            setattr(mark, name, value)
        mark.save()
