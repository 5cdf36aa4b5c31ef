"""A new master secret takes over while the program runs: row by row is sealed afresh, and found by a new digest.

Each batch is a transaction and each row carries the number of its secret, so that the work may be killed anywhere and
begun again: what is done stays done, and nothing is done twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from abaca.kernel.sealing import CannotOpen
from abaca.licensing.accounts.queries import tokens_not_renewed
from abaca.licensing.answers.queries import kept_before
from abaca.licensing.feed_import import actions as feed_import
from abaca.licensing.keyring import actions as keyring
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import sealed_with_another as signing_keys_with_another
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import printed
from abaca.licensing.product_keys.queries import sealed_with_another as product_keys_with_another
from abaca.licensing.secrets.actions import enter
from abaca.licensing.secrets.queries import entered, fingerprint, fingerprints, opened

BATCH = 500
MOST_ROUNDS = 20  # through rows that others hold


@dataclass(frozen=True)
class Left:
    """What only the former master secret opens or finds."""

    product_keys: int = 0
    signing_keys: int = 0
    tokens: int = 0
    answers: int = 0

    @property
    def sealed(self) -> int:
        """What `abaca rekey` has to do; the rest is renewed by being used, or passes."""
        return self.product_keys + self.signing_keys


@dataclass(frozen=True)
class Rekeyed:
    product_keys: int
    signing_keys: int
    documents: int
    shut: list[str]  # what opens with no secret that we have
    left: Left


def enter_secret(*, at: datetime, by: str) -> int:
    """Return the number of the present master secret, or refuse one that is not ours."""
    return enter(opens=opens_what_is_kept, at=at, by=by)


def fits() -> bool:
    """Tell whether the present master secret is ours, without writing anything down."""
    known = {bytes(row.fingerprint) for row in entered()}
    return bool(known & set(fingerprints())) if known else opens_what_is_kept()


def opens_what_is_kept() -> bool:
    """Try the secret on the newest signing key and product key; where nothing is kept, any secret will do."""
    row = SigningKey.objects.exclude(sealed=b"").order_by("-id").first()
    key = ProductKey.objects.order_by("-id").first()
    try:
        if row is not None:
            opened("keyring", bytes(row.sealed), bound_to=row.kid.encode())
        if key is not None:
            printed(key)
    except CannotOpen:
        return False
    return True


def left(*, at: datetime) -> Left:
    """Return what the former master secret is still needed for."""
    present = next((row for row in entered() if bytes(row.fingerprint) == fingerprint()), None)
    if present is None:
        return Left()
    is_first = present.number == 1
    return Left(
        product_keys=product_keys_with_another(present.number),
        signing_keys=signing_keys_with_another(present.number),
        tokens=0 if is_first else tokens_not_renewed(present.since, at=at),
        answers=0 if is_first else kept_before(present.since, at=at),
    )


def rekey(*, tell: Callable[[int], None] = lambda _rows: None, batch: int = BATCH, at: datetime, by: str) -> Rekeyed:
    """Seal everything with the present master secret; `tell` hears how many product keys each batch has done."""
    enter_secret(at=at, by=by)
    signing, shut = keyring.seal_afresh(at=at, by=by)
    documents = feed_import.seal_afresh(at=at, by=by)
    done, more = _product_keys(tell, batch, at=at, by=by)
    return Rekeyed(done, signing, documents, shut + more, left(at=at))


def _product_keys(tell: Callable[[int], None], batch: int, *, at: datetime, by: str) -> tuple[int, list[str]]:
    """Go through all product keys, and again while there are some that somebody else held."""
    done, shut = 0, list[str]()
    for _round in range(MOST_ROUNDS):
        rows, shut = _one_round(tell, batch, at=at, by=by)
        done += rows
        if not rows:
            break
    return done, shut


def _one_round(tell: Callable[[int], None], batch: int, *, at: datetime, by: str) -> tuple[int, list[str]]:
    done, shut, last = 0, list[str](), 0
    while (one := product_keys.seal_afresh(last, batch, at=at, by=by)).last is not None:
        done, last = done + one.rows, one.last or 0
        shut += one.shut
        tell(one.rows)
    return done, shut
