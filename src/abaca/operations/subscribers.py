"""Many subscribers at once, in batches and through the real actions: ground for the bench and for the kill tests."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from abaca.kernel.countries import time_zone_of
from abaca.kernel.refs import new_ref
from abaca.kernel.schedule import local_day
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plan_for_sale, price_of
from abaca.store.customers.models import Address, AddressKind, Customer
from abaca.store.orders.actions import Agreement, place
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import Wanted, open_attempts
from abaca.store.payments.jobs import tokenise_card
from abaca.store.payments.models import PaymentMethod
from abaca.store.tax.place_of_supply import Buyer, Seller, tax_for
from abaca.store.workflows.jobs import collect

BATCH = 100
GOOD_CARD = "4242424242424242"
COUNTRY = "CH"
ADDRESS = {"company": "", "street": "Via Nassa 5", "postcode": "6900", "city": "Lugano"}


def subscribe(many: int, *, at: datetime) -> None:
    """Let so many people buy a year of Professional, each with a card that works for long."""
    plan = plan_for_sale("professional")
    for first in range(1, many + 1, BATCH):
        numbers = range(first, min(first + BATCH, many + 1))
        customers = Customer.objects.bulk_create([_customer(n, at) for n in numbers])
        Address.objects.bulk_create(
            Address(customer=customer, kind=kind, country=COUNTRY, name=customer.name, **ADDRESS)
            for customer in customers
            for kind in AddressKind.values
        )
        methods = PaymentMethod.objects.bulk_create([_method(customer, at) for customer in customers])
        _buy(plan, methods, at)


def _buy(plan: Plan, methods: Sequence[PaymentMethod], at: datetime) -> None:
    lines = place([_agreement(plan, method, at) for method in methods], at=at, by="a guest")
    wanted = [Wanted(line.order, method, customer_present=True) for line, method in zip(lines, methods, strict=True)]
    collect([attempt.pk for attempt in open_attempts(wanted, at=at, by="a guest")], at=at)


def _customer(number: int, at: datetime) -> Customer:
    email = f"subscriber{number}@example.com"
    return Customer(
        ref=new_ref("cus", at),
        email=email,
        email_folded=email,
        name=f"Subscriber {number}",
        language="en",
        country=COUNTRY,
        user_ref=new_ref("usr", at),
        since=at,
    )


def _method(customer: Customer, at: datetime) -> PaymentMethod:
    new = tokenise_card("rehearsal", number=GOOD_CARD, exp_month=12, exp_year=at.year + 20, cvc="123", at=at)
    return PaymentMethod(ref=new_ref("pay", at), customer=customer, saved_at=at, **asdict(new))


def _agreement(plan: Plan, method: PaymentMethod, at: datetime) -> Agreement:
    on = local_day(at, settings.VENDOR_TIME_ZONE)
    price = price_of(plan, "CHF", on=on)
    address = {**ADDRESS, "name": method.customer.name, "country": COUNTRY}
    return Agreement(
        token=f"subscriber:{method.customer.ref}",
        kind=OrderKind.FIRST,
        customer=method.customer,
        plan=plan,
        seats=1,
        unit=price.amount,
        currency=price.currency,
        months=plan.months,
        tax=tax_for(Buyer(COUNTRY), seller=Seller(settings.VENDOR_COUNTRY), on=on),
        language="en",
        time_zone=time_zone_of(COUNTRY),
        billing=address,
        delivery=address,
        method_kind=method.kind,
        method_ref=method.ref,
        lapses_at=None,
    )
