"""Taxes: what is declared for a quarter, the papers behind each figure, and where the seller is registered."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abaca.design.downloads import attachment
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.tax import returns
from abaca.store.tax.actions import close_registration, register
from abaca.store.tax.models import Registration
from abaca.store.tax.queries import registrations
from abaca.store.tax.returns import Line, Quarter, quarter_named, quarter_of
from abaca.store.tax.words import percent
from abaca.store.workflows.tax_reports import figures, papers

from .door import allowed, at_of, by_of, concerns
from .forms.tax import SCHEMES, WHOM, EndForm, RegistrationForm

MOST_QUARTERS = 8
PAPERS_A_PAGE = 50
SWISS = {"CH", "LI"}
# what a line may be looked into by, and the column of the papers
COLUMNS = {
    "scheme": "tax_scheme",
    "category": "tax_category",
    "country": "tax_country",
    "rate": "tax_rate",
    "currency": "currency",
    "vat_id": "vat_id",
}


@allowed("tax.view")
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show the figures of a quarter for every tax office, each with the papers behind it."""
    today = local_day(at_of(request), settings.VENDOR_TIME_ZONE)
    quarter = _quarter(request, today)
    found = figures(quarter.begins, quarter.ends)
    context = {
        "here": "tax",
        "quarter": quarter,
        "last_day": date.fromordinal(quarter.ends.toordinal() - 1),
        "unfinished": today < quarter.ends,
        "quarters": _latest_quarters(today),
        "swiss": _swiss(found) if settings.VENDOR_COUNTRY in SWISS else [],
        "declared": _rows(returns.declared_lines(found), quarter, category="S"),
        "oss": _rows(returns.oss_lines(found), quarter, scheme="oss"),
        "unregistered": _rows(returns.unregistered_lines(found), quarter, scheme="", category="S"),
        "reverse": _rows(returns.reverse_charge_lines(found), quarter, category="AE", by_id=True),
        "outside": _rows(returns.outside_lines(found), quarter, category="O"),
        "totals": [(currency, _sums(s, currency)) for currency, s in returns.totals(found).items()],
        "papers_href": f"{reverse('console:tax_papers')}?{urlencode({'quarter': str(quarter)})}",
    }
    return render(request, "console/tax/report.html", context)


def _quarter(request: HttpRequest, today: date) -> Quarter:
    asked = request.GET.get("quarter", "")
    chosen = quarter_named(asked) if asked else quarter_of(today)
    if chosen is None or chosen.year >= date.max.year:
        raise Http404
    return chosen


def _latest_quarters(today: date) -> list[Quarter]:
    found = [quarter_of(today)]
    while len(found) < MOST_QUARTERS:
        found.append(found[-1].before())
    return found


def _rows(lines: list[Line], quarter: Quarter, *, by_id: bool = False, **fixed: str) -> list[dict[str, Any]]:
    """Return the lines of a table with their sums as money and the way to their papers."""
    rows = []
    for line in lines:
        chosen = {"country": line.country, "rate": str(line.rate), "currency": line.currency} | fixed
        chosen |= {"vat_id": line.name} if by_id else {}
        chosen |= {"origin": str(line.origin or "")} if fixed.get("scheme") == "oss" else {}
        query = urlencode({"quarter": str(quarter), **chosen})
        rows.append(
            {
                "line": line,
                "percent": percent(line.rate),
                "sums": _sums(line.sums, line.currency),
                "href": f"{reverse('console:tax_papers')}?{query}",
                "adviser": returns.is_french_overseas(line),
            }
        )
    return rows


def _sums(sums: returns.Sum, currency: str) -> dict[str, Any]:
    return {"net": Money(sums.net, currency), "tax": Money(sums.tax, currency), "papers": sums.papers}


