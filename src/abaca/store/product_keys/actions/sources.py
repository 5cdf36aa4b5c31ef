"""Choosing where the product keys of a plan come from."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.journal.actions import record
from abaca.store.product_keys.addresses import is_safe, split
from abaca.store.product_keys.minting import seal_query
from abaca.store.product_keys.models import Source
from abaca.store.product_keys.protocol import CODECS, UTF8
from abaca.store.product_keys.queries import stock_of
from abaca.store.product_keys.states import SourceKind
from abaca.store.product_keys.stock import is_low


class SourceUnknown(Refusal):
    code = "source_unknown"
    sentence = _("Please choose where the product keys come from.")
    status = 422
    field = "kind"


class EncodingUnknown(Refusal):
    code = "encoding_unknown"
    sentence = _("Please choose the encoding of the generator.")
    status = 422
    field = "encoding"


class AddressUnsafe(Refusal):
    code = "generator_address_unsafe"
    sentence = _(
        "Please write the whole address, beginning with https:// (http:// only for this machine). "
        "User and password belong into its query."
    )
    status = 422
    field = "address"


class ProgramOutside(Refusal):
    code = "generator_outside_its_folder"
    sentence = _("Please choose a program inside the folder of generators.")
    status = 422
    field = "program"


@dataclass(frozen=True)
class SourceWish:
    """What the vendor wants; an empty query keeps the one that is known, since nobody gets to see it again."""

    kind: str
    encoding: str = UTF8
    generator_product: str = ""
    one_per_seat: bool = False
    address: str = ""
    query: str = ""
    program: str = ""
    low_stock: int = 20


@transaction.atomic
def choose_source(plan: Plan, wish: SourceWish, *, at: datetime, by: str) -> Source:
    """Let the product keys of a plan come from here from now on; what is already on its way follows."""
    _check(wish)
    source, _new = Source.objects.get_or_create(plan=plan)
    source = Source.objects.select_for_update().get(pk=source.pk)
    address, query = split(wish.address)
    query = wish.query.strip().removeprefix("?") or query
    if query:
        master = settings.STORE_MASTER_SECRET.encode()
        source.query_cipher = seal_query(master, query, source.uuid)
    elif address != source.address:
        source.query_cipher = b""  # the secrets of one address are not told to another
    source.kind, source.encoding, source.one_per_seat = wish.kind, wish.encoding, wish.one_per_seat
    source.generator_product, source.address = wish.generator_product.strip(), address
    source.program, source.low_stock = wish.program.strip(), wish.low_stock
    if not is_low(stock_of([source.pk])[source.pk], source.low_stock):
        source.alarmed_at = None
    source.save()
    record("key_source.chosen", plan.code, at=at, by=by, kind=source.kind)
    return source


def _check(wish: SourceWish) -> None:
    if wish.kind not in {str(kind) for kind in SourceKind}:
        raise SourceUnknown
    if wish.encoding not in CODECS:
        raise EncodingUnknown
    if (wish.kind == SourceKind.URL or wish.address) and not is_safe(wish.address.strip()):
        raise AddressUnsafe
    if wish.kind == SourceKind.EXECUTABLE or wish.program:
        path = PurePosixPath(wish.program.strip())
        if not path.name or path.is_absolute() or ".." in path.parts:
            raise ProgramOutside
