"""Signing in by a code that came by e-mail; accounts and tokens come into being here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold, is_email
from abaca.kernel.refs import new_ref, new_token
from abaca.kernel.refusals import Refusal
from abaca.kernel.sealing import same
from abaca.licensing.journal.actions import record
from abaca.licensing.secrets.queries import secret, secrets
from abaca.messaging.actions import Draft, enqueue

from . import codes
from .models import Account, Challenge, Token
from .queries import TOKEN_SLEEPS_AFTER, find, network_digest, token_lookup, token_lookups

ONCE_A_DAY = timedelta(days=1)


class NotAnAddress(Refusal):
    code = "invalid_request"
    sentence = _("“{email}” is not an e-mail address that we can write to. Please check it.")
    field = "email"


class RateLimited(Refusal):
    code = "rate_limited"
    sentence = _("That was asked too often. Please try again in {minutes} minutes.")
    status = 429


class CodeWrong(Refusal):
    code = "code_wrong"
    sentence = _("That is not the code in our latest letter. You can try {tries_left} more times.")
    status = 401
    field = "code"


class CodeExpired(Refusal):
    code = "code_expired"
    sentence = _("This code is no longer valid. Ask for a new one; only the newest one works, for ten minutes.")
    status = 410
    field = "code"


class Outcome(Enum):
    RIGHT = auto()
    WRONG = auto()
    OVER = auto()


@dataclass(frozen=True)
class SignedIn:
    account: Account
    new: bool


def too_often(wait: timedelta) -> RateLimited:
    """Make the refusal for somebody who has to wait."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return RateLimited(minutes=-(-seconds // 60), retry_after=seconds)


def hash_of(fingerprint: str) -> bytes:
    return hashlib.sha256(fingerprint.encode()).digest()


@transaction.atomic
def send_code(
    *,
    email: str,
    fingerprint: str,
    language: str,
    network: str,
    product: str = "",
    device: str = "",
    at: datetime,
) -> str:
    """Send a code to an address, known or not, and return the name of the challenge."""
    email = email.strip()
    if not is_email(email):
        raise NotAnAddress(email=email)
    folded, place = fold(email), network_digest(network, at)
    _count_alone(folded)
    _refuse_haste(folded, place if network else None, at)
    Challenge.objects.filter(folded_email=folded, ended_at=None).update(ended_at=at)

    name, code = new_token(), codes.draw()
    kept = codes.kept(
        secret("sign-in-code"),
        challenge=name,
        folded_email=folded,
        fingerprint_hash=hash_of(fingerprint),
        code=code,
    )
    challenge = Challenge.objects.create(
        name=name, email=email, folded_email=folded, language=language, network=place, digest=kept, sent_at=at
    )
    _post(challenge, code, product=product, device=device, at=at)
    return name


