"""The books: the trial balance, an account with its entries, money that nobody could place, and files to take away."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abaca.kernel.emails import is_email
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.customers.queries import customer_with_email
from abaca.store.ledger.actions import number_accounts
from abaca.store.ledger.exports import DEFAULT_NUMBERS
from abaca.store.ledger.exports.numbers import number_of
from abaca.store.ledger.queries import Balance, account_numbers, entries, trial_balance
from abaca.store.workflows.books_export import FORMS, export
from abaca.store.workflows.transfers import assign_to_customer, assign_to_order

from . import queries
from .account_words import account_words, branch_words, cause_words
from .door import allowed, at_of, by_of, concerns
from .forms.books import NumbersForm, PlaceForm

PAGE = 100
FIRST_YEAR = 2020
UNFIT = 422


@allowed("books.view")
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """Show the trial balance as it stands, by currency, and what can be done with the books."""
    found = trial_balance()
    numbers = account_numbers()
    by_currency: dict[str, list[dict[str, object]]] = {}
    for balance in found:
        by_currency.setdefault(balance.currency, []).append(_row(balance, numbers))
    today = at_of(request).year
    context = {
        "here": "books",
        "tables": [(currency, rows, _totals(found, currency)) for currency, rows in sorted(by_currency.items())],
        "stray": queries.homeless_transfers().count,
        "years": range(today, max(FIRST_YEAR, today - 10) - 1, -1),
        "currencies": sorted(by_currency),
        "forms": FORMS,
    }
    return render(request, "console/books/books.html", context)


def _row(balance: Balance, numbers: dict[str, str]) -> dict[str, object]:
    currency = balance.currency
    return {
        "account": balance.account,
        "words": account_words(balance.account),
        "number": number_of(balance.account, numbers),
        "debit": Money(balance.debit, currency),
        "credit": Money(balance.credit, currency),
        "left": Money(balance.left, currency),
    }


def _totals(found: list[Balance], currency: str) -> dict[str, Money]:
    rows = [b for b in found if b.currency == currency]
    return {
        "debit": Money(sum(b.debit for b in rows), currency),
        "credit": Money(sum(b.credit for b in rows), currency),
        "left": Money(sum(b.left for b in rows), currency),
    }


@allowed("books.view")
@require_safe
def account(request: HttpRequest, account: str) -> HttpResponse:
    """Show the entries of an account, newest first, each with what it is about and where the money went."""
    before = request.GET.get("before", "")
    found = entries(account=account, before=int(before) if before.isdecimal() else None, most=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    orders = queries.orders_by_ref([one.booking.about.order for one in shown])
    customers = queries.customers_by_ref([one.booking.about.customer for one in shown])
    rows = []
    for one in shown:
        about = one.booking.about
        mine = sum(amount for name, amount in one.booking.postings if name == account)
        others = [
            (name, account_words(name), Money(amount, about.currency))
            for name, amount in one.booking.postings
            if name != account
        ]
        rows.append(
            {
                "number": one.number,
                "on": about.on,
                "cause": cause_words(one.booking.cause),
                "document": about.document,
                "order": orders.get(about.order),
                "customer": customers.get(about.customer),
                "sum": Money(mine, about.currency),
                "others": others,
            }
        )
    concerns(request, *(customer.ref for customer in customers.values()))
    context = {
        "here": "books",
        "account": account,
        "words": account_words(account),
        "rows": rows,
        "before": shown[-1].number if more else None,
        "left": [Money(b.left, b.currency) for b in trial_balance() if b.account == account],
        "ways": _ways(),
    }
    return render(request, "console/books/account.html", context)


@allowed("books.view", doing="transfers.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def stray(request: HttpRequest) -> HttpResponse:
    """Show money that nobody could place, and let somebody place it: with an order, or with a customer."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _placed(request, form):
        return redirect("console:stray_money")
    pile = queries.homeless_transfers(queries.MOST_FOUND)
    concerns(request, *(transfer.order.customer.ref for transfer in pile.rows if transfer.order))
    context = {
        "here": "books",
        "pile": pile,
        "rows": [(transfer, Money(transfer.amount, transfer.currency)) for transfer in pile.rows],
        "form": form,
        "ways": _ways(),
    }
    return render(request, "console/books/stray.html", context, status=UNFIT if form.is_bound else 200)


def _placed(request: HttpRequest, form: PlaceForm) -> bool:
    transfer, whose = form.cleaned_data["transfer"], form.cleaned_data["whose"]
    at, by = at_of(request), by_of(request)
    try:
        if is_email(whose):
            customer = customer_with_email(whose)
            if customer is None:
                form.add_error("whose", _("Nobody has bought with this address."))
                return False
            assign_to_customer(transfer, customer, at=at, by=by)
            concerns(request, customer.ref)
            said = _("The money is now the credit balance of {name}.").format(name=customer.name)
        else:
            order = assign_to_order(transfer, whose, at=at, by=by)
            concerns(request, order.customer.ref)
            said = _("The money now counts for order {number}.").format(number=order.number)
    except Refusal as refusal:
        form.add_error("whose", str(refusal))
        return False
    messages.success(request, said)
    return True


@allowed("books.view", doing="books.change")
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """Let the vendor say which numbers the accounts have in his accounting program."""
    accounts = sorted({*DEFAULT_NUMBERS, *(balance.account for balance in trial_balance())})
    known = account_numbers()
    labels = {name: branch_words(name) if name in DEFAULT_NUMBERS else account_words(name) for name in accounts}
    form = NumbersForm(
        request.POST if request.method == "POST" else None,
        labels=labels,
        known=known,
        usual={name: number_of(name, {}) for name in accounts},
    )
    if form.is_bound and form.is_valid():
        number_accounts(form.numbers(), at=at_of(request), by=by_of(request))
        messages.success(request, _("The account numbers are saved."))
        return redirect("console:books")
    context = {"here": "books", "form": form, "ways": _ways()}
    return render(request, "console/books/numbers.html", context, status=UNFIT if form.is_bound else 200)


@allowed("books.export")
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Hand a year of the books out as a file."""
    year = request.GET.get("year", "")
    known = year.isdecimal() and date.min.year < int(year) < date.max.year
    try:
        file = export(
            request.GET.get("as", ""),
            year=int(year) if known else at_of(request).year,
            currency=request.GET.get("currency", ""),
            at=at_of(request),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:books")
    answer = HttpResponse(file.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Books"), reverse("console:books"))]
