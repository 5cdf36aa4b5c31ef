"""Lists of product keys that the vendor brings: taken in whole or not at all, given out one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.journal.actions import record
from abaca.store.product_keys.minting import foreign_lookup_of, keep
from abaca.store.product_keys.models import ProductKey, Source, StockedKey
from abaca.store.product_keys.queries import known_lookups, stock_of
from abaca.store.product_keys.states import KeyForm, SourceKind
from abaca.store.product_keys.stock import MOST_KEYS, Listed, broken_lines, is_low, numbers, read_list

from .minted import Place, note

TAKEN = "product_key.taken"

# as many of each list as are wanted, the oldest first; what was sold by another way in the meantime is passed over
OLDEST = """
SELECT stocked.id FROM unnest(%s::bigint[], %s::int[]) AS wanted (source, number) CROSS JOIN LATERAL (
    SELECT s.id FROM store_product_keys_stockedkey s
    WHERE s.source_id = wanted.source
        AND NOT EXISTS (SELECT FROM store_product_keys_productkey k WHERE k.lookup = s.lookup)
    ORDER BY s.id LIMIT wanted.number) stocked
"""


class NoKeyList(Refusal):
    code = "no_key_list"
    sentence = _("The product keys of this plan do not come from a list.")
    status = 409


class KeyListEmpty(Refusal):
    code = "key_list_empty"
    sentence = _("There is no product key in what you sent.")
    status = 422
    field = "keys"


class KeyListTooLong(Refusal):
    code = "key_list_too_long"
    sentence = _("A list may have {most} product keys at once; this one has {number}. Please bring it in parts.")
    status = 422
    field = "keys"


class KeysTooLong(Refusal):
    code = "product_keys_too_long"
    sentence = _("Nothing was taken in. Too long to be typed, with more than 512 bytes: line {lines}.")
    status = 422
    field = "keys"


class KeysUnreadable(Refusal):
    code = "product_keys_unreadable"
    sentence = _("Nothing was taken in. With characters that nobody can see or type: line {lines}.")
    status = 422
    field = "keys"


class KeysTwice(Refusal):
    code = "product_keys_twice"
    sentence = _("Nothing was taken in. A product key that stood in the list before: line {lines}.")
    status = 422
    field = "keys"


class KeysKnown(Refusal):
    code = "product_keys_known"
    sentence = _("Nothing was taken in. Already in stock or sold: line {lines}.")
    status = 409
    field = "keys"


@transaction.atomic
def import_list(plan: Plan, content: str, *, at: datetime, by: str) -> int:
    """Take a list in, sealed; return how many product keys came. One bad line, and nothing is taken."""
    source = Source.objects.select_for_update().filter(plan=plan, kind=SourceKind.LIST).first()
    if source is None:
        raise NoKeyList
    listed = _checked(content)
    master = settings.STORE_MASTER_SECRET.encode()
    lookups = {foreign_lookup_of(master, each.text): each.number for each in listed}
    if known := known_lookups(list(lookups)):
        raise KeysKnown(lines=numbers(sorted(lookups[lookup] for lookup in known)))
    StockedKey.objects.bulk_create([_stocked(source, master, each, at) for each in listed], batch_size=1000)
    if not is_low(stock_of([source.pk])[source.pk], source.low_stock):
        Source.objects.filter(pk=source.pk).update(alarmed_at=None)
    record("key_list.imported", plan.code, at=at, by=by, number=len(listed))
    return len(listed)


def _checked(content: str) -> list[Listed]:
    listed = read_list(content)
    if not listed:
        raise KeyListEmpty
    if len(listed) > MOST_KEYS:
        raise KeyListTooLong(most=MOST_KEYS, number=len(listed))
    broken = broken_lines(listed)
    refusals: dict[str, type[Refusal]] = {
        "too_long": KeysTooLong,
        "control_character": KeysUnreadable,
        "twice": KeysTwice,
    }
    for why, refusal in refusals.items():
        if lines := [line.number for line in broken if line.why == why]:
            raise refusal(lines=numbers(lines))
    return listed


def _stocked(source: Source, master: bytes, each: Listed, at: datetime) -> StockedKey:
    uuid = uuid4()
    kept = keep(master, each.text, uuid)
    return StockedKey(source=source, uuid=uuid, lookup=kept.lookup, cipher=kept.cipher, hint=kept.hint, imported_at=at)


def give_out(
    wanted: Mapping[int, Sequence[Place]], *, at: datetime, by: str
) -> tuple[list[ProductKey], dict[int, list[Place]]]:
    """Give product keys out of lists, by source; return them, and the places for which there was none.

    The caller holds the rows of the sources, so that two sales never reach for one product key.
    """
    if not wanted:
        return [], {}
    with connection.cursor() as cursor:
        cursor.execute(OLDEST, [list(wanted), [len(places) for places in wanted.values()]])
        ids = [row[0] for row in cursor.fetchall()]
    lying: dict[int, list[StockedKey]] = {source: [] for source in wanted}
    for stocked in StockedKey.objects.filter(pk__in=ids).order_by("pk"):
        lying[stocked.source_id].append(stocked)
    keys = [
        _sold(stocked, place, at)
        for source, places in wanted.items()
        for stocked, place in zip(lying[source], places, strict=False)
    ]
    ProductKey.objects.bulk_create(keys)
    StockedKey.objects.filter(pk__in=ids).delete()
    note(keys, TAKEN, at=at, by=by)
    return keys, {source: list(places[len(lying[source]) :]) for source, places in wanted.items()}


def _sold(stocked: StockedKey, place: Place, at: datetime) -> ProductKey:
    return ProductKey(
        ref=new_ref("pk", at),
        uuid=stocked.uuid,  # the seal is bound to it
        line=place.line,
        seat=place.seat,
        form=KeyForm.FOREIGN,
        lookup=stocked.lookup,
        cipher=stocked.cipher,
        hint=stocked.hint,
        follows=place.follows,
        replaces=place.replaces,
        minted_at=at,
    )
