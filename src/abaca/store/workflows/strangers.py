"""Whoever is no customer and is known all the same: he uses a program that somebody else pays for, or wrote to us."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import MemberOfStaff, close_way_in
from abaca.access.models import User
from abaca.kernel.emails import fold
from abaca.kernel.refs import new_token
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.actions import forget as forget_letters
from abaca.store.correspondence.actions import forget as forget_wishes
from abaca.store.correspondence.asking import NOBODY
from abaca.store.customers.models import Customer, EmailChange
from abaca.store.customers.queries import customers_with_emails, present_self
from abaca.store.journal import actions as journal
from abaca.store.newsletters.queries import said_for
from abaca.store.orders.models import Order
from abaca.store.product_keys.actions import forget_addressees

from .data_copy import passed_on_to, written
from .privacy import COLLEAGUES, Erasure, Stays, known_of, other_readers, refuse_while_declared

ABOUT = "person"  # the journal names nobody: there is no ref, and an address may not stand in it


class HasAccount(Refusal):
    code = "has_account"
    sentence = _("This address belongs to a customer. Please open the page of that customer.")
    status = 409


class NothingKnown(Refusal):
    code = "nothing_known"
    sentence = _("Nothing is known about this address.")
    status = 404


def customer_of(email: str) -> Customer | None:
    """Return the customer to whom an address belongs, or belonged last: his copy and his erasure count for it.

    One that staff corrected is no customer's: it was mistyped, and whoever has it is a stranger.
    """
    folded = fold(email)
    if now := customers_with_emails({folded}).get(folded):
        return present_self(now)
    spelled = {email.upper(), folded.upper()}
    changes = EmailChange.objects.alias(spelled=Upper("email")).filter(spelled__in=spelled, confirmed_at__isnull=False)
    before = changes.filter(customer__erased_at=None).order_by("-pk").values_list("customer", flat=True)
    bought = Order.objects.alias(spelled=Upper("email")).filter(spelled__in=spelled, customer__erased_at=None)
    for pk in dict.fromkeys([*before, *bought.order_by("-pk").values_list("customer", flat=True)]):
        customer = present_self(Customer.objects.get(pk=pk))
        if any(fold(email) == folded for email in known_of(customer).emails):
            return customer
    return None


def known_at(email: str, *, since: datetime | None = None) -> Erasure:
    """Return under what a stranger is known; refuse the address of a customer, and that of nobody.

    One that a customer has left may be a stranger's `since` then.
    """
    if fold(email) == fold(NOBODY):
        raise NothingKnown
    if since is None and customer_of(email):
        raise HasAccount
    users = User.objects.filter(email__iexact=email).values_list("ref", flat=True)
    his = {fold(email): since} if since else {}
    return Erasure(refs=[], emails=[email], words=[], kept=Stays([]), users=list(users), since=his)


def personal_data(known: Erasure, *, filed: Collection[str], threads: Collection[str], at: datetime) -> dict[str, Any]:
    """Return what the store knows of a stranger, as plain data."""
    return {
        "email": known.emails[0],
        "product_keys_sent_to_you": passed_on_to(known.emails),
        "newsletters": [
            {"said": line.saying, "where": line.source, "address": line.address, "at": line.at}
            for line in said_for(known.emails[0])
        ],
        **written(known, filed=filed, threads=threads, at=at),
    }


def weigh(known: Erasure) -> None:
    """Refuse to forget a member of the staff, and whose declaration is not settled yet."""
    if staff := User.objects.filter(ref__in=known.users, is_staff=True).first():
        raise MemberOfStaff(email=staff.email)
    refuse_while_declared([], known.emails)


@transaction.atomic
def erase(known: Erasure, *, language: str, at: datetime, by: str) -> None:
    """Forget a stranger; a last letter tells him, and is one with it."""
    weigh(known)
    others = other_readers(known)
    forget_letters(known.emails, whose=known.own, others=others, kinds=COLLEAGUES, but=known.not_his, at=at)
    forget_wishes([], [], known.emails)
    forget_addressees([], known.emails)
    for ref in known.users:
        close_way_in(ref)
    journal.record("person.erased", ABOUT, at=at, by=by)
    last = Draft(
        to_address=known.emails[0],
        language=language,
        template="access/data_erased",
        kind="access.data_erased",
        context={"email": known.emails[0], "kept": [], "orders": False, "payers_until": None},
        key=f"data_erased/{new_token()}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
    enqueue([last], at=at)


@transaction.atomic
def note_copy(*, at: datetime, by: str) -> None:
    """Write down that a copy of a stranger's data was made."""
    journal.record("person.data_copied", ABOUT, at=at, by=by)
