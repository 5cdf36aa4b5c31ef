"""What a paper that asks for a transfer tells the bank."""

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from abaca.store.invoices.pdf.codes import _as_number, _drawn, penalty, svg_of
from abaca.store.invoices.pdf.payment import (
    bill_of,
    epc_payload,
    qr_bill,
    qr_reference,
    sepa_code,
    wants_qr_bill,
    wants_transfer,
)
from tests.makers.papers import ALICE, CHARLIE, KENJI, LONG, QR_SELLER, SELLER, SEPA_SELLER, SWISS, TRANSFER, make_paper

BILL = make_paper(buyer=CHARLIE, currency="CHF", tax=SWISS, **TRANSFER)


@pytest.mark.parametrize(
    ("changes", "transfer", "bill"),
    [
        ({}, True, True),
        ({"currency": "EUR"}, True, True),
        ({"currency": "USD"}, True, False),
        ({"seller": SEPA_SELLER}, True, False),
        ({"seller": {**SELLER, "iban": ""}}, False, False),
        ({"method": "Visa …4242"}, False, False),
        ({"paid": 7900}, False, False),
        ({"kind": "credit_note"}, False, False),
    ],
)
def test_who_is_asked_for_a_transfer_and_by_which_means(changes, transfer, bill):
    paper = {**BILL, **changes}
    assert (wants_transfer(paper), wants_qr_bill(paper)) == (transfer, bill)


def test_an_ordinary_account_takes_the_creditor_reference():
    lines = bill_of(BILL).qr_data().split("\r\n")
    assert lines[:4] == ["SPC", "0200", "1", "CH9300762011623852957"]
    assert lines[4:11] == ["S", "Musa Software AG", "Via delle Palme", "7", "6900", "Lugano", "CH"]
    assert lines[18:20] == ["79.00", "CHF"]
    assert lines[20:27] == ["S", "Favre Fiduciaire Sàrl", "Rue du Rhône", "65", "1204", "Genève", "CH"]
    assert lines[27:30] == ["SCOR", "RF7812345", "MS26-000001"]


def test_a_qr_iban_takes_the_qr_reference():
    lines = bill_of({**BILL, "seller": QR_SELLER}).qr_data().split("\r\n")
    assert lines[27:29] == ["QRR", "000000000000000000000123457"]


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("RF7812345", "000000000000000000000123457"),
        ("RF78 1234 5", "000000000000000000000123457"),
        ("210000000003139471430009017", "210000000003139471430009017"),
    ],
)
def test_the_qr_reference_says_the_same_digits(reference, wanted):
    assert qr_reference(reference) == wanted


def test_what_is_left_after_credit_is_asked_for():
    assert bill_of({**BILL, "credit_used": 1900}).amount == "60.00"


def test_a_payer_whose_letters_the_code_does_not_know_writes_his_name_by_hand():
    assert qr_bill({**BILL, "buyer": KENJI})["debtor"] == []


def test_a_long_name_is_cut_to_the_measure_of_the_code():
    name, street, place = qr_bill({**BILL, "buyer": LONG})["debtor"]
    assert (len(name), len(street)) == (69, 70)  # the blank at the cut is gone
    assert place == "DE-80331 München-Ludwigsvorstadt-Isarvorstad"


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Zahlteil"), ("fr", "Section paiement"), ("it", "Sezione pagamento"), ("es", "Payment part")],
)
def test_the_payment_part_speaks_the_languages_of_switzerland_and_english(language, title):
    assert qr_bill({**BILL, "language": language})["labels"]["Payment part"] == title


def test_thousands_are_parted_by_a_blank():
    assert qr_bill({**BILL, "gross": 123456789, "paid": 0})["amount"] == "1 234 567.89"


# --- SEPA ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reference", "end"), [("RF78 1234 5", ["", "RF7812345"]), ("", ["", "", "MS26-000001"])])
def test_the_code_for_sepa_holds_what_its_guidelines_want(reference, end):
    paper = make_paper(seller=SEPA_SELLER, **{**TRANSFER, "reference": reference})
    head = ["BCD", "002", "1", "SCT", "COBADEFFXXX", "Musa Software AG", "DE89370400440532013000", "EUR79.00"]
    assert epc_payload(paper).split("\n") == head + end


@pytest.mark.parametrize(
    ("changes", "is_drawn"),
    [({}, True), ({"currency": "USD"}, False), ({"seller": {**SELLER, "iban": "SA0380000000608010167519"}}, False)],
)
def test_the_code_for_sepa_is_drawn_for_euro_in_its_countries(changes, is_drawn):
    assert bool(sepa_code(make_paper(**{"seller": SEPA_SELLER, **TRANSFER, **changes}))) == is_drawn


# --- the codes themselves --------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet="abcdefü é0123456789\n", min_size=1, max_size=250))
def test_a_code_is_the_one_of_segno_with_the_least_disturbing_mask(payload):
    masks = [segno.make_qr(payload, error="m", boost_error=False, encoding="utf-8", mask=n).matrix for n in range(8)]
    size = len(masks[0])
    best = min(range(8), key=lambda n: penalty(_as_number(masks[n]), size))
    assert svg_of(payload) == _drawn(_as_number(masks[best]), size)


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        (["0"], 100),  # all light: as far from half and half as can be
        (["1"], 100),
        (["10", "01"], 0),
        (["11", "11"], 100 + 3),
        (["11111", "01010", "10101", "01010", "10101"], 3 + 20),  # a run of five; 15 dark modules of 25
        (["111111", "010101", "101010", "010101", "101010", "010101"], 4 + 10),  # a run of six; 21 dark modules of 36
        (
            ["110101", "110010", "101101", "010010", "101101", "010011"],
            3 + 10,
        ),  # a block of two by two; 20 dark modules of 36
    ],
)
def test_the_rules_of_the_standard_for_small_patterns(rows, points):
    matrix = [[int(module) for module in row] for row in rows]
    assert penalty(_as_number(matrix), len(rows)) == points


def test_a_finder_in_the_midst_counts_once_along_the_row():
    row = "00001011101"
    blank = ["01010101010", "10101010101"]
    rows = [row if n == 5 else blank[n % 2] for n in range(11)]
    matrix = [[int(module) for module in line] for line in rows]
    without = [[int(module) for module in line] for line in [*rows[:5], "00001010101", *rows[6:]]]
    assert penalty(_as_number(matrix), 11) - penalty(_as_number(without), 11) >= 40


def test_the_payer_may_be_left_out():
    assert qr_bill({**BILL, "buyer": {**ALICE, "city": ""}})["debtor"] == []
