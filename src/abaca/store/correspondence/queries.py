"""What can be asked about wishes that came by mail."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .models import Wish
from .states import WishState


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


def wishes_of(customer_id: int, *, most: int = 100) -> list[Wish]:
    """Return what a customer wished by mail, newest first."""
    return list(_whole().filter(customer=customer_id).order_by("-id")[:most])


def asked_since(since: datetime, customer_ids: Collection[int]) -> dict[int, int]:
    """Return how often each of some customers was asked since then, and has not answered."""
    rows = Wish.objects.filter(customer__in=customer_ids, state=WishState.ASKED, acted_at__gte=since)
    return dict(Counter(rows.values_list("customer_id", flat=True)))


def open_wishes() -> QuerySet[Wish]:
    """Return wishes for which a person, or the customer's answer, is awaited; oldest first."""
    return _whole().filter(state__in=[WishState.OPEN, WishState.ASKED])
