"""A store that tells licensing what a test wants it to tell."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from abaca.kernel.product_keys import mint
from abaca.kernel.refs import new_ref
from tests.conftest import NOON

SHELF: list[dict[str, Any]] = []


def documents_after(cursor: int, limit: int) -> list[dict[str, Any]]:
    return [document for document in SHELF if document["position"] > cursor][:limit]


def unreachable(cursor: int, limit: int) -> list[dict[str, Any]]:
    raise ConnectionError("the shop is closed")


@dataclass
class Sold:
    ref: str
    text: str


@dataclass
class Store:
    """Writes documents on the shelf from which licensing reads."""

    product: str = "musa-accounting"
    documents: list[dict[str, Any]] = field(default_factory=lambda: SHELF)

    def tells(self, kind: str, body: dict[str, Any], *, at: datetime = NOON) -> dict[str, Any]:
        document = {
            "position": len(self.documents) + 1,
            "kind": kind,
            "at": at.isoformat(timespec="milliseconds"),
            "body": body,
        }
        self.documents.append(document)
        return document

    def describes(self, plan: str = "professional", **knobs: Any) -> None:
        body = {
            "product": self.product,
            "product_name": "Musa Accounting",
            "plan": plan,
            "name": plan.capitalize(),
            "devices": 5,
            "grace_days": 14,
            "lease_days": 30,
            "entitlements": ["EXPORT"],
            "on_expiry": "restrict",
        }
        self.tells("plan.described", body | knobs)

    def sells(self, plan: str = "professional", *, at: datetime = NOON, **body: Any) -> Sold:
        sold = Sold(new_ref("pk", at), mint())
        self.tells(
            "product_key.issued",
            {
                "ref": sold.ref,
                "text": sold.text,
                "product": self.product,
                "plan": plan,
                "months": 12,
                "zone": "Europe/Zurich",
                "order": new_ref("ord", at),
                "seat": 1,
                "follows": None,
                "replaces": None,
                "from": None,
                "deliver": "key",
                "holder_email": None,
            }
            | body,
            at=at,
        )
        return sold

    def withdraws(self, sold: Sold, on: str) -> None:
        self.tells("product_key.withdrawn", {"ref": sold.ref, "on": on})

    def takes_back(self, sold: Sold, plan: str = "professional", **body: Any) -> Sold:
        """Give the buyer a fresh key for the seat of one that he took back."""
        return self.sells(plan, instead_of=sold.ref, **body)

    def extends(self, sold: Sold, *, months: int | None = None, days: int | None = None, cause: str = "") -> str:
        cause = cause or new_ref("ext", NOON)
        self.tells("product_key.extended", {"ref": sold.ref, "months": months, "days": days, "cause": cause})
        return cause

    def reinstates(self, sold: Sold, on: str) -> None:
        self.tells("product_key.reinstated", {"ref": sold.ref, "on": on})
