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
from abaca.store.product_keys.queries import keys_by_line

MINTED = "product_key.minted"


class Wanted(NamedTuple):
    """A paid line that gets its keys, and the line of the term before, if there was one."""

    line: Line
    follows: int | None


class Place(NamedTuple):
    """A seat of a line that gets a key, and the ref of the key that it follows."""

    line: Line
    seat: int
    follows: str


@transaction.atomic
def mint_for(wanted: Sequence[Wanted], *, at: datetime, by: str) -> list[ProductKey]:
    """Mint one key for each seat; the same seat's key of the term before is named as the one it follows."""
    return mint_at(places_of(wanted), at=at, by=by)


def places_of(wanted: Sequence[Wanted]) -> list[Place]:
    """Return the seats of some lines, each with the key of the same seat in the term before."""
    before = keys_by_line([w.follows for w in wanted if w.follows])
    refs = {line: {key.seat: key.ref for key in keys} for line, keys in before.items()}
    return [
        Place(w.line, seat, refs.get(w.follows or 0, {}).get(seat, ""))
        for w in wanted
        for seat in range(1, w.line.quantity + 1)
    ]


@transaction.atomic
def mint_at(places: Sequence[Place], *, at: datetime, by: str) -> list[ProductKey]:
    """Mint a key for each place."""
    master = settings.STORE_MASTER_SECRET.encode()
    keys = ProductKey.objects.bulk_create([_key(master, place, at) for place in places])
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


def _key(master: bytes, place: Place, at: datetime) -> ProductKey:
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
        minted_at=at,
    )
