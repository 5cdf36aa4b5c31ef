"""Activating a computer without a network: its request comes on a phone or a stick, its lease goes back so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.actions import Activation, Issued
from abaca.licensing.devices.offline import OfflineRequest
from abaca.licensing.licences.models import Product
from abaca.licensing.licences.queries import product_with
from abaca.licensing.product_keys.models import ProductKey

from . import activation, redemption


@dataclass(frozen=True)
class Wish:
    """What a request would do, as it is shown before anything is done."""

    request: OfflineRequest
    product: Product
    key: ProductKey | None

    @property
    def needs_account(self) -> bool:
        """Tell whether somebody must say who he is: there is no key, or nobody has redeemed it."""
        return self.key is None or self.key.licence_id is None


@dataclass(frozen=True)
class Activated:
    """A device that may be carried its lease."""

    licence_id: int
    activation: Activation
    issued: Issued


def look_at(request: OfflineRequest, *, network: str = "", at: datetime) -> Wish:
    """Tell what a request would do."""
    product = product_with(request.product)
    key = None
    if request.product_key:
        key = redemption.find(request.product_key, product=request.product, network=network, at=at)
    return Wish(request, product, key)


def activate(
    request: OfflineRequest,
    *,
    account: Account | None,
    network: str = "",
    replace_device: UUID | None = None,
    at: datetime,
    by: str,
) -> Activated:
    """Activate the device that a request names, and give it a lease that answers the request's nonce."""
    asking = activation.Asking(request.product, request.product_key or None, account, network)
    licence_id, done = activation.activate(
        asking,
        fingerprint=request.fingerprint,
        name=request.device_name,
        replace_device=replace_device,
        at=at,
        by=by,
    )
    _licence_id, issued = activation.lease(asking, fingerprint=request.fingerprint, nonce=request.nonce, at=at, by=by)
    return Activated(licence_id, done, issued)
