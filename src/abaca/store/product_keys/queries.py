"""What can be asked about product keys, their sources and those that are still wanted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel import product_keys
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.customers.models import Customer

from .foreign import can_be_typed, plain
from .minting import foreign_lookup_of, lookup_of, open_query, unseal, unseal_bytes
from .models import Errand, ProductKey, Sending, Source, StockedKey
from .states import OPEN, REDEEMABLE, UNDONE, ErrandState, KeyForm, SourceKind


class ErrandUnknown(Refusal):
    code = "errand_unknown"
    sentence = _("Nothing is wanted under this reference.")
    status = 404


def text_of(key: ProductKey) -> str:
    """Return a product key as it is printed; a licence file has no text."""
    if key.form == KeyForm.FILE:
        return ""
    return unseal(settings.STORE_MASTER_SECRET.encode(), bytes(key.cipher), key.uuid)


def file_of(key: ProductKey) -> bytes:
    """Return the content of a licence file."""
    return unseal_bytes(settings.STORE_MASTER_SECRET.encode(), bytes(key.cipher), key.uuid)


def is_at_large(key: ProductKey) -> bool:
    """Tell whether licensing was told of a key that still counts."""
    return key.form in REDEEMABLE and key.withdrawn_on is None


def keys_by_line(line_ids: Sequence[int]) -> dict[int, list[ProductKey]]:
    """Return the product keys of some order lines, by seat, the newest of a seat last; one statement."""
    found: dict[int, list[ProductKey]] = defaultdict(list)
    for key in ProductKey.objects.filter(line__in=line_ids).order_by("line_id", "seat", "id"):
        found[key.line_id].append(key)
    return found


def replaceable_keys(customer_id: int) -> list[ProductKey]:
    """Return the product keys of a customer in whose place a fresh one can be minted, with their orders; one statement.

    Whether somebody has redeemed one only licensing knows.
    """
    rows = ProductKey.objects.filter(line__order__customer=customer_id, form=KeyForm.ABACA, withdrawn_on=None)
    return list(rows.select_related("line__order").order_by("line_id", "seat"))


def keys_by_ref(refs: Sequence[str]) -> dict[str, ProductKey]:
    """Return some product keys by their refs; one statement."""
    return {key.ref: key for key in ProductKey.objects.filter(ref__in=refs)}


def sendings_of_line(line_id: int) -> dict[int, list[Sending]]:
    """Return to whom the keys of a line were sent, the latest first; one statement."""
    found: dict[int, list[Sending]] = defaultdict(list)
    for sending in Sending.objects.filter(key__line=line_id):
        found[sending.key_id].append(sending)
    return found


def sent_since(since: datetime, *, customer_id: int) -> list[int]:
    """Return the keys that a customer sent since then, each as often as he sent it."""
    rows = Sending.objects.filter(key__line__order__customer=customer_id, sent_at__gt=since)
    return list(rows.values_list("key_id", flat=True))


def taken_back_since(since: datetime, key: ProductKey) -> int:
    """Return how many keys of this one's seat were taken back since then."""
    rows = ProductKey.objects.filter(line=key.line_id, seat=key.seat, minted_at__gt=since)
    return rows.exclude(instead_of="").count()


def key_with_text(text: str) -> ProductKey | None:
    """Return the product key that was typed, if it is one of ours, for staff."""
    return keys_with_texts([text]).get(text)


def keys_with_texts(texts: Collection[str]) -> dict[str, ProductKey]:
    """Return product keys by the texts that were typed, those that are ours; one statement."""
    meant = {lookup: text for text in texts for lookup in _lookups(text)}
    if not meant:
        return {}
    rows = ProductKey.objects.select_related("line__order__customer").filter(lookup__in=meant)
    return {meant[bytes(key.lookup)]: key for key in rows}


def _lookups(text: str) -> list[bytes]:
    master = settings.STORE_MASTER_SECRET.encode()
    reading = product_keys.read(text)
    lookups = [lookup_of(master, reading.symbols)] if reading.symbols else []
    return [*lookups, foreign_lookup_of(master, text)] if plain(text) else lookups


def buyers_of_colleagues(addresses: Collection[str]) -> dict[str, Customer]:
    """Return, by the addresses to which product keys were sent, given folded, who bought them; one statement."""
    rows = Sending.objects.annotate(lower=Lower("to_address")).filter(lower__in=addresses)
    rows = rows.select_related("key__line__order__customer").order_by("sent_at")
    return {fold(sending.to_address): sending.key.line.order.customer for sending in rows}


