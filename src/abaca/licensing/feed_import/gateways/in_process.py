"""The feed of a store that runs in the same process, found by the name of its function."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def documents_after(cursor: int, limit: int) -> list[dict[str, Any]]:
    """Return the documents behind the cursor, in their order."""
    source = import_string(settings.FEED_SOURCE)
    documents: list[dict[str, Any]] = source(cursor, limit)
    return documents
