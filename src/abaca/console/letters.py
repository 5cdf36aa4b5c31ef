"""A letter as it was, and sending it once more."""

from datetime import datetime
from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.access.roles import may
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import secrets_of
from abaca.messaging.letters import MASK, Rendered, without_tokens
from abaca.messaging.letters import render as rendered
from abaca.messaging.models import Letter
from abaca.messaging.queries import own_words_at
from abaca.store.workflows.desk import LetterUnknown, resend_letter, see_to_letter

from . import on_tickets, queries
from .door import allowed, at_of, by_of, concerns, refusal_of
from .words import LETTER_STATES, OF_THE_DESK, letter_kind, letter_title, lost_words

LETTER_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}


class LetterForgotten(Refusal):
    code = "letter_forgotten"
    sentence = gettext_lazy("The words of this letter are not kept any more; that it went, and when, is.")
    status = 410


class LetterNotShown(Refusal):
    code = "letter_not_shown"
    sentence = gettext_lazy("The template of this letter is gone, so it cannot be shown.")
    status = 410


def need_the_desk(request: HttpRequest, kind: str) -> None:
    """Refuse whoever may not read mails of customers a letter in which one stands."""
    role = str(getattr(request.user, "role", ""))
    if kind in OF_THE_DESK and not may(role, "desk.view"):
        raise refusal_of(role, "desk.view")


@allowed("letters.view")
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a letter as its recipient read it, apart from its secrets."""
    found = _letter(request, ref)
    return render(
        request, "console/letters/letter.html", _about(found) | {"text": as_it_was(found, at=at_of(request)).text}
    )


@allowed("letters.view")
@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # it knows views without a ref only
def html(request: HttpRequest, ref: str) -> HttpResponse:
    """Return the letter itself, shut into a frame that may do nothing."""
    return HttpResponse(as_it_was(_letter(request, ref), at=at_of(request)).html)


@allowed("letters.resend")
@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then send the letter once more."""
    found = _letter(request, ref)
    if request.method != "POST":
        return render(request, "console/letters/resend.html", _about(found))
    try:
        copy = resend_letter(ref, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        context = _about(found) | {"refusal": str(refusal)}
        return render(request, "console/letters/resend.html", context, status=refusal.status)
    said = _("“{title}” is on its way to {address} once more.")
    messages.success(request, said.format(title=letter_title(found), address=found.to_address))
    back = redirect("console:customer", copy.whose) if _customer_of(copy) else redirect("console:letter", copy.ref)
    return on_tickets.done(request, "deed.resent", back, whose=copy.whose, title=letter_title(found))


@allowed("letters.resend")
@require_POST
def seen_to(request: HttpRequest, ref: str) -> HttpResponse:
    """Take note that somebody has dealt with a letter that did not arrive."""
    found = _letter(request, ref)
    see_to_letter(found.ref, at=at_of(request), by=by_of(request))
    messages.success(request, _("Noted: somebody has seen to it."))
    return redirect("console:home")


def as_it_was(found: Letter, *, at: datetime) -> Rendered:
    """Render a letter without its secrets, which nobody here needs to see, in the words of the day it was sent."""
    if found.forgotten_at:
        raise LetterForgotten
    masked = dict.fromkeys(secrets_of(found), MASK)
    own = own_words_at(found.template, found.language, found.sent_at or at)
    try:
        return rendered(found.template, found.language, without_tokens(found.context), masked, own)
    except TemplateDoesNotExist as gone:
        raise LetterNotShown from gone


def _about(found: Letter) -> dict[str, Any]:
    customer, people = _customer_of(found), [found.resent_by, found.seen_to_by]
    names = queries.names_of_staff(people)
    ways = [(_("Console"), reverse("console:home"))]
    if customer:
        ways.append((customer.name, reverse("console:customer", args=[customer.ref])))
    return {
        "letter": found,
        "title": letter_title(found),
        "kind": letter_kind(found.kind),
        "state": LETTER_STATES[found.state],  # type: ignore[index]
        "customer": customer,
        "moved": customer and fold(customer.email) != fold(found.to_address),
        "lost": lost_words(found),
        "resent_by": names.get(found.resent_by, found.resent_by),
        "seen_to_by": names.get(found.seen_to_by, found.seen_to_by),
        "copies": queries.copies_of(found),
        "ways": ways,
        "frame": reverse("console:letter_html", args=[found.ref]),
    }


def _customer_of(found: Letter) -> Any:
    return next(iter(queries.customers_with([found.whose])), None)


def _letter(request: HttpRequest, ref: str) -> Letter:
    found = queries.letter_with(ref)
    if found is None:
        raise LetterUnknown
    concerns(request, found.whose)
    need_the_desk(request, found.kind)
    return found
