"""An invoice or credit note for the staff: as it stands, as PDF and XML, and with other words by one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.design.downloads import attachment
from abaca.kernel.refusals import Refusal
from abaca.store.customers.actions import AddressFacts
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.papers import can_be_electronic, pdf_of, ubl_of
from abaca.store.invoices.queries import (
    InvoiceUnknown,
    house_brand,
    invoice_by_number,
    legible,
    papers_about,
    waiting_correction,
)
from abaca.store.workflows import correction
from abaca.store.workflows.papers import shown_paper

from . import on_tickets
from .door import allowed, at_of, by_of, concerns
from .forms.invoices import CorrectionForm


@allowed("invoices.view")
@require_safe
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show a paper in its own language, and what its buyer wishes of it."""
    paper = _paper(request, number)
    others = [other for other in papers_about([paper.order_id]) if other.pk != paper.pk]
    with override(paper.document["language"]):
        shown = shown_paper(paper, others)
    context = {
        "paper": paper,
        "others": others,
        "electronic": can_be_electronic(paper.document),
        "wished": waiting_correction(paper),
        "correctable": paper.kind == "invoice" and paper.standing,
        **shown,
    }
    return render(request, "console/invoices/invoice.html", context)


@allowed("invoices.view")
@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    paper = _paper(request, number)
    content = pdf_of(paper.document, house_brand())
    return attachment(content, name=f"{paper.number}.pdf", media_type="application/pdf")


@allowed("invoices.view")
@require_safe
def xml(request: HttpRequest, number: str) -> HttpResponse:
    paper = _paper(request, number)
    return attachment(ubl_of(paper.document), name=f"{paper.number}.xml", media_type="application/xml")


@allowed("invoices.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show the words that are wished, or those of the invoice; correct it by one click."""
    paper = _paper(request, number)
    wished = waiting_correction(paper)
    words = correction.words_on(paper) | (wished.buyer if wished else {})
    form = CorrectionForm(request.POST or None, initial=words)
    if form.is_bound and form.is_valid():
        try:
            facts = AddressFacts(**form.cleaned_data)
            done = correction.correct_as_staff(paper, facts, at=at_of(request), by=by_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = _("Invoice {number} is corrected; the customer gets both papers.").format(number=paper.number)
            messages.success(request, said)
            back = redirect("console:invoice", done.invoice.number if done.invoice else number)
            return on_tickets.done(
                request, "deed.corrected", back, whose=paper.order.customer.ref, invoice=paper.number
            )
    status = 422 if form.errors else 200
    context = {"paper": paper, "form": form, "before": correction.words_on(paper), "wished": wished}
    return render(request, "console/invoices/correct.html", context, status=status)


@allowed("invoices.correct")
@require_POST
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Leave the invoice as it is."""
    paper = _paper(request, number)
    correction.decline(paper, at=at_of(request), by=by_of(request))
    messages.success(request, _("Invoice {number} stays as it is.").format(number=paper.number))
    return redirect("console:invoice", paper.number)


def _paper(request: HttpRequest, number: str) -> Invoice:
    found = invoice_by_number(number)
    if found is None:
        raise InvoiceUnknown
    concerns(request, found.customer.ref)
    return legible(found)
