"""A payment that its payer contests: what the provider says, and our side of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.store.payments.models import Dispute
from abaca.store.payments.queries import dispute_with
from abaca.store.workflows import jobs

from .door import allowed, at_of, by_of, concerns
from .forms.refunds import EvidenceForm
from .words import dispute_reason, dispute_words

UNFIT = 422


@allowed("refunds.view", doing="disputes.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in evidence, or give the dispute up after a question."""
    found = dispute_with(number)
    concerns(request, found.payment.order.customer.ref)
    gives_up = "accept" in request.POST
    form = EvidenceForm(request.POST if request.method == "POST" and not gives_up else None)
    if gives_up and "confirmed" not in request.POST:
        return _page(request, found, form, ask=True)
    if gives_up or form.is_valid():
        try:
            _answer(request, found, form)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("console:dispute", number)
    return _page(request, found, form, status=UNFIT if form.errors else 200)


def _answer(request: HttpRequest, found: Dispute, form: EvidenceForm) -> None:
    if "accept" in request.POST:
        jobs.accept_dispute(found, at=at_of(request), by=by_of(request))
        messages.success(request, _("The dispute is given up."))
    else:
        jobs.give_evidence(found, form.cleaned_data["evidence"], at=at_of(request), by=by_of(request))
        messages.success(request, _("Our side is handed in. The provider tells us how it ends."))


def _page(
    request: HttpRequest, found: Dispute, form: EvidenceForm, *, ask: bool = False, status: int = 200
) -> HttpResponse:
    colour, word = dispute_words(found)
    order = found.payment.order
    context = {
        "here": "money_back",
        "dispute": found,
        "order": order,
        "colour": colour,
        "word": word,
        "reason": dispute_reason(found.reason),
        "form": form,
        "ask": ask,
        "can_answer": found.state == "open" and found.answered_at is None,
        "in_time": at_of(request) < found.evidence_due_at,
        "ways": [(_("Console"), reverse("console:home")), (_("Money back"), reverse("console:money_back"))],
    }
    return render(request, "console/money_back/dispute.html", context, status=status)
