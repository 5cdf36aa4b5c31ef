"""Saying yes or no to newsletters by a link, without a log-in; a no is one click of a person or of a mail program."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from abaca.access.limits import DECLARING
from abaca.store.customers.models import Customer
from abaca.store.newsletters.actions import Shown, consent_to, object_to
from abaca.store.newsletters.queries import KIND, linked, standing_of
from abaca.store.newsletters.states import Basis, Source
from abaca.store.newsletters.wordings import PREFERENCES_CONSENT
from abaca.store.notices.queries import calendar
from abaca.store.notices.timetable import refuse_switching_off
from abaca.store.workflows.preferences import send_link

from .forms.newsletters import LinkForm
from .limits import limited
from .visitors import instant_of, language_of_visitor, private

FOLDER = "storefront/newsletters"


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
def ask(request: HttpRequest) -> HttpResponse:
    """Send the link to choose one's letters to whoever has none at hand; a stranger learns nothing about an address."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_link(form.cleaned_data["email"], at=instant_of(request))
        messages.success(
            request,
            _(
                "If there is an account for this address, a letter with a link is on its way. "
                "Please look into the spam folder as well."
            ),
        )
        return redirect("storefront:newsletter_link")
    return render(request, f"{FOLDER}/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show which letters a customer gets, and let him say yes or no to the one kind that he may refuse."""
    at = instant_of(request)
    customer, edition = linked(token, at=at)
    if customer is None:
        return render(request, f"{FOLDER}/trial.html")
    words = str(PREFERENCES_CONSENT).format(address=customer.email)
    if request.method == "POST":
        _obey(request, customer, edition, words)
        return redirect("storefront:newsletter", token)
    standing = standing_of(customer)
    context = {
        "customer": customer,
        "standing": standing,
        "by_consent": standing.basis == Basis.CONSENT,
        "words": words,
    }
    return render(request, f"{FOLDER}/preferences.html", context)


def _obey(request: HttpRequest, customer: Customer, edition: str, words: str) -> None:
    said = {"source": Source.PREFERENCES, "about": edition, "at": instant_of(request), "by": customer.ref}
    wish = request.POST.get("wish")
    if wish == "on":
        shown = Shown(words, PREFERENCES_CONSENT.version, language_of_visitor())
        consent_to(customer, shown=shown, **said)  # type: ignore[arg-type]  # each of its own kind
        messages.success(request, _("The newsletter is on. You can stop it here at any time."))
    elif wish == "off":
        if (letter := request.POST.get("letter", KIND)) != KIND:
            refuse_switching_off(letter, calendar())
            return
        object_to(customer, **said)  # type: ignore[arg-type]  # each of its own kind
        messages.success(request, _("The newsletter is off from now on."))


@csrf_exempt  # the mail program that sends the form has never seen a page of ours (RFC 8058); the link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@private
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; when it is pressed, or a mail program posts in its place, the newsletter is off at once.

    Looking changes nothing: scanners of mail follow every link that they find.
    """
    at = instant_of(request)
    customer, edition = linked(token, at=at)
    if customer is None:
        return render(request, f"{FOLDER}/trial.html")
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        source = Source.ONE_CLICK if one_click else Source.PREFERENCES
        object_to(customer, source=source, about=edition, at=at, by=customer.ref)
    context = {"customer": customer, "on": standing_of(customer).on, "token": token}
    return render(request, f"{FOLDER}/off.html", context)
