"""Under what a person is known to the store; and forgetting him, apart from what the law wants to be kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import MemberOfStaff, close_way_in
from abaca.access.models import User
from abaca.design.templatetags.abaca import day
from abaca.inbox.models import Incoming
from abaca.inbox.queries import mails_of_customers
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.actions import forget as forget_letters
from abaca.messaging.facts import day_fact
from abaca.messaging.queries import in_whose_history
from abaca.store.correspondence.actions import forget as forget_wishes
from abaca.store.correspondence.queries import declarations_waiting
from abaca.store.customers import actions as customers
from abaca.store.customers.models import Address, Customer
from abaca.store.customers.queries import held, refs_of
from abaca.store.invoices.actions import forget_wishes as forget_corrections
from abaca.store.invoices.models import Correction, Invoice
from abaca.store.invoices.retention import kept_until
from abaca.store.journal import actions as journal
from abaca.store.ledger.queries import credits_of
from abaca.store.newsletters.actions import forget as forget_newsletters
from abaca.store.notices.actions import forget as forget_notices
from abaca.store.orders import actions as orders
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments import actions as payments
from abaca.store.payments.models import Attempt, Dispute, Refund, Transfer
from abaca.store.payments.states import OPEN, REFUND_OPEN, DisputeState
from abaca.store.product_keys import actions as product_keys
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

from .former_addresses import addresses_of


class SubscriptionRuns(Refusal):
    code = "subscription_runs"
    sentence = _("{plan} runs until {ends}. The data can be erased then; if it still renews, cancel the renewal first.")
    status = 409


class MoneyOpen(Refusal):
    code = "money_open"
    sentence = _(
        "Money is still open: an order that waits for it, a payment or a refund on its way, a dispute, or a credit "
        "balance. The data can be erased when that is settled."
    )
    status = 409


class CorrectionOpen(Refusal):
    code = "correction_open"
    sentence = _("The correction of an invoice is still open. The data can be erased when it is made or declined.")
    status = 409


class DeclarationWaits(Refusal):
    code = "declaration_waits"
    sentence = _(
        "A cancellation or a withdrawal that was declared without a log-in is not settled yet. The data can be erased "
        "when it is."
    )
    status = 409


class DataHeld(Refusal):
    code = "data_held"
    sentence = _("The data of this customer are held and cannot be erased now.")
    status = 409


class AlreadyErased(Refusal):
    code = "already_erased"
    sentence = _("The data of this customer are erased already, or belong to another customer.")
    status = 409


COLLEAGUES = ("key_for_colleague",)  # letters that a customer lets go to somebody else


@dataclass(frozen=True)
class Kept:
    """A paper that stays, and the last day on which it does."""

    number: str
    issued_on: date
    until: date


@dataclass(frozen=True)
class Stays:
    """What is kept of a person who is forgotten."""

    papers: list[Kept]
    orders: bool = False  # he has bought: country and VAT number stay
    payers_until: date | None = None  # he paid by transfer: the last day on which the bank's statement names the payer


@dataclass(frozen=True)
class Erasure:
    """What is known of a person from before he is forgotten: who has to forget him besides, and what stays."""

    refs: list[str]
    emails: list[str]
    words: list[str]  # his names and addresses
    kept: Stays
    users: list[str]  # the refs of his log-ins
    not_his: frozenset[str] = frozenset()  # mails and tickets from his addresses that are a customer's all the same
    until: Mapping[str, datetime] = field(default_factory=dict)  # he had an address, which is folded, until then
    since: Mapping[str, datetime] = field(default_factory=dict)  # before, it was somebody else's

    @property
    def own(self) -> list[str]:
        """The refs in whose history his letters stand."""
        return [*self.refs, *self.users]

    def has(self, email: str, at: datetime) -> bool:
        """Tell whether what came from one of his addresses at this time was his."""
        folded = fold(email)
        until, since = self.until.get(folded), self.since.get(folded)
        return (until is None or at <= until) and (since is None or at > since)


# --- who is known how -----------------------------------------------------------------------------------------------


def papers_of(customer: Customer) -> list[Invoice]:
    """Return all invoices and credit notes of a customer that are not over their time, the oldest first."""
    return list(Invoice.objects.filter(customer=customer, destroyed_at=None).order_by("pk"))


def other_readers(known: Erasure) -> set[str]:
    """Return the refs of other customers in whose history letters to his addresses stand: they had them before.

    What somebody sent to a colleague stands in his own history, and is the colleague's: see `COLLEAGUES`.
    """
    readers = in_whose_history(known.emails).difference(known.own)
    rows = Customer.objects.filter(Q(ref__in=readers) | Q(user_ref__in=readers)).exclude(ref__in=known.own)
    return {ref for pair in rows.values_list("ref", "user_ref") for ref in pair}


def kept_of(customer: Customer) -> Stays:
    """Return what the law wants to be kept of a customer, and until when."""
    years, elsewhere = settings.PAPERS_KEPT_YEARS, settings.PAPERS_KEPT_ELSEWHERE
    papers = [
        Kept(p.number, p.issued_on, kept_until(p.issued_on, p.tax_country, years=years, elsewhere=elsewhere))
        for p in papers_of(customer)
    ]
    his = Order.objects.filter(customer=customer)
    paid = Transfer.objects.filter(order__customer=customer, forgotten_at=None).exclude(payer="")
    last: date | None = paid.aggregate(last=Max("value_on"))["last"]
    until = kept_until(last, "", years=years, elsewhere={}) if last else None
    return Stays(papers, orders=his.exists(), payers_until=until)


def known_of(customer: Customer, *, but: Collection[str] = ()) -> Erasure:
    """Return under which refs, addresses and words a customer is known, for the rooms that are asked to forget him.

    `but` are former addresses, folded, that are somebody else's by now.
    """
    return _known(customer, _group(customer), but)


def _known(customer: Customer, group: Sequence[Customer], but: Collection[str]) -> Erasure:
    users = [each.user_ref for each in group]
    had = [each for each in addresses_of(group) if each.until is None or fold(each.email) not in but]
    until = {fold(each.email): each.until for each in had if each.until is not None}
    emails = [each.email for each in had]
    return Erasure(refs_of(customer), emails, _words(group), kept_of(customer), users, until=until)


def mails_of(known: Erasure, filed: Collection[str]) -> list[str]:
    """Return the refs of the mails of a person, those among them that stand in his tickets: for a copy as for erasure.

    His are those that he wrote as a customer, and those from his addresses and in his tickets unless they were written
    by another customer: an address may have been somebody else's before, and an address that he has left is anybody's.
    """
    own = mails_of_customers(known.refs)
    sent = Q(ref__in=filed)
    for email in known.emails:
        sent |= Q(from_address__iexact=email) | Q(envelope_from__iexact=email)
    found = {ref for ref, told in own.values_list("ref", "disposition") if _owner(told) in known.refs}
    rows = Incoming.objects.filter(sent).values_list(
        "ref", "disposition", "from_address", "envelope_from", "received_at"
    )
    his = found | {
        ref
        for ref, told, *senders, at in rows
        if _owner(told) in ["", *known.refs] and (ref in filed or all(known.has(each, at) for each in senders))
    }
    return sorted(his - known.not_his)


# --- erasure --------------------------------------------------------------------------------------------------------


def weigh(customer: Customer) -> Stays:
    """Return what would be kept if a customer were forgotten; refuse while something runs or money is open."""
    group = _group(customer)
    _check(customer, group)
    return kept_of(customer)


@transaction.atomic
def erase(
    customer: Customer, *, but: Collection[str] = (), not_his: Collection[str] = (), at: datetime, by: str
) -> Erasure:
    """Forget a customer, and all who were folded into him, apart from invoices and books; return what others must know.

    The papers keep the name that is printed on them, and the books speak of refs. Everything else that names him goes:
    addresses, letters, methods, the facts of the journal, his log-in. A last letter tells him; it leaves, or does not
    exist, together with all of that, and is forgotten when the time of letters is over. `but` are former addresses that
    are somebody else's by now, `not_his` tickets of others that came from those that are not.
    """
    list(Subscription.objects.select_for_update().filter(customer=customer).order_by("pk").values_list("pk"))
    list(Order.objects.select_for_update().filter(customer=customer).order_by("pk").values_list("pk"))
    group = _group(customer, lock=True)
    _check(customer, group)
    found = _known(customer, group, but)
    pks = [each.pk for each in group]
    forget_letters(found.emails, whose=found.own, others=other_readers(found), kinds=COLLEAGUES, but=not_his, at=at)
    forget_wishes(pks, [], found.emails)
    forget_corrections(pks)
    forget_notices(pks)
    forget_newsletters(group)
    orders.forget(pks)
    payments.forget_methods(pks, at=at)
    product_keys.forget_addressees(pks, found.emails)
    subjects = [*found.refs, *Order.objects.filter(customer__in=pks).values_list("ref", flat=True)]
    subjects += Subscription.objects.filter(customer__in=pks).values_list("ref", flat=True)
    journal.forget(subjects, found.words)
    for each in group:
        close_way_in(each.user_ref)
    last = _last_letter(next(each for each in group if each.pk == customer.pk), found.kept)
    customers.erase(group, at=at, by=by)
    enqueue([last], at=at)
    return found


def _last_letter(customer: Customer, kept: Stays) -> Draft:
    """Return the letter that says what is erased and what stays; nobody is erased twice, so its key is his ref."""
    return Draft(
        to_address=customer.email,
        language=customer.language,
        template="access/data_erased",
        kind="access.data_erased",
        context={
            "email": customer.email,
            "kept": [{"number": paper.number, "until": day_fact(paper.until)} for paper in kept.papers],
            "orders": kept.orders,
            "payers_until": day_fact(kept.payers_until) if kept.payers_until else None,
        },
        key=f"data_erased/{customer.ref}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )


def _group(customer: Customer, *, lock: bool = False) -> list[Customer]:
    rows = Customer.objects.select_for_update() if lock else Customer.objects.all()
    return list(rows.filter(ref__in=refs_of(customer)).order_by("pk"))


def _check(customer: Customer, group: Sequence[Customer]) -> None:
    # as he is now, and not as the caller once read him: a second click or a merger may have come before
    now = next(each for each in group if each.pk == customer.pk)
    if now.erased_at or now.merged_into_id:
        raise AlreadyErased
    staff = User.objects.filter(ref__in=[each.user_ref for each in group], is_staff=True).first()
    if staff:
        raise MemberOfStaff(email=staff.email)
    if held([each.ref for each in group]):
        raise DataHeld
    runs = Subscription.objects.select_related("plan__product").filter(customer__in=group)
    active = runs.filter(state=SubscriptionState.ACTIVE).first()
    if active:
        raise SubscriptionRuns(plan=active.plan.title, ends=day(active.ends_on))
    open_ = (
        Order.objects.filter(customer__in=group, state=OrderState.PLACED),
        Attempt.objects.filter(order__customer__in=group, state__in=OPEN),
        Refund.objects.filter(payment__order__customer__in=group, state__in=REFUND_OPEN),
        Dispute.objects.filter(payment__order__customer__in=group, state=DisputeState.OPEN),
    )
    if any(rows.exists() for rows in open_) or any(credits_of([each.ref for each in group]).values()):
        raise MoneyOpen
    if Correction.objects.filter(invoice__customer__in=group, closed_at=None).exists():
        raise CorrectionOpen
    refuse_while_declared([each.pk for each in group], [each.email for each in addresses_of(group)])


def refuse_while_declared(customers: Collection[int], emails: Collection[str]) -> None:
    """Refuse to forget whose declaration waits: without name and contract nobody could carry it out any more."""
    if declarations_waiting(customers, emails):
        raise DeclarationWaits


def _words(group: Sequence[Customer]) -> list[str]:
    words: list[str] = []
    for each in group:
        words += [each.name, each.company]
    for address in Address.objects.filter(customer__in=group):
        words += [address.name, address.company, address.street, address.city]
    for billing, delivery in Order.objects.filter(customer__in=group).values_list("billing", "delivery"):
        for copy in (billing, delivery):
            words += [copy.get(part, "") for part in ("name", "company", "street", "city")]
    return [word for word in dict.fromkeys(words) if word]


def _owner(told: dict[str, Any]) -> str:
    """Return the ref of the customer who wrote a mail; who is only meant by it, since a stranger names him, did not."""
    return str(told.get("customer") or "") if told.get("registered", True) else ""
