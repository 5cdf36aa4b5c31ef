"""The OpenAPI document of the native API, made of a table of its calls."""

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse

from .idempotency import READS

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
YES_NO: Shape = {"type": "boolean"}
UUID: Shape = {"type": "string", "format": "uuid"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
COUNT: Shape = {"type": "integer"}
NONCE: Shape = {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"}
PRODUCT: Shape = {"type": "string", "examples": ["musa-accounting"]}
PRODUCT_KEY: Shape = {"type": "string", "maxLength": 500, "examples": ["RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"]}
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
        "id product plan standing begins ends access_until entitlements devices next",
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

IDEMPOTENCY_KEY: Shape = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Kept for 24 hours per caller and call: the same body gets the same answer, with Idempotent-Replay,"
    " and changes nothing again; another body gets 409 idempotency_conflict. Kept are the answers of success and"
    " 403, 409 and 410; after any other the call is simply made again. Take a new key for each attempt of a person.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}
REPLAYED: Shape = {
    "description": "Present, and true, where this answer was given before.",
    "schema": {"type": "string", "enum": ["true"]},
}

# path: (method, what it does, needs a token, body, statuses of success, answer)
CALLS: dict[str, tuple[str, str, bool, Shape, tuple[int, ...], Shape]] = {
    "sign-in": (
        "post",
        "Send a six-digit code to an address, whether or not it is known.",
        False,
        members(
            "product email fingerprint",
            product=PRODUCT,
            email=TEXT,
            fingerprint=FINGERPRINT,
            device_name=TEXT,
            language=TEXT,
            nonce=NONCE,
        ),
        (202,),
        members("challenge expires_in resend_after", challenge=TEXT, expires_in=COUNT, resend_after=COUNT),
    ),
    "sign-in/confirm": (
        "post",
        "Prove the address, get a token, and activate the device if the account has a licence.",
        False,
        members(
            "challenge code fingerprint",
            challenge=TEXT,
            code=TEXT,
            activate=YES_NO,
            product=PRODUCT,
            nonce=NONCE,
            **ACTIVATION,
        ),
        (200,),
        members(
            "token account licence activation",
            token=TEXT,
            account=members("email", email=TEXT),
            licence=maybe(ref("Licence")),
            activation=maybe({"type": "object"}),
        ),
    ),
    "sign-out": ("post", "End the token.", True, members(nonce=NONCE), (200,), members()),
    "product-keys/check": (
        "post",
        "Say what is wrong with a product key that somebody typed, without looking for it.",
        False,
        members("product_key", product_key=TEXT, nonce=NONCE),
        (200,),
        members("diagnosis", diagnosis={"type": "object"}),
    ),
    "redeem": (
        "post",
        "Redeem a product key for the account: its term is added to the licence.",
        True,
        members("product product_key", **ASKING),
        (201, 200),
        members("already licence term", already=YES_NO, licence=ref("Licence"), term=maybe(ref("Term"))),
    ),
    "activate": (
        "post",
        "Let the licence be used on a device, by product key or token.",
        False,
        members("product fingerprint", **ASKING, **ACTIVATION),
        (201, 200),
        members(
            "already replaced licence device lease",
            already=YES_NO,
            replaced=maybe(UUID),
            licence=ref("Licence"),
            device=ref("Device"),
            lease=LEASE,
        ),
    ),
    "deactivate": (
        "post",
        "Take a device out of use, named by id or fingerprint.",
        False,
        members("product", **ASKING, device=UUID, fingerprint=FINGERPRINT),
        (200,),
        members("licence", licence=ref("Licence")),
    ),
    "validate": (
        "post",
        "Tell whether the licence holds on this device. A verdict is always 200.",
        False,
        members("product fingerprint nonce", **ASKING, fingerprint=FINGERPRINT, entitlements=rows(TEXT)),
        (200,),
        members(
            "valid code licence",
            valid=YES_NO,
            code=TEXT,
            licence=maybe(ref("Licence")),
            devices=rows(ref("Device")),
        ),
    ),
    "lease": (
        "post",
        "Give an active device a signed lease that it can check without a network.",
        False,
        members(
            "product fingerprint nonce",
            **ASKING,
            fingerprint=FINGERPRINT,
            ttl={"type": "integer", "minimum": 3600},
            formats=rows({"enum": ["compact", "machine_file"]}),
        ),
        (200,),
        members("licence lease", licence=ref("Licence"), lease=ref("Lease")),
    ),
    "licences": (
        "get",
        "List the licences of the account.",
        True,
        members(),
        (200,),
        members("licences", licences=rows(ref("Licence"))),
    ),
    "licences/{id}": (
        "get",
        "Show one licence with the reasons for its dates.",
        True,
        members(),
        (200,),
        members(
            "licence terms entries product_keys devices",
            licence=ref("Licence"),
            terms=rows(ref("Term")),
            entries=rows(ref("Entry")),
            product_keys=rows({"type": "object"}),
            devices=rows(ref("Device")),
        ),
    ),
    "keys.json": (
        "get",
        "Publish the keys that sign answers.",
        False,
        members(),
        (200,),
        members("keys", keys=rows(members("kid public_key state since", kid=TEXT, public_key=TEXT, state=TEXT))),
    ),
}


@cache
def described() -> dict[str, Any]:
    """Return the whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Licensing",
            "version": "1",
            "description": "Errors carry a stable code; their messages follow Accept-Language.",
        },
        "servers": [{"url": "/api/licensing/v1"}],
        "paths": {f"/{path}": _path(path) for path in CALLS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "abt_…"}},
        },
    }


def _path(path: str) -> dict[str, Any]:
    method, summary, token, body, statuses, answer = CALLS[path]
    operation: dict[str, Any] = {
        "operationId": path.replace("/{id}", "_one").replace("/", "_").replace("-", "_").replace(".", "_"),
        "summary": summary,
        "security": [{"token": []}] if token else [{}, {"token": []}],
        "responses": {str(status): _answer(answer) for status in statuses}
        | {"default": _content("A refusal.", ref("Error"))},
    }
    if method == "post" and path not in READS:
        operation["parameters"] = [IDEMPOTENCY_KEY]
        operation["responses"]["409"] = _content("A refusal; idempotency_conflict is one of them.", ref("Error"))
        for response in operation["responses"].values():
            response["headers"] = {"Idempotent-Replay": REPLAYED}
    if method == "post":
        operation["requestBody"] = {"required": True, **_content("", body)}
        operation["requestBody"].pop("description")
    elif token:
        operation["parameters"] = _parameters(path)
    return {method: operation}


def _parameters(path: str) -> list[dict[str, Any]]:
    query = [{"name": "product", "in": "query", "required": True, "schema": PRODUCT}]
    inside = [{"name": "id", "in": "path", "required": True, "schema": UUID}] if "{id}" in path else []
    return inside + query


def _answer(answer: Shape) -> dict[str, Any]:
    envelope: dict[str, Shape] = {"op": TEXT, "ts": INSTANT, "nonce": maybe(TEXT)}
    whole: Shape = {
        "type": "object",
        "properties": {**envelope, **answer["properties"]},
        "required": ["op", "ts", *answer["required"]],
    }
    return _content("The answer, signed in the header Abaca-Signature.", whole)


def _content(description: str, schema: Shape) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def document(_request: HttpRequest) -> JsonResponse:
    """Serve the document."""
    return JsonResponse(described())
