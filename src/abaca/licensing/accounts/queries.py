"""What can be asked about accounts."""

from datetime import datetime, timedelta
from uuid import UUID

from abaca.kernel.emails import fold
from abaca.kernel.sealing import digest
from abaca.licensing.secrets.queries import digests, secret

from .models import Account, Token

TOKEN_SLEEPS_AFTER = timedelta(days=180)


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


def token_lookups(token: str) -> list[bytes]:
    """Return the digests by which a token may be found: while the master secret changes there are two."""
    return digests("token", token)


def tokens_not_renewed(since: datetime, *, at: datetime) -> int:
    """Return how many tokens are found only by the master secret that was replaced at `since`."""
    alive = Token.objects.filter(ended_at=None, used_at__gt=at - TOKEN_SLEEPS_AFTER)
    return alive.filter(created_at__lt=since, used_at__lt=since).count()


def token_in_use(token: str, *, at: datetime) -> Token | None:
    """Return a token that still opens something, with its account."""
    return (
        Token.objects.select_related("account")
        .filter(lookup__in=token_lookups(token), ended_at=None, used_at__gt=at - TOKEN_SLEEPS_AFTER)
        .first()
    )
