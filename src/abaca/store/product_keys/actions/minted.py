"""Minting Abaca's own product keys for paid lines. Never before the money: only settlement and the desk call this."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from abaca.kernel.refs import new_ref
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line
from abaca.store.product_keys.minting import mint
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import is_at_large, keys_by_line

MINTED = "product_key.minted"


class Wanted(NamedTuple):
    """A paid line that gets its keys, with the line of the term before or that of the plan which it upgrades."""

    line: Line
    follows: int | None
    replaces: int | None = None


class Place(NamedTuple):
    """A seat of a line that gets a key, and the ref of the key that it follows or replaces."""

    line: Line
    seat: int
    follows: str
    replaces: str = ""


@transaction.atomic
def mint_for(wanted: Sequence[Wanted], *, at: datetime, by: str) -> list[ProductKey]:
    """Mint one key for each seat; the same seat's key of the term before is named as the one it follows."""
    return mint_at(places_of(wanted), at=at, by=by)


def places_of(wanted: Sequence[Wanted]) -> list[Place]:
    """Return the seats of some lines, each with the key of the same seat that it follows or replaces.

    Only what licensing was told of can be replaced, and what was not taken back.
    """
    before = keys_by_line([line for w in wanted for line in (w.follows, w.replaces) if line])
    refs = {line: {key.seat: key.ref for key in keys} for line, keys in before.items()}
    old = {line: {key.seat: key.ref for key in keys if is_at_large(key)} for line, keys in before.items()}
    return [
        Place(w.line, seat, refs.get(w.follows or 0, {}).get(seat, ""), old.get(w.replaces or 0, {}).get(seat, ""))
        for w in wanted
        for seat in range(1, w.line.quantity + 1)
    ]


@transaction.atomic
def mint_at(places: Sequence[Place], *, at: datetime, by: str) -> list[ProductKey]:
    """Mint a key for each place."""
    master = settings.STORE_MASTER_SECRET.encode()
    keys = ProductKey.objects.bulk_create([minted_at(master, place, at) for place in places])
    note(keys, MINTED, at=at, by=by)
    return keys


def note(keys: Iterable[ProductKey], what: str, *, at: datetime, by: str) -> None:
    """Write down where some keys came from."""
    record_all(
        Entry(
            at=at,
            by=by,
            what=what,
            about=key.line.order.ref,
            whose=key.line.order.customer.ref,
            facts={"key": key.ref, "hint": key.hint, "seat": key.seat},
        )
        for key in keys
    )


def minted_at(master: bytes, place: Place, at: datetime) -> ProductKey:
    """Return a fresh product key for a place, not stored yet."""
    uuid = uuid4()
    minted = mint(master, uuid)
    return ProductKey(
        ref=new_ref("pk", at),
        uuid=uuid,
        line=place.line,
        seat=place.seat,
        lookup=minted.lookup,
        cipher=minted.cipher,
        hint=minted.hint,
        follows=place.follows,
        replaces=place.replaces,
        minted_at=at,
    )
