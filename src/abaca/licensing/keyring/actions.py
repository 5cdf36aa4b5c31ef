"""What can be done with signing keys: make, take in, rotate, revoke, bind, hand out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.sealing import CannotOpen, seal
from abaca.licensing.journal.actions import record
from abaca.licensing.secrets.actions import note_rekeyed, present_number
from abaca.licensing.secrets.queries import opened, secret

from .hosts import plain_host
from .models import SigningKey
from .queries import Signer, current_kid, kid_for, signer
from .signatures import kid_of, public_half
from .states import SIGNING_KEY, SigningKeyState

ALONE = 7201  # advisory lock: one process changes the ring


class KeyUnknown(Refusal):
    code = "signing_key_unknown"
    sentence = _("There is no signing key {kid} in the ring; abaca keyring list shows them all.")
    status = 404


class KeyKnown(Refusal):
    code = "signing_key_known"
    sentence = _("Signing key {kid} is in the ring already.")
    status = 409


class KeyRevoked(Refusal):
    code = "signing_key_revoked"
    sentence = _("Signing key {kid} was revoked: nobody can use it any more.")
    status = 409


class NoNextKey(Refusal):
    code = "no_next_signing_key"
    sentence = _(
        "No signing key waits to be the next one. Make one (abaca keyring make), ship a program that pins it, and"
        " rotate when the longest lease has passed."
    )
    status = 409


class SeveralNextKeys(Refusal):
    code = "several_next_signing_keys"
    sentence = _("Several signing keys wait: {kids}. Say which one shall sign.")
    status = 409


class NextKeyTooYoung(Refusal):
    code = "next_signing_key_too_young"
    sentence = _(
        "Signing key {kid} is published since {since:%d %B %Y}, and the longest lease lasts {days} days: programs that"
        " do not know it yet could not check what it signs. Rotate after {ripe:%d %B %Y %H:%M} UTC, or at once (--now)."
    )
    status = 409


@transaction.atomic
def make(*, at: datetime, by: str) -> str:
    """Make a key that will be the next one, and return its name."""
    _alone()
    return _put_in(Ed25519PrivateKey.generate(), SigningKeyState.NEXT, "keyring.made", at=at, by=by)


@transaction.atomic
def make_first(*, at: datetime, by: str) -> str:
    """Make the first signing key unless there is one, and return the name of the current one."""
    _alone()
    if kid := current_kid():
        return kid
    return _put_in(Ed25519PrivateKey.generate(), SigningKeyState.CURRENT, "keyring.made", at=at, by=by)


def current_signer(*, at: datetime) -> Signer:
    """Return the key that signs now; a new installation makes it at its first answer."""
    return signer(current_kid() or make_first(at=at, by="the house"))


def signer_named(kid: str | None, *, at: datetime) -> Signer:
    """Return the key of this name, the current one where none is named."""
    return signer(kid) if kid else current_signer(at=at)


def signer_for(host: str, *, at: datetime) -> Signer:
    """Return the key that signs what was asked under this name of a host."""
    return signer(kid_for(plain_host(host)) or make_first(at=at, by="the house"))


@transaction.atomic
def take_in(
    private: Ed25519PrivateKey, *, current: bool = False, hosts: Iterable[str] = (), at: datetime, by: str
) -> str:
    """Take in a key that the vendor brings, and return its name."""
    _alone()
    kid = kid_of(public_half(private))
    if SigningKey.objects.filter(kid=kid).exists():
        raise KeyKnown(kid=kid)
    _put_in(private, SigningKeyState.NEXT, "keyring.imported", at=at, by=by)
    if current:
        _let_sign(_locked(kid), at=at, by=by)
    if hosts:
        bind(kid, hosts, at=at, by=by)
    return kid


@transaction.atomic
def rotate(kid: str | None = None, *, known_for: timedelta, at: datetime, by: str) -> str:
    """Let the next key sign, if programs could know it for long enough, and return its name."""
    _alone()
    coming = _locked(kid) if kid else _only_next()
    SIGNING_KEY.check(SigningKeyState(coming.state), SigningKeyState.CURRENT)
    ripe = coming.since + known_for
    if at < ripe:
        raise NextKeyTooYoung(kid=coming.kid, since=coming.since, days=known_for.days, ripe=ripe)
    _let_sign(coming, at=at, by=by)
    return coming.kid


@transaction.atomic
def revoke(kid: str, *, at: datetime, by: str) -> str:
    """Take a key out of use for ever, and return the name of the one that signs now."""
    _alone()
    row = _locked(kid)
    before = SigningKeyState(row.state)
    SIGNING_KEY.check(before, SigningKeyState.REVOKED)
    row.state, row.since, row.hosts, row.sealed = SigningKeyState.REVOKED, at, [], b""
    row.save(update_fields=["state", "since", "hosts", "sealed"])
    record("keyring.revoked", kid, at=at, by=by, was=before)
    signer.cache_clear()
    if before == SigningKeyState.CURRENT:
        _replace_at_once(at=at, by=by)
    return current_kid() or make_first(at=at, by=by)


@transaction.atomic
def bind(kid: str, hosts: Iterable[str], *, at: datetime, by: str) -> list[str]:
    """Let a key sign what is asked under these names and no others, and return them as they were written down."""
    _alone()
    row, names = _usable(kid), sorted({plain_host(host) for host in hosts} - {""})
    for other in SigningKey.objects.select_for_update().filter(hosts__overlap=names).exclude(pk=row.pk):
        other.hosts = [host for host in other.hosts if host not in names]
        other.save(update_fields=["hosts"])
    row.hosts = names
    row.save(update_fields=["hosts"])
    record("keyring.bound", kid, at=at, by=by, hosts=names)
    return names


@transaction.atomic
def hand_out(kid: str, *, at: datetime, by: str) -> Ed25519PrivateKey:
    """Return the private half of a key; that this was done is written down."""
    row = _usable(kid)
    record("keyring.exported", kid, at=at, by=by)
    seed = opened("keyring", bytes(row.sealed), bound_to=kid.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


@transaction.atomic
def seal_afresh(*, at: datetime, by: str) -> tuple[int, list[str]]:
    """Seal all keys with the present master secret; return how many were, and which ones open with none."""
    _alone()
    number, done, shut = present_number(at=at), 0, []
    rows = SigningKey.objects.select_for_update().exclude(secret_number=number).exclude(state=SigningKeyState.REVOKED)
    for row in rows:
        place = row.kid.encode()
        try:
            seed = opened("keyring", bytes(row.sealed), bound_to=place)
        except CannotOpen:
            shut.append(row.kid)
            continue
        row.sealed, row.secret_number = seal(secret("keyring"), seed, bound_to=place), number
        row.save(update_fields=["sealed", "secret_number"])
        done += 1
    if done:
        note_rekeyed("signing keys", done, at=at, by=by)
    return done, shut


def _alone() -> None:
    """Let nobody else change the ring until we are done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])


