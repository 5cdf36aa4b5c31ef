"""Newsletters at the console: writing one, looking at it, sending it, stopping it, and what became of it."""

from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.design.templatetags.abaca import own_name
from abaca.kernel.refusals import Refusal
from abaca.messaging.letters import MASK, Rendered
from abaca.messaging.letters import render as rendered
from abaca.store.catalogue.queries import plans_for_sale
from abaca.store.newsletters.actions import TextMissing, object_to, start, stop, trial, write
from abaca.store.newsletters.actions.editions import TEMPLATE, facts_of
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition
from abaca.store.newsletters.queries import (
    Figures,
    countries_of_customers,
    edition_with,
    editions,
    figures_of,
    history_of,
    picked,
    standing_of,
    subjects_of,
    text_for,
)
from abaca.store.newsletters.states import Against, Basis, EditionState, Saying, Source
from abaca.store.tax.words import country_name

from . import on_tickets, queries
from .door import allowed, at_of, by_of, concerns
from .forms.newsletters import EditionForm, NoForm, TrialForm
from .letters import LETTER_POLICY

UNFIT = 422
A_READER = "Maria Rossi"  # to whom the preview is written
STATES = {
    EditionState.DRAFT: ("", gettext_lazy("draft")),
    EditionState.SENDING: ("attention", gettext_lazy("leaving")),
    EditionState.SENT: ("good", gettext_lazy("sent")),
    EditionState.STOPPED: ("harm", gettext_lazy("stopped")),
}
SAYINGS = {
    Saying.CONSENTED: gettext_lazy("said yes"),
    Saying.TOLD: gettext_lazy("was told, and did not object"),
    Saying.OBJECTED: gettext_lazy("said no"),
}
SOURCES = {
    Source.CHECKOUT: gettext_lazy("at the checkout"),
    Source.PREFERENCES: gettext_lazy("on the page behind the link in a newsletter"),
    Source.ONE_CLICK: gettext_lazy("by the button of the mail program"),
    Source.MAIL: gettext_lazy("by mail"),
    Source.STAFF: gettext_lazy("told to staff"),
}
REASONS = {
    Against.NO_BASIS: gettext_lazy("never agreed"),
    Against.OBJECTED: gettext_lazy("said no"),
    Against.BOUNCED: gettext_lazy("the address does not work"),
    Against.COMPLAINED: gettext_lazy("called a letter of ours unwanted"),
}


@allowed("newsletters.write")
@require_safe
def newsletters(request: HttpRequest) -> HttpResponse:
    """Show all newsletters and what became of them."""
    found = editions()
    figures, subjects = figures_of(found), subjects_of(found)
    rows = [(each, _state_words(each, figures[each.ref]), subjects[each.ref], figures[each.ref]) for each in found]
    return render(request, "console/newsletters/newsletters.html", {"here": "newsletters", "rows": rows})


@allowed("newsletters.write")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Write a new newsletter, or go on with a draft."""
    edition = edition_with(ref) if ref else None
    form = EditionForm(request.POST or None, edition=edition, plans=_plans(), countries=_countries())
    if request.method == "POST" and form.is_valid():
        try:
            kept = write(
                edition,
                form.texts(),
                main_language=form.cleaned_data["main_language"],
                choice=form.choice(),
                at=at_of(request),
                by=by_of(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("console:newsletter", kept.ref)
    title = _("Write a newsletter")
    context = {"here": "newsletters", "form": form, "title": title, "edition": edition, "ways": _ways()}
    return render(request, "console/newsletters/edit.html", context, status=UNFIT if form.errors else 200)


@allowed("newsletters.write")
@require_safe
def newsletter(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a newsletter as it is read, whom it reaches, and what became of it."""
    return _page(request, edition_with(ref))


@allowed("newsletters.write")
@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # it knows views without a ref only
def html(request: HttpRequest, ref: str, language: str) -> HttpResponse:
    """Return the letter itself, shut into a frame that may do nothing."""
    return HttpResponse(_as_read(request, edition_with(ref), language).html)


