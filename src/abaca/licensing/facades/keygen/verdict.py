"""Whether a licence holds, in the codes of the Keygen protocol: the first that applies. No code is ever invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from abaca.licensing.devices.limits import is_too_many
from abaca.licensing.facades.subjects import Subject
from abaca.licensing.licences.states import Standing

UNSUPPORTED = ("environment", "user", "components", "checksum", "version")
KNOWN = {"product", "policy", "entitlements", "machine", "fingerprint", "fingerprints", *UNSUPPORTED}
TEXTS = {"product", "policy", "machine", "fingerprint"}
LISTS = {"entitlements", "fingerprints"}


@dataclass(frozen=True, slots=True)
class Verdict:
    valid: bool
    code: str
    detail: str


NOT_FOUND = Verdict(valid=False, code="NOT_FOUND", detail="does not exist")


class ScopeUnreadable(ValueError):
    """The scope has a member that is unknown or of the wrong type; its name is the argument."""


def read_scope(raw: object) -> dict[str, Any]:
    """Return the members of a scope that were given, or raise for the one that cannot be read."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise ScopeUnreadable("scope")
    scope = {name: value for name, value in raw.items() if value is not None}
    for name, value in scope.items():
        texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
        fits = isinstance(value, str) if name in TEXTS else texts if name in LISTS else True
        if name not in KNOWN or not fits:
            raise ScopeUnreadable(str(name)[:100])
    return scope


def fingerprints_of(scope: Mapping[str, Any]) -> list[str]:
    """Return every fingerprint that a scope asks for."""
    one = [scope["fingerprint"]] if scope.get("fingerprint") else []
    return [*one, *(each for each in scope.get("fingerprints", ()) if each)]


def verdict(subject: Subject, scope: Mapping[str, Any] | None, *, machine_matches: bool = False) -> Verdict:
    """Judge a licence; without a scope (None) its scopes are not checked. `machine_matches`: the machine is its own."""
    for code, detail in _reasons(subject, scope, machine_matches=machine_matches):
        return Verdict(valid=False, code=code, detail=detail)
    if subject.standing == Standing.EXPIRED:
        return Verdict(valid=False, code="EXPIRED", detail="is expired")
    if subject.standing == Standing.MAINTAINED:
        return Verdict(valid=True, code="EXPIRED", detail="is expired")
    return Verdict(valid=True, code="VALID", detail="is valid")


Reason = tuple[str, str]


def _reasons(subject: Subject, scope: Mapping[str, Any] | None, *, machine_matches: bool) -> Iterator[Reason]:
    if subject.banned:
        yield "BANNED", "is banned"
    if subject.suspended:
        yield "SUSPENDED", "is suspended"
    if scope is not None:
        yield from _of_licence(subject, scope)
        yield from _of_machine(subject, scope, machine_matches=machine_matches)
        yield from _of_fingerprints(subject, scope)
        for name in ("components", "checksum", "version"):
            if name in scope:
                yield f"{name.upper()}_SCOPE_MISMATCH", f"{name} scope does not match"
    if subject.devices_used == 0:
        yield _no_machines(subject), "must have at least 1 associated machine"
    if is_too_many(subject.devices_used, subject.plan.devices):
        yield "TOO_MANY_MACHINES", "has too many associated machines"


def _of_licence(subject: Subject, scope: Mapping[str, Any]) -> Iterator[Reason]:
    if "environment" in scope:
        yield "ENVIRONMENT_SCOPE_MISMATCH", "environment scope does not match"
    product, plan = subject.product, subject.plan
    if product.require_product_scope and "product" not in scope:
        yield "PRODUCT_SCOPE_REQUIRED", "product scope is required"
    if "product" in scope and scope["product"].lower() not in {str(product.uuid), product.code}:
        yield "PRODUCT_SCOPE_MISMATCH", "product scope does not match"
    if "policy" in scope and scope["policy"].lower() not in {str(plan.uuid), plan.code}:
        yield "POLICY_SCOPE_MISMATCH", "policy scope does not match"
    if "user" in scope:
        yield "USER_SCOPE_MISMATCH", "user scope does not match"
    if "entitlements" in scope and not scope["entitlements"]:
        yield "ENTITLEMENTS_SCOPE_EMPTY", "entitlements scope is empty"
    if set(scope.get("entitlements", ())) - set(subject.entitlements):
        yield "ENTITLEMENTS_MISSING", "is missing one or more required entitlements"


def _of_machine(subject: Subject, scope: Mapping[str, Any], *, machine_matches: bool) -> Iterator[Reason]:
    if "machine" in scope:
        if subject.devices_used == 0:
            yield _no_machines(subject), "machine is not activated (has no associated machines)"
        elif not machine_matches:
            yield "MACHINE_SCOPE_MISMATCH", "machine is not activated (does not match any associated machines)"


def _of_fingerprints(subject: Subject, scope: Mapping[str, Any]) -> Iterator[Reason]:
    given = [name for name in ("fingerprint", "fingerprints") if name in scope]
    if given and not fingerprints_of(scope):
        yield "FINGERPRINT_SCOPE_EMPTY", "fingerprint scope is empty"
    elif given and subject.devices_used == 0:
        yield _no_machines(subject), "fingerprint is not activated (has no associated machines)"
    elif given and not subject.matched:
        yield "FINGERPRINT_SCOPE_MISMATCH", "fingerprint is not activated (does not match any associated machines)"
    elif not given and subject.product.require_fingerprint_scope:
        yield "FINGERPRINT_SCOPE_REQUIRED", "fingerprint scope is required"


def _no_machines(subject: Subject) -> str:
    return "NO_MACHINE" if subject.plan.devices == 1 else "NO_MACHINES"
