"""Somebody who has no letter of ours at hand wants to choose which letters he receives."""

from datetime import datetime

from django.db import transaction

from abaca.access.actions import is_within
from abaca.access.limits import ONE_READER
from abaca.kernel.emails import fold
from abaca.messaging.actions import enqueue
from abaca.store.customers.queries import customer_with_email, present_self
from abaca.store.newsletters.queries import preference_path
from abaca.store.notices.actions import draft


@transaction.atomic
def send_link(address: str, *, at: datetime) -> None:
    """Write to the customer with an address, with a fresh link to the page on which he chooses.

    Nothing is returned and nothing refused: whoever asks learns nothing about the address. Strangers, people who were
    erased, and an address for which somebody asks too often get no letter. The link goes to the address that the
    customer has now, also if he was found under another that was joined into his.
    """
    within = is_within(ONE_READER, fold(address), at=at)
    found = customer_with_email(address)
    if found is None or not within:
        return
    customer = present_self(found)
    if customer.erased_at:
        return
    letter = draft(
        "newsletter_preferences",
        customer,
        about=customer.ref,
        key=f"newsletter_preferences/{customer.ref}/{at.isoformat()}",
        facts={"path": preference_path(customer.ref, at=at)},
    )
    enqueue([letter], at=at)
