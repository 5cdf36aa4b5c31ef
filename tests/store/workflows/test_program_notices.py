"""What programs show about letters that did not arrive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain
from abaca.store.feed.models import Document
from abaca.store.notices.models import Undelivered
from abaca.store.notices.queries import next_to_be_shown, to_be_shown
from abaca.store.workflows.program_notices import tell_programs
from tests.makers.shop import ALICE, DORA, Buyer


def lost(person, clock, kind: str = "renewal_boxed", **facts) -> Undelivered:
    return Undelivered.objects.create(
        subscription=Buyer(person).subscription, term=1, kind=kind, trouble="bounced", found_at=clock.now, **facts
    )


def told() -> list[tuple]:
    rows = Document.objects.filter(kind="product_key.noticed").order_by("position")
    return [(body["ref"], body["code"]) for body in rows.values_list("body", flat=True)]


@pytest.mark.parametrize("seats", [1, 2])
def test_every_program_of_the_term_is_told_once_and_once_more_when_it_is_over(shop, clock, seats):
    keys = [key.ref for key in shop.sells(to=ALICE, seats=seats).keys]
    row = lost(ALICE, clock)
    assert (to_be_shown(clock.now, 9), next_to_be_shown()) == ([row.pk], clock.now)
    for _twice in range(2):
        drain("store.program_notices", at=clock.now)
        assert told() == [(ref, "letter_returned") for ref in keys]
    assert (to_be_shown(clock.now, 9), next_to_be_shown()) == ([], None)

    Undelivered.objects.update(held_at=clock.now)
    drain("store.program_notices", at=clock.now)
    assert told()[seats:] == [(ref, "renewal_waits") for ref in keys]

    Undelivered.objects.update(closed_at=clock.now, closed_why="confirmed")
    drain("store.program_notices", at=clock.now)
    assert told()[2 * seats :] == [(ref, None) for ref in keys]


def test_what_is_over_before_a_program_heard_of_it_is_never_told(shop, clock):
    shop.sells(to=ALICE)
    lost(ALICE, clock, closed_at=clock.now, closed_why="arrived")
    drain("store.program_notices", at=clock.now)
    assert told() == []


def test_of_two_that_did_not_arrive_one_stays_when_the_other_is_seen_to(shop, clock):
    [key] = shop.sells(to=ALICE).keys
    lost(ALICE, clock, held_at=clock.now)
    second = lost(ALICE, clock, "renewal_second")
    drain("store.program_notices", at=clock.now)
    Undelivered.objects.filter(pk=second.pk).update(closed_at=clock.now, closed_why="by_hand")
    drain("store.program_notices", at=clock.now)
    assert told() == [(key.ref, "renewal_waits")] * 2


def test_many_cost_as_many_statements_as_one(shop, clock):
    def cost(rows: list[Undelivered]) -> int:
        with CaptureQueriesContext(connection) as statements:
            tell_programs([row.pk for row in rows], at=clock.now)
        return len(statements)

    shop.sells(to=ALICE)
    shop.sells(to=DORA)
    one = [lost(ALICE, clock)]
    three = [lost(ALICE, clock, "renewal_second"), lost(DORA, clock), lost(DORA, clock, "renewal_second")]
    assert cost(one) == cost(three)
