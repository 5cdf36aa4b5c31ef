"""Letters are in one hand at a time, however long it takes: the clock runs on while servers take their time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain_by
from abaca.messaging import actions, queries
from abaca.messaging.actions import Fate, call_off_newsletters, enqueue
from abaca.messaging.envelopes import File
from abaca.messaging.jobs import OUTBOX, send
from abaca.messaging.models import Letter, Stream
from abaca.messaging.patience import IN_HAND
from abaca.messaging.states import LetterState
from tests.messaging.drafts import CODE, make_draft, make_drafts
from tests.messaging.test_envelopes import NOON

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that goes on whenever somebody looks at it; others may do something at an instant."""

    def __init__(self, *seconds: int) -> None:
        """Show NOON at first; then go on by so many seconds each time, and by the last of them for ever."""
        self.now, self.steps = NOON, [0, *seconds]
        self.events: list[tuple[datetime, Callable[[datetime], object]]] = []

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=self.steps[0])
        self.steps = self.steps[1:] or self.steps
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1](self.now)
        return self.now

    def at(self, seconds: int, do: Callable[[datetime], object]) -> None:
        self.events.append((NOON + timedelta(seconds=seconds), do))


def another_worker(now: datetime) -> None:
    if due := queries.due_letters(now, 100):
        send(due, at=now)


def news(number: int = 1, **changes):
    context = make_draft().context | {"unsubscribe_url": "https://musa.example/x"}
    return make_draft(number, stream=Stream.NEWSLETTER, context=context, **changes)


def state_of(letter: Letter) -> str:
    return Letter.objects.get(pk=letter.pk).state


def arrived(catcher) -> list[str]:
    return [line.split()[0] for line in catcher.arrivals()]


# --- a hand that takes its time --------------------------------------------------------------------------------------


def test_what_waits_in_a_slow_hand_is_sent_by_no_other(catcher):
    letters = enqueue(make_drafts(4), at=NOON)
    clock = Clock(59, 91)  # the second letter takes its server a minute and a half
    clock.at(150, another_worker)

    send([letter.pk for letter in letters], at=NOON, clock=clock)

    assert arrived(catcher) == [letter.message_id for letter in letters[:2]]
    assert [state_of(letter) for letter in letters[2:]] == [LetterState.QUEUED] * 2
    another_worker(clock.now)
    assert arrived(catcher) == [letter.message_id for letter in letters]


def test_a_letter_was_sent_when_it_was_taken_and_not_when_the_work_began(catcher):
    letters = enqueue(make_drafts(6), at=NOON)

    send([letter.pk for letter in letters], at=NOON, clock=Clock(6))

    sent = [(at - NOON).total_seconds() for at in Letter.objects.order_by("id").values_list("sent_at", flat=True)]
    assert sent == [0, 0, 12, 12, 24, 24]


def test_after_a_minute_the_rest_goes_back_unharmed_and_whoever_waits_for_a_code_is_served(catcher):
    letters = enqueue(make_drafts(8), at=NOON)
    clock = Clock(13)
    clock.at(30, lambda now: enqueue([make_draft(like=CODE)], at=now))

    send([letter.pk for letter in letters], at=NOON, clock=clock)

    assert [state_of(letter) for letter in letters] == [LetterState.SENT] * 5 + [LetterState.QUEUED] * 3
    back = Letter.objects.filter(pk__in=[letter.pk for letter in letters[5:]])
    assert {(row.attempts, row.put_off_since, row.next_attempt_at) for row in back} == {(0, None, clock.now)}
    another_worker(clock.now)
    assert arrived(catcher)[5] == Letter.objects.get(kind="code").message_id
    assert len(arrived(catcher)) == len(set(arrived(catcher))) == 9


def test_letters_that_another_hand_has_taken_are_left_to_it(catcher):
    letters = enqueue(make_drafts(3), at=NOON)
    clock = Clock(30)
    clock.at(30, lambda _now: actions.claim([letter.pk for letter in letters[1:]], at=NOON + IN_HAND))

    send([letter.pk for letter in letters], at=NOON, clock=clock)

    assert arrived(catcher) == [letters[0].message_id]
    assert [state_of(letter) for letter in letters[1:]] == [LetterState.SENDING] * 2


