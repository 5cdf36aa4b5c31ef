"""A customer changes how he is reached; a new address counts only after it has answered."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from abaca.access import actions as access
from abaca.dispatch.actions import wake
from abaca.messaging.actions import enqueue
from abaca.store.customers import actions as customers
from abaca.store.customers.actions import AddressFacts
from abaca.store.customers.models import Customer
from abaca.store.notices.actions import draft, replan
from abaca.store.notices.queries import undelivered_of
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import subscriptions_of
from abaca.store.subscriptions.states import SubscriptionState
from abaca.store.tax.actions import want_answers
from abaca.store.tax.patience import REUSE
from abaca.store.tax.queries import answers_for, seller
from abaca.store.tax.vat_ids import normalised

from .holding import send_again
from .pricing import tell_new_sums
from .taxing import VAT_IDS, asks_register


@transaction.atomic
def ask_to_change_email(customer: Customer, email: str, *, at: datetime, by: str) -> None:
    """Send a link to the new address; nothing changes before it is used. Refused for a member of the staff."""
    token = customers.ask_for_email_change(customer, email, at=at, by=by)
    access.refuse_staff(customer.user_ref)
    letter = draft(
        "email_change_confirm",
        customer,
        about=customer.ref,
        key=f"email_change_confirm/{customer.ref}/{at.isoformat()}",
        facts={"new_email": email.strip()},
        secrets={"token": token},
        to_address=email.strip(),
    )
    enqueue([letter], at=at)


@transaction.atomic
def confirm_new_email(token: str, *, at: datetime) -> Customer:
    """Let the new address count for log-in and letters, end all sessions, and tell the old one."""
    customer, before = customers.confirm_email(token, at=at)
    access.change_email(customer.user_ref, email=customer.email)
    letter = draft(
        "email_changed",
        customer,
        about=customer.ref,
        key=f"email_changed/{customer.ref}/{at.isoformat()}",
        facts={"new_email": customer.email},
        to_address=before,
    )
    enqueue([letter], at=at)
    # what did not reach him under the old address goes to the new one
    send_again(undelivered_of([s.pk for s in _active(customer)]), at=at, by=customer.ref)
    return customer


@transaction.atomic
def change_address(customer: Customer, kind: str, facts: AddressFacts, *, at: datetime, by: str) -> None:
    """Change where the next papers go; a new VAT number is looked up, and wrong digits are refused.

    Where that changes what a renewal costs, and another sum was announced, a letter names the new one.
    """
    facts = replace(facts, vat_id=normalised(facts.vat_id, facts.country))
    customers.change_address(customer, kind, facts, at=at, by=by)
    if asks_register(facts.as_copy(), by=seller()):
        pair = (facts.vat_id, customer.ref)
        if not answers_for([pair], at=at, max_age=REUSE):
            want_answers([pair], at=at, by=by)
            wake(VAT_IDS)
    if kind == "billing":
        tell_new_sums(customer, at=at)
        replan(_active(customer), at=at)  # another country may ask for other notices


def _active(customer: Customer) -> list[Subscription]:
    return [s for s in subscriptions_of(customer.pk) if s.state == SubscriptionState.ACTIVE]


@transaction.atomic
def choose_language(customer: Customer, language: str, *, at: datetime, by: str) -> None:
    """Write to the customer in this language from now on, log-in codes included."""
    customers.remember_language(customer, language, at=at, by=by)
    access.remember_language(customer.user_ref, language=language)
