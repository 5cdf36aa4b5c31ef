"""A program asks to be activated or released, with a product key or for a signed-in holder."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices import actions as devices
from abaca.licensing.devices.actions import Activation, DeviceUnknown, Issued
from abaca.licensing.devices.queries import device_of, device_of_account
from abaca.licensing.devices.states import LeaseKind
from abaca.licensing.licences.models import Licence
from abaca.licensing.licences.queries import licence_of, product_with
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.models import ProductKey

from . import redemption
from .files import with_machine_file
from .news import tell_released

BOTH = (LeaseKind.COMPACT, LeaseKind.MACHINE_FILE)


class ProductKeyNotRedeemed(Refusal):
    code = "product_key_not_redeemed"
    sentence = _("Nobody has redeemed this product key yet. Sign in with your e-mail address first.")
    status = 409
    field = "product_key"


class LicenceNone(Refusal):
    code = "licence_none"
    sentence = _("This account has no licence of the product.")
    status = 404


@dataclass(frozen=True)
class Asking:
    """Who asks, and for what: a key, an account, or both."""

    product: str
    product_key: str | None
    account: Account | None
    network: str = ""


def activate(
    asking: Asking,
    *,
    fingerprint: str,
    name: str = "",
    platform: str = "",
    replace_device: UUID | None = None,
    at: datetime,
    by: str,
) -> tuple[int, Activation]:
    """Activate a device; with an account an unredeemed key is redeemed in the same transaction."""
    product = product_with(asking.product)
    key = _key_of(asking, fingerprint=fingerprint, at=at)
    with transaction.atomic():
        licence_id = _licence_for(asking, key, product.pk, at=at, by=by)
        activation = devices.activate(
            licence_id,
            fingerprint=fingerprint,
            name=name,
            platform=platform,
            replace_device=replace_device,
            at=at,
            by=by,
        )
        if activation.replaced:
            tell_released(licence_id, activation.replaced, at=at)
    return licence_id, activation


def deactivate(
    asking: Asking, *, device: UUID | None = None, fingerprint: str | None = None, at: datetime, by: str
) -> Licence:
    """Release a device of the licence that is asked for."""
    product = product_with(asking.product)
    key = _key_of(asking, fingerprint=fingerprint, at=at)
    if key is not None and key.licence_id is None:
        raise ProductKeyNotRedeemed
    licence_id = _licence_for(asking, key, product.pk, at=at, by=by)
    return devices.deactivate(licence_id, device=device, fingerprint=fingerprint, at=at, by=by)


def lease(
    asking: Asking,
    *,
    fingerprint: str,
    nonce: str = "",
    ttl: int | None = None,
    kinds: Collection[LeaseKind] = BOTH,
    at: datetime,
    by: str,
) -> tuple[int, Issued]:
    """Give a device that is active a lease, in the forms that are asked for."""
    product = product_with(asking.product)
    key = _key_of(asking, fingerprint=fingerprint, at=at)
    if key is not None and key.licence_id is None:
        raise ProductKeyNotRedeemed
    licence_id = _licence_for(asking, key, product.pk, at=at, by=by)
    given = devices.lease(licence_id, fingerprint=fingerprint, nonce=nonce, ttl=ttl, kinds=kinds, at=at, by=by)
    if LeaseKind.MACHINE_FILE in kinds:
        given = with_machine_file(licence_id, given, presented=asking.product_key, at=at)
    return licence_id, given


def lease_after(
    licence_id: int, fingerprint: str, *, nonce: str, presented: str | None = None, at: datetime, by: str
) -> Issued | None:
    """Give the lease that comes with an activation; a device that asked too often has one already."""
    try:
        given = devices.lease(licence_id, fingerprint=fingerprint, nonce=nonce, kinds=BOTH, at=at, by=by)
    except Refusal:
        return None
    return with_machine_file(licence_id, given, presented=presented, at=at)


@transaction.atomic
def release_own(account: Account, device: UUID, *, at: datetime, by: str) -> str:
    """Release a device of the holder, whichever licence it belongs to, and return its name; he gets a letter."""
    row = device_of_account(account.pk, device)
    if row is None:
        raise DeviceUnknown
    devices.deactivate(row.licence_id, device=row.uuid, at=at, by=by)
    if row.deactivated_at is None:  # as it was when we looked
        tell_released(row.licence_id, row.uuid, at=at)
    return row.name


def _key_of(asking: Asking, *, fingerprint: str | None, at: datetime) -> ProductKey | None:
    """Find the key; a blocked network is still served where a device in use is named."""
    if asking.product_key is None:
        return None
    key = redemption.find_without_limit(asking.product_key, product=asking.product)
    licence_id = key.licence_id if key else None
    if licence_id is not None and fingerprint is not None and device_of(licence_id, fingerprint=fingerprint):
        return key
    return redemption.find(asking.product_key, product=asking.product, network=asking.network, at=at)


def _licence_for(asking: Asking, key: ProductKey | None, product_id: int, *, at: datetime, by: str) -> int:
    if key is not None and key.licence_id is not None:
        return key.licence_id
    if key is not None:
        if asking.account is None:
            raise ProductKeyNotRedeemed
        return product_keys.redeem(key.pk, asking.account, at=at, by=by).licence.pk
    licence = licence_of(asking.account.pk, product_id) if asking.account else None
    if licence is None:
        raise LicenceNone
    return licence.pk
