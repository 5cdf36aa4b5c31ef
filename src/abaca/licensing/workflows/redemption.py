"""From what a person typed to a licence with one more term."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from abaca.kernel.product_keys import Reading, read
from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.models import Account
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.actions import Redemption
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import is_blocked, known, lookups_for, uses_foreign_keys

log = logging.getLogger(__name__)


class ProductKeyMistyped(Refusal):
    code = "product_key_mistyped"
    sentence = _("This is not quite a product key. Please compare it with your delivery letter.")
    status = 422
    field = "product_key"

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class ProductKeyUnknown(Refusal):
    code = "product_key_unknown"
    sentence = _("We do not know this product key. Please check it against your delivery letter.")
    status = 404
    field = "product_key"


class ProductKeyUnknownYet(ProductKeyUnknown):
    sentence = _("We do not know this product key yet, and could not ask the shop. Please try again in a few minutes.")


class ProductMismatch(Refusal):
    code = "product_mismatch"
    sentence = _("This product key belongs to another product.")
    status = 409
    field = "product_key"


class TooManyUnknownKeys(Refusal):
    code = "rate_limited"
    sentence = _("Too many unknown product keys came from your network. Please try again in a minute.")
    status = 429


def reading_of(text: str) -> Reading:
    """Read a product key from any paste, or say what is wrong with it."""
    reading = read(text)
    if reading.kind != "ok":
        raise ProductKeyMistyped(reading)
    return reading


def lookups_of(text: str, *, product: str | None = None) -> list[bytes]:
    """Return the digests under which a typed text may lie, or say what is wrong with it.

    A text that is no key of our form is one only in a product that uses keys of any form.
    """
    reading = read(text)
    if reading.kind != "ok" and not (product is not None and uses_foreign_keys(product)):
        raise ProductKeyMistyped(reading)
    lookups = lookups_for(text, foreign=True, reading=reading)
    if not lookups:
        raise ProductKeyMistyped(reading)
    return lookups


def find(text: str, *, product: str | None = None, network: str = "", at: datetime) -> ProductKey:
    """Find the key that somebody typed; before it is called unknown, the shop is asked once."""
    lookups = lookups_of(text, product=product)
    refuse_blocked(network, at=at)
    key = known(lookups, product) or _find_after_pull(lookups, product, network=network, at=at)
    return _of_product(key, product)


def find_on_page(text: str, *, network: str = "", at: datetime) -> ProductKey:
    """Find the key that somebody typed where no product is named: a key of any form may be meant.

    What is not found says what is wrong with it as a key of our form, and counts as an unknown one.
    """
    try:
        return find(text, network=network, at=at)
    except ProductKeyMistyped as mistyped:
        lookups = lookups_for(text, foreign=True)
        if not lookups or not uses_foreign_keys(None):
            raise
        refuse_blocked(network, at=at)
        try:
            return known(lookups) or _find_after_pull(lookups, None, network=network, at=at)
        except ProductKeyUnknown:
            raise mistyped from None


def find_without_limit(text: str, *, product: str | None = None) -> ProductKey | None:
    """Look a key up and leave the rest to the caller."""
    key = known(lookups_of(text, product=product), product)
    return _of_product(key, product) if key else None


def refuse_blocked(network: str, *, at: datetime) -> None:
    """Refuse a network that has asked for many unknown keys, whatever it asks for now."""
    if is_blocked(network, at=at):
        raise TooManyUnknownKeys(retry_after=60)


def redeem(
    text: str, *, account: Account, product: str | None = None, network: str = "", at: datetime, by: str
) -> Redemption:
    """Redeem a product key for an account."""
    key = find(text, product=product, network=network, at=at)
    return product_keys.redeem(key.pk, account, at=at, by=by)


def _find_after_pull(lookups: Sequence[bytes], product: str | None, *, network: str, at: datetime) -> ProductKey:
    checked = pull_once(at=at)
    key = known(lookups, product)
    if key is None:
        product_keys.count_unknown(network, at=at)
        raise (ProductKeyUnknown if checked else ProductKeyUnknownYet)(feed_checked=checked)
    return key


def pull_once(*, at: datetime) -> bool:
    """Pull the feed, and tell whether that went well; a shop that does not answer is no reason to fail."""
    try:
        pull(at=at, paced=True)
    except DatabaseError:
        raise
    except Exception:
        log.exception("The feed could not be read.")
        return False
    return True


def _of_product(key: ProductKey, product: str | None) -> ProductKey:
    if product is not None and key.product.code != product:
        raise ProductMismatch
    return key
