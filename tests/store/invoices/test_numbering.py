from datetime import date

import pytest

from abaca.store.invoices.layout import digest
from abaca.store.invoices.numbering import document_number, series_code
from abaca.store.invoices.states import InvoiceKind


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        (InvoiceKind.INVOICE, date(2027, 12, 31), "MS27"),
        (InvoiceKind.INVOICE, date(2028, 1, 1), "MS28"),
        (InvoiceKind.CREDIT_NOTE, date(2027, 1, 1), "MS27C"),
    ],
)
def test_a_series_for_each_kind_and_year(kind, on, code):
    assert series_code(kind, on) == code


def test_numbers_sort_as_they_were_given():
    assert [document_number("MS27", n) for n in (1, 418)] == ["MS27-000001", "MS27-000418"]


def test_a_digest_knows_the_words_and_not_their_order():
    assert digest({"a": 1, "b": "ü"}) == digest({"b": "ü", "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
