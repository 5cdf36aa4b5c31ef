"""Letters that nobody wants any more do not leave."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q

from abaca.messaging.models import Letter, Stream
from abaca.messaging.states import LETTER, OPEN, LetterState


@transaction.atomic
def call_off_newsletters(*, whose: Collection[str] = (), address: str = "", about: str = "") -> list[str]:
    """Let no newsletter leave that still waits: of a person, to an address, or about one thing; return their keys.

    `whose` are all refs under which the person is known. Notices are never touched. A letter that a
    worker has in hand may leave at this very moment; if it does not, it is never tried again.
    """
    by = Q(pk__in=[])
    if whose:
        by |= Q(whose__in=list(whose))
    if address:
        by |= Q(to_address__iexact=address)
    if about:
        by |= Q(about=about)
    waiting = Letter.objects.filter(by, stream=Stream.NEWSLETTER, state__in=OPEN).only("id", "key", "state")
    letters = list(waiting.select_for_update().order_by("id"))
    queued = [letter for letter in letters if letter.state == LetterState.QUEUED]
    call_off(queued)
    in_hand = [letter.id for letter in letters if letter.state == LetterState.SENDING]
    Letter.objects.filter(id__in=in_hand).update(not_again=True)
    return [letter.key for letter in queued]


def call_off(letters: Sequence[Letter]) -> None:
    for letter in letters:
        LETTER.check(LetterState(letter.state), LetterState.CALLED_OFF)
    if letters:
        ids = [letter.id for letter in letters]
        Letter.objects.filter(id__in=ids).update(state=LetterState.CALLED_OFF, not_again=False)