def _put_in(private: Ed25519PrivateKey, state: SigningKeyState, what: str, *, at: datetime, by: str) -> str:
    public = public_half(private)
    kid = kid_of(public)
    SigningKey.objects.create(
        kid=kid,
        public_key=public,
        sealed=seal(secret("keyring"), private.private_bytes_raw(), bound_to=kid.encode()),
        state=state,
        since=at,
        secret_number=present_number(at=at),
    )
    record(what, kid, at=at, by=by, state=state)
    return kid


def _locked(kid: str) -> SigningKey:
    row = SigningKey.objects.select_for_update().filter(kid=kid).first()
    if row is None:
        raise KeyUnknown(kid=kid)
    return row


def _usable(kid: str) -> SigningKey:
    row = _locked(kid)
    if row.state == SigningKeyState.REVOKED:
        raise KeyRevoked(kid=kid)
    return row


def _waiting() -> list[SigningKey]:
    """Return the keys that may become the current one, the eldest first; one bound to a host serves that host alone."""
    return list(SigningKey.objects.select_for_update().filter(state=SigningKeyState.NEXT, hosts=[]).order_by("since"))


def _only_next() -> SigningKey:
    waiting = _waiting()
    if not waiting:
        raise NoNextKey
    if len(waiting) > 1:
        raise SeveralNextKeys(kids=", ".join(row.kid for row in waiting))
    return waiting[0]


def _replace_at_once(*, at: datetime, by: str) -> None:
    """Let the eldest next key sign, however young it is; without one a new key is made."""
    waiting = _waiting()
    if waiting:
        _let_sign(waiting[0], at=at, by=by)
    else:
        _put_in(Ed25519PrivateKey.generate(), SigningKeyState.CURRENT, "keyring.made", at=at, by=by)


def _let_sign(coming: SigningKey, *, at: datetime, by: str) -> None:
    before = _retire_the_current_one(at=at)
    coming.state, coming.since = SigningKeyState.CURRENT, at
    coming.save(update_fields=["state", "since"])
    record("keyring.rotated", coming.kid, at=at, by=by, before=before)


def _retire_the_current_one(*, at: datetime) -> str:
    row = SigningKey.objects.select_for_update().filter(state=SigningKeyState.CURRENT).first()
    if row is None:
        return ""
    SIGNING_KEY.check(SigningKeyState.CURRENT, SigningKeyState.OLD)
    row.state, row.since = SigningKeyState.OLD, at
    row.save(update_fields=["state", "since"])
    return row.kid
