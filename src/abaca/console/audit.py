"""Who of the staff looked at what, and did what; for administrators."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abaca.access.models import AuditEntry
from abaca.access.queries import looks, staff, staff_by_ref
from abaca.access.roles import ROLE_NAMES, Role
from abaca.store.customers.queries import customer_with_email

from . import queries
from .door import allowed, concerns
from .pages import page_words

ON_A_PAGE = 50
HOWS = {
    AuditEntry.How.LOOKED: _("looked"),
    AuditEntry.How.DID: _("did"),
    AuditEntry.How.REFUSED: _("was refused"),
}


class Filter(forms.Form):
    """What to look for; each field narrows the list."""

    by = forms.ChoiceField(label=_("Who"), required=False)
    how = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("all")), *HOWS.items()])
    whose = forms.CharField(
        label=_("Whose data"), required=False, max_length=254, help_text=_("A customer's e-mail address or reference.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [("", _("all")), *((user.ref, user.email) for user in staff())]  # type: ignore[attr-defined]


@allowed("audit.view")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show the log, the newest first."""
    form = Filter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = looks(by=chosen.get("by", ""), how=chosen.get("how", ""), whose=_ref_of(chosen.get("whose", "")))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    names = staff_by_ref(entry.by for entry in page)
    customers = queries.customers_by_ref(ref for entry in page for ref in entry.whose)
    concerns(request, *customers)
    context = {
        "here": "audit",
        "form": form,
        "page": page,
        "rows": [_row(entry, names, customers) for entry in page],
    }
    return render(request, "console/audit/audit.html", context)


def _row(entry: AuditEntry, names: dict[str, str], customers: dict[str, Any]) -> dict[str, Any]:
    whose = [customers[ref] for ref in entry.whose if ref in customers]
    return {
        "entry": entry,
        "who": names.get(entry.by, entry.by),
        "role": ROLE_NAMES[Role(entry.role)] if entry.role in list(Role) else entry.role,
        "how": HOWS[AuditEntry.How(entry.how)],
        "what": page_words(entry.page),
        "whose": whose[:3],
        "more": len(entry.whose) - len(whose[:3]),
    }


def _ref_of(text: str) -> str:
    """Return the ref of the customer who is meant; an address that nobody has finds nothing."""
    text = text.strip()
    if "@" not in text:
        return text
    customer = customer_with_email(text)
    return customer.ref if customer else "nobody"
