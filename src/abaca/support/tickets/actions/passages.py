"""The passages from which answers are put together."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.support.journal.actions import record
from abaca.support.tickets.models import Snippet, Ticket
from abaca.support.tickets.passages import unknown_gaps

from .keeping import NothingWritten, TooLong
from .locks import held

LONGEST = 5_000


class StrangeGap(Refusal):
    code = "strange_gap"
    sentence = _("Nobody can fill in {gaps}. Please use one of the placeholders below.")
    status = 422
    field = "text"


class NameTaken(Refusal):
    code = "snippet_name_taken"
    sentence = _("There is a passage of this name in this language already.")
    status = 409
    field = "name"


class LanguageUnknown(Refusal):
    code = "snippet_language_unknown"
    sentence = _("Please choose a language from the list.")
    status = 422
    field = "language"


@transaction.atomic
def speak(ticket: Ticket, language: str, *, at: datetime, by: str) -> Ticket:
    """Answer in another language from now on; refused where it is none of the shop's. Said twice it is noted once."""
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    ticket = held(ticket.pk)
    if ticket.language != language:
        ticket.language = language
        ticket.save(update_fields=["language"])
        record("ticket.language", ticket.ref, whose=ticket.customer, at=at, by=by, number=ticket.number)
    return ticket


@transaction.atomic
def save_snippet(
    name: str, language: str, text: str, *, snippet: Snippet | None = None, at: datetime, by: str
) -> Snippet:
    """Keep a passage, a new one or one that there is; refuse placeholders that nobody fills."""
    name, text = name.strip(), text.replace("\r\n", "\n").strip()
    if not name or not text:
        raise NothingWritten(field="text" if name else "name")
    if len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    if strange := unknown_gaps(text):
        raise StrangeGap(gaps=", ".join(strange))
    others = Snippet.objects.filter(name=name, language=language)
    if snippet is not None:
        others = others.exclude(pk=snippet.pk)
    if others.exists():
        raise NameTaken
    kept = snippet or Snippet()
    kept.name, kept.language, kept.text = name[:80], language, text
    kept.save()
    record("snippet.saved", f"snippet/{kept.pk}", at=at, by=by, name=kept.name, language=language)
    return kept


@transaction.atomic
def drop_snippet(snippet: Snippet, *, at: datetime, by: str) -> None:
    """Forget a passage; answers that were written with it stay."""
    record("snippet.dropped", f"snippet/{snippet.pk}", at=at, by=by, name=snippet.name, language=snippet.language)
    snippet.delete()
