"""Mails that stand in no ticket, such as answers of machines, letters that came back, floods: nothing is hidden."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from abaca.console.door import at_of, by_of, concerns
from abaca.support.tickets.actions import MailUnknown
from abaca.support.tickets.actions import make_ticket as open_ticket
from abaca.support.tickets.queries import entry_with_mail, mail_without_ticket, without_ticket

from . import queries
from .doors import may_answer, may_view
from .queue import excerpt
from .verdicts import KINDS, verdict_of

ON_A_PAGE = 50


class Filter(forms.Form):
    """What to look for; each field narrows the list."""

    sender = forms.CharField(label=gettext_lazy("E-mail of the sender"), required=False, max_length=320)
    kind = forms.ChoiceField(
        label=gettext_lazy("What"), required=False, choices=[("", gettext_lazy("all")), *KINDS.items()]
    )


@may_view
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Show them, the newest first."""
    form = Filter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    kind, sender = chosen.get("kind", ""), chosen.get("sender", "").strip()
    found = without_ticket(kind=kind, sender=sender, before=start, most=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    concerns(request, *queries.senders_of(shown).values())
    context = {
        "here": "desk",
        "ways": _ways(),
        "form": form,
        "kind": kind,
        "sender": sender,
        "rows": [{"mail": mail, "word": KINDS.get(mail.kind, ""), "excerpt": excerpt(mail.said)} for mail in shown],
        "earlier": shown[-1].pk if len(found) > ON_A_PAGE else None,
        "is_first": start is None,
    }
    return render(request, "console/desk/unfiled.html", context)


@may_view
@require_safe
def mail(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one of them; one that has a ticket meanwhile is shown there."""
    entry = entry_with_mail(ref)
    if entry is not None:
        concerns(request, entry.ticket.customer)
        return redirect("console:ticket", entry.ticket.number)
    found = queries.mails_with([ref]).get(ref) if mail_without_ticket(ref) else None
    if found is None:
        raise MailUnknown
    concerns(request, *queries.senders_of([found]).values())
    context: dict[str, Any] = {
        "here": "desk",
        "ways": [*_ways(), (_("Mails without a ticket"), reverse("console:unfiled_mails"))],
        "mail": found,
        "subject": found.subject or _("(no subject)"),
        "verdict": verdict_of(found, owner=""),
    }
    return render(request, "console/desk/unfiled_mail.html", context)


@may_answer
@require_POST
def make_ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a ticket for a mail, and lead there."""
    found = mail_without_ticket(ref)
    ticket = open_ticket(ref, at=at_of(request), by=by_of(request))
    concerns(request, ticket.customer, *queries.senders_of([found] if found else []).values())
    messages.success(request, _("The mail has a ticket now: {number}.").format(number=ticket.number))
    return redirect("console:ticket", ticket.number)


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Desk"), reverse("console:desk"))]
