"""Taking the store's documents in: in any order, any number of times, with the same outcome."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from abaca.kernel.refusals import Refusal
from abaca.kernel.sealing import CannotOpen, open_sealed, seal
from abaca.licensing.licences.actions import Promise, describe_plan, show_notice
from abaca.licensing.licences.queries import plan_with
from abaca.licensing.licences.states import OnExpiry
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.states import KeyState
from abaca.licensing.secrets.actions import note_rekeyed
from abaca.licensing.secrets.queries import opened, secret

from .documents import (
    EXTENDED,
    ISSUED,
    KNOWN,
    NOTICED,
    PLAN,
    REINSTATED,
    WITHDRAWN,
    Document,
    awaited,
    day,
    devices_limit,
    read,
)
from .models import Cursor, Replacement, Waiting
from .queries import key_of_seat, waiting

BY = "the feed"
BROKEN = (KeyError, TypeError, ValueError, IntegrityError, Refusal)
log = logging.getLogger(__name__)


@transaction.atomic
def take_in(raw: Iterable[Mapping[str, Any]], *, at: datetime) -> int:
    """Take a batch of documents in, and those that waited for them; return how many were new to the cursor."""
    Cursor.objects.get_or_create(pk=1)
    cursor = Cursor.objects.select_for_update().get(pk=1)
    documents = sorted(map(read, raw), key=lambda document: document.position)
    for document in documents:
        if not _understood(document, at=at):
            _let_wait(document)
    if documents:
        _retry_those_who_waited(at=at)
    new = [document for document in documents if document.position > cursor.position]
    if new:
        cursor.position = new[-1].position
        cursor.save(update_fields=["position"])
    return len(new)


def _retry_those_who_waited(*, at: datetime) -> None:
    progress = True
    while progress:
        understood = [document.position for document in waiting() if _understood(document, at=at)]
        progress = bool(Waiting.objects.filter(position__in=understood).delete()[0])


def _let_wait(document: Document) -> None:
    body = seal(secret("feed"), json.dumps(document.body).encode(), bound_to=b"waiting")
    Waiting.objects.get_or_create(
        position=document.position,
        defaults={"kind": document.kind, "at": document.at, "sealed_body": body},
    )


def _understood(document: Document, *, at: datetime) -> bool:
    """Apply a document; one that is broken waits for somebody to look at it and does not hold up the others."""
    try:
        with transaction.atomic():
            return _apply(document, at=at)
    except BROKEN:
        log.exception("Document %s (%s) of the feed cannot be applied.", document.position, document.kind)
        return False


def _apply(document: Document, *, at: datetime) -> bool:
    """Do what a document says; tell whether it could be understood."""
    if document.kind not in KNOWN:
        return False
    refs = awaited(document)
    if refs and ProductKey.objects.filter(ref__in=refs).count() < len(refs):
        return False
    match document.kind:
        case kind if kind == PLAN:
            _describe(document, at=at)
        case kind if kind == ISSUED:
            return _issue(document, at=at)
        case kind if kind == WITHDRAWN:
            product_keys.withdraw(**_about_key(document), at=at, by=BY)
        case kind if kind == REINSTATED:
            product_keys.reinstate(**_about_key(document), at=at, by=BY)
        case kind if kind == EXTENDED:
            _extend(document, at=at)
        case kind if kind == NOTICED:
            _notice(document, at=at)
    return True


def _about_key(document: Document) -> dict[str, Any]:
    return {
        "ref": key_of_seat(document.body["ref"]),
        "on": date.fromisoformat(document.body["on"]),
        "position": document.position,
    }


def _describe(document: Document, *, at: datetime) -> None:
    body = document.body
    describe_plan(
        product=body["product"],
        product_name=body["product_name"],
        plan=body["plan"],
        name=body["name"],
        position=document.position,
        at=at,
        by=BY,
        devices=devices_limit(body),
        grace_days=body.get("grace_days", 14),
        lease_days=body.get("lease_days", 30),
        entitlements=list(body.get("entitlements") or []),
        on_expiry=OnExpiry(body.get("on_expiry") or OnExpiry.RESTRICT),
    )


def _extend(document: Document, *, at: datetime) -> None:
    body = document.body
    promise = Promise(
        key_ref=key_of_seat(body["ref"]),
        months=body.get("months"),
        days=body.get("days"),
        cause=body["cause"],
        position=document.position,
    )
    product_keys.extend(promise, at=at, by=BY)


def _notice(document: Document, *, at: datetime) -> None:
    """Let the programs of a licence show something; a key that nobody has redeemed has no program."""
    body = document.body
    key = ProductKey.objects.get(ref=key_of_seat(body["ref"]))
    if key.licence_id is not None:
        code, url = str(body.get("code") or ""), str(body.get("url") or "")
        show_notice(key.licence_id, code=code[:40], url=url[:300], position=document.position, at=at, by=BY)


def _issue(document: Document, *, at: datetime) -> bool:
    """Take a key in; one that came instead of another for its seat is void if that one was redeemed meanwhile."""
    body = document.body
    instead_of = key_of_seat(body["instead_of"]) if body.get("instead_of") else ""
    plan = plan_with(body["product"], body["plan"])
    if plan is None:
        return False
    told = product_keys.Issue(
        ref=body["ref"],
        text=body["text"],
        plan=plan,
        months=body.get("months"),
        zone=body["zone"],
        order_ref=body.get("order") or "",
        seat=body.get("seat") or 1,
        follows_ref=_seat(body.get("follows")),
        replaces_ref=_seat(body.get("replaces")),
        replaces_from=day(body.get("from")),
        automatic=body.get("deliver") == "automatic",
        holder_email=body.get("holder_email") or "",
        days=body.get("days"),
        foreign=body.get("form") == "foreign",
        instead_of_ref=instead_of,
        position=document.position,
    )
    if instead_of == told.ref:
        return True  # read before
    key = product_keys.issue(told, at=at, by=BY)
    if instead_of:
        facts = {"instead_of": instead_of, "old_stays": key.state == KeyState.VOID}
        Replacement.objects.get_or_create(ref=key.ref, defaults=facts)
    return True


def _seat(ref: str | None) -> str:
    return key_of_seat(ref) if ref else ""


@transaction.atomic
def seal_afresh(*, at: datetime, by: str) -> int:
    """Seal the documents that wait with the present master secret; one that opens with none stays as it is."""
    done = 0
    for row in Waiting.objects.select_for_update(skip_locked=True):
        try:
            open_sealed(secret("feed"), bytes(row.sealed_body), bound_to=b"waiting")
        except CannotOpen:
            done += _sealed_afresh(row)
    if done:
        note_rekeyed("documents that wait", done, at=at, by=by)
    return done


def _sealed_afresh(row: Waiting) -> bool:
    try:
        body = opened("feed", bytes(row.sealed_body), bound_to=b"waiting")
    except CannotOpen:
        return False
    row.sealed_body = seal(secret("feed"), body, bound_to=b"waiting")
    row.save(update_fields=["sealed_body"])
    return True


def note_start(*, at: datetime) -> None:
    """Count a pull that begins."""
    with transaction.atomic():
        Cursor.objects.get_or_create(pk=1)
        cursor = Cursor.objects.select_for_update().get(pk=1)
        cursor.started, cursor.started_at = cursor.started + 1, at
        cursor.save(update_fields=["started", "started_at"])


def note_end() -> None:
    """Count a pull that is over."""
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(pk=1)
        cursor.finished = cursor.started
        cursor.save(update_fields=["finished"])
