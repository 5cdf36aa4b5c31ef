"""What the staff asks across the wings: what waits for somebody, who is meant, what became of somebody's keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from abaca.access.models import User
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.licensing.accounts.queries import find
from abaca.licensing.journal.models import Entry as LicensingEntry
from abaca.licensing.licences.models import Licence
from abaca.licensing.product_keys.models import ProductKey as RedeemableKey
from abaca.messaging.models import Letter, Stream
from abaca.messaging.states import LetterState
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plans_for_sale
from abaca.store.correspondence.queries import declarations
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.notices.models import Notice
from abaca.store.notices.queries import open_undelivered
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_number
from abaca.store.payments import queries as payments
from abaca.store.payments.models import Attempt, Dispute, Refund
from abaca.store.payments.queries import stray_transfers
from abaca.store.payments.states import AttemptState, DisputeState
from abaca.store.product_keys.models import ProductKey, Source
from abaca.store.product_keys.queries import errands_by_plan, low_lists, parked_errands, sources_of, stock_of
from abaca.store.product_keys.states import SourceKind
from abaca.store.product_keys.stock import is_low
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

SHOWN = 8
MOST_FOUND = 50
A_DAY = timedelta(days=1)
LAST_STEP = timedelta(days=31)  # after the end of a term no step of a renewal is further away


class CustomerUnknown(Refusal):
    code = "customer_unknown"
    sentence = _("There is no customer with this reference.")
    status = 404


@dataclass(frozen=True)
class Pile:
    """Some things that wait for somebody: the first few, and how many there are."""

    rows: list[Any]
    count: int


# --- the home page --------------------------------------------------------------------------------------------------


def lost_letters() -> Pile:
    """Return letters that never left, came back, or were called unwanted, and that nobody has seen to, newest first.

    One that was sent again since is dealt with. Newsletters need nobody; notices of the calendar have a pile of their
    own, and answers of the desk wake their ticket when they come back.
    """
    original = Func(OuterRef("key"), Value("/resend/.*"), Value(""), function="regexp_replace")
    again = Letter.objects.filter(
        whose=OuterRef("whose"), id__gt=OuterRef("id"), key__startswith=Concat(original, Value("/resend/"))
    )
    notice = Notice.objects.filter(letter_key=original).exclude(letter_key="")
    lost = Q(state=LetterState.FAILED) | Q(bounced_at__isnull=False, thread="") | Q(complained_at__isnull=False)
    rows = Letter.objects.filter(lost, ~Exists(again), ~Exists(notice), seen_to_at=None, forgotten_at=None)
    return _pile(rows.exclude(stream=Stream.NEWSLETTER).order_by("-id"))


def silent_attempts(at: datetime) -> Pile:
    """Return charges whose fate nobody has known for more than a day."""
    # all of them are asked about again, so the index of what falls due holds them
    rows = Attempt.objects.filter(next_at__isnull=False, state=AttemptState.UNKNOWN, sent_at__lte=at - A_DAY)
    return _pile(rows.select_related("order__customer").order_by("sent_at"))


def homeless_transfers(most: int = SHOWN) -> Pile:
    """Return money that nobody could place, the newest first."""
    rows = stray_transfers()
    return _pile(rows.select_related("order__customer").order_by("-id"), most)


def orders_by_ref(refs: Iterable[str]) -> dict[str, Order]:
    """Return some orders with their customers; one statement."""
    return {order.ref: order for order in Order.objects.select_related("customer").filter(ref__in={*refs})}


def customers_by_ref(refs: Iterable[str]) -> dict[str, Customer]:
    """Return some customers; one statement."""
    return {customer.ref: customer for customer in Customer.objects.filter(ref__in={*refs})}


def renewals_past_due(at: datetime) -> Pile:
    """Return subscriptions whose term is over and whose money has not come, the oldest first."""
    rows = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE,
        auto_renew=True,
        ends_on__lte=local_day(at, settings.VENDOR_TIME_ZONE),
        next_step_at__lte=at + LAST_STEP,  # so that the index of what falls due serves here too
    )
    return _pile(rows.select_related("customer", "plan__product").order_by("ends_on", "id"))


def parked_keys(most: int = SHOWN) -> Pile:
    """Return product keys that are paid and wait for a person, the oldest first."""
    return _pile(parked_errands(), most)


def declarations_waiting(most: int = SHOWN) -> Pile:
    """Return what was declared without a log-in and waits for somebody, the oldest first."""
    return _pile(declarations(waiting=True), most)


def undelivered_notices(most: int = SHOWN) -> Pile:
    """Return notices that did not arrive and that nobody has seen to, the oldest first."""
    return _pile(open_undelivered(), most)


def refunds_to_pay_out(most: int = SHOWN) -> Pile:
    """Return refunds that somebody has to pay at the bank, the oldest first."""
    return _pile(payments.refunds_to_pay_out(), most)


def disputes_without_answer() -> Pile:
    """Return disputes that wait for our side, by their last day."""
    return _pile(payments.disputes().filter(state=DisputeState.OPEN, answered_at=None))


def all_disputes() -> list[Dispute]:
    """Return the disputes, those that are open first."""
    return list(payments.disputes()[:MOST_FOUND])


def latest_refunds() -> list[Refund]:
    return list(Refund.objects.select_related("payment__order__customer").order_by("-id")[:MOST_FOUND])


def latest_orders() -> list[Order]:
    return list(Order.objects.select_related("customer").prefetch_related("lines").order_by("-id")[:SHOWN])


def _pile(rows: QuerySet[Any], most: int = SHOWN) -> Pile:
    """Return the first rows and the number of all, with one statement."""
    found = list(rows.annotate(total=Window(Count("pk")))[:most])
    return Pile(found, found[0].total if found else 0)


# --- product keys and their sources ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeySource:
    """A plan with the source of its product keys, what is left of a list, what is on its way and what is parked."""

    plan: Plan
    source: Source
    left: int
    waiting: int
    parked: int

    @property
    def is_low(self) -> bool:
        return self.source.kind == SourceKind.LIST and is_low(self.left, self.source.low_stock)


def key_sources() -> list[KeySource]:
    """Return all plans that are sold with the sources of their product keys; four statements."""
    plans = plans_for_sale()
    sources = sources_of([plan.pk for plan in plans])
    left, errands = stock_of([s.pk for s in sources.values()]), errands_by_plan()
    shown = []
    for plan in plans:
        source = sources.get(plan.pk) or Source(plan=plan)
        shown.append(KeySource(plan, source, left.get(source.pk, 0), *errands.get(plan.pk, (0, 0))))
    return shown


def lists_that_are_low() -> list[tuple[Source, int]]:
    """Return the lists that are known to be low, with what is left; two statements at most."""
    sources = list(low_lists())
    left = stock_of([s.pk for s in sources]) if sources else {}
    return [(s, left[s.pk]) for s in sources]


# --- finding somebody -----------------------------------------------------------------------------------------------


def customer_with(ref: str) -> Customer:
    """Return a customer by his ref, for staff."""
    customer = Customer.objects.filter(ref=ref).first()
    if customer is None:
        raise CustomerUnknown
    return customer


def customer_meant(text: str) -> Customer | None:
    """Return the customer whom somebody of the staff means by an e-mail, the number of an order or a reference."""
    text = text.strip()
    if "@" in text:
        return customer_with_email(text)
    order = order_by_number(text)
    return order.customer if order else Customer.objects.filter(ref=text).first()


def customers_with(refs: Iterable[str]) -> list[Customer]:
    return list(Customer.objects.filter(ref__in=set(refs)).order_by("-id"))


def customers_like(words: Sequence[str]) -> list[Customer]:
    """Return customers in whose name, company or address every word occurs, the newest first."""
    rows = Customer.objects.filter(merged_into=None)
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(company__icontains=word) | Q(email_folded__icontains=word))
    return list(rows.order_by("-id")[:MOST_FOUND])


def keys_held_by(email: str) -> list[ProductKey] | None:
    """Return the product keys that a program user redeemed, with who bought them; None for a stranger."""
    account = find(email)
    if account is None:
        return None
    return _sold(RedeemableKey.objects.filter(licence__account=account))


def keys_of_licence(ref: str) -> list[ProductKey]:
    """Return the product keys that a licence was made of, with who bought them."""
    return _sold(RedeemableKey.objects.filter(licence__ref=ref))


def key_with(ref: str) -> ProductKey | None:
    return ProductKey.objects.select_related("line__order__customer").filter(ref=ref).first()


def _sold(redeemed: QuerySet[RedeemableKey]) -> list[ProductKey]:
    refs = list(redeemed.values_list("ref", flat=True)[:MOST_FOUND])
    return list(ProductKey.objects.select_related("line__order__customer").filter(ref__in=refs).order_by("-id"))


# --- the page of a customer -----------------------------------------------------------------------------------------


def happened_in_licensing(licence_refs: Iterable[str], other_refs: Iterable[str]) -> list[LicensingEntry]:
    """Return what licensing wrote down about licences with their devices, keys and subscriptions; two statements."""
    licences, others = list(licence_refs), list(other_refs)
    accounts = list(Licence.objects.filter(ref__in=licences).values_list("account__ref", flat=True))
    about_them = Q(about__in=[*licences, *others]) | Q(whose__in=accounts, facts__licence__in=licences)
    return list(LicensingEntry.objects.filter(about_them).order_by("-id")[:200])


def names_of_staff(refs: Iterable[str]) -> Mapping[str, str]:
    """Return the addresses of users by their refs; one statement."""
    users = User.objects.filter(ref__in={ref for ref in refs if ref.startswith("usr_")})
    return dict(users.values_list("ref", "email"))


def letter_with(ref: str) -> Letter | None:
    return Letter.objects.filter(ref=ref).first()


def copies_of(letter: Letter) -> list[Letter]:
    """Return the original of a letter and all that were sent again, in order."""
    original = letter.key.partition("/resend/")[0]
    rows = Letter.objects.filter(Q(key=original) | Q(key__startswith=f"{original}/resend/"))
    return list(rows.exclude(pk=letter.pk).order_by(F("id")))
