"""The way to another day: everything that falls due on it is done, in due order, exactly once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from abaca.dispatch.actions import NoRehearsal, TimeNeverRunsBack, set_present
from abaca.dispatch.due_work import REGISTER, DueWork, register
from abaca.dispatch.jobs import drain, drain_all, drain_by, next_due_at, next_event, travel
from abaca.dispatch.models import Present
from abaca.dispatch.queries import present
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class Diary:
    """Rows of one kind of work, each due at an instant; what is done is written into one common list."""

    def __init__(self, name: str, done: list[tuple[str, int, datetime]], hours: list[int], **facts) -> None:
        self.rows = {n: NOON + hours_on * HOUR for n, hours_on in enumerate(hours)}
        self.name, self.done = name, done
        self.work = DueWork(name, self.due, self.next_at, self.do, **facts)
        register(self.work)

    def due(self, at: datetime, limit: int) -> list[int]:
        return sorted((n for n, when in self.rows.items() if when <= at), key=lambda n: self.rows[n])[:limit]

    def next_at(self) -> datetime | None:
        return min(self.rows.values(), default=None)

    def do(self, ids: list[int], *, at: datetime) -> None:
        for n in ids:
            self.done.append((self.name, n, at))
            del self.rows[n]


class Stubborn(Diary):
    """Rows that stay due however often they are done."""

    def do(self, ids: list[int], *, at: datetime) -> None:
        self.done += [(self.name, n, at) for n in ids]
        assert len(self.done) < 1_000, "the journey hangs"


def _hold_a_row() -> None:
    """Let a kind of work say that it is due, and have nothing to do."""
    held = Diary("held", [], [1])
    register(replace(held.work, due=lambda _at, _limit: []))


@pytest.fixture(autouse=True)
def _an_empty_register() -> Iterator[None]:
    kept = dict(REGISTER)
    REGISTER.clear()
    yield
    REGISTER.clear()
    REGISTER.update(kept)


def test_work_is_done_at_its_own_instant_and_in_due_order_across_kinds():
    done = []
    Diary("letters", done, [5, 1, 30])
    Diary("charges", done, [3, 1])
    travel(NOON + 24 * HOUR)
    assert [(name, n, (at - NOON) / HOUR) for name, n, at in done] == [
        ("letters", 1, 1),
        ("charges", 1, 1),
        ("charges", 0, 3),
        ("letters", 0, 5),
    ]
    assert present() == NOON + 24 * HOUR


def test_each_batch_of_a_long_drain_has_its_own_instant():
    done, instants = [], (NOON + n * HOUR for n in range(1, 10))
    Diary("letters", done, [0, 1, 1, 3, 50], batch=2)

    assert drain_by("letters", lambda: next(instants)) == 4

    assert [(n, (at - NOON) / HOUR) for _name, n, at in done] == [(0, 2), (1, 2), (2, 3), (3, 3)]


def test_who_has_other_work_as_well_leaves_the_rest_to_others():
    done, instants = [], (NOON + n * HOUR for n in range(10))
    left = Diary("letters", done, [0, 0, 0, 0, 0], batch=1)

    assert drain_by("letters", lambda: next(instants), for_at_most=3 * HOUR) == 2

    assert sorted(left.rows) == [2, 3, 4]


def test_rows_that_stay_due_hide_none_behind_them_and_others_cost_nothing():
    done, asked = [], []
    stubborn = Stubborn("letters", done, [0] * 25, batch=10)
    register(replace(stubborn.work, due=lambda at, most: asked.append(most) or stubborn.due(at, most)))

    assert drain("letters", at=NOON) == 25
    assert sorted(n for _name, n, _at in done) == list(range(25))

    finishing = Diary("letters", [], [0] * 200, batch=10)
    register(replace(finishing.work, due=lambda at, most: asked.append(most) or finishing.due(at, most)))
    asked.clear()
    assert drain("letters", at=NOON) == 200
    assert set(asked) == {10}


def test_at_one_instant_all_batches_are_of_that_instant():
    done = []
    Diary("letters", done, [0, 1, 1, 3], batch=2)

    assert drain("letters", at=NOON + 2 * HOUR) == 3

    assert {at for _name, _n, at in done} == {NOON + 2 * HOUR}


def test_work_that_makes_other_work_due_on_the_way_finds_it_done():
    done = []
    late = Diary("late", done, [])

    class Maker(Diary):
        def do(self, ids, *, at):
            super().do(ids, at=at)
            late.rows[len(done)] = at + HOUR

    Maker("maker", done, [1, 4])
    travel(NOON + 10 * HOUR)
    assert [(name, (at - NOON) / HOUR) for name, _n, at in done] == [
        ("maker", 1),
        ("late", 2),
        ("maker", 4),
        ("late", 5),
    ]


def test_what_was_due_before_is_done_now_and_time_does_not_run_back_for_it():
    done = []
    Diary("late", done, [-100])
    travel(NOON + HOUR)
    assert done == [("late", 0, NOON)]


def test_a_second_journey_to_the_same_instant_does_nothing():
    done = []
    Diary("letters", done, [1, 2])
    travel(NOON + 5 * HOUR)
    seen = list(done)
    travel(NOON + 5 * HOUR)
    assert (done, present()) == (seen, NOON + 5 * HOUR)


def test_two_short_journeys_do_what_one_long_one_does():
    at_once, in_two = [], []
    for done, ways in ((at_once, [10]), (in_two, [4, 10])):
        REGISTER.clear()
        Present.objects.update(at=NOON)
        Diary("letters", done, [1, 4, 9, 12])
        for way in ways:
            travel(NOON + way * HOUR)
    assert at_once == in_two


def test_time_never_runs_back():
    travel(NOON + HOUR)
    travel(NOON)
    assert present() == NOON + HOUR
    with pytest.raises(TimeNeverRunsBack) as caught:
        set_present(NOON)
    assert caught.value.status == 409
    assert present() == NOON + HOUR


def test_each_stop_of_a_journey_is_shown():
    Diary("letters", [], [1, 3])
    stops = []
    travel(NOON + 5 * HOUR, step=stops.append)
    assert stops == [NOON + HOUR, NOON + 3 * HOUR]


def test_work_that_says_it_is_due_but_gives_nothing_to_do_does_not_hang_the_journey():
    done = []
    _hold_a_row()
    Diary("letters", done, [1])
    travel(NOON + 5 * HOUR)
    assert [name for name, *_ in done] == ["letters"]
    assert present() == NOON + 5 * HOUR


def test_a_held_row_does_not_make_the_journey_skip_the_days_of_the_others():
    done = []
    _hold_a_row()
    Diary("letters", done, [2, 4])
    travel(NOON + 5 * HOUR)
    assert [(at - NOON) / HOUR for _name, _n, at in done] == [2, 4]


def test_work_that_stays_due_hangs_neither_a_journey_nor_a_round():
    done = []
    Stubborn("stubborn", done, [1])
    travel(NOON + 2 * HOUR)
    assert present() == NOON + 2 * HOUR


def test_rows_that_stay_due_do_not_hide_those_behind_them():
    done = []

    class Half(Diary):
        def do(self, ids, *, at):
            super().do([n for n in ids if n > 2], at=at)

    half = Half("half", done, [0, 0, 0, 0, 0], batch=2)
    drain("half", at=NOON)
    assert ([n for _name, n, _at in done], sorted(half.rows)) == ([3, 4], [0, 1, 2])


def test_a_round_goes_on_until_nothing_is_left():
    done = []
    Diary("letters", done, [-1, -2, 5], batch=1)
    assert drain_all(at=NOON) == 2
    assert next_due_at() == NOON + 5 * HOUR
    assert drain_all(at=NOON) == 0


def test_the_next_event_in_words_is_the_earliest_of_all_kinds():
    assert next_event() is None
    Diary("letters", [], [1], words=lambda: (NOON + HOUR, "a letter"))
    Diary("charges", [], [1], words=lambda: None)
    Diary("notices", [], [2], words=lambda: (NOON + 2 * HOUR, "a notice"))
    assert next_event() == (NOON + HOUR, "a letter")


# --- the present ----------------------------------------------------------------------------------------------------


def test_only_a_rehearsal_can_move_its_clock(settings):
    settings.REHEARSAL = False
    with pytest.raises(NoRehearsal) as caught:
        set_present(NOON + HOUR)
    assert caught.value.status == 403
    assert Present.objects.get().at == NOON


def test_outside_rehearsal_the_row_is_not_looked_at(settings):
    settings.REHEARSAL = False
    assert present() != NOON
    assert present() <= present()


def test_a_stopped_clock_stands_and_a_started_one_runs():
    set_present(NOON + HOUR, frozen=True)
    assert present() == present() == NOON + HOUR
    set_present(NOON + 2 * HOUR)
    assert present() == NOON + 2 * HOUR  # what stands goes on standing
    set_present(NOON + 3 * HOUR, frozen=False)
    first, second = present(), present()
    assert NOON + 3 * HOUR <= first < second < NOON + 4 * HOUR
    set_present(NOON + 5 * HOUR)
    assert Present.objects.get().runs_since is not None  # what runs goes on running


def test_a_shop_without_a_present_of_its_own_has_the_systems():
    Present.objects.all().delete()
    before = present()
    assert before < present()
    set_present(before + HOUR)
    assert present() > before + HOUR
