"""What the documents of the feed mean for licensing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

ISSUED = "product_key.issued"
WITHDRAWN = "product_key.withdrawn"
REINSTATED = "product_key.reinstated"
PLAN = "plan.described"
EXTENDED = "product_key.extended"
NOTICED = "product_key.noticed"
KNOWN = frozenset({ISSUED, WITHDRAWN, REINSTATED, EXTENDED, NOTICED, PLAN})


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that the store tells."""

    position: int
    kind: str
    at: datetime
    body: Mapping[str, Any]


def read(raw: Mapping[str, Any]) -> Document:
    """Read a document as it came."""
    at = datetime.fromisoformat(str(raw["at"]))
    return Document(int(raw["position"]), str(raw["kind"]), at, dict(raw["body"]))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def devices_limit(body: Mapping[str, Any]) -> int | None:
    """Return the number of devices; a missing word is the house's five, an explicit null has no limit."""
    devices: int | None = body.get("devices", 5)
    return devices


def awaited(document: Document) -> list[str]:
    """Return the refs of the keys without which a document cannot be understood yet."""
    body = document.body
    match document.kind:
        case "product_key.withdrawn" | "product_key.reinstated" | "product_key.extended" | "product_key.noticed":
            return [body["ref"]]
        case "product_key.issued":
            forerunner = body.get("replaces") or (body.get("follows") if body.get("deliver") == "automatic" else None)
            return list({ref for ref in (forerunner, body.get("instead_of")) if ref})
    return []
