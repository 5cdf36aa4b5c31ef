"""How terms lie: tables of ledgers, and laws that hold for every history."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.licensing.licences.stacking import Entry, lay, left_of_voided
from abaca.licensing.licences.states import EntryKind


def grant(number, on, months=12, **more):
    return Entry(EntryKind.GRANT, number, date.fromisoformat(on), plan=more.pop("plan", "pro"), months=months, **more)


def entry(kind, number, on):
    return Entry(EntryKind(kind), number, date.fromisoformat(on))


def row(entries):
    return [(t.number, str(t.begins), str(t.ends) if t.ends else None) for t in lay(entries)]


@pytest.mark.parametrize(
    ("ledger", "terms"),
    [
        pytest.param([], [], id="nothing was granted"),
        pytest.param([grant(1, "2026-03-02")], [(1, "2026-03-02", "2027-03-02")], id="one key, one year"),
        pytest.param(
            [grant(1, "2026-03-02"), grant(2, "2026-12-24")],
            [(1, "2026-03-02", "2027-03-02"), (2, "2027-03-02", "2028-03-02")],
            id="early renewal loses no day",
        ),
        pytest.param(
            [grant(1, "2026-03-02"), grant(2, "2027-05-01")],
            [(1, "2026-03-02", "2027-03-02"), (2, "2027-05-01", "2028-05-01")],
            id="late renewal begins today",
        ),
        pytest.param(
            [grant(1, "2024-02-29"), *(grant(n, "2024-03-01") for n in (2, 3, 4))],
            [
                (1, "2024-02-29", "2025-02-28"),
                (2, "2025-02-28", "2026-02-28"),
                (3, "2026-02-28", "2027-02-28"),
                (4, "2027-02-28", "2028-02-29"),
            ],
            id="the leap day comes back",
        ),
        pytest.param(
            [grant(1, "2026-01-31", 1), grant(2, "2026-01-31", 1), grant(3, "2026-01-31", 1)],
            [(1, "2026-01-31", "2026-02-28"), (2, "2026-02-28", "2026-03-31"), (3, "2026-03-31", "2026-04-30")],
            id="months keep the anchor",
        ),
        pytest.param(
            [grant(1, "2026-03-02"), grant(2, "2026-03-02"), entry("void", 1, "2026-06-01")],
            [(1, "2026-03-02", "2026-06-01"), (2, "2026-06-01", "2027-06-01")],
            id="a refund takes exactly one term",
        ),
        pytest.param(
            [grant(1, "2026-03-02"), grant(2, "2026-03-02"), entry("void", 2, "2026-06-01")],
            [(1, "2026-03-02", "2027-03-02")],
            id="a term that has not begun vanishes",
        ),
        pytest.param(
            [grant(1, "2026-03-02"), entry("void", 1, "2027-06-01")],
            [(1, "2026-03-02", "2027-03-02")],
            id="what is over cannot be cut",
        ),
        pytest.param(
            [
                grant(1, "2026-03-02"),
                grant(2, "2026-03-02"),
                entry("close", 1, "2026-09-02"),
                grant(3, "2026-09-02", plan="adv", replaces=1),
            ],
            [(1, "2026-03-02", "2026-09-02"), (3, "2026-09-02", "2027-09-02"), (2, "2027-09-02", "2028-09-02")],
            id="an upgrade takes its place before later terms",
        ),
        pytest.param(
            [
                grant(1, "2026-03-02"),
                entry("close", 1, "2026-09-02"),
                grant(2, "2026-09-02", plan="adv", replaces=1),
                entry("void", 2, "2026-09-02"),
                entry("reopen", 1, "2026-10-01"),
            ],
            [(1, "2026-03-02", "2027-03-02")],
            id="an upgrade taken back leaves the old end",
        ),
        pytest.param(
            [grant(1, "2026-03-02", None), grant(2, "2026-03-02")],
            [(1, "2026-03-02", None)],
            id="nothing comes after for ever",
        ),
        pytest.param(
            [grant(1, "2026-03-02", None, days=10), grant(2, "2026-03-02", 1)],
            [(1, "2026-03-02", "2026-03-12"), (2, "2026-03-12", "2026-04-12")],
            id="days make an anchor of their own",
        ),
    ],
)
def test_terms_lie(ledger, terms):
    assert row(ledger) == terms


@pytest.mark.parametrize(
    ("void_on", "left"), [("2026-06-01", 274), ("2026-03-02", None), ("2027-03-02", 0), ("2027-03-01", 1)]
)
def test_what_a_voided_term_had_left_is_counted_in_days(void_on, left):
    assert left_of_voided([grant(1, "2026-03-02"), entry("void", 1, void_on)], 1) == left


@st.composite
def histories(draw):
    """Histories as they happen: days go forward, and only what was granted is voided."""
    on, entries, numbers = date(2026, 1, 1), [], 0
    for _step in range(draw(st.integers(1, 12))):
        on += timedelta(days=draw(st.integers(0, 200)))
        if numbers and draw(st.booleans()) and draw(st.booleans()):
            entries.append(Entry(EntryKind.VOID, draw(st.integers(1, numbers)), on))
        else:
            numbers += 1
            length = draw(st.sampled_from([{"months": 1}, {"months": 12}, {"days": 9}]))
            entries.append(Entry(EntryKind.GRANT, numbers, on, plan="pro", **length))
    return entries


@given(histories())
def test_terms_never_overlap_and_are_never_empty(entries):
    terms = lay(entries)
    assert all(term.begins < term.ends for term in terms)
    assert all(one.ends <= other.begins for one, other in pairwise(terms))


@given(histories())
def test_past_days_never_change(entries):
    for count in range(1, len(entries)):
        today = entries[count].on
        before, after = lay(entries[:count]), lay(entries[: count + 1])
        assert _days_before(before, today) == _days_before(after, today)


def _days_before(terms, today):
    return {(term.begins, min(term.ends, today), term.number) for term in terms if term.begins < today}
