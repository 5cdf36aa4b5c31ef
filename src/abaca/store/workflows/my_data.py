"""A customer changes how he is reached; a new address counts only after it has answered."""

from datetime import datetime

from django.db import transaction

from abaca.access import actions as access
from abaca.messaging.actions import enqueue
from abaca.store.customers import actions as customers
from abaca.store.customers.models import Customer
from abaca.store.notices.actions import draft


@transaction.atomic
def ask_to_change_email(customer: Customer, email: str, *, at: datetime, by: str) -> None:
    """Send a link to the new address; nothing changes before it is used."""
    token = customers.ask_for_email_change(customer, email, at=at, by=by)
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
    """Let the new address count for log-in and letters, and tell the old one."""
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
    return customer


@transaction.atomic
def choose_language(customer: Customer, language: str, *, at: datetime, by: str) -> None:
    """Write to the customer in this language from now on, log-in codes included."""
    customers.remember_language(customer, language, at=at, by=by)
    access.remember_language(customer.user_ref, language=language)
