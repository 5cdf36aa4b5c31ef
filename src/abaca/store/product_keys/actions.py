"""Minting product keys for paid lines. Never before the money: only settlement calls this."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from abaca.kernel.refs import new_ref
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line

from .minting import mint
from .models import ProductKey
from .queries import keys_by_line


class Wanted(NamedTuple):
    """A paid line that gets its keys, and the line of the term before, if there was one."""

    line: Line
    follows: int | None


@transaction.atomic
def mint_for(wanted: Sequence[Wanted], *, at: datetime, by: str) -> list[ProductKey]:
    """Mint one key for each seat; the same seat's key of the term before is named as the one it follows."""
    before = keys_by_line([w.follows for w in wanted if w.follows])
    master = settings.STORE_MASTER_SECRET.encode()
    keys = [
        _key(master, w.line, seat, {k.seat: k.ref for k in before.get(w.follows or 0, [])}.get(seat, ""), at)
        for w in wanted
        for seat in range(1, w.line.quantity + 1)
    ]
    ProductKey.objects.bulk_create(keys)
    record_all(
        Entry(
            at=at,
            by=by,
            what="product_key.minted",
            about=key.line.order.ref,
            whose=key.line.order.customer.ref,
            facts={"key": key.ref, "hint": key.hint, "seat": key.seat},
        )
        for key in keys
    )
    return keys


def _key(master: bytes, line: Line, seat: int, follows: str, at: datetime) -> ProductKey:
    uuid = uuid4()
    minted = mint(master, uuid)
    return ProductKey(
        ref=new_ref("pk", at),
        uuid=uuid,
        line=line,
        seat=seat,
        lookup=minted.lookup,
        cipher=minted.cipher,
        hint=minted.hint,
        follows=follows,
        minted_at=at,
    )
