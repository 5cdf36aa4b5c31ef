"""The OpenAPI document of the native API, made of a table of its calls."""

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse

from .idempotency import READS
from .schemas import (
    ACTIVATION,
    ASKING,
    COUNT,
    FINGERPRINT,
    INSTANT,
    LEASE,
    NONCE,
    PRODUCT,
    SCHEMAS,
    TEXT,
    UUID,
    YES_NO,
    Shape,
    maybe,
    members,
    ref,
    rows,
)

ACTIVATED = members(
    "already replaced licence device lease",
    already=YES_NO,
    replaced=maybe(UUID),
    licence=ref("Licence"),
    device=ref("Device"),
    lease=LEASE,
)

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
        ACTIVATED,
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
    "bridge": (
        "post",
        "Give seven days for a bridge code, which a payer makes for himself and uses once.",
        False,
        members(
            "product bridge_code fingerprint",
            product=PRODUCT,
            bridge_code={"type": "string", "examples": ["1234-5678-92YH"]},
            fingerprint=FINGERPRINT,
            nonce=NONCE,
        ),
        (200,),
        members("lease", lease=ref("Lease")),
    ),
    "offline": (
        "post",
        "Activate a device whose request was carried here as a text; the answer is carried back.",
        False,
        members(
            "request",
            request={"type": "string", "examples": ["ACT1.PMRHMIR2GEWCE4BCHIRG25LTME…"]},
            replace_device=UUID,
            **ASKING,
        ),
        (200,),
        ACTIVATED,
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
