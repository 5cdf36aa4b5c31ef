"""What happened on a journey, counted in the journal and in the outbox."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abaca.design.templatetags.abaca import day
from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry

from .journeys import Journey


def report(journey: Journey) -> str:
    """Tell where the clock stands now and what happened on the way."""
    now = _("It is now {day}.") if journey.arrived else _("So much fell due that the journey rests on {day}.")
    happened = [sentence for sentence in _sentences(journey) if sentence]
    return " ".join([now.format(day=day(journey.ended)), *(happened or [_("Nothing happened on the way.")])])


def _sentences(journey: Journey) -> list[str]:
    counts = _counts(journey)
    paid, renewed = counts.get("order.paid", 0), counts.get("subscription.renewed", 0)
    declined, lapsed = counts.get("attempt.declined", 0), counts.get("order.lapsed", 0)
    ended, letters = counts.get("subscription.ended", 0), _letters(journey)
    return [
        _told(letters, ngettext("{n} letter was sent.", "{n} letters were sent.", letters)),
        _told(paid, ngettext("{n} order was paid.", "{n} orders were paid.", paid)),
        _told(renewed, ngettext("{n} subscription was renewed.", "{n} subscriptions were renewed.", renewed)),
        _told(declined, ngettext("{n} payment was declined.", "{n} payments were declined.", declined)),
        _told(lapsed, ngettext("{n} unpaid order lapsed.", "{n} unpaid orders lapsed.", lapsed)),
        _told(ended, ngettext("{n} subscription ended.", "{n} subscriptions ended.", ended)),
    ]


def _told(n: int, sentence: str) -> str:
    return sentence.format(n=n) if n else ""


def _counts(journey: Journey) -> dict[str, int]:
    fresh = Entry.objects.filter(pk__gt=journey.last_entry).order_by()
    return dict(fresh.values_list("what").annotate(Count("pk")))


def _letters(journey: Journey) -> int:
    return Letter.objects.filter(sent_at__gt=journey.begun, sent_at__lte=journey.ended).count()
