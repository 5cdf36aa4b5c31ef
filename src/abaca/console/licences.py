"""Moving a licence to a corrected e-mail address: what, why and on which evidence; a question; then the deed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.licensing.licences.models import Licence
from abaca.licensing.licences.queries import licence_with_ref
from abaca.licensing.workflows.transfer import LONGEST_WORDS, LicenceUnknown, Move, Wish, transfer, weigh

from . import queries
from .door import allowed, at_of, by_of, concerns

UNFIT = 422


class TransferForm(forms.Form):
    """Where the licence goes; both texts stay in the journal for ever."""

    email = forms.CharField(
        label=gettext_lazy("New e-mail address of the program user"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Why the address was wrong, such as: mistyped when the product key was redeemed."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy(
            "What shows that the licence is this person's, such as: order number and letter of 3 May."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def wish(self) -> Wish:
        return Wish(self.cleaned_data["email"], self.cleaned_data["reason"], self.cleaned_data["evidence"])


@allowed("desk.act")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the new address, say what will happen, and move the licence."""
    licence = licence_with_ref(ref)
    if licence is None:
        raise LicenceUnknown
    concerns(request, *(key.line.order.customer.ref for key in queries.keys_of_licence(ref)))
    form = TransferForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return _page(request, licence, form, status=UNFIT if form.errors else 200)
    try:
        if "confirmed" not in request.POST:
            return _page(request, licence, form, asked=weigh(ref, form.wish()))
        transfer(ref, form.wish(), at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, licence, form, status=refusal.status)
    said = _("The licence now belongs to {email}. Letters to both addresses say so.")
    messages.success(request, said.format(email=form.cleaned_data["email"].strip()))
    return redirect(_back(licence))


def _page(
    request: HttpRequest, licence: Licence, form: TransferForm, *, asked: Move | None = None, status: int = 200
) -> HttpResponse:
    page = _back(licence)
    context = {
        "licence": licence,
        "form": form,
        "asked": asked,
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (licence.ref, page)],
    }
    template = "console/licences/confirm.html" if asked else "console/licences/move.html"
    return render(request, template, context, status=status)


def _back(licence: Licence) -> str:
    """Return the page of the customer who bought this licence, or the first page if nobody here did."""
    sold = queries.keys_of_licence(licence.ref)
    return reverse("console:customer", args=[sold[0].line.order.customer.ref]) if sold else reverse("console:home")
