"""The shapes that the OpenAPI document is made of."""

from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
YES_NO: Shape = {"type": "boolean"}
UUID: Shape = {"type": "string", "format": "uuid"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
COUNT: Shape = {"type": "integer"}
NONCE: Shape = {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"}
PRODUCT: Shape = {"type": "string", "examples": ["musa-accounting"]}
PRODUCT_KEY: Shape = {"type": "string", "maxLength": 512, "examples": ["RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"]}
FINGERPRINT: Shape = {"type": "string", "minLength": 1, "maxLength": 4096}


def ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def rows(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def members(needed: str = "", **all_of_them: Shape) -> Shape:
    return {"type": "object", "properties": all_of_them, "required": needed.split()}


SCHEMAS: dict[str, Shape] = {
    "Licence": members(
        "id product plan standing begins ends access_until entitlements devices next notice",
        id=UUID,
        product=TEXT,
        plan=maybe(TEXT),
        standing={"type": "string", "enum": ["active", "grace", "maintained", "expired", "suspended"]},
        begins=maybe(DAY),
        ends=maybe(DAY),
        access_until=maybe(INSTANT),
        entitlements=rows(TEXT),
        devices=members("used limit", used=COUNT, limit=maybe(COUNT)),
        next=maybe(members("plan begins ends", plan=TEXT, begins=DAY, ends=maybe(DAY))),
        notice=maybe(members("code sentence url", code=TEXT, sentence=TEXT, url=TEXT)),
    ),
    "Device": members(
        "id name platform activated_at last_seen_on lease_expires_at",
        id=UUID,
        name=TEXT,
        platform=TEXT,
        activated_at=INSTANT,
        last_seen_on=DAY,
        lease_expires_at=maybe(INSTANT),
    ),
    "Lease": members(
        "issued expires compact machine_file",
        issued=INSTANT,
        expires=INSTANT,
        compact=maybe(TEXT),
        machine_file=maybe(TEXT),
    ),
    "Term": members("plan begins ends", plan=TEXT, begins=DAY, ends=maybe(DAY)),
    "Entry": members(
        "seq kind term on cause at",
        seq=COUNT,
        kind={"type": "string", "enum": ["grant", "close", "reopen", "void"]},
        term=COUNT,
        plan=maybe(TEXT),
        months=maybe(COUNT),
        days=maybe(COUNT),
        on=DAY,
        cause=TEXT,
        at=INSTANT,
    ),
    "Error": members(
        "op ts request_id error",
        op=TEXT,
        ts=INSTANT,
        nonce=maybe(TEXT),
        request_id=TEXT,
        error=members("code message detail", code=TEXT, message=TEXT, detail={"type": "object"}),
    ),
}
ASKING = {"product": PRODUCT, "product_key": PRODUCT_KEY, "nonce": NONCE}
ACTIVATION = {"fingerprint": FINGERPRINT, "name": TEXT, "platform": TEXT, "replace_device": UUID, "lease": YES_NO}
LEASE = maybe(ref("Lease"))
