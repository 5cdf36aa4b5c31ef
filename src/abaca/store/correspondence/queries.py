"""What can be asked about declarations."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .models import Declaration
from .states import DeclarationState

WAITING = (DeclarationState.ASKED, DeclarationState.WITH_STAFF)


class DeclarationUnknown(Refusal):
    code = "declaration_unknown"
    sentence = _("There is no such declaration.")
    status = 404


def declaration_by_ref(ref: str) -> Declaration:
    """Return a declaration by its ref."""
    found = Declaration.objects.select_related("customer").filter(ref=ref).first()
    if found is None:
        raise DeclarationUnknown
    return found


def declarations(*, waiting: bool) -> QuerySet[Declaration]:
    """Return the declarations that wait for somebody, oldest first; else all, newest first."""
    rows = Declaration.objects.select_related("customer")
    return rows.filter(state__in=WAITING).order_by("id") if waiting else rows.order_by("-id")


def due_declarations(at: datetime, limit: int) -> list[int]:
    """Return declarations that the house is to look at."""
    due = Declaration.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def next_declaration() -> datetime | None:
    """Return when the house looks at a declaration next."""
    rows = Declaration.objects.filter(next_at__isnull=False).order_by("next_at")
    return rows.values_list("next_at", flat=True).first()
