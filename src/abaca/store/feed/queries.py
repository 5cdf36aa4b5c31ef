"""What licensing may read."""

from typing import Any

from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import keys_by_ref, text_of

from .models import Document

ISSUED = "product_key.issued"
WITHDRAWN = "product_key.withdrawn"
REINSTATED = "product_key.reinstated"


def documents_after(cursor: int, limit: int) -> list[dict[str, Any]]:
    """Return the documents after a position, oldest first, in the form that docs/feed.md describes.

    The texts of product keys are put in here, on the way out: at rest the feed holds none.
    """
    rows = list(Document.objects.filter(position__gt=cursor)[:limit])
    keys = keys_by_ref([row.body["ref"] for row in rows if row.kind == ISSUED])
    return [
        {
            "position": row.position,
            "kind": row.kind,
            "at": row.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "body": _with_text(row.body, keys[row.body["ref"]]) if row.kind == ISSUED else row.body,
        }
        for row in rows
    ]


def _with_text(body: dict[str, Any], key: ProductKey) -> dict[str, Any]:
    return {**body, "text": text_of(key), "form": key.form}
