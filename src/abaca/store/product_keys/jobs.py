"""Asking generators: an errand is taken and committed, the call is made outside any transaction, the answer stored."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from django.conf import settings

from abaca.kernel.schedule import local_day
from abaca.store.catalogue.models import Plan

from . import actions
from .gateways import executable, url_generator
from .models import Errand, ProductKey, Source
from .patience import MOST_TRIES
from .protocol import Answer, Failure, Person, Purchase, fields
from .queries import query_of, source_of
from .states import SourceKind

log = logging.getLogger(__name__)


class Conclude(Protocol):
    """Write answers down and draw the consequences, in one transaction."""

    def __call__(self, answers: Mapping[int, Answer], /, *, at: datetime, by: str) -> list[ProductKey]: ...


class Trial(NamedTuple):
    """What a generator made of the sample order, and what this system could not limit."""

    answer: Answer
    unlimited: tuple[str, ...]


SAMPLE = Person(
    name="Élodie Łukasiewicz-Müller",
    company="Test & Söhne GmbH",
    email="test@example.com",
    street="Example Street 1",
    postcode="12345",
    city="Zürich",
    country="CH",
)


def run_errands(ids: list[int], *, conclude: Conclude, at: datetime, by: str) -> None:
    """Ask for one product key after the other, so that what comes is stored before the next is asked for."""
    for number in ids:
        for errand in actions.take([number], at=at):
            conclude({errand.pk: _attempt(errand)}, at=at, by=by)


def _attempt(errand: Errand) -> Answer:
    """Ask, unless whoever asked before has died of it each time; a fault of ours is an answer too, and not the last."""
    if errand.tries > MOST_TRIES:
        return Failure("lost")
    try:
        return _answer(errand)
    except Exception:
        log.exception("The call for errand %s broke.", errand.ref)
        return Failure("broken", again=True)


def try_out(plan: Plan, *, at: datetime) -> Trial:
    """Ask the generator of a plan with a sample order; nothing is kept."""
    source = source_of(plan)
    purchase = Purchase(
        product=source.generator_product or plan.code,
        number="999999999",
        running_no=1,
        on=local_day(at, settings.VENDOR_TIME_ZONE),
        language="en",
        quantity=1,
        buyer=SAMPLE,
    )
    return _ask(source, purchase)


def programs() -> list[str]:
    """Return the programs that may be chosen."""
    return executable.programs_in(settings.GENERATORS_FOLDER)


def _answer(errand: Errand) -> Answer:
    source: Source | None = getattr(errand.line.plan, "key_source", None)
    if source is None or source.kind not in CALLS:
        return Failure("source_changed")
    return _ask(source, purchase_of(errand, source)).answer


def purchase_of(errand: Errand, source: Source) -> Purchase:
    """Return the question of an errand: the same each time, whatever has changed in the shop since."""
    line, order = errand.line, errand.line.order
    address = order.delivery
    return Purchase(
        product=source.generator_product or line.plan.code,
        number="".join(character for character in order.number if character.isdigit()),
        running_no=errand.running_no,
        on=local_day(order.placed_at, settings.VENDOR_TIME_ZONE),
        language=order.language,
        quantity=errand.seats,
        buyer=Person(
            name=address.get("name", ""),
            company=address.get("company", ""),
            email=order.email,
            street=address.get("street", ""),
            postcode=address.get("postcode", ""),
            city=address.get("city", ""),
            country=address.get("country", ""),
        ),
    )


def _ask(source: Source, purchase: Purchase) -> Trial:
    call = CALLS.get(source.kind)
    if call is None:
        return Trial(Failure("source_changed"), ())
    return call(source, fields(purchase, source.encoding))


def _ask_address(source: Source, values: Mapping[str, str]) -> Trial:
    address = url_generator.Address(source.address, query_of(source))
    return Trial(url_generator.ask(address, values, source.encoding, seconds=settings.GENERATOR_SECONDS), ())


def _run_program(source: Source, values: Mapping[str, str]) -> Trial:
    limits = executable.Limits(settings.GENERATOR_SECONDS, settings.GENERATOR_MEMORY_MB)
    run = executable.ask(settings.GENERATORS_FOLDER, source.program, values, source.encoding, limits)
    return Trial(run.answer, run.unlimited)


CALLS: dict[str, Callable[[Source, Mapping[str, str]], Trial]] = {
    SourceKind.URL: _ask_address,
    SourceKind.EXECUTABLE: _run_program,
}
