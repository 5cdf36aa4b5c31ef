"""The page of the customer's bank, in plain other clothes: he confirms a payment or refuses it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.payments.gateways import ProviderError
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.challenges import Challenge

from .visits import Visit
from .ways_back import path_in_shop

SHOP = "/"


class AnswerMissing(Refusal):
    code = "answer_missing"
    sentence = _("Please confirm the payment or refuse it.")
    status = 422


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Visit, ref: str) -> HttpResponse:
    """Ask the customer about a charge; hand his word to the company and send him back to the shop."""
    try:
        challenge = rehearsal_company().challenge(ref, at=request.at)
    except ProviderError:
        raise Http404 from None
    if request.method == "POST":
        return _answer(request, challenge)
    context = {
        "challenge": challenge,
        "sum": Money(challenge.amount, challenge.currency),
        "way_back": way_back(challenge.return_url),
        "at": request.at,
    }
    return render(request, "rehearsal/three_d_secure/question.html", context)


def _answer(request: Visit, challenge: Challenge) -> HttpResponse:
    answer = request.POST.get("answer")
    if answer not in {"confirm", "refuse"}:
        raise AnswerMissing
    rehearsal_company().confirm(challenge.provider_ref, approved=answer == "confirm", at=request.at)
    return redirect(way_back(challenge.return_url))


def way_back(url: str) -> str:
    """Return the path in this shop that a charge named as its return address, or the shop's entrance."""
    return path_in_shop(url, settings.PUBLIC_URL) or SHOP
