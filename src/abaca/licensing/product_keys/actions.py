"""What can be done with a product key: issue, redeem, withdraw, reinstate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abaca.kernel import foreign_keys
from abaca.kernel import product_keys as keys
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.kernel.sealing import CannotOpen
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.accounts.models import Account
from abaca.licensing.accounts.queries import network_digest
from abaca.licensing.journal.actions import record
from abaca.licensing.licences import actions as licences
from abaca.licensing.licences.actions import Promise
from abaca.licensing.licences.models import LedgerEntry, Licence, Plan, Product
from abaca.licensing.licences.queries import extensions_of, licence_of
from abaca.licensing.licences.states import EntryKind
from abaca.licensing.secrets.actions import note_rekeyed, present_number
from abaca.licensing.secrets.queries import secret, secrets

from . import lookup
from .models import ProductKey, UnknownKeyCount
from .queries import COUNTS_LAST, foreign_lookup_of, lookup_of, printed
from .states import PRODUCT_KEY, KeyState


class ProductKeyTaken(Refusal):
    code = "product_key_taken"
    sentence = _("This product key has been redeemed by somebody else. Each key serves one person.")
    status = 409
    field = "product_key"


class ProductKeyGone(Refusal):
    """The key became void between the look and the grip; for the person it is unknown."""

    code = "product_key_unknown"
    sentence = _("We do not know this product key. Please check it against your delivery letter.")
    status = 404
    field = "product_key"


@dataclass(frozen=True)
class Redemption:
    licence: Licence
    number: int  # of the term that the key added
    already: bool


@dataclass(frozen=True)
class Issue:
    """What the feed says about a new key."""

    ref: str
    text: str
    plan: Plan
    months: int | None
    zone: str
    order_ref: str
    seat: int
    follows_ref: str
    replaces_ref: str
    replaces_from: date | None
    automatic: bool
    holder_email: str
    days: int | None = None
    foreign: bool = False  # made elsewhere: a text of any form
    instead_of_ref: str = ""  # the same seat's key that its buyer took back
    position: int = 0  # of the document


@dataclass(frozen=True)
class _Kept:
    """What may be kept of a product key, and how it is found."""

    lookup: bytes
    hint: str
    foreign: bool


@transaction.atomic
def issue(told: Issue, *, at: datetime, by: str) -> ProductKey:
    """Take a product key in; what comes with it happens at once."""
    if known := ProductKey.objects.filter(ref=told.ref).first():
        return known

    row, kept = uuid4(), _kept(told)
    key = ProductKey.objects.create(
        uuid=row,
        ref=told.ref,
        lookup=kept.lookup,
        cipher=lookup.sealed(secret("product-key/cipher"), told.text, row),
        hint=kept.hint,
        foreign=kept.foreign,
        secret_number=present_number(at=at),
        product=told.plan.product,
        plan=told.plan,
        months=told.months,
        days=told.days,
        zone=told.zone,
        order_ref=told.order_ref,
        seat=told.seat,
        follows_ref=told.follows_ref,
        replaces_ref=told.replaces_ref,
        replaces_from=told.replaces_from,
        automatic=told.automatic,
        holder_email=told.holder_email,
        issued_at=at,
        told_position=told.position if told.instead_of_ref else 0,  # what is older speaks of the key before
    )
    record("product_key.imported", key.ref, at=at, by=by, order=key.order_ref, hint=key.hint)
    if kept.foreign:
        Product.objects.filter(pk=key.product_id, foreign_keys=False).update(foreign_keys=True)
    if told.instead_of_ref and not _has_seat(key, told.instead_of_ref, at=at, by=by):
        _move(key, KeyState.VOID, "product_key.voided", at=at, by=by)
    elif key.replaces_ref:
        _take_the_place(key, at=at, by=by)
    elif key.automatic:
        _redeem_by_itself(key, at=at, by=by)
    key.refresh_from_db()
    return key


@transaction.atomic
def redeem(key_id: int, account: Account, *, at: datetime, by: str) -> Redemption:
    """Add the term of a key to the licence of an account."""
    key = _locked(pk=key_id)
    if key.state == KeyState.VOID:
        raise ProductKeyGone(feed_checked=True)
    if key.licence is not None:
        return _again(key, key.licence, account, at=at, by=by)

    _lock_those_who_follow(key)
    reserved = key.reserved_licence_uuid  # programs may have been shown it before
    licence = licences.open_licence(account, key.product, zone=key.zone, uuid=reserved, at=at, by=by)
    number = licences.grant(
        licence,
        plan=key.plan,
        months=key.months,
        days=key.days,
        on=local_day(at, licence.zone),
        cause=key.ref,
        at=at,
        by=by,
    )
    _mark_redeemed(key, licence, number, at=at, by=by)
    for follower in ProductKey.objects.filter(follows_ref=key.ref, automatic=True, state=KeyState.ISSUED):
        redeem(follower.pk, account, at=at, by=by)
    return Redemption(licence, number, already=False)


@transaction.atomic
def redeem_unasked(key_id: int, *, at: datetime, by: str) -> Licence:
    """Redeem a key for a program that knows no accounts: into the licence that it follows, else a nameless one.

    A nameless licence waits to be claimed by who signs in and enters the same key.
    """
    key = _locked(pk=key_id)
    if key.state == KeyState.VOID:
        raise ProductKeyGone(feed_checked=True)
    if key.licence is not None:
        return key.licence
    followed = ProductKey.objects.select_related("licence__account").filter(ref=key.follows_ref).first()
    if followed is not None and followed.licence is not None:
        account = followed.licence.account
    else:
        account = open_account(email=None, language="en", at=at, by=by)
    return redeem(key.pk, account, at=at, by=by).licence


def _again(key: ProductKey, licence: Licence, account: Account, *, at: datetime, by: str) -> Redemption:
    if licence.account_id != account.pk:
        is_free = licence.account.email is None and licence_of(account.pk, key.product_id) is None
        if not is_free:
            raise ProductKeyTaken
        licences.move_to(licence, account, at=at, by=by)
    return Redemption(licence, _terms_of(key)[-1].number, already=True)


@transaction.atomic
def withdraw(ref: str, *, on: date, position: int, at: datetime, by: str) -> None:
    """Take back what a key gave: unredeemed it becomes void, redeemed its term ends."""
    key = _locked(ref=ref)
    if not _is_news(key, position):
        return
    if key.licence is not None:
        _void_its_term(key, key.licence, on=on, at=at, by=by)
    elif key.state == KeyState.ISSUED:
        _move(key, KeyState.VOID, "product_key.voided", at=at, by=by)
        if old := ProductKey.objects.select_for_update().filter(ref=key.replaces_ref, state=KeyState.VOID).first():
            _move(old, KeyState.ISSUED, "product_key.reinstated", at=at, by=by)


@transaction.atomic
def reinstate(ref: str, *, on: date, position: int, at: datetime, by: str) -> None:
    """Give back what was withdrawn; a term that was running gets the days that it had left."""
    key = _locked(ref=ref)
    if not _is_news(key, position):
        return
    if key.state == KeyState.VOID:
        _move(key, KeyState.ISSUED, "product_key.reinstated", at=at, by=by)
        if key.replaces_ref:
            _take_the_place(key, at=at, by=by)
    elif key.licence is not None:
        _grant_the_rest(key, licences.lock(key.licence.pk), on=on, at=at, by=by)


@transaction.atomic
def extend(promise: Promise, *, at: datetime, by: str) -> None:
    """Add time without payment to what a key gives: now if it has a term, else when it gets one."""
    key = _locked(ref=promise.key_ref)
    licences.promise_extension(promise, at=at, by=by)
    if key.licence is not None:
        _grant_promised(key, licences.lock(key.licence.pk), at=at, by=by)


def count_unknown(network: str, *, at: datetime) -> None:
    """Remember that a network asked for a key that nobody knows."""
    if not network:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO licensing_product_keys_unknownkeycount AS counted (network, minute, tries) VALUES (%s, %s, 1)"
            " ON CONFLICT (network, minute) DO UPDATE SET tries = counted.tries + 1",
            [network_digest(network, at), at.replace(second=0, microsecond=0)],
        )


@transaction.atomic
def forget_counts(ids: Sequence[int], *, at: datetime) -> None:
    """Remove counters that no limit looks at any more."""
    rows = UnknownKeyCount.objects.filter(pk__in=ids, minute__lte=at - COUNTS_LAST)
    locked = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
    UnknownKeyCount.objects.filter(pk__in=locked).delete()


def _kept(told: Issue) -> _Kept:
    reading = keys.read(told.text)
    symbols = reading.symbols if reading.kind == "ok" and not told.foreign else None
    if symbols is None:
        if not foreign_keys.normal_form(told.text):
            raise ValueError("a product key without a text")
        return _Kept(foreign_lookup_of(told.text), foreign_keys.hint(told.text), foreign=True)
    return _Kept(lookup_of(symbols), keys.hint(symbols), foreign=False)


def _has_seat(key: ProductKey, instead_of: str, *, at: datetime, by: str) -> bool:
    """Let a key take the place of one that its buyer took back; whoever redeemed that one first keeps it."""
    old = _locked(ref=instead_of)
    if old.licence is not None:
        return False
    if old.state == KeyState.ISSUED:
        _move(old, KeyState.VOID, "product_key.voided", at=at, by=by)
    ProductKey.objects.filter(follows_ref=old.ref).update(follows_ref=key.ref)
    licences.hand_extensions_on(old.ref, key.ref)
    return True


@dataclass(frozen=True)
class Resealed:
    """What one batch has done, and where the next one begins."""

    rows: int
    last: int | None  # none: nothing is left behind it
    shut: list[str]  # the refs of keys that open with no secret that we have


@transaction.atomic
def seal_afresh(after: int, most: int, *, at: datetime, by: str) -> Resealed:
    """Seal and find some keys by the present master secret; whoever holds one of them is not waited for."""
    number = present_number(at=at)
    rows = ProductKey.objects.select_for_update(skip_locked=True).filter(pk__gt=after).exclude(secret_number=number)
    batch = list(rows.only("uuid", "ref", "lookup", "cipher").order_by("pk")[:most])
    fresh = {key.pk: facts for key in batch if (facts := _resealed(key)) is not None}
    if fresh:
        lookups, ciphers = zip(*fresh.values(), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE licensing_product_keys_productkey k"
                " SET lookup = fresh.lookup, cipher = fresh.cipher, secret_number = %s"
                " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS fresh (id, lookup, cipher)"
                " WHERE k.id = fresh.id",
                [number, list(fresh), list(lookups), list(ciphers)],
            )
        note_rekeyed("product keys", len(fresh), at=at, by=by)
    shut = [key.ref for key in batch if key.pk not in fresh]
    return Resealed(len(fresh), batch[-1].pk if batch else None, shut)


def _resealed(key: ProductKey) -> tuple[bytes, bytes] | None:
    """Return digest and seal of a key, made with the present secret; none if it cannot be opened."""
    try:
        text = printed(key)
    except CannotOpen:
        return None
    form = lookup.looked_up(text, bytes(key.lookup), secrets("product-key/lookup"))
    if form is None:
        return None
    return lookup_of(form), lookup.sealed(secret("product-key/cipher"), text, key.uuid)


def _locked(**by_what: object) -> ProductKey:
    """Lock a key. No joins: rows joined to one that we waited for would be as old as our question."""
    return ProductKey.objects.select_for_update().get(**by_what)


def _lock_those_who_follow(key: ProductKey) -> None:
    """Lock the keys that will be redeemed along with this one before its licence: keys come before licences."""
    refs = [key.ref]
    while refs:
        rows = ProductKey.objects.select_for_update().filter(
            follows_ref__in=refs, automatic=True, state=KeyState.ISSUED
        )
        refs = list(rows.order_by("pk").values_list("ref", flat=True))


def _is_news(key: ProductKey, position: int) -> bool:
    """Tell whether the document is later than the last one about this key, and remember it."""
    if position <= key.told_position:
        return False
    key.told_position = position
    key.save(update_fields=["told_position"])
    return True


def _move(key: ProductKey, state: KeyState, what: str, *, at: datetime, by: str) -> None:
    PRODUCT_KEY.check(KeyState(key.state), state)
    key.state = state
    key.save(update_fields=["state"])
    record(what, key.ref, at=at, by=by, hint=key.hint)


def _mark_redeemed(key: ProductKey, licence: Licence, number: int, *, at: datetime, by: str) -> None:
    PRODUCT_KEY.check(KeyState(key.state), KeyState.REDEEMED)
    key.state, key.licence, key.redeemed_at = KeyState.REDEEMED, licence, at
    key.save(update_fields=["state", "licence", "redeemed_at"])
    record("product_key.redeemed", key.ref, whose=licence.account.ref, at=at, by=by, licence=licence.ref, hint=key.hint)
    licences.grant_extensions(licence, key.ref, number, plan=key.plan, at=at, by=by)


def _grant_promised(key: ProductKey, licence: Licence, *, at: datetime, by: str) -> None:
    """Grant what was promised for a redeemed key, unless its money went back: then it waits with the key."""
    number = _terms_of(key)[-1].number
    if not LedgerEntry.objects.filter(licence=licence, kind=EntryKind.VOID, number=number).exists():
        licences.grant_extensions(licence, key.ref, number, plan=key.plan, at=at, by=by)


def _redeem_by_itself(key: ProductKey, *, at: datetime, by: str) -> None:
    """Redeem a key that is delivered automatically, where its holder is known."""
    followed = ProductKey.objects.select_related("licence__account").filter(ref=key.follows_ref).first()
    if followed is not None and followed.licence is not None:
        redeem(key.pk, followed.licence.account, at=at, by=by)
    elif key.holder_email:
        account = open_account(email=key.holder_email, language="en", at=at, by=by)
        redeem(key.pk, account, at=at, by=by)


def _take_the_place(key: ProductKey, *, at: datetime, by: str) -> None:
    """Let an upgrade replace its forerunner: in the licence if that was redeemed, else as the key that waits."""
    old = _locked(ref=key.replaces_ref)
    if old.licence is None:
        if old.state == KeyState.ISSUED:
            _move(old, KeyState.VOID, "product_key.voided", at=at, by=by)
        return
    licence = licences.lock(old.licence.pk)
    on = key.replaces_from or local_day(at, licence.zone)
    number = _terms_of(old)[-1].number
    licences.close(licence, number, on=on, cause=key.ref, at=at, by=by)
    upgraded = licences.grant(
        licence,
        plan=key.plan,
        months=key.months,
        days=key.days,
        on=on,
        replaces=number,
        cause=key.ref,
        at=at,
        by=by,
    )
    _mark_redeemed(key, licence, upgraded, at=at, by=by)


def _void_its_term(key: ProductKey, licence: Licence, *, on: date, at: datetime, by: str) -> None:
    """Void the newest term of a key; an upgrade that is taken back gives its forerunner the old end."""
    licence = licences.lock(licence.pk)
    grant = _terms_of(key)[-1]
    cause = f"{key.ref}/withdrawn/{key.told_position}"
    if grant.replaces is not None:
        licences.void(licence, grant.number, on=grant.on, cause=cause, at=at, by=by)
        licences.reopen(licence, grant.replaces, on=on, cause=cause, at=at, by=by)
    else:
        day = max(on, local_day(at, licence.zone))  # days in the past never change
        licences.void(licence, grant.number, on=day, cause=cause, at=at, by=by)
    for extension in extensions_of(licence.pk, key.ref):
        day = max(on, local_day(at, licence.zone))
        licences.void(licence, extension.number, on=day, cause=f"{cause}/{extension.number}", at=at, by=by)


def _grant_the_rest(key: ProductKey, licence: Licence, *, on: date, at: datetime, by: str) -> None:
    grant, cause = _terms_of(key)[-1], f"{key.ref}/reinstated/{key.told_position}"
    if grant.replaces is not None:
        licences.close(licence, grant.replaces, on=grant.on, cause=cause, at=at, by=by)
    voided = LedgerEntry.objects.filter(licence=licence, kind=EntryKind.VOID).values_list("number", flat=True)
    lost = [extension for extension in extensions_of(licence.pk, key.ref) if extension.number in set(voided)]
    day = max(on, local_day(at, licence.zone))
    licences.grant_back(licence, grant, on=day, cause=cause, at=at, by=by)
    number = _terms_of(key)[-1].number
    for extension in lost:
        licences.grant_back(
            licence, extension, on=day, extends=number, cause=f"{extension.cause}/{key.told_position}", at=at, by=by
        )
    _grant_promised(key, licence, at=at, by=by)


def _terms_of(key: ProductKey) -> list[LedgerEntry]:
    """Return the grants that a redeemed key has led to, the newest last."""
    own = Q(cause=key.ref) | Q(cause__startswith=f"{key.ref}/")
    return list(LedgerEntry.objects.filter(own, licence=key.licence_id, kind=EntryKind.GRANT).order_by("seq"))


def forget_holder(email: str) -> None:
    """Know no more for whom product keys were meant. The story records it."""
    ProductKey.objects.filter(holder_email__iexact=email).update(holder_email="")
