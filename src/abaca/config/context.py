"""What every page knows."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from abaca.rehearsal.coming import next_sentence


def brand_and_rehearsal(request: HttpRequest) -> dict[str, Any]:
    """Return the vendor's brand, and in rehearsal the shop's date and next event for the time machine bar."""
    return {
        "brand": {
            "name": settings.VENDOR_NAME,
            "legal_name": settings.VENDOR_LEGAL_NAME,
            "address": settings.VENDOR_ADDRESS,
            "support_email": settings.VENDOR_SUPPORT_EMAIL,
        },
        "rehearsal": _rehearsal(getattr(request, "at", None)) if settings.REHEARSAL else None,
    }


def _rehearsal(at: datetime | None) -> dict[str, Any]:
    """Return what the bar shows; the next event is looked for only where a page has the bar."""
    next_event = SimpleLazyObject(lambda: next_sentence(at=at)) if at else ""
    return {"at": at, "next_event": next_event, "url": reverse("rehearsal:time"), "home": reverse("rehearsal:home")}
