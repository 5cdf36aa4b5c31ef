"""Writing to customers: passages are put in, the letter is looked at, then it is sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.console import queries as console
from abaca.console.customers import Truth, whole_truth
from abaca.console.door import at_of, by_of, concerns
from abaca.console.forms.desk import FirstWordForm, languages
from abaca.kernel.emails import fold
from abaca.kernel.refs import new_token
from abaca.kernel.refusals import Refusal
from abaca.messaging.letters import MASK
from abaca.messaging.letters import render as rendered
from abaca.store.customers.models import Customer
from abaca.support.tickets import actions
from abaca.support.tickets.actions import Addressee, Answer
from abaca.support.tickets.actions.writing import TEMPLATE, AnotherAnswerSent, previewed
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.passages import filled
from abaca.support.tickets.queries import snippet_with, snippets_in, ticket_with

from . import queries
from .doors import may_answer
from .facts import facts_of, secrets_of
from .queue import agent
from .ticket import page

UNFIT = 422


@may_answer
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Put a passage into the box, show how the letter reads, or send it: whichever button was pressed.

    Whoever only looks at this address, such as after a change of the language, is led to the ticket.
    """
    found = ticket_with(number)
    if request.method != "POST":
        return redirect("console:ticket", found.number)
    customer, _certain = queries.customer_of(found)
    concerns(request, customer.ref if customer else found.customer)
    truth = _told(request, found, customer)
    found = _in_language(request, found)
    box = _box(request, found, truth)
    if "insert" in request.POST or "speak" in request.POST:
        return page(request, found, answer=box, focus="answer")
    written = _written(request, truth, box)
    try:
        if "preview" in request.POST:
            return page(request, found, answer=box, preview=_preview(found, written), focus="preview")
        actions.answer(found, written, customer=customer.ref if customer else "", at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        box |= _fresh(refusal)
        return page(request, found, answer=box, refusal=str(refusal), focus="answer", status=refusal.status)
    said = _("The answer to {address} is on its way.") if not written.closes else _("Answered and closed: {address}.")
    messages.success(request, said.format(address=found.address))
    return redirect("console:desk") if written.closes else redirect("console:ticket", found.number)


@may_answer
@require_http_methods(["GET", "HEAD", "POST"])
def first_word(request: HttpRequest) -> HttpResponse:
    """Write to a customer who has not written."""
    customer = _customer(request)
    concerns(request, customer.ref if customer else "")
    form = FirstWordForm(request.POST if request.method == "POST" else None, customer=customer)
    box: dict[str, Any] = {"text": "", "token": new_token()}
    context: dict[str, Any] = {}
    if request.method == "POST":
        addressed = _addressed(form, customer)
        truth = _told(request, addressed, customer)
        box = _box(request, addressed, truth)
        if "insert" not in request.POST and form.is_valid():
            try:
                if "preview" not in request.POST:
                    return _sent(request, form, customer, _written(request, truth, box))
                context["preview"] = _preview(addressed, _written(request, truth, box))
            except Refusal as refusal:
                box |= _fresh(refusal)
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    ways = [(_("Console"), reverse("console:home")), (_("Desk"), reverse("console:desk"))]
    language = form.chosen_language()
    context |= {"here": "desk", "form": form, "answer": box, "customer": customer, "ways": ways}
    context["snippets"] = snippets_in(language)
    status = UNFIT if form.errors and "insert" not in request.POST else 200
    return render(request, "console/desk/first_word.html", context, status=status)


def _fresh(refusal: Refusal) -> dict[str, str]:
    """Return what lets the next click send a second letter, after somebody was told that the first one has left."""
    return {"token": new_token()} if isinstance(refusal, AnotherAnswerSent) else {}


def _sent(request: HttpRequest, form: FirstWordForm, customer: Customer | None, written: Answer) -> HttpResponse:
    facts = form.cleaned_data
    to = Addressee(facts["address"], facts["name"], facts["language"], customer.ref if customer else "")
    ticket = actions.write(to, facts["subject"], written, at=at_of(request), by=by_of(request))
    messages.success(request, _("The letter to {address} is on its way.").format(address=ticket.address))
    return redirect("console:ticket", ticket.number)


def _customer(request: HttpRequest) -> Customer | None:
    ref = request.GET.get("customer", "")
    return console.customer_with(ref) if ref else None


def _addressed(form: FirstWordForm, customer: Customer | None) -> Ticket:
    """Return the ticket as it would be, for facts and preview; it is not written."""
    name = form.data.get("name", "")[:120] or (customer.name if customer else "")
    address = form.data.get("address", "")
    return Ticket(
        pk=0,
        subject=form.data.get("subject", "")[:500],
        address_folded=fold(address),
        name=name,
        language=form.chosen_language(),
    )


def _in_language(request: HttpRequest, found: Ticket) -> Ticket:
    """Let the ticket be answered in the language that was chosen: letter, passages and facts follow it."""
    chosen = request.POST.get("language", found.language)
    if chosen == found.language or chosen not in dict(languages()):
        return found
    try:
        return actions.speak(found, chosen, at=at_of(request), by=by_of(request))
    except Refusal:
        return found  # it was merged meanwhile: what follows says so


def _told(request: HttpRequest, addressed: Ticket, customer: Customer | None) -> Truth | None:
    """Return what the letter may say about a customer: nothing where it goes to somebody who may be a stranger."""
    if customer is None or not queries.may_be_told(addressed, customer):
        return None
    return whole_truth(customer, at=at_of(request))


def _box(request: HttpRequest, found: Ticket, truth: Truth | None) -> dict[str, Any]:
    """Return what stands in the box of the answer, with the passage that was asked for at its end."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    chosen = request.POST.get("snippet", "")
    if "insert" in request.POST and chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        passage = filled(snippet_with(int(chosen)).text, facts_of(found, truth)).text
        text = f"{text.rstrip()}\n\n{passage}".strip()
    return {
        "text": text,
        "token": request.POST.get("token") or new_token(),
        "closes": "closes" in request.POST,
        "snippet": chosen,
    }


def _written(request: HttpRequest, truth: Truth | None, box: dict[str, Any]) -> Answer:
    return Answer(
        text=box["text"],
        token=box["token"][:60],
        agent=agent(getattr(request.user, "email", "")),
        secrets=secrets_of(truth, at=at_of(request)),
        closes=box["closes"],
    )


def _preview(found: Ticket, written: Answer) -> dict[str, str]:
    """Return how the letter reads; links that act are not shown."""
    context, secrets = previewed(found, written, masked=MASK)
    letter = rendered(TEMPLATE, found.language, context, secrets)
    return {"subject": letter.subject, "text": letter.text, "address": found.address}
