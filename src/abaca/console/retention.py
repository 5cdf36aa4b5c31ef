"""What is kept for how long, and what will be destroyed next; and data of a customer that are held."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from abaca.kernel.refusals import Refusal
from abaca.store.customers.actions import hold as hold_data
from abaca.store.customers.actions import let_go

from . import queries
from .door import allowed, at_of, by_of, concerns

KINDS = {
    "letters": gettext_lazy("Words of letters"),
    "mails": gettext_lazy("Mails that came in, and their files"),
    "tickets": gettext_lazy("Tickets, from their last word"),
    "declarations": gettext_lazy("Declarations of the pages without a log-in"),
    "audit": gettext_lazy("Entries of the audit log"),
    "papers": gettext_lazy("Invoices and credit notes"),
    "bank_lines": gettext_lazy("Payers on lines of the bank statement"),
}


@allowed("privacy.erase")
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Show what goes next, and when."""
    shelves = import_string(f"{settings.RETENTION}.outlook")(at_of(request))
    rows = [{"name": KINDS[shelf.code], "shelf": shelf} for shelf in shelves]
    elsewhere = sorted(settings.PAPERS_KEPT_ELSEWHERE.items())
    context = {
        "here": "audit",
        "rows": rows,
        "elsewhere": elsewhere,
        "most": import_string(f"{settings.RETENTION}.MOST"),
    }
    return render(request, "console/retention/retention.html", context)


@allowed("privacy.erase")
@require_POST
def hold(request: HttpRequest, ref: str) -> HttpResponse:
    """Let nothing of a customer be destroyed, or let it be destroyed again."""
    customer, at = queries.customer_with(ref), at_of(request)
    concerns(request, customer.ref)
    try:
        if "let_go" in request.POST:
            if let_go(customer, at=at, by=by_of(request)):
                messages.success(request, _("The data are destroyed again when their time is over."))
            else:
                messages.info(request, _("The data of this customer were not held, so nothing has changed."))
        else:
            hold_data(customer, request.POST.get("because", ""), at=at, by=by_of(request))
            messages.success(request, _("Nothing of this customer is destroyed until you let the data go."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console:erase_data", customer.ref)