def _post(challenge: Challenge, code: str, *, product: str, device: str, at: datetime) -> None:
    draft = Draft(
        to_address=challenge.email,
        to_name="",
        language=challenge.language,
        template="licensing_accounts/sign_in_code",
        context={"product": product, "device": device, "minutes": codes.VALID_FOR // timedelta(minutes=1)},
        secrets={"code": f"{code[:3]} {code[3:]}"},
        kind="sign_in_code",
        about="",
        key=f"sign-in-code/{challenge.pk}",
    )
    enqueue([draft], at=at)


def _count_alone(folded_email: str) -> None:
    """Let nobody else count codes of this address until we are done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [folded_email])


def _refuse_haste(folded_email: str, place: bytes | None, at: datetime) -> None:
    lately = Challenge.objects.filter(sent_at__gt=at - codes.LONGEST_MEMORY).values_list("sent_at", flat=True)
    waits = [codes.wait_for(list(lately.filter(folded_email=folded_email)), codes.PER_ADDRESS, at)]
    if place is not None:
        waits.append(codes.wait_for(list(lately.filter(network=place)), codes.PER_NETWORK, at))
    if wait := max((wait for wait in waits if wait), default=None):
        raise too_often(wait)


def sign_in(*, challenge: str, code: str, fingerprint: str, at: datetime, by: str) -> SignedIn:
    """Prove an address by its code; the account is made if it is new.

    A wrong try is committed before it is refused, hence no transaction around both.
    """
    outcome, tries_left, signed_in = _try(challenge, codes.plain(code), hash_of(fingerprint), at=at, by=by)
    if outcome is Outcome.WRONG:
        raise CodeWrong(tries_left=tries_left)
    if signed_in is None:
        raise CodeExpired
    return signed_in


@transaction.atomic
def _try(
    name: str, code: str, fingerprint_hash: bytes, *, at: datetime, by: str
) -> tuple[Outcome, int, SignedIn | None]:
    challenge = Challenge.objects.select_for_update().filter(name=name, ended_at=None).first()
    if challenge is None or at >= challenge.sent_at + codes.VALID_FOR or challenge.tries >= codes.MOST_TRIES:
        return Outcome.OVER, 0, None

    if not _is_right(challenge, code, fingerprint_hash):
        challenge.tries += 1
        challenge.save(update_fields=["tries"])
        return Outcome.WRONG, codes.MOST_TRIES - challenge.tries, None

    challenge.ended_at = at
    challenge.save(update_fields=["ended_at"])
    known = find(challenge.email)
    account = known or open_account(email=challenge.email, language=challenge.language, at=at, by=by)
    record("account.signed_in", account.ref, whose=account.ref, at=at, by=by)
    return Outcome.RIGHT, 0, SignedIn(account, new=known is None)


def _is_right(challenge: Challenge, code: str, fingerprint_hash: bytes) -> bool:
    """Tell whether this is the code of the letter; it may have been sent before the master secret was changed."""
    wanted = [
        codes.kept(
            key,
            challenge=challenge.name,
            folded_email=challenge.folded_email,
            fingerprint_hash=fingerprint_hash,
            code=code,
        )
        for key in secrets("sign-in-code")
    ]
    return any(same(each, bytes(challenge.digest)) for each in wanted)


@transaction.atomic
def open_account(*, email: str | None, language: str, at: datetime, by: str) -> Account:
    """Return the account of an address, made if it is new; without an address it is anonymous."""
    facts = {"ref": new_ref("acc", at), "email": email, "language": language, "created_at": at}
    if email:
        account, new = Account.objects.get_or_create(folded_email=fold(email), defaults=facts)
    else:
        account, new = Account.objects.create(**facts), True
    if new:
        record("account.opened", account.ref, whose=account.ref, at=at, by=by)
    return account


@transaction.atomic
def give_token(account: Account, *, fingerprint: str, at: datetime) -> str:
    """Give a program a token for this account, in place of the one it had."""
    token, fingerprint_hash = f"abt_{new_token()}", hash_of(fingerprint)
    end_tokens(account.pk, fingerprint_hash=fingerprint_hash, at=at)
    Token.objects.create(
        lookup=token_lookup(token),
        account=account,
        fingerprint_hash=fingerprint_hash,
        created_at=at,
        used_at=at,
    )
    return token


def note_use(token_id: int, used_at: datetime, *, token: str = "", at: datetime) -> None:
    """Remember that a token is in use, at most once a day.

    With its text, its digest is made afresh: so a token outlives a change of the master secret by being used.
    """
    if used_at > at - ONCE_A_DAY:
        return
    facts: dict[str, object] = {"used_at": at}
    if token and len(token_lookups(token)) > 1:
        facts["lookup"] = token_lookup(token)
    Token.objects.filter(pk=token_id, used_at__lte=at - ONCE_A_DAY).update(**facts)


@transaction.atomic
def end_tokens(account_id: int, *, fingerprint_hash: bytes, at: datetime) -> None:
    """End what a program on this device could do for the account."""
    Token.objects.filter(account_id=account_id, fingerprint_hash=fingerprint_hash, ended_at=None).update(ended_at=at)


def sign_out(token: Token, *, at: datetime, by: str) -> None:
    """End one token."""
    with transaction.atomic():
        Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=at)
        record("account.signed_out", token.account.ref, whose=token.account.ref, at=at, by=by)


@transaction.atomic
def end_tokens_of_devices(account_id: int, fingerprint_hashes: Sequence[bytes], *, at: datetime) -> int:
    """End what programs on these devices could do for the account; return how many that were."""
    rows = Token.objects.filter(account_id=account_id, fingerprint_hash__in=fingerprint_hashes, ended_at=None)
    return rows.update(ended_at=at)


@transaction.atomic
def forget_challenges(ids: Sequence[int], *, at: datetime) -> int:
    """Remove old challenges: the limits look no further back."""
    old = Challenge.objects.filter(pk__in=ids, sent_at__lte=at - codes.LONGEST_MEMORY)
    return _forget(Challenge, old)


@transaction.atomic
def forget_tokens(ids: Sequence[int], *, at: datetime) -> int:
    """Remove tokens that nobody has used for so long that they open nothing any more."""
    return _forget(Token, Token.objects.filter(pk__in=ids, used_at__lte=at - TOKEN_SLEEPS_AFTER))


def _forget(kind: type[Challenge | Token], rows: QuerySet[Any]) -> int:
    locked = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
    return kind.objects.filter(pk__in=locked).delete()[0]


def forget_address(email: str) -> None:
    """Remove the codes that were sent to an address."""
    Challenge.objects.filter(folded_email=fold(email)).delete()


@transaction.atomic
def erase(account_ids: Sequence[int], *, at: datetime) -> None:
    """Take the addresses out of accounts, and sign their programs out for good. The story records it."""
    Token.objects.filter(account__in=account_ids).delete()
    Account.objects.filter(pk__in=account_ids).update(email=None, folded_email=None, banned_at=at)
