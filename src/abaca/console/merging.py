"""Two customers who are one person: which one is kept, what moves, the deed, and the way back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from abaca.kernel.refusals import Refusal
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import merger_of
from abaca.store.workflows import merging

from . import queries
from .door import allowed, at_of, by_of, concerns
from .queries import CustomerUnknown

UNFIT = 422
THIS, OTHER = "this", "other"


class OtherUnknown(Refusal):
    code = "customer_unknown"
    sentence = gettext_lazy("There is no customer with this address or reference.")
    status = 404
    field = "other"


class MergeForm(forms.Form):
    """With whom, and who is kept."""

    other = forms.CharField(
        label=gettext_lazy("The other customer"),
        help_text=gettext_lazy("An order number, or the e-mail of a customer."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    keep = forms.ChoiceField(
        label=gettext_lazy("Whose address and log-in stay?"),
        choices=[(OTHER, gettext_lazy("those of the other customer")), (THIS, gettext_lazy("those of this customer"))],
        widget=forms.RadioSelect,
        initial=OTHER,
    )


@allowed("customers.merge")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask with whom, show what moves, and join the two."""
    customer = queries.customer_with(ref)
    concerns(request, customer.ref)
    form = MergeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return _page(request, customer, form, status=UNFIT if form.errors else 200)
    try:
        other = _other(form.cleaned_data["other"])
        concerns(request, other.ref)
        lost, kept = (customer, other) if form.cleaned_data["keep"] == OTHER else (other, customer)
        if "confirmed" not in request.POST:
            return _page(request, customer, form, asked=merging.preview(lost, kept))
        merging.merge(lost, kept, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, customer, form, status=refusal.status)
    said = _("{lost} now belongs to {kept}. For {days} days this can be undone here.")
    messages.success(request, said.format(lost=lost.email, kept=kept.email, days=merging.UNDO.days))
    return redirect("console:customer", kept.ref)


@allowed("customers.merge")
@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the customer with this ref stand by himself again."""
    merger = merger_of(ref)
    if merger is None:
        raise CustomerUnknown
    concerns(request, merger.lost.ref, merger.kept.ref)
    try:
        lost = merging.undo(merger, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:customer", merger.kept.ref)
    messages.success(request, _("{email} is a customer of his own again.").format(email=lost.email))
    return redirect("console:customer", lost.ref)


def _other(text: str) -> Customer:
    found = queries.customer_meant(text)
    if found is None:
        raise OtherUnknown
    return found


def _page(
    request: HttpRequest,
    customer: Customer,
    form: MergeForm,
    *,
    asked: merging.Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    page = reverse("console:customer", args=[customer.ref])
    context = {
        "customer": customer,
        "form": form,
        "asked": asked,
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (customer.name, page)],
    }
    template = "console/merging/confirm.html" if asked else "console/merging/merge.html"
    return render(request, template, context, status=status)
