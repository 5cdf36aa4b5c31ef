"""An invoice or credit note as it was issued: on a page, as a PDF, and for accounting programs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from abaca.design.downloads import attachment
from abaca.store.invoices.papers import can_be_electronic, pdf_of, ubl_of
from abaca.store.invoices.queries import house_brand, invoice_of, papers_about
from abaca.store.workflows.explaining import explained_paper
from abaca.store.workflows.papers import shown_paper

from .entrance import CustomerRequest, for_customers


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