def _swiss(found: list[returns.Figure]) -> list[dict[str, Any]]:
    words = _box_words()
    return [
        {
            "currency": currency,
            "boxes": [
                {
                    "number": box.number,
                    "words": words[box.number],
                    "amount": Money(box.amount, currency),
                    "tax": None if box.tax is None or box.rate is None else Money(box.tax, currency),
                    "percent": percent(box.rate) if box.rate else "",
                }
                for box in boxes
            ],
        }
        for currency, boxes in returns.swiss_form(found, home="CH").items()
    ]


def _box_words() -> dict[str, str]:
    return {
        "200": _("All considerations, worldwide, without tax"),
        "220": _("Exports of goods"),
        "221": _("Services with their place abroad"),
        "235": _("Reductions: credit notes on domestic sales"),
        "289": _("All deductions"),
        "299": _("Taxable turnover"),
        "301": _("Turnover at another rate"),
        "302": _("Turnover at the normal rate until 2023"),
        "303": _("Turnover at the normal rate"),
        "399": _("Tax owed"),
    }


@allowed("tax.view")
@require_safe
def tax_papers(request: HttpRequest) -> HttpResponse:
    """Show the invoices and credit notes behind a figure."""
    quarter = _quarter(request, local_day(at_of(request), settings.VENDOR_TIME_ZONE))
    chosen = {column: request.GET[name][:20] for name, column in COLUMNS.items() if name in request.GET}
    if not chosen.get("tax_rate", "0").isdecimal():
        raise Http404
    behind = papers(quarter, chosen, origin=request.GET.get("origin"))
    page = Paginator(behind, PAPERS_A_PAGE).get_page(request.GET.get("page"))
    concerns(request, *(paper.customer.ref for paper in page))
    rows = [(paper, -1 if paper.kind == "credit_note" else 1) for paper in page]
    context = {
        "here": "tax",
        "quarter": quarter,
        "page": page,
        "rows": [
            {
                "paper": paper,
                "percent": percent(paper.tax_rate),
                "net": Money(sign * paper.net, paper.currency),
                "tax": Money(sign * paper.tax, paper.currency),
            }
            for paper, sign in rows
        ],
        "ways": [*_ways(), (str(quarter), f"{reverse('console:tax')}?quarter={quarter}")],
    }
    return render(request, "console/tax/papers.html", context)


@allowed("tax.view")
@require_safe
def oss_file(request: HttpRequest) -> HttpResponse:
    """Give the quarter's file for the one-stop shop away."""
    quarter = _quarter(request, local_day(at_of(request), settings.VENDOR_TIME_ZONE))
    content = returns.oss_file(quarter, figures(quarter.begins, quarter.ends))
    return attachment(content.encode(), name=f"oss-{quarter}.csv", media_type="text/csv; charset=utf-8")


@allowed("tax.view", doing="tax.change")
@require_http_methods(["GET", "HEAD", "POST"])
def where_registered(request: HttpRequest) -> HttpResponse:
    """Show where the seller is registered, and add a registration."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register(**form.wish, at=at_of(request), by=by_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The registration is entered; it counts for what is sold from now on."))
            return redirect("console:registrations")
    rows = [(row, SCHEMES[row.scheme], WHOM[row.whom]) for row in registrations()]
    context = {"here": "tax", "form": form, "rows": rows, "home": settings.VENDOR_COUNTRY, "ways": _ways()}
    return render(request, "console/tax/registrations.html", context, status=422 if form.errors else 200)


@allowed("tax.change")
@require_http_methods(["GET", "HEAD", "POST"])
def end_registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a registration end."""
    row = get_object_or_404(Registration, pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_registration(row.pk, ends=form.cleaned_data["ends"], at=at_of(request), by=by_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The end of the registration is entered."))
            return redirect("console:registrations")
    ways = [*_ways(), (_("Registrations"), reverse("console:registrations"))]
    context = {"here": "tax", "form": form, "row": row, "scheme": SCHEMES[row.scheme], "ways": ways}
    return render(request, "console/tax/end.html", context, status=422 if form.errors else 200)


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Tax"), reverse("console:tax"))]