def form_of(text: str) -> KeyForm:
    """Tell whether somebody can type this text of the vendor's."""
    return KeyForm.FOREIGN if can_be_typed(text) else KeyForm.BLOCK


# --- sources and stock -----------------------------------------------------------------------------------------------


def sources_of(plan_ids: Iterable[int]) -> dict[int, Source]:
    """Return the sources of some plans by plan; a plan without a row mints Abaca's own."""
    rows = Source.objects.select_related("plan__product").filter(plan__in=set(plan_ids))
    return {source.plan_id: source for source in rows}


def source_of(plan: Plan) -> Source:
    """Return the source of a plan, a new one if nothing was chosen yet."""
    return Source.objects.select_related("plan__product").filter(plan=plan).first() or Source(plan=plan)


def query_of(source: Source) -> str:
    """Return the secret part of a generator's address."""
    sealed = bytes(source.query_cipher)
    return open_query(settings.STORE_MASTER_SECRET.encode(), sealed, source.uuid) if sealed else ""


def stock_of(source_ids: Iterable[int]) -> dict[int, int]:
    """Return how many product keys are left in some lists, by source; one statement."""
    ids = set(source_ids)
    rows = StockedKey.objects.filter(source__in=ids).values_list("source").annotate(Count("pk"))
    return dict.fromkeys(ids, 0) | dict(rows)


def low_lists() -> QuerySet[Source]:
    """Return the lists that are known to be low."""
    return Source.objects.filter(kind=SourceKind.LIST, alarmed_at__isnull=False).select_related("plan__product")


def known_lookups(lookups: Sequence[bytes]) -> set[bytes]:
    """Return which texts are in stock or sold already; two statements."""
    sold = ProductKey.objects.filter(lookup__in=lookups).values_list("lookup", flat=True)
    stocked = StockedKey.objects.filter(lookup__in=lookups).values_list("lookup", flat=True)
    return {bytes(lookup) for rows in (sold, stocked) for lookup in rows}


# --- what is still wanted --------------------------------------------------------------------------------------------


def due_errands(at: datetime, limit: int) -> list[int]:
    """Return errands on which a generator is to be asked, or whose answer was lost with who asked."""
    due = Errand.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


# When a generator is asked next.
next_errand = Earliest(First(lambda: Errand.objects.filter(next_at__isnull=False), "next_at"))


def whole_errands() -> QuerySet[Errand]:
    """Return errands with what a call or a letter needs."""
    return Errand.objects.select_related("line__order__customer", "line__plan__product", "line__plan__key_source")


def errand_with(ref: str) -> Errand:
    """Return an errand by its ref."""
    errand = whole_errands().filter(ref=ref).first()
    if errand is None:
        raise ErrandUnknown
    return errand


def parked_errands() -> QuerySet[Errand]:
    """Return what waits for a person, the oldest first."""
    return whole_errands().filter(state=ErrandState.PARKED).order_by("pk")


def errands_by_line(line_ids: Sequence[int]) -> dict[int, list[Errand]]:
    """Return what some order lines still lack, by seat; one statement."""
    found: dict[int, list[Errand]] = defaultdict(list)
    for errand in Errand.objects.filter(line__in=line_ids, state__in=UNDONE).order_by("line_id", "seat"):
        found[errand.line_id].append(errand)
    return found


def errands_of_lines(line_ids: Sequence[int]) -> dict[int, list[Errand]]:
    """Return all errands of some order lines, those that are done as well; one statement."""
    found: dict[int, list[Errand]] = defaultdict(list)
    for errand in Errand.objects.filter(line__in=line_ids).order_by("line_id", "seat"):
        found[errand.line_id].append(errand)
    return found


def errands_by_plan() -> dict[int, tuple[int, int]]:
    """Return how many product keys are on their way and how many are parked, by plan; one statement."""
    rows = Errand.objects.filter(state__in=UNDONE).values_list("line__plan")
    counted = rows.annotate(
        waiting=Count("pk", filter=Q(state__in=OPEN)), parked=Count("pk", filter=Q(state=ErrandState.PARKED))
    )
    return {plan: (waiting, parked) for plan, waiting, parked in counted}
