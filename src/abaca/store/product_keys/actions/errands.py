"""What becomes of a product key that is still wanted: asked for, answered, parked, entered by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.actions import wake
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.product_keys.foreign import hint_of, plain
from abaca.store.product_keys.minting import foreign_lookup_of, keep, keep_unfound
from abaca.store.product_keys.models import Errand, ProductKey, Source
from abaca.store.product_keys.patience import IN_HAND, next_try
from abaca.store.product_keys.protocol import UTF8, Answer, Failure, Key, text_key
from abaca.store.product_keys.queries import form_of, keys_by_ref, known_lookups, text_of, whole_errands
from abaca.store.product_keys.states import ERRAND, GENERATORS, UNDONE, ErrandState, KeyForm, SourceKind

from .minted import Place, mint_at, note
from .provision import GENERATORS_WORK, LIST_EMPTY, Low, note_errands, note_low
from .stocked import give_out

GENERATED, ENTERED = "product_key.generated", "product_key.entered"
SOLD_BEFORE = Failure("sold_before")


class NotParked(Refusal):
    code = "errand_not_parked"
    sentence = _("This product key does not wait for anybody any more. Please look again.")
    status = 409


class ListStillEmpty(Refusal):
    code = "key_list_still_empty"
    sentence = _("The list is still empty. Please bring product keys first, or enter one by hand.")
    status = 409


class TextUnusable(Refusal):
    code = "product_key_unusable"
    sentence = _("This is no product key: nothing to read, or longer than 16 kilobytes.")
    status = 422
    field = "text"


class TextKnown(Refusal):
    code = "product_key_known"
    sentence = _("This product key is in stock or was sold already.")
    status = 409
    field = "text"


@transaction.atomic(durable=True)
def take(ids: Sequence[int], *, at: datetime) -> list[Errand]:
    """Write down that generators are asked, and return the errands that are ours; committed when it returns."""
    due = whole_errands().filter(pk__in=ids, next_at__lte=at)
    ours = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for errand in ours:
        if errand.state == ErrandState.WAITING:  # one whose answer was lost is asked for again
            ERRAND.check(ErrandState.WAITING, ErrandState.ASKED)
        errand.state, errand.asked_at, errand.next_at = ErrandState.ASKED, at, at + IN_HAND
        errand.tries += 1
    Errand.objects.bulk_update(ours, ["state", "asked_at", "next_at", "tries"])
    return ours


@transaction.atomic
def store_answers(answers: Mapping[int, Answer], *, at: datetime, by: str) -> tuple[list[ProductKey], list[Errand]]:
    """Keep what generators answered, by errand; return the new product keys, and all errands that moved.

    An answer to an errand that another hand has finished meanwhile is dropped: the first one counts.
    """
    moving = [e for e in lock_lines_of(answers) if e.pk in answers and e.state == ErrandState.ASKED]
    judged = _judged(moving, answers)
    keys = _built(moving, judged, at)
    note(keys, GENERATED, at=at, by=by)
    for errand in moving:
        _move(errand, judged[errand.pk][0], at)
    _save(moving)
    note_errands([e for e in moving if e.state == ErrandState.PARKED], at=at, by=by)
    return keys, moving


def lock_lines_of(ids: Iterable[int]) -> list[Errand]:
    """Hold all errands of the lines that some errands belong to, so that the last one to come knows that it is."""
    lines = Errand.objects.filter(pk__in=list(ids)).values("line")
    return list(whole_errands().filter(line__in=lines).select_for_update(of=("self",)).order_by("pk"))


Judged = dict[int, tuple[Answer, KeyForm]]


def _judged(errands: Sequence[Errand], answers: Mapping[int, Answer]) -> Judged:
    """Decide what each answer is: a text that was sold before is none, unless it is that of the term before."""
    master = settings.STORE_MASTER_SECRET.encode()
    texts = {e.pk: a.content.decode() for e in errands if isinstance(a := answers[e.pk], Key) and not a.is_file}
    lookups = {pk: foreign_lookup_of(master, text) for pk, text in texts.items()}
    known = known_lookups(list(lookups.values()))
    before = keys_by_ref([e.follows for e in errands if e.follows])
    judged: Judged = {}
    for errand in errands:
        answer, text = answers[errand.pk], texts.get(errand.pk)
        if text is None:
            judged[errand.pk] = answer, KeyForm.FILE
        elif errand.follows in before and plain(text_of(before[errand.follows])) == plain(text):
            judged[errand.pk] = answer, KeyForm.SAME
        elif lookups[errand.pk] in known:
            judged[errand.pk] = SOLD_BEFORE, KeyForm.FOREIGN
        else:
            judged[errand.pk] = answer, form_of(text)
            known.add(lookups[errand.pk])
    return judged


def _built(errands: Sequence[Errand], judged: Judged, at: datetime) -> list[ProductKey]:
    """Keep what is a product key."""
    master = settings.STORE_MASTER_SECRET.encode()
    built = []
    for errand in errands:
        answer, form = judged[errand.pk]
        if isinstance(answer, Key):
            built.append(_key(master, errand, answer, form, at))
    return ProductKey.objects.bulk_create(built)


def _key(master: bytes, errand: Errand, answer: Key, form: KeyForm, at: datetime) -> ProductKey:
    uuid = uuid4()
    if form in (KeyForm.FOREIGN, KeyForm.BLOCK):
        kept = keep(master, answer.content.decode(), uuid)
    else:
        kept = keep_unfound(master, answer.content, uuid)
    return ProductKey(
        ref=new_ref("pk", at),
        uuid=uuid,
        line=errand.line,
        seat=errand.seat,
        seats=errand.seats,
        form=form,
        lookup=kept.lookup,
        cipher=kept.cipher,
        hint=kept.hint if answer.is_file else hint_of(answer.content.decode()),
        file_name=answer.file_name,
        media_type=answer.media_type,
        follows=errand.follows,
        replaces=errand.replaces,
        minted_at=at,
    )


def _move(errand: Errand, answer: Answer, at: datetime) -> None:
    now, errand.next_at = ErrandState(errand.state), None
    if isinstance(answer, Key):
        then, errand.done_at, errand.reason, errand.message = ErrandState.DELIVERED, at, "", ""
    else:
        errand.reason, errand.message = answer.name, answer.said
        errand.next_at = next_try(errand.tries, at=at) if answer.again else None
        then = ErrandState.WAITING if errand.next_at else ErrandState.PARKED
    ERRAND.check(now, then)
    errand.state = then


def _save(errands: Sequence[Errand]) -> None:
    Errand.objects.bulk_update(errands, ["state", "next_at", "done_at", "reason", "message", "tries", "kind"])


# --- what a person does ----------------------------------------------------------------------------------------------


def _parked(ref: str) -> Errand:
    """Hold a parked errand and its neighbours."""
    found = Errand.objects.filter(ref=ref).values_list("pk", flat=True).first()
    errand = next((e for e in lock_lines_of([found or 0]) if e.ref == ref), None)
    if errand is None or errand.state != ErrandState.PARKED:
        raise NotParked
    return errand


@transaction.atomic
def enter_by_hand(ref: str, text: str, *, at: datetime, by: str) -> tuple[list[ProductKey], list[Errand]]:
    """Deliver a text that a member of the staff has."""
    errand = _parked(ref)
    answer = text_key(text.encode(), UTF8)
    if isinstance(answer, Failure):
        raise TextUnusable
    judged = _judged([errand], {errand.pk: answer})
    if judged[errand.pk][0] == SOLD_BEFORE:
        raise TextKnown
    keys = _built([errand], judged, at)
    note(keys, ENTERED, at=at, by=by)
    _move(errand, answer, at)
    _save([errand])
    return keys, [errand]


@transaction.atomic
def send_out(ref: str, *, at: datetime, by: str) -> tuple[list[ProductKey], list[Errand], list[Low]]:
    """Try once more, at the source that the plan has now."""
    kind = _source_now(ref)
    errand = _parked(ref)
    if kind in GENERATORS:
        ERRAND.check(ErrandState.PARKED, ErrandState.WAITING)
        errand.state, errand.kind, errand.next_at, errand.tries = ErrandState.WAITING, kind, at, 0
        _save([errand])
        note_errands([errand], at=at, by=by)
        wake(GENERATORS_WORK)
        return [], [errand], []
    places = _places(errand)
    if kind == SourceKind.MINTED:
        keys = mint_at(places, at=at, by=by)
        low: list[Low] = []
    else:
        source = Source.objects.select_related("plan__product").get(plan=errand.line.plan_id)
        keys, lacking = give_out({source.pk: places}, at=at, by=by)
        if lacking[source.pk]:
            raise ListStillEmpty
        low = note_low([source], at=at)
    _done(errand, kind, at)
    _save([errand])
    return keys, [errand], low


def _source_now(ref: str) -> SourceKind:
    """Return the source of the plan, and hold a list before any errand is held: settlement does the same."""
    plan = Errand.objects.filter(ref=ref).values_list("line__plan", flat=True).first()
    source = Source.objects.select_for_update().filter(plan=plan).first()
    return SourceKind(source.kind) if source else SourceKind.MINTED


def _places(errand: Errand) -> list[Place]:
    """Return a place for each seat that the errand stood for; one key for all is something only a generator makes."""
    seats = range(errand.seat, errand.seat + errand.seats)
    mine = errand.seat
    return [
        Place(errand.line, seat, *((errand.follows, errand.replaces) if seat == mine else ("", ""))) for seat in seats
    ]


def _done(errand: Errand, kind: SourceKind, at: datetime) -> None:
    ERRAND.check(ErrandState(errand.state), ErrandState.DELIVERED)
    errand.state, errand.kind, errand.done_at = ErrandState.DELIVERED, kind, at
    errand.reason = errand.message = ""


@transaction.atomic
def serve_from_list(plan: Plan, *, at: datetime, by: str) -> tuple[list[ProductKey], list[Errand], list[Low]]:
    """Deliver what waits for a list that was filled, the oldest first, as far as it goes."""
    source = Source.objects.select_for_update(of=("self",)).select_related("plan__product").get(plan=plan)
    waiting = Errand.objects.filter(line__plan=plan, state=ErrandState.PARKED, reason=LIST_EMPTY)
    held = lock_lines_of(waiting.values_list("pk", flat=True))
    errands = [e for e in held if e.state == ErrandState.PARKED and e.reason == LIST_EMPTY]
    places = [place for e in errands for place in _places(e)]
    keys, _lacking = give_out({source.pk: places}, at=at, by=by) if places else ([], {})
    served = {(key.line_id, key.seat) for key in keys}
    done = [e for e in errands if (e.line_id, e.seat) in served]
    for errand in done:
        _done(errand, SourceKind.LIST, at)
    _save(done)
    return keys, done, note_low([source], at=at)


@transaction.atomic
def call_off(line_ids: Sequence[int], *, at: datetime, by: str) -> list[Errand]:
    """Want nothing more for some lines, whose money goes back; an answer that still comes is dropped."""
    wanted = Errand.objects.filter(line__in=line_ids, state__in=UNDONE)
    errands = [e for e in lock_lines_of(wanted.values_list("pk", flat=True)) if e.state in UNDONE]
    for errand in errands:
        ERRAND.check(ErrandState(errand.state), ErrandState.CALLED_OFF)
        errand.state, errand.next_at, errand.done_at = ErrandState.CALLED_OFF, None, at
    _save(errands)
    note_errands(errands, at=at, by=by)
    return errands


@transaction.atomic
def mark_announced(errands: Sequence[Errand], *, at: datetime) -> None:
    """Note that a letter brings the product keys of some errands."""
    Errand.objects.filter(pk__in=[e.pk for e in errands]).update(announced_at=at)
