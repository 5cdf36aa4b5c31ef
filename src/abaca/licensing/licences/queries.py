"""What can be asked about licences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .models import LedgerEntry, Licence, Plan, Product, Term
from .stacking import Entry
from .standing import Ground, access_until, standing
from .states import EntryKind, Standing


class ProductUnknown(Refusal):
    code = "product_unknown"
    sentence = _("There is no product “{product}” here.")
    status = 404


@dataclass(frozen=True)
class Current:
    """A licence at an instant: the latest term that has begun, if any, and how the licence stands."""

    licence: Licence
    term: Term | None
    next: Term | None
    standing: Standing
    access_until: datetime | None

    @property
    def plan(self) -> Plan | None:
        return self.term.plan if self.term else None

    @property
    def entitlements(self) -> list[str]:
        own = self.term.plan.entitlements if self.term else []
        return sorted({*own, *self.licence.extra_entitlements})


def product_with(code: str) -> Product:
    """Return the product with this code, or refuse."""
    product = Product.objects.filter(code=code).first()
    if product is None:
        raise ProductUnknown(product=code)
    return product


def products() -> list[Product]:
    """Return every product, by name."""
    return list(Product.objects.order_by("name", "code"))


def plan_with(product: str, plan: str) -> Plan | None:
    return Plan.objects.select_related("product").filter(product__code=product, code=plan).first()


def longest_lease() -> timedelta:
    """Return how long the longest lease of any plan lasts."""
    return timedelta(days=Plan.objects.aggregate(days=Max("lease_days"))["days"] or 0)


def licence_of(account_id: int, product_id: int) -> Licence | None:
    return _licences().filter(account_id=account_id, product_id=product_id).first()


def licence_with(uuid: UUID, *, account_id: int) -> Licence | None:
    return _licences().filter(uuid=uuid, account_id=account_id).first()


def licence_by_id(licence_id: int) -> Licence:
    return _licences().get(pk=licence_id)


def licences_of(account_id: int) -> list[Licence]:
    return list(_licences().filter(account_id=account_id).order_by("product__name", "id"))


def terms_of(licences: Iterable[Licence]) -> dict[int, list[Term]]:
    """Return the terms of each licence, in their order, with one statement."""
    rows: dict[int, list[Term]] = {licence.pk: [] for licence in licences}
    for term in Term.objects.select_related("plan").filter(licence__in=list(rows)).order_by("begins"):
        rows[term.licence_id].append(term)
    return rows


def entries_of(licence_id: int) -> list[LedgerEntry]:
    """Return the whole ledger of a licence: why its dates are what they are."""
    return list(LedgerEntry.objects.select_related("plan").filter(licence_id=licence_id).order_by("seq"))


def ledger_of(licence_id: int) -> list[Entry]:
    """Return the ledger as the rules read it."""
    return [
        Entry(
            kind=EntryKind(row.kind),
            number=row.number,
            on=row.on,
            plan=str(row.plan_id or ""),
            months=row.months,
            days=row.days,
            replaces=row.replaces,
        )
        for row in LedgerEntry.objects.filter(licence_id=licence_id).order_by("seq")
    ]


def current(licence: Licence, *, at: datetime) -> Current:
    """Return how a licence stands."""
    return at_instant(licence, terms_of([licence])[licence.pk], at=at)


def at_instant(licence: Licence, terms: list[Term], *, at: datetime) -> Current:
    """Return how a licence with these terms stands."""
    begun = [term for term in terms if term.begins_at <= at]
    coming = [term for term in terms if term.begins_at > at]
    term = begun[-1] if begun else None
    if term is None:
        suspended = licence.suspended_at is not None or licence.account.banned_at is not None
        verdict = Standing.SUSPENDED if suspended else Standing.EXPIRED
        return Current(licence, None, coming[0] if coming else None, verdict, None)
    ground = ground_of(licence, term)
    return Current(licence, term, coming[0] if coming else None, standing(ground, at), access_until(ground))


def ground_of(licence: Licence, term: Term) -> Ground:
    return Ground(
        suspended=licence.suspended_at is not None or licence.account.banned_at is not None,
        zone=licence.zone,
        ends=term.ends,
        ends_at=term.ends_at,
        voided=term.voided,
        grace_days=term.plan.grace_days,
        on_expiry=term.plan.on_expiry,
    )


def _licences() -> QuerySet[Licence]:
    return Licence.objects.select_related("account", "product")
