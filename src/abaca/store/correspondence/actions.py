"""Wishes are noted as they were understood, and what became of them is written down."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry

from .models import Wish
from .states import WISH, WishState


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


def forget(customers: Collection[int], mails: Collection[str]) -> None:
    """Take out of wishes from which sentence they were read, and what they named. The story records it."""
    rows = Wish.objects.filter(Q(customer__in=customers) | Q(incoming__in=mails))
    rows.update(sentence="", facts={})
