"""What can be asked about wishes that came by mail, and about declarations of the pages without a log-in."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.dispatch.keeping import Keeping
from abaca.kernel.refusals import Refusal
from abaca.store.journal.models import Entry
from abaca.store.payments.models import Attempt

from .deciding import Reason
from .declaring import PATIENCE
from .models import AwaitedCharge, Declaration, Wish
from .states import DeclarationState, WishKind, WishState

WAITING = (DeclarationState.ASKED, DeclarationState.WITH_STAFF)


class WishUnknown(Refusal):
    code = "wish_unknown"
    sentence = _("There is no such wish.")
    status = 404


def _whole() -> QuerySet[Wish]:
    return Wish.objects.select_related("customer")


def wish_by_ref(ref: str) -> Wish:
    """Return a wish by its ref."""
    wish = _whole().filter(ref=ref).first()
    if wish is None:
        raise WishUnknown
    return wish


def wishes_of_mails(refs: Collection[str]) -> dict[str, list[Wish]]:
    """Return the wishes of some mails by the ref of the mail; one statement."""
    found: dict[str, list[Wish]] = defaultdict(list)
    for wish in _whole().filter(incoming__in=refs):
        found[wish.incoming].append(wish)
    return dict(found)


def open_kinds(refs: Collection[str]) -> list[tuple[str, str]]:
    """Return what is still open of the wishes of some mails: the ref of the mail, and the kind; one statement."""
    open_ = Wish.objects.filter(incoming__in=refs, state__in=[WishState.OPEN, WishState.ASKED])
    return list(open_.values_list("incoming", "kind"))


def wishes_of(customer_id: int, *, most: int = 100) -> list[Wish]:
    """Return what a customer wished by mail, newest first."""
    return list(_whole().filter(customer=customer_id).order_by("-id")[:most])


def asked_since(since: datetime, customer_ids: Collection[int]) -> dict[int, int]:
    """Return how often each of some customers was asked since then, and has not answered."""
    rows = Wish.objects.filter(customer__in=customer_ids, state=WishState.ASKED, acted_at__gte=since)
    return dict(Counter(rows.values_list("customer_id", flat=True)))


def told_so_since(since: datetime, customer_id: int | None, kind: WishKind) -> int:
    """Return how often a customer was told since then that what his mails wish, in one kind, is so already."""
    rows = Wish.objects.filter(customer=customer_id, kind=kind, state=WishState.DONE, acted_at__gt=since)
    return rows.filter(facts__already=True).exclude(facts__has_key="untold").count()


def asked_in_all_since(since: datetime) -> int:
    """Return how many questions were put to customers since then, whatever became of them."""
    return Entry.objects.filter(what="wish.asked", at__gte=since).count()


def open_wishes() -> QuerySet[Wish]:
    """Return wishes for which a person, or the customer's answer, is awaited; oldest first."""
    return _whole().filter(state__in=[WishState.OPEN, WishState.ASKED])


def done_about(refs: Collection[str], kinds: Collection[WishKind]) -> list[Wish]:
    """Return the wishes of some kinds about a subscription that were carried out and not undone.

    `refs` are all by which the subscription may be meant: its own, and those before its upgrades.
    """
    return list(_whole().filter(about__in=refs, kind__in=kinds, state=WishState.DONE))


def resumed_by_mail(refs: Collection[str]) -> dict[tuple[str, datetime], datetime]:
    """Return when the proven mails came by which some renewals were resumed; one statement.

    By the ref of the subscription and the instant at which that was carried out.
    """
    rows = Wish.objects.filter(about__in=refs, kind=WishKind.RESUME, state=WishState.DONE, reason=Reason.CLEAR)
    return {(about, done): came for about, done, came in rows.values_list("about", "acted_at", "came_at") if done}


def asked_about(refs: Collection[str], customer_id: int, kind: WishKind) -> list[Wish]:
    """Return wishes about a subscription of a customer that he was asked to confirm, whether a person has them by now.

    `refs` are all by which the subscription may be meant; a wish that names none may mean it, too.
    """
    unanswered_ = Q(state=WishState.ASKED) | Q(state=WishState.OPEN, reason=Reason.UNANSWERED)
    meant = Q(about__in=refs) | Q(about="", customer=customer_id)
    return list(_whole().filter(unanswered_, meant, kind=kind))


def unanswered(at: datetime, limit: int) -> list[int]:
    """Return wishes whose customer was asked and has not answered for so long that a person takes over."""
    rows = Wish.objects.filter(state=WishState.ASKED, acted_at__lte=at - PATIENCE)
    return list(rows.order_by("acted_at", "id").values_list("pk", flat=True)[:limit])


# When a person takes over from the first of them.
next_unanswered = Earliest(
    First(
        lambda: Wish.objects.filter(state=WishState.ASKED, acted_at__isnull=False),
        "acted_at",
        lambda asked: asked + PATIENCE,
    ),
)


def answered_charges(_at: datetime, limit: int) -> list[int]:
    """Return charges that were on their way when a cancellation was carried out, and have their answer now."""
    ended = Attempt.objects.filter(key=OuterRef("key"), ended_at__isnull=False)
    return list(AwaitedCharge.objects.filter(Exists(ended)).order_by("id").values_list("pk", flat=True)[:limit])


def _answers_to_awaited() -> QuerySet[Attempt]:
    keys = AwaitedCharge.objects.order_by().values("key")
    return Attempt.objects.filter(key__in=keys, ended_at__isnull=False)


# Since when the first of them has its answer.
next_answered_charge = Earliest(First(_answers_to_awaited, "ended_at"))


# --- declarations ----------------------------------------------------------------------------------------------------


class DeclarationUnknown(Refusal):
    code = "declaration_unknown"
    sentence = _("There is no such declaration.")
    status = 404


def declaration_by_ref(ref: str) -> Declaration:
    """Return a declaration by its ref."""
    found = Declaration.objects.select_related("customer").filter(ref=ref).first()
    if found is None:
        raise DeclarationUnknown
    return found


def declarations(*, waiting: bool) -> QuerySet[Declaration]:
    """Return the declarations that wait for somebody, oldest first; else all, newest first."""
    rows = Declaration.objects.select_related("customer")
    return rows.filter(state__in=WAITING).order_by("id") if waiting else rows.order_by("-id")


def due_declarations(at: datetime, limit: int) -> list[int]:
    """Return declarations that the house is to look at."""
    due = Declaration.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the house looks at a declaration next.
next_declaration = Earliest(First(lambda: Declaration.objects.filter(next_at__isnull=False), "next_at"))


def declarations_waiting(customers: Collection[int], emails: Collection[str]) -> bool:
    """Tell whether a declaration of some customers is not settled, or one from some addresses that led to nobody."""
    his = Q(customer__in=customers)
    for email in emails:
        his |= Q(customer=None, email__iexact=email)
    over = (DeclarationState.DONE, DeclarationState.CLOSED)
    return Declaration.objects.filter(his).exclude(state__in=over).exists()


def _kept() -> QuerySet[Declaration]:
    return Declaration.objects.exclude(name="")  # nobody declares without a name: it is gone with all other words


KEEPING = Keeping(_kept, "settled_at", lambda: settings.DECLARATIONS_KEPT_DAYS)


def declarations_over_time(at: datetime, most: int) -> list[int]:
    """Return settled declarations that were kept long enough, the oldest first."""
    return KEEPING.over_time(at, most)


# When the oldest settled declaration was kept long enough, or is looked at again.
next_declaration_over_time = KEEPING.next_over_time
