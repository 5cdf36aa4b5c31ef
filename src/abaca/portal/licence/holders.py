"""Who stands before the page: the holder of the session, a sign-in under way, a product key at hand.

The session holds no product key and no code: a key is remembered by its ref, after its text was shown once, and the
request of a computer without a network, which may hold one, lies there sealed.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from abaca.dispatch.queries import present
from abaca.kernel.networks import network_of
from abaca.kernel.refs import new_token
from abaca.kernel.sealing import CannotOpen, open_sealed, seal, subkey
from abaca.licensing.accounts.models import Account
from abaca.licensing.accounts.queries import account_with
from abaca.licensing.devices.offline import OfflineRequest, read, write
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import with_ref

HOLDER, SIGN_IN, KEY, PAGE = "licence_holder", "licence_sign_in", "licence_key", "licence_page"
REQUEST = "licence_request"


@dataclass(frozen=True)
class SignIn:
    """A code is on its way to this address."""

    email: str
    challenge: str


def at_of(request: HttpRequest) -> datetime:
    """Return the one instant of the request."""
    at: datetime | None = getattr(request, "at", None)
    return at or present()


def network(request: HttpRequest) -> str:
    return network_of(request.META.get("REMOTE_ADDR", ""))


def language() -> str:
    return (get_language() or "en")[:2]


def page_of(request: HttpRequest) -> str:
    """Return a word that only this browser knows; a code works for nobody else."""
    word: str = request.session.setdefault(PAGE, f"page/{new_token()}")
    return word


def holder(request: HttpRequest) -> Account | None:
    """Return the account that is signed in on these pages; it has nothing to do with the customer's log-in."""
    uuid = request.session.get(HOLDER)
    return account_with(UUID(uuid)) if uuid else None


def let_in(request: HttpRequest, account: Account) -> None:
    """Sign an account in, under a new name of the session."""
    request.session.cycle_key()
    request.session[HOLDER] = str(account.uuid)
    request.session.pop(SIGN_IN, None)


def let_out(request: HttpRequest) -> None:
    for name in (HOLDER, SIGN_IN):
        request.session.pop(name, None)


def begin(request: HttpRequest, sign_in: SignIn) -> None:
    request.session[SIGN_IN] = [sign_in.email, sign_in.challenge]


def under_way(request: HttpRequest) -> SignIn | None:
    words = request.session.get(SIGN_IN)
    return SignIn(*words) if words else None


def take_key(request: HttpRequest, key: ProductKey) -> None:
    """Remember a product key that was typed on this page."""
    lay_request_down(request)
    request.session[KEY] = key.ref


def key_at_hand(request: HttpRequest) -> ProductKey | None:
    ref = request.session.get(KEY)
    return with_ref(ref) if ref else None


def lay_key_down(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def take_request(request: HttpRequest, asked: OfflineRequest) -> None:
    """Remember the request of a computer without a network, sealed for this browser."""
    lay_key_down(request)
    sealed = seal(_request_key(), write(asked).encode(), bound_to=page_of(request).encode())
    request.session[REQUEST] = b64encode(sealed).decode()


def request_at_hand(request: HttpRequest) -> OfflineRequest | None:
    sealed = request.session.get(REQUEST)
    if sealed is None:
        return None
    try:
        return read(open_sealed(_request_key(), b64decode(sealed), bound_to=page_of(request).encode()).decode())
    except CannotOpen:  # the secret of the house was changed meanwhile
        return None


def lay_request_down(request: HttpRequest) -> None:
    request.session.pop(REQUEST, None)


def _request_key() -> bytes:
    return subkey(settings.SECRET_KEY.encode(), "offline-request")
