"""The books in the console: the trial balance, an account, money to be placed, numbers and files."""

import re
from html import unescape

import pytest
from django.urls import reverse

from abaca.access.models import AuditEntry
from abaca.dispatch.jobs import drain_all
from abaca.store.journal.models import Entry
from abaca.store.ledger.queries import account_numbers
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Transfer
from tests.makers.shop import BOB, DORA, Buyer


def words(answer) -> str:
    """Return what a page says, as one reads it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def page(desk, name: str, *args: str, **query: str) -> str:
    answer = desk.get(reverse(f"console:{name}", args=args), query)
    assert answer.status_code == 200
    return words(answer)


@pytest.fixture
def stray(shop, clock) -> Transfer:
    rehearsal_company().bank.book("thank you", 7900, "EUR", clock.now.date(), "Unknown & Sons", clock.now)
    drain_all(at=clock.now)
    return Transfer.objects.get()


def test_empty_books_say_so(shop, desk):
    assert "Nothing has been booked so far." in page(desk, "books")
    assert "Nothing was booked here." in page(desk, "account", "Assets:Bank")


def test_the_trial_balance_comes_out_even(shop, desk):
    shop.sells(to=DORA)
    said = page(desk, "books")
    assert "Trial balance in EUR" in said
    assert "Tax owed: CH 8.1 % 2200 EUR 0.00 EUR 5.92 -EUR 5.92" in said
    assert "Together EUR 159.36 EUR 159.36 EUR 0.00" in said


def test_an_account_leads_to_orders_and_customers(shop, desk):
    sold = shop.sells(to=DORA)
    answer = desk.get(reverse("console:account", args=["Assets:Receivable"]))
    said = words(answer)
    assert said.index("Payment") < said.index("Invoice MS26-000001")
    assert f"{sold.order.number} Dora Keller" in said
    assert reverse("console:customer", args=[sold.order.customer.ref]) in answer.content.decode()
    assert "Sold and not yet earned: Professional -EUR 73.08" in said


def test_an_account_is_shown_page_by_page(shop, desk, monkeypatch):
    monkeypatch.setattr("abaca.console.books.PAGE", 1)
    shop.sells(to=DORA)
    first = desk.get(reverse("console:account", args=["Assets:Receivable"]))
    assert "Older entries" in words(first)
    second = page(desk, "account", "Assets:Receivable", before=str(first.context["before"]))
    assert ("Invoice MS26-000001" in second, "Older entries" in second) == (True, False)


def test_money_is_placed_with_an_order(shop, desk, stray):
    sold = shop.sells(to=BOB)
    assert "1 transfer waits for somebody" in page(desk, "books")
    assert "Unknown & Sons" in page(desk, "stray_money")
    place = {"transfer": str(stray.pk), "whose": sold.order.number}
    answer = desk.post(reverse("console:stray_money"), place, follow=True)
    assert f"The money now counts for order {sold.order.number}." in words(answer)
    assert len(Buyer(BOB).product_keys) == 1
    assert Entry.objects.get(what="transfer.assigned").by.startswith("usr_")


def test_whose_order_a_transfer_in_another_currency_names_is_noted(shop, desk, stray):
    order = shop.sells(to=DORA).order
    Transfer.objects.update(order=order, currency="CZK")
    assert order.number in page(desk, "stray_money")
    assert AuditEntry.objects.get(page="console:stray_money").whose == [order.customer.ref]


def test_money_is_placed_with_a_customer_and_stands_on_his_page(shop, desk, stray):
    shop.sells(to=DORA)
    answer = desk.post(reverse("console:stray_money"), {"transfer": stray.pk, "whose": DORA.email}, follow=True)
    assert "The money is now the credit balance of Dora Keller." in words(answer)
    said = words(desk.get(reverse("console:customer", args=[Buyer(DORA).customer.ref])))
    assert "Credit balance EUR 79.00" in said


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ("MS-000", "There is no order with this number."),
        ("nobody@example.com", "Nobody has bought with this address."),
        ("", "This field is required."),
    ],
)
def test_a_slip_is_told_beside_the_transfer(shop, desk, stray, whose, said):
    answer = desk.post(reverse("console:stray_money"), {"transfer": stray.pk, "whose": whose})
    assert answer.status_code == 422
    assert said in words(answer)
    assert Transfer.objects.get().applied_at is None


def test_the_vendor_numbers_his_accounts(shop, desk):
    shop.sells(to=DORA)
    form = desk.get(reverse("console:account_numbers")).context["form"]
    field = f"number_{form.accounts.index('Assets:Bank')}"
    answer = desk.post(reverse("console:account_numbers"), {field: " 1025 "}, follow=True)
    assert "The account numbers are saved." in words(answer)
    assert account_numbers() == {"Assets:Bank": "1025"}
    assert 'value="1025"' in desk.get(reverse("console:account_numbers")).content.decode()


def test_a_number_that_is_too_long_is_refused(shop, desk):
    assert desk.post(reverse("console:account_numbers"), {"number_0": "1" * 21}).status_code == 422


@pytest.mark.parametrize(
    ("form", "name", "inside"),
    [
        ("csv", "books_2026.csv", b"MS26-000001"),
        ("banana", "books_2026.txt", b"AccountDebit"),
        ("abacus", "books_2026.csv", b"Konto Soll"),
        ("datev", "EXTF_Buchungsstapel_2026.csv", b'"EXTF";700;21'),
        ("beancount", "books_2026.beancount", b"2027-01-01 balance"),
    ],
)
def test_a_year_is_taken_away_as_a_file(shop, desk, form, name, inside):
    shop.sells(to=DORA)
    answer = desk.get(reverse("console:download_books"), {"year": "2026", "as": form, "currency": ""})
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert inside in answer.content


def test_a_form_that_cannot_hold_the_books_says_why(shop, desk):
    shop.sells(to=DORA)
    shop.sells(to=BOB, currency="CHF")
    shop.books(Buyer(BOB).orders[-1].order)
    answer = desk.get(reverse("console:download_books"), {"year": "x", "as": "datev"}, follow=True)
    assert "Choose one: CHF, EUR." in words(answer)
    answer = desk.get(reverse("console:download_books"), {"year": "2026", "as": "datev", "currency": "CHF"})
    assert answer["Content-Disposition"].endswith('"EXTF_Buchungsstapel_2026_CHF.csv"')
    answer = desk.get(reverse("console:download_books"), {"as": "telex"}, follow=True)
    assert "The books can be written as beancount, csv, banana, datev, abacus." in words(answer)
