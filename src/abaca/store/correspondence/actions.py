"""Declarations are received, and what becomes of them is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from abaca.kernel.refs import new_ref
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record

from .models import Declaration
from .states import DECLARATION, DeclarationState, Declared

ENDS = (DeclarationState.DONE, DeclarationState.CLOSED)


@dataclass(frozen=True)
class Declaring:
    """A declaration as it was typed."""

    token: str  # of the form
    what: Declared
    name: str
    contract: str
    email: str
    language: str
    extraordinary: bool = False
    reason_given: str = ""
    wanted_on: date | None = None
    named: str = ""  # the ref of the product key that was typed


@transaction.atomic
def receive_declaration(said: Declaring, *, doubted: bool, at: datetime, by: str) -> tuple[Declaration, bool]:
    """Keep a declaration, to be looked at at once; tell whether for the first time."""
    declaration, first_time = Declaration.objects.get_or_create(
        token=said.token,
        defaults={
            "ref": new_ref("dec", at),
            "what": said.what,
            "extraordinary": said.extraordinary,
            "reason_given": said.reason_given,
            "name": said.name,
            "contract": said.contract,
            "named": said.named,
            "email": said.email,
            "wanted_on": said.wanted_on,
            "language": said.language,
            "received_at": at,
            "doubted": doubted,
            "next_at": at,
        },
    )
    if first_time:
        record("declaration.received", declaration.ref, at=at, by=by, kind=str(said.what))
    return declaration, first_time


def take_declarations(ids: Sequence[int], *, at: datetime) -> list[Declaration]:
    """Take in hand those declarations that are due and in nobody else's hand; inside the caller's transaction."""
    rows = Declaration.objects.select_for_update(of=("self",), skip_locked=True).select_related("customer")
    return list(rows.filter(pk__in=ids, next_at__lte=at).order_by("pk"))


def lock_declaration(declaration: Declaration) -> Declaration:
    """Return the declaration, held until the transaction ends."""
    rows = Declaration.objects.select_for_update(of=("self",)).select_related("customer")
    return rows.get(pk=declaration.pk)


@transaction.atomic
def move_declaration(
    declaration: Declaration,
    state: DeclarationState,
    *,
    why: str,
    customer: Customer | None = None,
    about: str = "",
    next_at: datetime | None = None,
    note: str = "",
    at: datetime,
    by: str,
) -> Declaration:
    """Write down what becomes of a declaration, and why."""
    DECLARATION.check(DeclarationState(declaration.state), state)
    declaration.state, declaration.why, declaration.next_at = state, why, next_at
    declaration.customer = customer or declaration.customer
    declaration.about = about or declaration.about
    declaration.note = note or declaration.note
    if state in ENDS:
        declaration.settled_at, declaration.settled_by = at, by
    declaration.save()
    whose = declaration.customer.ref if declaration.customer else ""
    facts = {"kind": declaration.what, "cause": why, "subject": declaration.about}
    record(f"declaration.{state}", declaration.ref, whose=whose, at=at, by=by, **facts)
    return declaration