@examples(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_however_long_each_letter_takes_nobody_gets_one_twice(catcher, seconds):
    Letter.objects.all().delete()
    before = len(arrived(catcher))
    letters = enqueue(make_drafts(len(seconds)), at=NOON)
    clock = Clock(*seconds)
    for tick in range(0, sum(seconds), 9):
        clock.at(tick, another_worker)

    send([letter.pk for letter in letters], at=NOON, clock=clock)
    another_worker(clock.now)

    assert sorted(arrived(catcher)[before:]) == sorted(letter.message_id for letter in letters)
    assert {state_of(letter) for letter in letters} == {LetterState.SENT}


# --- a drain of many batches -----------------------------------------------------------------------------------------

MEANWHILE: list[Callable[[], object]] = []  # what others do, batch by batch


def files_named(names):
    """Know every file; to be asked for them, once a batch, gives others time to do something."""
    if MEANWHILE:
        MEANWHILE.pop(0)()
    return {name: lambda: File("x.txt", "text/plain", b"x") for name in names}


def drained(settings, monkeypatch, *meanwhile: Callable[[], object]) -> None:
    """Send seven letters in batches of three, of which each takes three minutes."""
    monkeypatch.setitem(REGISTER, OUTBOX.name, replace(OUTBOX, batch=3))
    settings.ATTACHMENTS = f"{__name__}.files_named"
    MEANWHILE[:] = meanwhile
    enqueue([make_draft(n, to_address=f"reader{n}@example.org", attachments=["x"]) for n in range(7)], at=NOON)
    instants = (NOON + timedelta(minutes=minutes) for minutes in range(0, 60, 3))
    drain_by(OUTBOX.name, lambda: next(instants))


def test_a_long_backlog_is_sent_once_though_others_wake(catcher, settings, monkeypatch):
    drained(settings, monkeypatch, lambda: None, lambda: another_worker(NOON + timedelta(minutes=4)))

    assert len(arrived(catcher)) == len(set(arrived(catcher))) == 7


def test_a_code_that_is_written_while_a_drain_runs_leaves_with_its_next_batch(catcher, settings, monkeypatch):
    minute = NOON + timedelta(minutes=1)
    drained(settings, monkeypatch, lambda: enqueue([make_draft(like=CODE)], at=minute))

    assert arrived(catcher)[3] == Letter.objects.get(kind="code").message_id
    assert len(arrived(catcher)) == 8


# --- newsletters after a no ------------------------------------------------------------------------------------------


def test_a_newsletter_in_hand_is_not_tried_again_after_a_no(catcher):
    [row] = enqueue([news()], at=NOON)
    [taken] = actions.claim([row.pk], at=NOON)

    assert call_off_newsletters(address=row.to_address) == []
    actions.note([Fate(taken, LetterState.QUEUED, words="451 later")], at=NOON)

    assert state_of(row) == LetterState.CALLED_OFF
    assert queries.due_letters(NOON + timedelta(days=1), 10) == []


def test_a_newsletter_that_a_dead_worker_left_is_not_taken_over_after_a_no(catcher):
    [row, other] = enqueue([news(1), news(2, to_address="bob@example.org")], at=NOON)
    actions.claim([row.pk, other.pk], at=NOON)  # and then the worker dies
    call_off_newsletters(address=row.to_address)

    later = NOON + IN_HAND
    send(queries.due_letters(later, 10), at=later)

    assert [state_of(row), state_of(other)] == [LetterState.CALLED_OFF, LetterState.SENT]
    assert arrived(catcher) == [other.message_id]


def test_an_edition_that_is_stopped_stops_within_seconds_in_the_hand_that_sends_it(catcher):
    letters = enqueue([news(n, to_address=f"reader{n}@example.org", about="edi_1") for n in range(6)], at=NOON)
    clock = Clock(5)
    clock.at(7, lambda _now: call_off_newsletters(about="edi_1"))

    send([letter.pk for letter in letters], at=NOON, clock=clock)

    assert [state_of(letter) for letter in letters] == [LetterState.SENT] * 2 + [LetterState.CALLED_OFF] * 4


def test_a_newsletter_that_was_taken_at_that_very_moment_was_sent(catcher):
    [row] = enqueue([news()], at=NOON)
    [taken] = actions.claim([row.pk], at=NOON)
    call_off_newsletters(address=row.to_address)

    actions.note([Fate(taken, LetterState.SENT, subject="News")], at=NOON)

    assert state_of(row) == LetterState.SENT


def test_a_notice_in_hand_is_tried_again(catcher):
    [row] = enqueue([make_draft()], at=NOON)
    [taken] = actions.claim([row.pk], at=NOON)
    call_off_newsletters(address=row.to_address, whose=row.whose, about=row.about)

    actions.note([Fate(taken, LetterState.QUEUED, words="451 later")], at=NOON)

    assert state_of(row) == LetterState.QUEUED


@pytest.mark.parametrize("fate", [LetterState.SENT, LetterState.QUEUED])
def test_who_was_forgotten_while_his_letter_was_in_hand_is_named_nowhere(catcher, fate):
    [row] = enqueue([make_draft()], at=NOON)
    [taken] = actions.claim([row.pk], at=NOON)
    actions.forget([row.to_address], at=NOON)

    actions.note([Fate(taken, fate, subject="For Alice", words="no alice@example.org")], at=NOON)

    row.refresh_from_db()
    assert row.state == (LetterState.SENT if fate == LetterState.SENT else LetterState.CALLED_OFF)
    assert (row.subject, row.last_error, row.to_address) == ("", "", actions.FORGOTTEN)


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_letters(count, django_assert_num_queries):
    letters = enqueue([news(n, to_address=f"reader{n}@example.org") for n in range(count)], at=NOON)
    taken = actions.claim([letter.pk for letter in letters], at=NOON)
    with django_assert_num_queries(4):  # begin, held, renewed, commit
        actions.renew(taken, at=NOON)
    with django_assert_num_queries(4):
        actions.let_go(taken, at=NOON)
    taken = actions.claim([letter.pk for letter in letters], at=NOON)
    fates = [Fate(letter, LetterState.FAILED, words="550 5.1.1 nobody", nobody_there=True) for letter in taken]
    with django_assert_num_queries(6):  # begin, held, noted, who complained, marked, commit
        actions.note(fates, at=NOON)
