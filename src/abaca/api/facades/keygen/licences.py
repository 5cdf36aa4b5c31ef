"""Calls about the licence behind a product key."""

from typing import Any

from abaca.api import reading
from abaca.licensing.facades.keygen import documents
from abaca.licensing.facades.keygen.verdict import (
    NOT_FOUND,
    ScopeUnreadable,
    Verdict,
    fingerprints_of,
    read_scope,
    verdict,
)
from abaca.licensing.facades.queries import features_of, machine_of, machines_of
from abaca.licensing.facades.subjects import Subject
from abaca.licensing.workflows.presenting import note_heard, subject_of

from . import errors
from .door import LONGEST_KEY, Answer, Call, in_good_standing

LONGEST_FINGERPRINT = 4096
MOST_FINGERPRINTS = 50
MOST = 100


def ping(_asked: Call) -> Answer:
    """Say that somebody is there."""
    return Answer({"meta": {"message": "pong"}}, signed=False)


def me(asked: Call) -> Answer:
    """Show the licence of the key."""
    subject = in_good_standing(asked.licence())
    return Answer({"data": documents.licence(subject, asked.at)}, subject=subject)


def show(asked: Call) -> Answer:
    """Show the licence, called by its id or its key."""
    subject = in_good_standing(own(asked, asked.licence()))
    return Answer({"data": documents.licence(subject, asked.at)}, subject=subject)


def validate_key(asked: Call) -> Answer:
    """Judge a product key without a credential; an unknown one is an answer, not an error."""
    key, scope = asked.member("meta", "key"), _scope(asked)
    if not isinstance(key, str) or not key.strip():
        raise errors.unreadable("/meta/key", "is missing")
    subject = None
    if len(key.encode()) <= LONGEST_KEY:
        subject = subject_of(asked.presented(key), fingerprints=fingerprints_of(scope), at=asked.at)
    if subject is None:
        return Answer({"data": None, "meta": _meta(asked, NOT_FOUND, scope)})
    return _judged(asked, subject, scope)


def validate(asked: Call) -> Answer:
    """Judge the licence of the key that the call carries."""
    scope = _scope(asked)
    return _judged(asked, own(asked, asked.licence(fingerprints_of(scope))), scope)


def quick_validate(asked: Call) -> Answer:
    """Judge the licence without looking at scopes."""
    return _judged(asked, own(asked, asked.licence()), None)


def machines(asked: Call) -> Answer:
    """List the devices in use."""
    subject = in_good_standing(own(asked, asked.licence()))
    rows = machines_of(subject, most=_limit(asked)) if subject.redeemed else []
    return Answer({"data": [documents.machine(row, subject) for row in rows]}, subject=subject)


def entitlements(asked: Call) -> Answer:
    """List the features of the licence."""
    subject = in_good_standing(own(asked, asked.licence()))
    rows = documents.features(features_of(subject)[: _limit(asked)], subject.account)
    return Answer({"data": rows}, subject=subject)


def own(asked: Call, subject: Subject) -> Subject:
    """Refuse a licence that is not the one of the presented key: for the caller there is no other."""
    if not subject.is_called(asked.route.identifier):
        raise errors.not_found()
    return subject


def _judged(asked: Call, subject: Subject, scope: dict[str, Any] | None) -> Answer:
    machine = (scope or {}).get("machine")
    matches = bool(machine and subject.redeemed and machine_of(subject, machine))
    said = verdict(subject, scope, machine_matches=matches)
    note_heard(subject, at=asked.at)
    data = documents.licence(subject, asked.at)
    if subject.redeemed:
        data["attributes"]["lastValidated"] = documents.instant(asked.at)
    return Answer({"data": data, "meta": _meta(asked, said, scope or {})}, subject=subject)


def _meta(asked: Call, said: Verdict, scope: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "ts": documents.instant(asked.at),
        "valid": said.valid,
        "detail": said.detail,
        "code": said.code,
        "scope": scope,
    }
    nonce = asked.member("meta", "nonce")
    if isinstance(nonce, int | str):
        meta["nonce"] = nonce
    return meta


def _scope(asked: Call) -> dict[str, Any]:
    try:
        scope = read_scope(asked.member("meta", "scope"))
    except ScopeUnreadable as unreadable:
        raise errors.unreadable(f"/meta/scope/{unreadable}") from None
    prints = fingerprints_of(scope)
    if len(prints) > MOST_FINGERPRINTS or any(len(each.encode()) > LONGEST_FINGERPRINT for each in prints):
        raise errors.unreadable("/meta/scope/fingerprint", "is too long")
    return scope


def _limit(asked: Call) -> int:
    wished = reading.number(asked.request.GET.get("limit", str(MOST)))
    if wished is None or not 1 <= wished <= MOST:
        raise errors.Refused(400, "PARAMETERS_INVALID", "must be a number from 1 to 100", parameter="limit")
    return wished
