"""What every page knows."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from abaca.access.roles import permissions_of
from abaca.kernel.languages import colon
from abaca.rehearsal.coming import next_sentence


def brand_and_rehearsal(request: HttpRequest) -> dict[str, Any]:
    """Return the vendor's brand, how the language sets a colon, and in rehearsal the shop's date and next event."""
    return {
        "brand": {
            "name": settings.VENDOR_NAME,
            "legal_name": settings.VENDOR_LEGAL_NAME,
            "address": settings.VENDOR_ADDRESS,
            "support_email": settings.VENDOR_SUPPORT_EMAIL,
        },
        "rehearsal": _rehearsal(getattr(request, "at", None)) if settings.REHEARSAL else None,
        "colon": colon(get_language() or settings.LANGUAGE_CODE),  # as in letters
        "may": SimpleLazyObject(lambda: _permissions(request)),  # what pages of the console show
    }


def _permissions(request: HttpRequest) -> frozenset[str]:
    """Return what a member of the staff may do; nothing for anybody else."""
    user = getattr(request, "user", None)
    return permissions_of(str(getattr(user, "role", ""))) if getattr(user, "is_staff", False) else frozenset()


def _rehearsal(at: datetime | None) -> dict[str, Any]:
    """Return what the bar shows; the next event is looked for only where a page has the bar."""
    next_event = SimpleLazyObject(lambda: next_sentence(at=at)) if at else ""
    return {"at": at, "next_event": next_event, "url": reverse("rehearsal:time"), "home": reverse("rehearsal:home")}
