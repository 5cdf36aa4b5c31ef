"""Wishes are noted as they were understood, declarations as they came; what became of them is written down."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from abaca.kernel.refs import new_ref
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry

from .models import AwaitedCharge, Declaration, Wish
from .states import DECLARATION, WISH, DeclarationState, Declared, WishState

ENDS = (DeclarationState.DONE, DeclarationState.CLOSED)


@transaction.atomic
def note(wishes: Iterable[Wish], *, by: str) -> None:
    """Note wishes of mails that were just read; a mail that is read twice wishes once."""
    rows = list(wishes)
    Wish.objects.bulk_create(rows, ignore_conflicts=True)
    record_all(
        Entry(
            at=wish.acted_at or wish.came_at,
            by=by,
            what=f"wish.{wish.state}",
            about=wish.about or wish.ref,
            whose=wish.customer.ref if wish.customer else "",
            facts={"kind": wish.kind, "reason": wish.reason, "mail": wish.incoming, "wish": wish.ref},
        )
        for wish in rows
    )


@transaction.atomic
def move(wish: Wish, state: WishState, reason: str, *, about: str = "", at: datetime, by: str, **facts: Any) -> Wish:
    """Write down what became of a wish, by whom and why; a way that is not open is refused as a bug."""
    held = Wish.objects.select_for_update(of=("self",)).select_related("customer").get(pk=wish.pk)
    WISH.check(WishState(held.state), state)
    held.state, held.reason, held.acted_at, held.acted_by = state, reason, at, by
    held.about = about or held.about
    held.facts = {**held.facts, **facts}
    held.save(update_fields=["state", "reason", "acted_at", "acted_by", "about", "facts"])
    record(
        f"wish.{state}",
        held.about or held.ref,
        whose=held.customer.ref if held.customer else "",
        at=at,
        by=by,
        kind=held.kind,
        reason=reason,
        mail=held.incoming,
        wish=held.ref,
    )
    return held


@transaction.atomic
def hold(ref: str) -> Wish | None:
    """Return the wish under a lock, or None when there is none; two answers at once are one after the other."""
    return Wish.objects.select_for_update(of=("self",)).select_related("customer").filter(ref=ref).first()


@transaction.atomic
def await_charge(key: str, *, asked_by: str) -> None:
    """Note that a charge was on its way when a wish or a declaration was carried out; noted twice it is noted once."""
    AwaitedCharge.objects.get_or_create(key=key, asked_by=asked_by)


def hold_awaited(pk: int) -> AwaitedCharge | None:
    """Return a charge whose consequences nobody has drawn yet, under a lock; inside the caller's transaction.

    None when somebody else has it in hand, or is done with it.
    """
    return AwaitedCharge.objects.select_for_update(skip_locked=True).filter(pk=pk).first()


def await_no_more(awaited: AwaitedCharge) -> None:
    """Forget a charge whose consequences are drawn; what they were is told by `note_charge_answered`."""
    awaited.delete()


@transaction.atomic
def note_charge_answered(wish: Wish, *, at: datetime, by: str, **facts: Any) -> Wish:
    """Write down what followed from a charge that was on its way when a wish was carried out."""
    wish.facts = {**wish.facts, **facts}
    wish.save(update_fields=["facts"])
    what = next((word for word in ("given_back", "not_given_back") if word in facts), "")
    if what:
        whose = wish.customer.ref if wish.customer else ""
        told = {"kind": wish.kind, "mail": wish.incoming, "wish": wish.ref, "order": facts[what]}
        record(f"wish.{what}", wish.about or wish.ref, whose=whose, at=at, by=by, **told)
    return wish


def forget(customers: Collection[int], mails: Collection[str], addresses: Collection[str] = ()) -> None:
    """Take out of wishes and declarations what was written, and whatever names a person. The story records it.

    By their addresses declarations are found that led to no customer.
    """
    rows = Wish.objects.filter(Q(customer__in=customers) | Q(incoming__in=mails))
    rows.update(sentence="", facts={})
    his = Q(customer__in=customers)
    for address in addresses:
        his |= Q(customer=None, email__iexact=address)
    _forget_declared(Declaration.objects.filter(his))


@transaction.atomic
def forget_old_declarations(ids: Collection[int], *, at: datetime) -> int:
    """Take the words out of those of the declarations that were kept long enough; return how many.

    What was declared, when, and what came of it stays.
    """
    settled = at - timedelta(days=settings.DECLARATIONS_KEPT_DAYS)
    return _forget_declared(Declaration.objects.filter(pk__in=ids, settled_at__lte=settled))


@transaction.atomic
def keep_declarations_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep declarations that something still needs, to be looked at again at `until`; return how many."""
    return Declaration.objects.filter(pk__in=ids).update(needed_until=until)


