"""An invoice or credit note as it was issued: on a page, as a PDF, and for accounting programs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abaca.design.downloads import attachment
from abaca.kernel.refusals import Refusal
from abaca.store.customers.actions import AddressFacts
from abaca.store.invoices.papers import can_be_electronic, pdf_of, ubl_of
from abaca.store.invoices.queries import house_brand, invoice_of, papers_about
from abaca.store.workflows.correction import can_be_corrected, wish, words_on
from abaca.store.workflows.explaining import explained_paper
from abaca.store.workflows.papers import shown_paper

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.my_data import BillingForm


@require_safe
@for_customers
def invoice(request: CustomerRequest, number: str) -> HttpResponse:
    """Show a paper in the language in which it was written, whatever language the reader now speaks."""
    paper = invoice_of(request.customer.pk, number)
    others = [other for other in papers_about([paper.order_id]) if other.pk != paper.pk]
    with translation.override(paper.document["language"]):
        context = {
            "paper": paper,
            **shown_paper(paper, others),
            "electronic": can_be_electronic(paper.document),
            "correctable": can_be_corrected(paper, at=request.at),
            "others": others,
            "derivations": explained_paper(paper.document),
        }
        response = render(request, "portal/invoices/invoice.html", context)
    response["Content-Language"] = paper.document["language"]
    return response


@require_safe
@for_customers
def pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """Give the paper away as PDF/A with the electronic invoice inside."""
    paper = invoice_of(request.customer.pk, number)
    content = pdf_of(paper.document, house_brand())
    return attachment(content, name=f"{paper.number}.pdf", media_type="application/pdf")


@require_safe
@for_customers
def xml(request: CustomerRequest, number: str) -> HttpResponse:
    """Give the paper away as XRechnung."""
    paper = invoice_of(request.customer.pk, number)
    return attachment(ubl_of(paper.document), name=f"{paper.number}.xml", media_type="application/xml")


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def correction(request: CustomerRequest, number: str) -> HttpResponse:
    """Ask for other words on an invoice; what is small is done at once."""
    paper = invoice_of(request.customer.pk, number)
    form = BillingForm(request.POST or None, known=AddressFacts(**words_on(paper)))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                done = wish(paper, form.facts(), at=request.at, by=request.customer.ref)
            except Refusal as refusal:
                status = refused(form, refusal)
            else:
                if done.invoice is None:
                    messages.success(request, _("Your wish is with us. We look at it and write to you."))
                    return redirect("portal:invoice", paper.number)
                messages.success(request, _("This is your new invoice. Both papers are on their way to you."))
                return redirect("portal:invoice", done.invoice.number)
    return render(request, "portal/invoices/correction.html", {"form": form, "paper": paper}, status=status)
