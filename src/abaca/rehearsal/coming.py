"""What comes next, as a person would say it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.conf import settings
from django.db import DatabaseError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from abaca.dispatch.jobs import next_event
from abaca.kernel.schedule import local_day
from abaca.store.notices.models import Notice
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.renewal_dates import timetable

log = logging.getLogger(__name__)

WORDS = {
    # notices
    "renewal_boxed": gettext_lazy("renewal notice to {name}"),
    "renewal_second": gettext_lazy("second renewal notice to {name}"),
    "renewal_short": gettext_lazy("renewal notice to {name}"),
    "ending": gettext_lazy("notice to {name} that the subscription ends"),
    "card_expiry_1": gettext_lazy("first notice to {name} that the card expires"),
    "card_expiry_2": gettext_lazy("second notice to {name} that the card expires"),
    "card_expiry_3": gettext_lazy("last notice to {name} that the card expires"),
    # steps around the end of a term
    "charge": gettext_lazy("charge for the renewal of {name}"),
    "invoice": gettext_lazy("renewal invoice to {name}, who pays by transfer"),
    "remind": gettext_lazy("payment reminder to {name}"),
    "suspend": gettext_lazy("letter to {name} that access is paused"),
    "expire": gettext_lazy("end of the unpaid subscription of {name}"),
    "end": gettext_lazy("end of the cancelled subscription of {name}"),
    "renewal": gettext_lazy("next step in the renewal of {name}"),
}
OTHER = gettext_lazy("something for {name}")


@dataclass(frozen=True)
class Event:
    at: datetime
    text: str


def next_sentence(*, at: datetime) -> str:
    """Return the next event in one sentence for the bar, or nothing; an error page must not fail for its sake."""
    try:
        event = next_event()
    except DatabaseError:
        log.exception("The time machine bar could not read what comes next.")
        return ""
    if event is None:
        return ""
    instant, told = event
    return _("{when}: {event}").format(when=when(instant, at=at), event=words(*_kind_and_name(told)))


def when(instant: datetime, *, at: datetime) -> str:
    """Return how many days are left until then."""
    if instant <= at:
        return _("Now")
    days = (local_day(instant, settings.VENDOR_TIME_ZONE) - local_day(at, settings.VENDOR_TIME_ZONE)).days
    if days == 0:
        return _("Today")
    return ngettext("Tomorrow", "In {days} days", days).format(days=days)


def words(kind: str, name: str) -> str:
    return str(WORDS.get(kind, OTHER)).format(name=name)


def _kind_and_name(told: str) -> tuple[str, str]:
    kind, _bar, name = told.partition("|")
    return kind, name


def events(limit: int = 10) -> list[Event]:
    """Return the next events of the store, in order."""
    notices = Notice.objects.select_related("subscription__customer").filter(said_at=None).order_by("planned_at", "pk")
    steppers = Subscription.objects.select_related("customer").filter(next_step_at__isnull=False)
    coming = [_event(n.planned_at, n.kind, n.subscription.customer.name) for n in notices[:limit]]
    coming += [_step(s) for s in steppers.order_by("next_step_at", "pk")[:limit]]
    return sorted(coming, key=attrgetter("at"))[:limit]


def _step(subscription: Subscription) -> Event:
    steps = timetable(auto_renew=subscription.auto_renew, method_kind=subscription.method_kind)
    assert subscription.next_step_at is not None
    return _event(subscription.next_step_at, steps[subscription.step].act, subscription.customer.name)


def _event(instant: datetime, kind: str, name: str) -> Event:
    return Event(instant, capfirst(words(kind, name)))
