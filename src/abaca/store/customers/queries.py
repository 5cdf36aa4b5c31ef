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


def groups_of(refs: Collection[str]) -> dict[str, set[str]]:
    """Return for each of some customers the refs of all who are one with him, however often they were joined.

    What is no customer is one with itself only. The statements grow with the depth of the joins, never with the refs.
    """
    known: dict[int, tuple[str, int | None]] = {}
    rows = _parents(Q(ref__in=[ref for ref in refs if ref]))
    while rows:
        known |= rows
        near = Q(pk__in=[parent for _ref, parent in rows.values() if parent]) | Q(merged_into__in=list(rows))
        rows = {pk: row for pk, row in _parents(near).items() if pk not in known}
    groups: dict[int, set[str]] = {}
    for pk, (ref, _parent) in known.items():
        groups.setdefault(_root(pk, known), set()).add(ref)
    found = {ref: group for group in groups.values() for ref in group}
    return {ref: found.get(ref, {ref}) for ref in refs}


def _parents(condition: Q) -> dict[int, tuple[str, int | None]]:
    rows = Customer.objects.filter(condition).values_list("pk", "ref", "merged_into")
    return {pk: (ref, parent) for pk, ref, parent in rows}


def _root(pk: int, known: Mapping[int, tuple[str, int | None]]) -> int:
    while (parent := known[pk][1]) is not None:
        pk = parent
    return pk


def held(refs: Collection[str]) -> set[str]:
    """Return those of some customers of whom nothing may be destroyed, also for the sake of who is one with them."""
    groups = groups_of(refs)
    everyone = {ref for group in groups.values() for ref in group}
    rows = Customer.objects.filter(ref__in=everyone, held_at__isnull=False)
    ones = set(rows.values_list("ref", flat=True))
    return {ref for ref, group in groups.items() if group & ones}


def holder_of(customer: Customer) -> Customer | None:
    """Return who is held, such that nothing of this customer is destroyed: himself, or who was joined into him."""
    rows = Customer.objects.filter(ref__in=refs_of(present_self(customer)), held_at__isnull=False)
    return min(rows, key=lambda each: (each.pk != customer.pk, each.held_at), default=None)


def customers_behind(whose: Collection[str]) -> dict[str, str]:
    """Return the ref of the customer in whose history something stands, by his own ref or that of his log-in."""
    rows = Customer.objects.filter(Q(ref__in=whose) | Q(user_ref__in=whose)).values_list("ref", "user_ref")
    return {name: ref for ref, user in rows for name in (ref, user)}
