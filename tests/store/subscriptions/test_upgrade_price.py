"""U3 to U6: what a larger plan costs in the middle of a term; the examples are those of the specification."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import Term, nth_term
from abaca.store.orders.pricing import Less
from abaca.store.orders.states import ReductionKind
from abaca.store.subscriptions.upgrade_price import PaidTerm, Paper, Taxed, notes_for, upgrade_price
from abaca.store.tax.totals import from_net

SELLER = "CHE-123.456.788 MWST"
AUSTRIAN_BUSINESS = Taxed(SELLER, "AT", "AE", 0)
SWISS = Taxed(SELLER, "CH", "S", 810)
GERMAN = Taxed(SELLER, "DE", "S", 1900)
FINNISH = Taxed(SELLER, "FI", "S", 2550)


def term(begins: str, ends: str, net: int, tax: int, taxed: Taxed, *, number: int = 1) -> PaidTerm:
    days = Term(date.fromisoformat(begins), date.fromisoformat(ends))
    return PaidTerm(number, days, net, taxed, (Paper(f"MS26-00000{number}", net, tax),))


A = term("2027-09-14", "2028-09-14", 11800, 0, AUSTRIAN_BUSINESS)
B = term("2026-03-05", "2027-03-05", 10537, 853, SWISS)
C = term("2026-06-30", "2027-06-30", 11681, 2219, GERMAN)


def price_of_a(on: str, unit: int = 28700):
    return upgrade_price([A], unit=unit, seats=1, basis="net", taxed=AUSTRIAN_BUSINESS, on=date.fromisoformat(on))


def test_example_a_a_business_in_austria_pays_what_is_left_over_the_leap_day():
    price = price_of_a("2028-01-20")
    [left] = price.unused
    assert (left.days_left, left.term.days.days, left.net, left.used) == (238, 366, 7673, 7673)
    assert (price.basis, price.full, price.totals.net, price.totals.tax) == ("net", 28700, 21027, 0)
    assert (price.to_pay, price.set_off, price.surplus) == (21027, 0, 0)


def test_example_b_a_swiss_consumer_with_a_discount_pays_from_net():
    price = upgrade_price([B], unit=32200, seats=1, basis="gross", taxed=SWISS, on=date(2026, 11, 18))
    assert (price.unused[0].days_left, price.credit, price.full) == (107, 3089, 29787)
    assert (price.totals.net, price.totals.tax, price.to_pay) == (26698, 2163, 28861)
    assert (price.basis, price.unit) == ("net", 29787)


def test_example_c_who_moved_gets_a_credit_note_at_the_old_rate_and_a_full_invoice_at_the_new_one():
    price = upgrade_price([C], unit=33900, seats=1, basis="gross", taxed=FINNISH, on=date(2027, 2, 11))
    [left] = price.unused
    assert (left.days_left, left.net, left.used, left.notes) == (139, 4448, 0, (Paper("MS26-000001", 4448, 845),))
    assert (price.basis, price.unit, price.totals.net, price.totals.tax) == ("gross", 33900, 27012, 6888)
    assert (price.noted, price.set_off, price.surplus, price.to_pay) == (5293, 5293, 0, 28607)


@pytest.mark.parametrize(
    ("on", "credit"),
    [("2027-09-14", 11800), ("2028-09-13", 32), ("2028-09-14", 0), ("2029-01-01", 0)],
)
def test_on_the_first_day_everything_is_unused_and_at_the_end_nothing(on, credit):
    price = price_of_a(on)
    assert (price.credit, price.to_pay) == (credit, 28700 - credit)


def test_without_anything_unused_the_advertised_price_stays():
    price = upgrade_price([B], unit=32200, seats=1, basis="gross", taxed=SWISS, on=date(2027, 3, 5))
    assert (price.basis, price.unit, price.to_pay) == ("gross", 32200, 32200)


def test_the_credit_is_capped_and_the_surplus_comes_back_by_credit_note():
    price = price_of_a("2027-09-14", unit=8610)
    assert (price.unused[0].used, price.totals.gross, price.to_pay) == (8610, 0, 0)
    assert (price.unused[0].notes, price.surplus) == ((Paper("MS26-000001", 3190, 0),), 3190)


def test_the_surplus_of_a_german_consumer_carries_its_tax():
    german = term("2027-09-14", "2028-09-14", 11800, 2242, GERMAN)
    price = upgrade_price([german], unit=8610, seats=1, basis="net", taxed=GERMAN, on=date(2027, 9, 14))
    assert (price.totals.gross, price.unused[0].notes[0], price.surplus) == (0, Paper("MS26-000001", 3190, 606), 3796)


def test_at_another_rate_more_than_the_new_price_is_surplus_too():
    price = upgrade_price([C], unit=5000, seats=1, basis="gross", taxed=FINNISH, on=date(2026, 6, 30))
    assert (price.noted, price.totals.gross, price.to_pay, price.surplus) == (13900, 5000, 0, 8900)


def test_a_term_that_was_paid_early_counts_in_full_and_refunds_and_gifts_count_nothing():
    next_one = term("2028-09-14", "2029-09-14", 11800, 0, AUSTRIAN_BUSINESS, number=2)
    gift = term("2029-09-14", "2030-09-14", 0, 0, AUSTRIAN_BUSINESS, number=3)
    price = upgrade_price(
        [A, next_one, gift], unit=28700, seats=1, basis="net", taxed=AUSTRIAN_BUSINESS, on=date(2028, 1, 20)
    )
    assert [one.net for one in price.unused] == [7673, 11800, 0]
    assert price.to_pay == 28700 - 7673 - 11800


def test_the_seats_stay_and_the_price_of_a_seat_is_that_without_tax():
    three = term("2026-03-05", "2027-03-05", 3 * 10537, 3 * 853, SWISS)
    price = upgrade_price([three], unit=32200, seats=3, basis="gross", taxed=SWISS, on=date(2026, 11, 18))
    assert (price.unit, price.full, price.credit) == (29787, 3 * 29787, 9267)


def test_terms_of_two_places_are_each_treated_by_their_own_tax():
    finnish = PaidTerm(2, Term(date(2027, 6, 30), date(2028, 6, 30)), 11076, FINNISH, (Paper("MS27-1", 11076, 2824),))
    price = upgrade_price([C, finnish], unit=33900, seats=1, basis="gross", taxed=FINNISH, on=date(2027, 2, 11))
    assert [(one.used, one.noted) for one in price.unused] == [(0, 5293), (11076, 0)]
    assert price.to_pay == from_net(27012 - 11076, 2550).gross - 5293


def test_a_term_that_an_upgrade_paid_for_is_taken_back_of_both_its_invoices():
    bought = PaidTerm(
        1,
        Term(date(2028, 1, 20), date(2029, 1, 20)),
        28700,
        AUSTRIAN_BUSINESS,
        (Paper("MS28-000002", 21027, 0), Paper("MS27-000001", 11800, 0)),
    )
    price = upgrade_price([bought], unit=0, seats=1, basis="net", taxed=AUSTRIAN_BUSINESS, on=date(2028, 1, 20))
    assert price.unused[0].notes == (Paper("MS28-000002", 21027, 0), Paper("MS27-000001", 7673, 0))
    assert price.surplus == 28700


def test_many_seats_have_their_price_before_anything_unused_is_taken_off():
    three = term("2026-03-05", "2027-03-05", 3 * 10537, 3 * 853, SWISS)
    less = Less(ReductionKind.VOLUME, 9660, facts={"percent": 1000, "from_seats": 3, "of": 96600})
    offer = {"unit": 32200, "seats": 3, "basis": "gross", "taxed": SWISS, "volume": [less]}
    price = upgrade_price([three], **offer, on=date(2026, 11, 18))
    assert (price.volume[0].amount, price.full) == (8936, 3 * 29787 - 8936)
    assert price.totals.net == 3 * 29787 - 8936 - 9267
    assert price.renewal == 86940
    assert upgrade_price([three], **offer, on=date(2027, 3, 5)).to_pay == 86940
    own = Less(ReductionKind.VOLUME, 6600, facts={"unit": 30000, "from_seats": 3})
    price = upgrade_price([three], **offer | {"volume": [own]}, on=date(2026, 11, 18))
    assert (price.volume[0].amount, price.volume[0].facts["unit"]) == (6105, 27752)


# --- properties ------------------------------------------------------------------------------------------------------

taxes = st.sampled_from([AUSTRIAN_BUSINESS, SWISS, GERMAN, FINNISH])
nets = st.integers(0, 5_000_000)


@st.composite
def paid_terms(draw) -> list[PaidTerm]:
    anchor = draw(st.dates(date(2026, 1, 1), date(2032, 12, 31)))
    found = []
    for n in range(draw(st.integers(1, 3))):
        net, taxed = draw(nets), draw(taxes)
        paper = Paper(f"MS26-{n}", net, from_net(net, taxed.rate).tax)
        found.append(PaidTerm(n + 1, nth_term(anchor, 12, n), net, taxed, (paper,)))
    return found


offers = st.fixed_dictionaries(
    {"unit": nets, "seats": st.integers(1, 500), "basis": st.sampled_from(["gross", "net"]), "taxed": taxes}
)


@given(paid_terms(), offers, st.integers(-10, 1200))
def test_never_negative_never_more_than_was_paid_and_nothing_is_lost(old, offer, day):
    price = upgrade_price(old, **offer, on=old[0].days.begins + timedelta(days=day))
    assert 0 <= price.to_pay <= price.totals.gross
    assert price.surplus >= 0
    assert price.totals.net == price.full - sum(one.used for one in price.unused)
    for one in price.unused:
        assert 0 <= one.net <= one.term.paid
        assert one.used + sum(note.net for note in one.notes) == one.net
        assert one.used == 0 or one.term.taxed == offer["taxed"]
        assert all(note.tax <= paper.tax for note, paper in zip(one.notes, one.term.papers, strict=False))
    assert price.noted == price.set_off + price.surplus
    assert price.to_pay == 0 or price.surplus == 0


@given(st.lists(st.tuples(nets, nets), max_size=4), nets, taxes)
def test_credit_notes_stay_within_their_invoices(sums, net, taxed):
    papers = [Paper(str(n), each, tax) for n, (each, tax) in enumerate(sums)]
    notes = {note.number: note for note in notes_for(net, papers, taxed)}
    assert sum(note.net for note in notes.values()) == min(net, sum(paper.net for paper in papers))
    for paper in papers:
        note = notes.get(paper.number, Paper("", 0, 0))
        assert note.net <= paper.net
        assert note.tax <= paper.tax
        assert note.net < paper.net or not paper.net or note.tax == paper.tax
