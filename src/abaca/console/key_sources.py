"""Where the product keys of each plan come from: choose a source, fill a list, try a generator."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.product_keys.actions import choose_source
from abaca.store.product_keys.jobs import Trial, programs, try_out
from abaca.store.product_keys.protocol import Key
from abaca.store.product_keys.queries import source_of, stock_of
from abaca.store.product_keys.states import GENERATORS, SourceKind
from abaca.store.workflows.key_delivery import fill_list

from . import queries
from .door import allowed, at_of, by_of
from .failures import failure_words, unlimited_words
from .forms.key_sources import KINDS, ListForm, SourceForm


@allowed("keys.deliver")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show all plans with their sources and stock."""
    rows = [(row, KINDS[SourceKind(row.source.kind)]) for row in queries.key_sources()]
    parked = sum(row.parked for row, _kind in rows)
    return render(request, "console/key_sources/sources.html", {"here": "key_sources", "rows": rows, "parked": parked})


@allowed("keys.change")
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, plan: str) -> HttpResponse:
    """Choose where the product keys of a plan come from."""
    sold = plan_for_sale(plan)
    form = SourceForm.of(source_of(sold), programs())
    if request.method == "POST":
        form = SourceForm(request.POST, programs=programs(), chosen=source_of(sold).program)
        if form.is_valid() and _chosen(request, sold, form):
            return redirect("console:key_source", sold.code)
    return _page(request, sold, form)


def _chosen(request: HttpRequest, plan: Plan, form: SourceForm) -> bool:
    try:
        choose_source(plan, form.wish, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("The product keys of {title} come from here from now on.").format(title=plan.title))
    return True


@allowed("keys.change")
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, plan: str) -> HttpResponse:
    """Ask the generator with a sample order; whoever only looks at this address is led to the source."""
    sold = plan_for_sale(plan)
    if request.method != "POST":
        return redirect("console:key_source", plan)
    answer = try_out(sold, at=at_of(request))
    return _page(request, sold, SourceForm.of(source_of(sold), programs()), trial=answer)


def _page(request: HttpRequest, plan: Plan, form: SourceForm, *, trial: Trial | None = None) -> HttpResponse:
    now = source_of(plan)
    context: dict[str, Any] = {
        "here": "key_sources",
        "plan": plan,
        "form": form,
        "source": now,
        "has_query": bool(now.query_cipher),
        "is_generator": now.kind in GENERATORS,
        "is_list": now.kind == SourceKind.LIST,
        "folder_known": bool(settings.GENERATORS_FOLDER),
        "ways": _ways(),
    }
    if trial:
        context |= {"trial": trial, "unlimited": unlimited_words(trial.unlimited)} | _result(trial)
    wrong = form.is_bound and not form.is_valid()
    return render(request, "console/key_sources/source.html", context, status=422 if wrong else 200)


def _result(trial: Trial) -> dict[str, Any]:
    answer = trial.answer
    if not isinstance(answer, Key):
        return {"failure": failure_words(answer.name, answer.said)}
    if answer.is_file:
        return {"file": answer, "size": len(answer.content)}
    return {"text": answer.content.decode()}


@allowed("keys.change")
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, plan: str) -> HttpResponse:
    """Take a list of product keys in."""
    sold = plan_for_sale(plan)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid() and _filled(request, sold, form):
        return redirect("console:key_sources")
    now = source_of(sold)
    context = {
        "here": "key_sources",
        "plan": sold,
        "form": form,
        "left": stock_of([now.pk])[now.pk] if now.pk else 0,
        "is_list": now.kind == SourceKind.LIST,
        "ways": [*_ways(), (sold.title, reverse("console:key_source", args=[sold.code]))],
    }
    return render(request, "console/key_sources/fill.html", context, status=422 if form.is_bound else 200)


def _filled(request: HttpRequest, plan: Plan, form: ListForm) -> bool:
    try:
        number, keys = fill_list(plan, form.content, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    said = ngettext("{number} product key was taken in.", "{number} product keys were taken in.", number)
    if keys:
        more = ngettext("{sent} went to somebody who waited.", "{sent} went to those who waited.", len(keys))
        said = f"{said} {more}"
    messages.success(request, said.format(number=number, sent=len(keys)))
    return True


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Product keys"), reverse("console:key_sources"))]
