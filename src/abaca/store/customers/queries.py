"""What can be asked about customers."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal

from .models import Address, Customer, EmailChange, Merger


class NoCustomer(Refusal):
    code = "no_customer"
    sentence = _("There is no customer account for you yet. It is made by your first purchase.")
    status = 404


def customer_of(user_ref: str) -> Customer:
    """Return the customer who logs in with this user."""
    customer = Customer.objects.filter(user_ref=user_ref).first()
    if customer is None:
        raise NoCustomer
    return customer


def customer_with_user(user_ref: str) -> Customer | None:
    """Return the customer who logs in with this user, if he has ever bought."""
    return Customer.objects.filter(user_ref=user_ref).first() if user_ref else None


def customer_with_email(email: str) -> Customer | None:
    """Return the customer with this address, however he writes it."""
    return Customer.objects.filter(email_folded=fold(email)).first()


def customers_with_emails(folded: Collection[str]) -> dict[str, Customer]:
    """Return the customers with some addresses, which are given folded, by address; one statement."""
    return {customer.email_folded: customer for customer in Customer.objects.filter(email_folded__in=folded)}


def readdressed_at(customer: Customer) -> datetime | None:
    """Return when a customer's e-mail was changed last because staff wished it, not he himself; None if never."""
    rows = EmailChange.objects.filter(customer=customer, by_staff=True, confirmed_at__isnull=False)
    latest: datetime | None = rows.aggregate(latest=Max("confirmed_at"))["latest"]
    return latest


def customer_by_ref(ref: str) -> Customer:
    """Return a customer by his ref."""
    customer = Customer.objects.filter(ref=ref).first()
    if customer is None:
        raise NoCustomer
    return customer


def refs_of(customer: Customer) -> list[str]:
    """Return under which refs a customer's past stands: his own, and those of all who were folded into him."""
    refs, found = [customer.ref], [customer.pk]
    while found:
        rows = list(Customer.objects.filter(merged_into__in=found).values_list("pk", "ref"))
        refs += [ref for _pk, ref in rows]
        found = [pk for pk, _ref in rows]
    return refs


def groups_of(refs: Collection[str]) -> dict[str, frozenset[str]]:
    """Return all refs under which the past of some customers stands, whoever was joined into whom, by each of the refs.

    A ref that nobody knows stands for itself. The number of statements grows with how often people were joined one
    after the other, and not with that of refs.
    """
    into: dict[str, str] = {}  # who was folded, and into whom
    known, fresh = set(refs), set(refs)
    while fresh:
        near = Q(ref__in=fresh) | Q(merged_into__ref__in=fresh)
        pairs = dict(Customer.objects.filter(near, merged_into__isnull=False).values_list("ref", "merged_into__ref"))
        into |= pairs
        fresh = {*pairs, *pairs.values()} - known
        known |= fresh
    heads: dict[str, set[str]] = {}
    for ref in known:
        heads.setdefault(_head(ref, into), set()).add(ref)
    return {ref: frozenset(heads[_head(ref, into)]) for ref in refs}


def _head(ref: str, into: Mapping[str, str]) -> str:
    while ref in into:
        ref = into[ref]
    return ref


def present_self(customer: Customer) -> Customer:
    """Return the customer himself, or the one into whom he was folded."""
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def merger_of(lost_ref: str) -> Merger | None:
    """Return how a customer was folded into another, if he is."""
    rows = Merger.objects.select_related("lost", "kept").filter(lost__ref=lost_ref, undone_at=None)
    return rows.first()


def mergers_into(customer: Customer) -> list[Merger]:
    """Return who was folded into a customer, the last first; one statement."""
    return list(Merger.objects.select_related("lost").filter(kept=customer, undone_at=None))


def addresses_of(customers: list[int]) -> dict[tuple[int, str], dict[str, str]]:
    """Return the addresses of some customers by (customer, kind), as orders keep them; one statement."""
    return {(a.customer_id, a.kind): as_copy(a) for a in Address.objects.filter(customer__in=customers)}


def as_copy(address: Address) -> dict[str, str]:
    """Return an address as an order or invoice freezes it."""
    return {
        "name": address.name,
        "company": address.company,
        "street": address.street,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
        "vat_id": address.vat_id,
    }


def held(refs: Collection[str]) -> set[str]:
    """Return those of some customers of whom nothing may be destroyed, also for who is one with them; one statement."""
    rows = Customer.objects.filter(ref__in=refs)
    whole = Q(held_at__isnull=False) | Q(merged_into__held_at__isnull=False) | Q(merged__held_at__isnull=False)
    return set(rows.filter(whole).values_list("ref", flat=True))
