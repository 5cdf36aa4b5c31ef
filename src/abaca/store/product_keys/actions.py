"""Minting product keys for paid lines. Never before the money: only settlement calls this."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from abaca.kernel.emails import masked
from abaca.kernel.refs import new_ref
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line

from .minting import mint
from .models import ProductKey, Sending
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


@transaction.atomic
def replace(key: ProductKey, *, on: date, at: datetime, by: str) -> ProductKey:
    """Withdraw a product key that its buyer takes back, and mint a fresh one for its seat."""
    key.withdrawn_on = on
    key.save(update_fields=["withdrawn_on"])
    fresh = _key(settings.STORE_MASTER_SECRET.encode(), key.line, key.seat, key.follows, at)
    fresh.instead_of = key.ref
    fresh.save(force_insert=True)
    order = key.line.order
    facts = {"key": key.ref, "hint": key.hint, "seat": key.seat, "fresh": fresh.ref, "fresh_hint": fresh.hint}
    record("product_key.taken_back", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    return fresh


@transaction.atomic
def note_sending(key: ProductKey, *, to_address: str, language: str, at: datetime, by: str) -> Sending:
    """Write down to whom a buyer sends a product key; the journal knows the address only masked."""
    sending = Sending.objects.create(key=key, to_address=to_address, language=language, sent_at=at)
    order = key.line.order
    facts = {"key": key.ref, "hint": key.hint, "seat": key.seat, "to": masked(to_address)}
    record("product_key.sent", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    return sending