@allowed("newsletters.write")
@require_http_methods(["GET", "HEAD", "POST"])
def send_trial(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the newsletter to one of the staff; whoever only looks at this address is led to the newsletter."""
    edition = edition_with(ref)
    if request.method != "POST":
        return redirect("console:newsletter", edition.ref)
    form = TrialForm(request.POST, languages=_languages(edition))
    if not form.is_valid():
        return _page(request, edition, form=form, status=UNFIT)
    trial(edition, **form.cleaned_data, at=at_of(request), by=by_of(request))
    messages.success(
        request, _("The trial is on its way to {address}.").format(address=form.cleaned_data["to_address"])
    )
    return redirect("console:newsletter", edition.ref)


@allowed("newsletters.send")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, with the number of its readers, then send the newsletter on its way."""
    edition = edition_with(ref)
    refusal = ""
    if request.method == "POST":
        try:
            start(edition, at=at_of(request), by=by_of(request))
        except Refusal as said:
            refusal = str(said)
        else:
            messages.success(request, _("The newsletter is on its way."))
            return redirect("console:newsletter", edition.ref)
    context = {**_about(edition), "refusal": refusal}
    return render(request, "console/newsletters/send.html", context, status=409 if refusal else 200)


@allowed("newsletters.send")
@require_POST
def halt(request: HttpRequest, ref: str) -> HttpResponse:
    """Let no more of a newsletter leave."""
    edition = stop(edition_with(ref), at=at_of(request), by=by_of(request))
    messages.success(request, _("The newsletter is stopped. What had not left does not leave."))
    return redirect("console:newsletter", edition.ref)


@allowed("customers.view", doing="desk.act")
@require_http_methods(["GET", "HEAD", "POST"])
def of_customer(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what a customer ever said about newsletters, and write down a no that he said in another way."""
    customer = queries.customer_with(ref)
    concerns(request, customer.ref)
    form = NoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["evidence"]
        object_to(customer, source=Source.STAFF, evidence=said, at=at_of(request), by=by_of(request))
        messages.success(request, _("No newsletter goes to {address} any more.").format(address=customer.email))
        back = redirect("console:newsletters_of", customer.ref)
        return on_tickets.done(request, "deed.newsletter_off", back, whose=customer.ref)
    lines = [(line, SAYINGS[Saying(line.saying)], SOURCES[Source(line.source)]) for line in history_of(customer)]
    standing = standing_of(customer)
    context = {
        "customer": customer,
        "lines": lines,
        "standing": standing,
        "reason": REASONS[standing.against] if standing.against else "",
        "form": form,
        "ways": [(_("Console"), reverse("console:home")), (customer.name, reverse("console:customer", args=[ref]))],
    }
    return render(request, "console/newsletters/customer.html", context, status=UNFIT if form.errors else 200)


def _page(request: HttpRequest, edition: Edition, *, form: TrialForm | None = None, status: int = 200) -> HttpResponse:
    languages = _languages(edition)
    shown = request.GET.get("language", "")
    shown = shown if shown in languages else edition.main_language
    mine = {"to_address": getattr(request.user, "email", ""), "language": shown}
    context = {
        **_about(edition),
        "languages": [(each, own_name(each)) for each in languages],
        "language": shown,
        "text": _as_read(request, edition, shown).text,
        "frame": reverse("console:newsletter_html", args=[edition.ref, shown]),
        "trial": form or TrialForm(languages=languages, initial=mine),
        "written_by": queries.names_of_staff([edition.written_by]).get(edition.written_by, edition.written_by),
    }
    return render(request, "console/newsletters/newsletter.html", context, status=status)


def _state_words(edition: Edition, figures: Figures) -> tuple[str, Any]:
    """Say where a newsletter stands: it is leaving as long as one of its letters waits."""
    leaving = edition.state == EditionState.SENT and figures.letters.waiting
    return STATES[EditionState.SENDING if leaving else EditionState(edition.state)]


def _about(edition: Edition) -> dict[str, Any]:
    figures = figures_of([edition])[edition.ref]
    colour, word = _state_words(edition, figures)
    choice = Choice.of_json(edition.choice)
    draft = edition.state == EditionState.DRAFT
    found = picked(choice) if draft else None
    left_out = found.left_out if found else figures.left_out
    plans, countries = dict(_plans()), [country_name(each) for each in choice.countries]
    return {
        "here": "newsletters",
        "edition": edition,
        "title": subjects_of([edition])[edition.ref],
        "colour": colour,
        "word": word,
        "figures": figures,
        "leaves": word == STATES[EditionState.SENDING][1],
        "choice": choice,
        "plans": [plans.get(code, code) for code in choice.plans],
        "countries": countries,
        "readers": [own_name(each) for each in choice.languages],
        "picked": found,
        "in_language": [(own_name(each), count) for each, count in sorted(found.languages.items())] if found else [],
        "left_out": [(REASONS[Against(reason)], count) for reason, count in sorted(left_out.items()) if count],
        "ways": _ways(),
    }


def _as_read(request: HttpRequest, edition: Edition, language: str) -> Rendered:
    """Render the letter as a customer would read it, without links that do something."""
    text, at = text_for(edition, language), at_of(request)
    if text is None:
        raise TextMissing
    masked = dict.fromkeys(("unsubscribe_url", "preferences_url", "unsubscribe_address"), MASK)
    return rendered(TEMPLATE, text.language, facts_of(text, A_READER, Basis.CONSENT, at=at, said_at=at), masked)


def _languages(edition: Edition) -> list[str]:
    return [text.language for text in edition.texts.all()]


def _plans() -> list[tuple[str, str]]:
    return [(plan.code, plan.title) for plan in plans_for_sale()]


def _countries() -> list[tuple[str, str]]:
    return sorted(((code, country_name(code)) for code in countries_of_customers()), key=lambda each: each[1])


def _ways() -> list[tuple[str, str]]:
    return [(_("Newsletters"), reverse("console:newsletters"))]
