"""A line is paid: its product keys are minted, taken from a list, or written down as wanted of a generator."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.kernel.refs import new_ref
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.product_keys.models import Errand, ProductKey, Source
from abaca.store.product_keys.queries import sources_of, stock_of
from abaca.store.product_keys.states import ERRAND, GENERATORS, ErrandState, SourceKind
from abaca.store.product_keys.stock import crossings

from .minted import Place, Wanted, mint_at, places_of
from .stocked import give_out

GENERATORS_WORK = "store.generators"
LIST_EMPTY = "list_empty"


@dataclass(frozen=True)
class Low:
    """A list that has just become low."""

    source: Source
    left: int


@dataclass(frozen=True)
class Provided:
    """What a batch of paid lines got at once, what it still lacks, and which lists became low over it."""

    keys: list[ProductKey]
    errands: list[Errand]
    low: list[Low]


@transaction.atomic
def provide(wanted: Sequence[Wanted], *, at: datetime, by: str) -> Provided:
    """Get the product keys of paid lines from the sources of their plans, the whole batch with one set of statements.

    No generator is called here: an errand is written down, and a job runs it outside any transaction.
    """
    places = places_of(wanted)
    sources = _held(sources_of([w.line.plan_id for w in wanted]))
    own = [p for p in places if _kind(sources, p) == SourceKind.MINTED]
    listed: dict[int, list[Place]] = {}
    for place in places:
        if _kind(sources, place) == SourceKind.LIST:
            listed.setdefault(sources[place.line.plan_id].pk, []).append(place)
    keys = mint_at(own, at=at, by=by) if own else []
    given, lacking = give_out(listed, at=at, by=by)
    asked = [p for p in places if _kind(sources, p) in GENERATORS]
    errands = _write_down(asked, [p for rest in lacking.values() for p in rest], sources, at=at, by=by)
    return Provided([*keys, *given], errands, note_low([s for s in sources.values() if s.pk in listed], at=at))


def _kind(sources: dict[int, Source], place: Place) -> SourceKind:
    source = sources.get(place.line.plan_id)
    return SourceKind(source.kind) if source else SourceKind.MINTED


def _held(sources: dict[int, Source]) -> dict[int, Source]:
    """Hold the rows of lists to the commit, in one order, so that two sales never reach for one product key."""
    lists = [s.pk for s in sources.values() if s.kind == SourceKind.LIST]
    if not lists:
        return sources
    held = Source.objects.select_for_update(of=("self",)).select_related("plan__product").filter(pk__in=lists)
    return sources | {s.plan_id: s for s in held.order_by("pk")}


def _write_down(
    asked: Sequence[Place], lacking: Sequence[Place], sources: dict[int, Source], *, at: datetime, by: str
) -> list[Errand]:
    errands = [*_calls(asked, sources, at), *(_parked(place, at) for place in lacking)]
    if not errands:
        return []
    numbers: Counter[int] = Counter()
    for errand in errands:
        numbers[errand.line.order_id] += 1
        errand.running_no = numbers[errand.line.order_id]
    Errand.objects.bulk_create(errands)
    note_errands(errands, at=at, by=by)
    if asked:
        wake(GENERATORS_WORK)
    return errands


def _calls(places: Iterable[Place], sources: dict[int, Source], at: datetime) -> list[Errand]:
    """Return an errand for each call: one for a line with its quantity, or one for each seat, as the source wishes."""
    errands = []
    for line, seat, follows, replaces in places:
        source = sources[line.plan_id]
        if not source.one_per_seat and seat > 1:
            continue
        errands.append(
            Errand(
                ref=new_ref("errand", at),
                line=line,
                seat=seat,
                seats=1 if source.one_per_seat else line.quantity,
                kind=source.kind,
                follows=follows,
                replaces=replaces,
                next_at=at,
                made_at=at,
            )
        )
    return errands


def _parked(place: Place, at: datetime) -> Errand:
    ERRAND.check(ErrandState.WAITING, ErrandState.PARKED)
    return Errand(
        ref=new_ref("errand", at),
        line=place.line,
        seat=place.seat,
        kind=SourceKind.LIST,
        follows=place.follows,
        replaces=place.replaces,
        state=ErrandState.PARKED,
        reason=LIST_EMPTY,
        made_at=at,
    )


def note_errands(errands: Iterable[Errand], *, at: datetime, by: str) -> None:
    """Write down what became of some errands."""
    record_all(
        Entry(
            at=at,
            by=by,
            what=f"product_key.{'wanted' if e.state == ErrandState.WAITING else e.state}",
            about=e.line.order.ref,
            whose=e.line.order.customer.ref,
            facts={"seat": e.seat, "seats": e.seats, "source": e.kind, "reason": e.reason},
        )
        for e in errands
    )


def note_low(sources: Sequence[Source], *, at: datetime) -> list[Low]:
    """Note which lists have just become low; their rows are held by the caller."""
    if not sources:
        return []
    left = stock_of([s.pk for s in sources])
    alarmed = [s.pk for s in sources if s.alarmed_at]
    crossed = crossings(left, {s.pk: s.low_stock for s in sources}, alarmed)
    if crossed:
        Source.objects.filter(pk__in=crossed).update(alarmed_at=at)
    return [Low(s, left.get(s.pk, 0)) for s in sources if s.pk in crossed]
