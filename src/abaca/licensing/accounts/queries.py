"""What can be asked about accounts."""

from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from abaca.kernel.emails import fold
from abaca.kernel.sealing import digest, subkey

from .models import Account, Token

TOKEN_SLEEPS_AFTER = timedelta(days=180)


def secret(purpose: str) -> bytes:
    """Return this wing's key for one purpose."""
    return _derived(settings.LICENSING_MASTER_SECRET, purpose)


@lru_cache(maxsize=32)
def _derived(master: str, purpose: str) -> bytes:
    if not master:
        raise ImproperlyConfigured("ABACA_LICENSING_MASTER_KEY_FILE names no secret.")
    return subkey(master.encode(), purpose)


def network_digest(network: str, at: datetime) -> bytes:
    """Return by what a network is counted; it changes every day, so that nobody is followed."""
    return digest(secret("rate"), f"{at:%Y-%m-%d}\n{network}")


def find(email: str) -> Account | None:
    """Return the account with this address."""
    return Account.objects.filter(folded_email=fold(email)).first()


def account_with(uuid: UUID) -> Account | None:
    return Account.objects.filter(uuid=uuid, banned_at=None).first()


def token_lookup(token: str) -> bytes:
    return digest(secret("token"), token)


def token_in_use(token: str, *, at: datetime) -> Token | None:
    """Return a token that still opens something, with its account."""
    return (
        Token.objects.select_related("account")
        .filter(lookup=token_lookup(token), ended_at=None, used_at__gt=at - TOKEN_SLEEPS_AFTER)
        .first()
    )
