"""What can be asked about the calendar, about planned notices, and about those that did not arrive."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.refusals import Refusal
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_about_all, lost_since
from abaca.messaging.states import LetterState
from abaca.store.customers.queries import addresses_of
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import methods_by_ref
from abaca.store.subscriptions.models import Subscription

from .calendars import Calendar, CalendarWrong, Facts, read
from .models import Notice, Undelivered
from .proofs import Delivery
from .states import Shown
from .timetable import card_works_to

SHIPPED = Path(__file__).with_name("calendar.toml")
BOUNCES_COME_WITHIN = timedelta(days=120)


class UndeliveredUnknown(Refusal):
    code = "undelivered_unknown"
    sentence = _("There is no such notice.")
    status = 404


def calendar() -> Calendar:
    """Return the calendar of the shop: the shipped one, and what the file of the settings adds to it."""
    return _read(settings.NOTICE_CALENDAR)


@lru_cache(maxsize=4)
def _read(own: str) -> Calendar:
    shipped = read(SHIPPED.read_text(encoding="utf-8"))
    return read(Path(own).read_text(encoding="utf-8"), base=shipped) if own else shipped


def calendar_errors(**_options: object) -> list[CheckMessage]:
    """Return why the file of the settings cannot be used, as a check of the system."""
    try:
        calendar()
    except (CalendarWrong, OSError, UnicodeError) as error:
        return [Error(str(error), hint="ABACA_NOTICE_CALENDAR names this file.", id="store_notices.E001")]
    return []


Terms = Mapping[tuple[int, int], "Told"]  # by subscription and term


@dataclass
class Told:
    """What somebody was told of a term, and what was due without having been given."""

    said: dict[str, datetime] = field(default_factory=dict)
    due: set[str] = field(default_factory=set)


NOTHING = Told()


def facts_of(subscriptions: Sequence[Subscription], *, told: Terms | None = None) -> dict[int, Facts]:
    """Return what decides about the notices of some subscriptions; two statements."""
    methods = methods_by_ref([s.method_ref for s in subscriptions])
    addresses = addresses_of([s.customer_id for s in subscriptions])
    return {
        s.pk: _facts(
            s,
            methods.get(s.method_ref),
            addresses.get((s.customer_id, "billing"), {}),
            (told or {}).get((s.pk, s.terms_paid), NOTHING),
        )
        for s in subscriptions
    }


def _facts(s: Subscription, method: PaymentMethod | None, billing: dict[str, str], told: Told) -> Facts:
    return Facts(
        begins_on=s.ends_on - timedelta(days=30 * s.months),
        ends_on=s.ends_on,
        auto_renew=s.auto_renew,
        zone=s.time_zone,
        card_works_to=card_works_to(method.exp_month, method.exp_year) if method else None,
        said=told.said,
        due=frozenset(told.due),
        country=billing.get("country", ""),
        business=bool(billing.get("company", "").strip() or billing.get("vat_id", "").strip()),
        method=s.method_kind,
        months=s.months,
    )


def due_notices(at: datetime, limit: int) -> list[int]:
    """Return notices whose day has come."""
    due = Notice.objects.filter(said_at=None, planned_at__lte=at).order_by("planned_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def next_notice() -> Notice | None:
    """Return the notice that is to be given next."""
    rows = not_said().select_related("subscription__customer")
    return rows.order_by("planned_at", "pk").first()


def not_said() -> QuerySet[Notice]:
    """Return the notices that are still to be given."""
    return Notice.objects.filter(said_at=None)


def notices_of(subscription_ids: list[int]) -> list[Notice]:
    """Return what some subscriptions were and will be told, in order."""
    return list(Notice.objects.filter(subscription__in=subscription_ids))


def told_of(subscriptions: Sequence[Subscription], *, at: datetime) -> dict[tuple[int, int], Told]:
    """Return what was given already, and what is due but was not given; one statement."""
    told: dict[tuple[int, int], Told] = defaultdict(Told)
    rows = Notice.objects.filter(Q(said_at__isnull=False) | Q(planned_at__lte=at), subscription__in=subscriptions)
    for subscription, term, kind, said_at in rows.values_list("subscription", "term", "kind", "said_at"):
        if said_at is None:
            told[subscription, term].due.add(kind)
        else:
            told[subscription, term].said[kind] = said_at
    return told


def letter_key(notice: Notice, subscription_ref: str) -> str:
    """Return the key of the letter that gave a notice; rows from before the calendar do not name it."""
    return notice.letter_key or f"{notice.kind}/{subscription_ref}/{notice.term}"


def deliveries_of(subscriptions: Iterable[Subscription]) -> dict[str, list[Delivery]]:
    """Return what became of the letters about some subscriptions, by the key of the first one; one statement.

    A letter that was sent again stands under the key of its original.
    """
    found: dict[str, list[Delivery]] = defaultdict(list)
    for letter in letters_about_all([s.ref for s in subscriptions]):
        found[original_key(letter)].append(delivery(letter))
    return found


def original_key(letter: Letter) -> str:
    """Return the key under which an event was told first."""
    return letter.key.partition("/resend/")[0]


def delivery(letter: Letter) -> Delivery:
    """Return what is known of one letter."""
    return Delivery(
        address=letter.to_address,
        queued_at=letter.created_at,
        accepted_at=letter.sent_at,
        bounced_at=letter.bounced_at,
        words=letter.bounce_words or letter.last_error,
        failed=letter.state == LetterState.FAILED,
    )


# --- those that did not arrive ---------------------------------------------------------------------------------------


def lost_notices(_at: datetime, limit: int) -> list[int]:
    """Return notices of whose letters one came back, or was taken by nobody, since somebody looked last."""
    return [n.pk for n in _unseen(_lost())[:limit]]


def next_lost() -> datetime | None:
    """Return when the first of the notices was lost that nobody has looked at yet."""
    lost = _lost()
    when = [one for n in _unseen(lost) for one in lost[n.letter_key]]
    return min((one.bounced_at or one.claimed_at or one.created_at for one in when), default=None)


def _lost() -> dict[str, list[Letter]]:
    """Return the letters that did not arrive, by the key of the first one; of the months before the latest notice."""
    newest = Notice.objects.exclude(said_at=None).order_by("-said_at").first()
    if newest is None or newest.said_at is None:
        return {}
    found: dict[str, list[Letter]] = defaultdict(list)
    for letter in lost_since(newest.said_at - BOUNCES_COME_WITHIN):
        found[original_key(letter)].append(letter)
    return found


def _unseen(lost: Mapping[str, Sequence[Letter]]) -> list[Notice]:
    """Return the notices of which more letters are lost than somebody has looked at; two statements, if any are."""
    if not lost:
        return []
    rows = Notice.objects.filter(letter_key__in=lost).exclude(letter_key="").order_by("said_at", "pk")
    notices = list(rows)
    known = Undelivered.objects.filter(subscription__in={n.subscription_id for n in notices})
    seen = {(u.subscription_id, u.term, u.kind): u.lost for u in known.only("subscription_id", "term", "kind", "lost")}
    return [n for n in notices if len(lost[n.letter_key]) > seen.get((n.subscription_id, n.term, n.kind), 0)]


def open_undelivered() -> QuerySet[Undelivered]:
    """Return what somebody has to look after, the oldest first."""
    rows = Undelivered.objects.filter(closed_at=None)
    return rows.select_related("subscription__customer", "subscription__plan__product").order_by("found_at", "id")


def undelivered_of(subscription_ids: list[int]) -> list[Undelivered]:
    """Return what did not arrive and is still open, of some subscriptions; one statement."""
    return list(open_undelivered().filter(subscription__in=subscription_ids))


def shown_about(found: Undelivered) -> str:
    """Return what programs are to show about a notice that did not arrive; nothing once nobody has to look after it."""
    if found.closed_at is not None:
        return ""
    return Shown.RENEWAL_WAITS if found.held_at is not None else Shown.LETTER_RETURNED


def to_be_shown(_at: datetime, limit: int) -> list[int]:
    """Return those that did not arrive and of which programs show something else than they should."""
    return list(_to_be_shown().order_by("id").values_list("pk", flat=True)[:limit])


def _to_be_shown() -> QuerySet[Undelivered]:
    unsaid = Q(closed_at=None, held_at=None) & ~Q(shown=Shown.LETTER_RETURNED)
    held = Q(closed_at=None, held_at__isnull=False) & ~Q(shown=Shown.RENEWAL_WAITS)
    return Undelivered.objects.filter(unsaid | held | Q(closed_at__isnull=False) & ~Q(shown=""))


# When the first of them was found.
next_to_be_shown = Earliest(First(_to_be_shown, "found_at"))


def undelivered_with(pk: int) -> Undelivered:
    """Return one of those that did not arrive, open or not."""
    rows = Undelivered.objects.select_related("subscription__customer", "subscription__plan__product")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise UndeliveredUnknown
    return found


def held_back(subscription_ids: list[int]) -> set[int]:
    """Return the subscriptions whose next term waits for their customer's word, since a notice did not arrive."""
    rows = Undelivered.objects.filter(subscription__in=subscription_ids, closed_at=None, held_at__isnull=False)
    return set(rows.values_list("subscription", flat=True))