def _forget_declared(rows: QuerySet[Declaration]) -> int:
    return rows.update(name="", email="", contract="", reason_given="", note="", needed_until=None)


# --- declarations ----------------------------------------------------------------------------------------------------


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
def receive_declaration(
    said: Declaring, *, doubted: bool, came_at: datetime | None = None, at: datetime, by: str
) -> tuple[Declaration, bool]:
    """Keep a declaration, to be looked at at once; tell whether for the first time.

    `came_at` is when it was made, where that was by a click before.
    """
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
            "received_at": came_at or at,
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


@transaction.atomic
def assign(wish: Wish, customer: Customer, *, at: datetime, by: str) -> Wish:
    """Write down whose wish it is, of a mail that led to nobody by itself."""
    held = Wish.objects.select_for_update().get(pk=wish.pk)
    if held.customer_id is None:
        held.customer = customer
        held.save(update_fields=["customer"])
        record("wish.assigned", held.ref, whose=customer.ref, at=at, by=by, mail=held.incoming)
    return held


def hold_unanswered(pk: int) -> Wish | None:
    """Return a wish whose customer was asked and has not answered, under a lock.

    None if another has it in hand, or it has moved since.
    """
    held = Wish.objects.select_for_update(of=("self",), skip_locked=True).select_related("customer")
    return held.filter(pk=pk, state=WishState.ASKED).first()


def note_declared_charge(declaration: Declaration, *, at: datetime, by: str, **facts: Any) -> None:
    """Write down what followed from a charge that was on its way when a declaration was carried out."""
    whose = declaration.customer.ref if declaration.customer else ""
    record("declaration.charge_answered", declaration.ref, whose=whose, at=at, by=by, **facts)


def lock_declaration(declaration: Declaration) -> Declaration:
    """Return the declaration, held until the transaction ends."""
    rows = Declaration.objects.select_for_update(of=("self",)).select_related("customer")
    return rows.get(pk=declaration.pk)


def hold_declaration(ref: str) -> Declaration | None:
    """Return the declaration with this ref, held until the transaction ends, or None when there is none."""
    return Declaration.objects.select_for_update(of=("self",)).select_related("customer").filter(ref=ref).first()


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
    """Write down what becomes of a declaration, and why.

    One that was settled and comes back to a person is not settled any more. A note is added to those before it.
    """
    DECLARATION.check(DeclarationState(declaration.state), state)
    declaration.state, declaration.why, declaration.next_at = state, why, next_at
    declaration.customer = customer or declaration.customer
    declaration.about = about or declaration.about
    declaration.note = "\n".join(each for each in (declaration.note, note) if each)
    declaration.settled_at, declaration.settled_by = (at, by) if state in ENDS else (None, "")
    declaration.save()
    whose = declaration.customer.ref if declaration.customer else ""
    facts = {"kind": declaration.what, "cause": why, "subject": declaration.about}
    record(f"declaration.{state}", declaration.ref, whose=whose, at=at, by=by, **facts)
    return declaration
