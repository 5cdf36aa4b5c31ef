"""The passages of which answers are made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.console.door import at_of, by_of
from abaca.console.forms.desk import SnippetForm
from abaca.kernel.refusals import Refusal
from abaca.support.tickets.actions import drop_snippet, save_snippet
from abaca.support.tickets.models import Snippet
from abaca.support.tickets.passages import PLACEHOLDERS
from abaca.support.tickets.queries import snippet_with, snippets

from .doors import may_answer

UNFIT = 422


@may_answer
@require_safe
def passages(request: HttpRequest) -> HttpResponse:
    """Show all passages."""
    context = {"here": "desk", "snippets": snippets(), "ways": _ways()}
    return render(request, "console/desk/passages.html", context)


@may_answer
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a passage."""
    return _edit(request, None)


@may_answer
@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a passage."""
    return _edit(request, snippet_with(pk))


@may_answer
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a passage."""
    found = snippet_with(pk)
    drop_snippet(found, at=at_of(request), by=by_of(request))
    messages.success(request, _("The passage “{name}” is gone.").format(name=found.name))
    return redirect("console:passages")


def _edit(request: HttpRequest, found: Snippet | None) -> HttpResponse:
    known = {"name": found.name, "language": found.language, "text": found.text} if found else {}
    form = SnippetForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        try:
            kept = save_snippet(**form.cleaned_data, snippet=found, at=at_of(request), by=by_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The passage “{name}” is saved.").format(name=kept.name))
            return redirect("console:passages")
    ways = [*_ways(), (_("Passages"), reverse("console:passages"))]
    context = {"here": "desk", "form": form, "snippet": found, "placeholders": PLACEHOLDERS.items(), "ways": ways}
    return render(request, "console/desk/passage.html", context, status=UNFIT if form.errors else 200)


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Desk"), reverse("console:desk"))]
