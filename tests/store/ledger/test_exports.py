"""The books as files of other programs; Beancount judges its own."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.ledger import stories
from abaca.store.ledger.bookings import About, Booking, booking
from abaca.store.ledger.exports import DEFAULT_NUMBERS, Opening, abacus, banana, beancount, datev, decimal, lines
from abaca.store.ledger.exports.datev_columns import COLUMNS
from abaca.store.ledger.exports.numbers import number_of
from abaca.store.ledger.exports.tables import OneCurrencyOnly
from abaca.store.ledger.stories import Sold, TaxShare
from abaca.store.ledger.written import Written, pairs
from tests.makers.bean_check import complaints

JUNE = About(date(2026, 6, 30), "EUR", "MS26-000001", "ord_1", "cus_1", "sub_1", 1)
YEN = About(date(2026, 7, 1), "JPY", "MS26-000002", "ord_2", 'cus "2"')
DINAR = About(date(2026, 7, 2), "KWD", "MS26-000003", "ord_3", "cus_3")
SALE = stories.sale(JUNE, Sold([("professional", 11681)], [TaxShare("DE", 1900, 2219)]))
BOOKS = [
    SALE,
    stories.capture(JUNE, 13900, fee=220),
    stories.recognition(JUNE.dated(date(2026, 12, 31)), "professional", 5921),
    stories.unknown_transfer(About(date(2027, 1, 1), "CHF", "entry 12"), 5000),
    stories.sale(YEN, Sold([("team_5", 9800)])),
    stories.sale(DINAR, Sold([("2go", 12345)], [TaxShare("CH", 810, 1000)])),
]
AT = datetime(2027, 1, 3, 8, 30, tzinfo=UTC)


def written(bookings: list[Booking] = BOOKS) -> list[Written]:
    return [Written(number, one) for number, one in enumerate(bookings, start=1)]


def journal(**changes: object) -> list[str]:
    facts = {"title": 'The "books" of Musa', "closes_on": date(2027, 1, 2)} | changes
    return list(beancount(written(), **facts))


@pytest.mark.parametrize(
    ("amount", "currency", "point", "text"),
    [
        (13900, "EUR", ".", "139.00"),
        (-5, "EUR", ",", "-0,05"),
        (9800, "JPY", ".", "9800"),
        (-12345, "KWD", ".", "-12.345"),
        (0, "EUR", ".", "0.00"),
    ],
)
def test_a_sum_is_written_with_the_decimals_of_its_currency(amount, currency, point, text):
    assert decimal(amount, currency, point=point) == text


@pytest.mark.parametrize(
    ("account", "number"),
    [
        ("Assets:Bank", "1020"),
        ("Liabilities:Tax:DE:19", "2201"),
        ("Liabilities:Tax:CH:8-1", "2200"),
        ("Income:Professional", "3400"),
        ("Equity:Other", "Equity:Other"),
    ],
)
def test_the_vendor_numbers_an_account_or_its_branch(account, number):
    assert number_of(account, {"Liabilities:Tax:DE:19": "2201"}) == number


# --- beancount -------------------------------------------------------------------------------------------------------


def test_beancount_accepts_the_books_with_all_their_currencies(tmp_path):
    assert complaints(journal(), tmp_path) == ""


@pytest.mark.parametrize(
    ("line", "instead", "complaint"),
    [
        (
            "2027-01-02 balance Assets:Gateway  136.80 ~ 0 EUR",
            "2027-01-02 balance Assets:Gateway  136.79 ~ 0 EUR",
            "Balance",
        ),
        ("  Liabilities:Tax:DE:19  -22.19 EUR", "  Liabilities:Tax:DE:19  -22.18 EUR", "does not balance"),
        ("2026-06-30 open Assets:Gateway  EUR", "", "unknown account"),
        ("2026-06-30 open Assets:Gateway  EUR", "2026-06-30 open Assets:Gateway  CHF", "Invalid currency"),
    ],
)
def test_beancount_would_see_a_mistake(tmp_path, line, instead, complaint):
    right = journal()
    assert line in right
    assert complaint in complaints([instead if one == line else one for one in right], tmp_path)


def test_a_booking_carries_what_it_is_about():
    told = journal()
    begin = told.index('2026-06-30 * "cus_1" "sale" ^MS26-000001')
    assert told[begin + 1 : begin + 9] == [
        '  booking: "1"',
        '  document: "MS26-000001"',
        '  order: "ord_1"',
        '  subscription: "sub_1"',
        '  term: "1"',
        "  Assets:Receivable  139.00 EUR",
        "  Liabilities:Deferred:Professional  -116.81 EUR",
        "  Liabilities:Tax:DE:19  -22.19 EUR",
    ]


def test_every_account_is_opened_and_balanced():
    told = journal()
    opened = {line.split()[2] for line in told if " open " in line}
    closed = {line.split()[2] for line in told if " balance " in line}
    assert opened == closed == {account for one in BOOKS for account, _amount in one.postings}
    assert "2026-06-30 open Assets:Receivable  EUR,JPY,KWD" in told


def test_a_year_begins_with_what_was_there_before(tmp_path):
    before = {
        ("Assets:Gateway", "EUR"): 13680,
        ("Expenses:GatewayFees", "EUR"): 220,
        ("Income:Professional", "EUR"): -10000,
        ("Liabilities:Deferred:Professional", "EUR"): -1681,
        ("Liabilities:Tax:DE:19", "EUR"): -2219,
        ("Assets:Bank", "CHF"): 0,
    }
    told = journal(opening=Opening(date(2026, 1, 1), before))
    begin = told.index('2026-01-01 * "opening" "What was on the accounts before"')
    assert told[begin + 1 : begin + 5] == [
        "  Assets:Gateway  136.80 EUR",
        "  Equity:Retained  -97.80 EUR",
        "  Liabilities:Deferred:Professional  -16.81 EUR",
        "  Liabilities:Tax:DE:19  -22.19 EUR",
    ]
    assert "2027-01-02 balance Assets:Gateway  273.60 ~ 0 EUR" in told
    assert complaints(told, tmp_path) == ""


def test_books_without_a_booking_are_accepted(tmp_path):
    told = list(beancount([], title="Nothing", closes_on=date(2027, 1, 1)))
    assert complaints(told, tmp_path) == ""


# --- tables ----------------------------------------------------------------------------------------------------------


def rows_of(text: str, separator: str) -> list[list[str]]:
    assert "\r\n" in text
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def test_a_line_for_each_posting():
    head, *rows = rows_of(lines(written(), numbers={}), ",")
    assert head == [
        *("booking", "date", "cause", "document", "order", "customer", "subscription", "term"),
        *("account", "number", "currency", "debit", "credit"),
    ]
    assert len(rows) == sum(len(one.postings) for one in BOOKS)
    facts = ["1", "2026-06-30", "sale", "MS26-000001", "ord_1", "cus_1", "sub_1", "1"]
    assert rows[0] == [*facts, "Assets:Receivable", "1100", "EUR", "139.00", ""]
    assert rows[2] == [*facts, "Liabilities:Tax:DE:19", "2200", "EUR", "", "22.19"]
    assert rows[-2][-4:] == ["2300", "KWD", "", "12.345"]


def test_banana_reads_debit_credit_and_amount():
    text = banana(written(BOOKS[:3]), numbers={"Assets:Gateway": "1021"})
    assert rows_of(text, "\t") == [
        ["Date", "Doc", "Description", "AccountDebit", "AccountCredit", "Amount"],
        ["2026-06-30", "1", "sale MS26-000001 cus_1", "1100", "2300", "116.81"],
        ["2026-06-30", "1", "sale MS26-000001 cus_1", "1100", "2200", "22.19"],
        ["2026-06-30", "2", "capture MS26-000001 cus_1", "1021", "1100", "139.00"],
        ["2026-06-30", "2", "capture MS26-000001 cus_1", "6940", "1021", "2.20"],
        ["2026-12-31", "3", "recognition MS26-000001 cus_1", "2300", "3400", "59.21"],
    ]


def test_abacus_reads_swiss_days_and_any_currency():
    head, *rows = rows_of(abacus(written(), numbers={}), ";")
    assert head == ["Belegnummer", "Datum", "Konto Soll", "Konto Haben", "Betrag", "Währung", "Text", "Beleg"]
    assert rows[0] == ["1", "30.06.2026", "1100", "2300", "116.81", "EUR", "sale MS26-000001 cus_1", "MS26-000001"]
    assert rows[6][4:6] == ["9800", "JPY"]


def test_datev_reads_a_batch_of_bookings():
    text = datev(
        written(BOOKS[:3]),
        numbers={},
        begins=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        at=AT,
        adviser="1001",
        client="7",
    )
    header, columns, *rows = text.encode("cp1252").decode("cp1252").split("\r\n")[:-1]
    assert header.split(";")[:22] == [
        *('"EXTF"', "700", "21", '"Buchungsstapel"', "13", "20270103083000000", "", '"RE"', '""', '""', "1001", "7"),
        *("20260101", "4", "20260101", "20261231", '"Abaca"', '""', "1", "0", "0", '"EUR"'),
    ]
    assert columns.split(";") == list(COLUMNS)
    assert len(header.split(";")) == 31
    assert {len(row.split(";")) for row in rows} == {125}
    assert rows[0].split(";")[:14] == [
        *("116,81", '"S"', '"EUR"', "", "", "", "1100", "2300", "", "3006", '"MS26-000001"', '""', ""),
        '"sale MS26-000001 cus_1"',
    ]


def test_datev_knows_how_long_the_numbers_are():
    text = datev(written([SALE]), numbers={"Income": "84000"}, begins=JUNE.on, ends=JUNE.on, at=AT)
    assert text.split(";")[13] == "4"
    text = datev(written([SALE]), numbers={"Liabilities:Deferred": "84000"}, begins=JUNE.on, ends=JUNE.on, at=AT)
    assert text.split(";")[13] == "5"


@pytest.mark.parametrize(
    "render", [banana, lambda books, numbers: datev(books, numbers=numbers, begins=JUNE.on, ends=JUNE.on, at=AT)]
)
def test_a_program_of_one_currency_is_given_no_mixture(render):
    with pytest.raises(OneCurrencyOnly) as refusal:
        render(written(), numbers={})
    assert str(refusal.value).endswith("Choose one: CHF, EUR, JPY, KWD.")


def test_nothing_is_a_table_without_rows():
    assert rows_of(banana([], numbers={}), "\t")[1:] == []
    assert datev([], numbers={}, begins=JUNE.on, ends=JUNE.on, at=AT).count("\r\n") == 2


def test_every_account_has_a_number_to_begin_with():
    told = journal(opening=Opening(date(2026, 1, 1), {("Income:Professional", "EUR"): -1, ("Assets:Bank", "EUR"): 1}))
    opened = {line.split()[2] for line in told if " open " in line}
    assert {number_of(account, {}).isdigit() for account in opened} == {True}
    assert len(set(DEFAULT_NUMBERS.values())) == len(DEFAULT_NUMBERS)


SIDES = st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(1, 10**6)), min_size=1, max_size=6)


@given(SIDES, SIDES)
def test_taken_apart_every_account_keeps_its_sums(debits, credits_):
    given_, taken = sum(n for _a, n in debits), sum(n for _a, n in credits_)
    debits = [*debits, ("F", max(0, taken - given_))]
    credits_ = [*credits_, ("G", max(0, given_ - taken))]
    whole = booking("sale", JUNE, debit=debits, credit=credits_)
    found = pairs([Written(1, whole)])
    assert all(pair.amount > 0 for pair in found)
    assert len(found) < len(whole.postings)
    for side, postings in (("debit", debits), ("credit", credits_)):
        for account in {a for a, _n in postings}:
            wanted = sum(n for a, n in postings if a == account)
            assert sum(pair.amount for pair in found if getattr(pair, side) == account) == wanted


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_written_sum_is_read_as_the_same(amount, currency):
    digits = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    assert Fraction(decimal(amount, currency)) * 10**digits == amount
