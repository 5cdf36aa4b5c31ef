"""Going over to a larger plan and back, as stories tell it."""

from datetime import date

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.workflows import invariants as licensing_invariants
from abaca.licensing.workflows.redemption import redeem
from abaca.store.catalogue.models import Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.invoices.models import Invoice
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Refund
from abaca.store.payments.references import transfer_reference
from abaca.store.subscriptions.models import Subscription, Upgrade
from abaca.store.workflows import (
    invariants,
    jobs,
    upgrade,
)
from tests.makers.shop import Buyer, Shop

ANNA = "anna@firm.example"


def redeems(text: str, email: str = ANNA):
    account = open_account(email=email, language="en", at=present(), by="a test")
    return redeem(text, account=account, at=present(), by=account.ref).licence


def in_use(licence) -> list[tuple[str, date, date]]:
    return [(t.plan.code, t.begins, t.ends) for t in licence.terms.order_by("begins")]


def all_is_well(shop: Shop) -> None:
    drain_all(at=present())
    assert invariants.check_all(at=present()) == []
    assert licensing_invariants.check_all(shop.feed()) == []
    assert not Waiting.objects.exists()


def running(person) -> Subscription:
    rows = Subscription.objects.select_related("customer", "plan__product")
    return rows.get(customer=Buyer(person).customer, state="active")


def price_today(person):
    return upgrade.quote(running(person), plan_for_sale("advanced"), at=present()).price


def goes_over(person, means=None) -> Order:
    old, plan = running(person), plan_for_sale("advanced")
    offer = upgrade.offer_of(old, plan, at=present())
    shown = offer.order.due if isinstance(offer, Upgrade) else offer.price.to_pay
    order = jobs.upgrade(old, plan, means or person.means(present()), shown=shown, at=present(), by=old.customer.ref)
    drain_all(at=present())
    return order_by_ref(order.ref)


def arrives(order: Order, *, on: date | None = None, amount: int | None = None) -> None:
    """Let a transfer come with a value date, and be read today."""
    reference = transfer_reference(order.number)
    rehearsal_company().bank.book(
        reference, amount or order.due, order.currency, on or present().date(), "somebody", present()
    )
    drain_all(at=present())


def gives_back(order: Order) -> None:
    """Use the right to give something back without a reason."""
    jobs.withdraw(order_by_ref(order.ref), at=present(), by=order.customer.ref)
    drain_all(at=present())


def refunded(order: Order) -> list[int]:
    return list(Refund.objects.filter(payment__order=order, state="succeeded").values_list("amount", flat=True))


def papers(person) -> list[tuple[str, int, int]]:
    rows = Invoice.objects.filter(customer=Buyer(person).customer).order_by("pk")
    return [(i.kind if not i.cause else i.cause, i.net, i.tax) for i in rows]


def costs(plan: str, amount: int) -> None:
    Price.objects.filter(plan__code=plan).update(amount=amount)
