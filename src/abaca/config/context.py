"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def brand_and_rehearsal(request: HttpRequest) -> dict[str, Any]:
    """Return the vendor's brand, and in rehearsal the shop's date for the time machine bar."""
    return {
        "brand": {
            "name": settings.VENDOR_NAME,
            "legal_name": settings.VENDOR_LEGAL_NAME,
            "address": settings.VENDOR_ADDRESS,
            "support_email": settings.VENDOR_SUPPORT_EMAIL,
        },
        "rehearsal": {"at": getattr(request, "at", None)} if settings.REHEARSAL else None,
    }
