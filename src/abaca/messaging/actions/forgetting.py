"""What letters said, and to whom, is forgotten."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from abaca.kernel.emails import fold
from abaca.messaging.models import AddressMark, Letter
from abaca.messaging.queries import his
from abaca.messaging.states import OPEN, LetterState

FORGOTTEN = "forgotten"  # in place of an address


@transaction.atomic
def forget(
    addresses: Collection[str], *, whose: Collection[str] = (), others: Collection[str] = (), at: datetime
) -> int:
    """Take the words and the recipient out of all letters of a person; return how many.

    His are those in his history, and those to his addresses unless they stand in the history of `others`, to whom an
    address may have belonged before. Kind and times stay, as proof that a notice was given. What has not left yet does
    not leave any more.
    """
    wanted = his(whose, addresses, others)
    # in the order in which those lock who send, so that nobody waits for a neighbour who waits for him
    open_ones = Letter.objects.select_for_update().filter(wanted, state__in=OPEN).order_by("id")
    in_hand = [letter.pk for letter in open_ones.only("id", "state") if letter.state == LetterState.SENDING]
    Letter.objects.filter(pk__in=in_hand).update(not_again=True)
    Letter.objects.filter(wanted, state=LetterState.QUEUED).delete()
    AddressMark.objects.filter(address__in=[fold(address) for address in addresses]).delete()
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
