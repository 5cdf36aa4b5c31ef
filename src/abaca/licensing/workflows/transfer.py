"""Staff moves a licence to a corrected e-mail address: for a reason, and because somebody has shown it.

The devices stay, with their leases; what programs on them could do for the old account ends. The journal keeps the
reason and the evidence in the words of the staff, and names the accounts by their refs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold, is_email, masked, with_addresses_masked
from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.actions import NotAnAddress, end_tokens_of_devices, open_account
from abaca.licensing.accounts.models import Account
from abaca.licensing.accounts.queries import find
from abaca.licensing.devices.models import Device
from abaca.licensing.devices.queries import in_use
from abaca.licensing.licences import actions as licences
from abaca.licensing.licences.models import Licence
from abaca.licensing.licences.queries import licence_of, licence_with_ref
from abaca.messaging.actions import Draft, enqueue

LONGEST_WORDS = 1000


class LicenceUnknown(Refusal):
    code = "licence_unknown"
    sentence = _("There is no licence with this reference.")
    status = 404


class AlreadyThere(Refusal):
    code = "licence_already_there"
    sentence = _("This licence belongs to {email} already.")
    status = 409
    field = "email"


class AccountHoldsOne(Refusal):
    code = "account_holds_licence"
    sentence = _("{email} already holds a licence of {product}, and an account can hold only one. Nothing was moved.")
    status = 409
    field = "email"


class AccountBlocked(Refusal):
    code = "account_blocked"
    sentence = _("The account of {email} is blocked. Nothing was moved.")
    status = 409
    field = "email"


class WordsMissing(Refusal):
    code = "words_missing"
    sentence = _("Please write down both why the licence is moved and what shows that it may be.")
    status = 422


@dataclass(frozen=True)
class Wish:
    """Where a licence is to go, why, and what shows that it may."""

    email: str
    reason: str
    evidence: str


@dataclass(frozen=True)
class Move:
    """What would happen."""

    licence: Licence
    before: Account
    after: Account | None  # None: there is no account with this address yet
    email: str
    devices: Sequence[Device]


def weigh(licence_ref: str, wish: Wish) -> Move:
    """Return what would happen, or refuse as the transfer itself would."""
    licence, email = licence_with_ref(licence_ref), wish.email.strip()
    if licence is None:
        raise LicenceUnknown
    if not is_email(email):
        raise NotAnAddress(email=email)
    if not wish.reason.strip() or not wish.evidence.strip():
        raise WordsMissing
    if licence.account.folded_email == fold(email):
        raise AlreadyThere(email=email)
    account = find(email)
    if account is not None and account.banned_at is not None:
        raise AccountBlocked(email=email)
    if account is not None and licence_of(account.pk, licence.product_id) is not None:
        raise AccountHoldsOne(email=email, product=licence.product.name)
    return Move(licence, licence.account, account, email, in_use(licence.pk))


@transaction.atomic
def transfer(licence_ref: str, wish: Wish, *, at: datetime, by: str) -> Licence:
    """Move a licence to the account with another address; that account is made if it is new."""
    move = weigh(licence_ref, wish)
    account = move.after or open_account(email=move.email, language=move.before.language, at=at, by=by)
    licence = licences.lock(move.licence.pk)
    if licence.account_id != move.before.pk:
        raise AlreadyThere(email=move.email)  # somebody else moved it a moment ago
    _move(licence, account, wish, at=at, by=by)
    hashes = [bytes(device.fingerprint_hash) for device in in_use(licence.pk)]
    end_tokens_of_devices(move.before.pk, hashes, at=at)
    enqueue(_letters(move, account, at), at=at)
    return licence


def _move(licence: Licence, account: Account, wish: Wish, *, at: datetime, by: str) -> None:
    try:
        with transaction.atomic():
            licences.transfer_to(
                licence,
                account,
                reason=with_addresses_masked(wish.reason.strip()[:LONGEST_WORDS]),
                evidence=with_addresses_masked(wish.evidence.strip()[:LONGEST_WORDS]),
                at=at,
                by=by,
            )
    except IntegrityError as taken:  # it has redeemed a key of this product at the same moment
        raise AccountHoldsOne(email=account.email or "", product=licence.product.name) from taken


def _letters(move: Move, account: Account, at: datetime) -> list[Draft]:
    """Return the letters to the new address and to the old one, each in the language of its account."""
    to_new = _letter("licence_transferred", account, move.before, move.licence, at)
    return (
        [to_new, _letter("licence_moved_away", move.before, account, move.licence, at)]
        if move.before.email
        else [to_new]
    )


def _letter(kind: str, to: Account, other: Account, licence: Licence, at: datetime) -> Draft:
    return Draft(
        to_address=to.email or "",
        language=to.language,
        template=f"licensing_workflows/{kind}",
        kind=kind,
        context={"product": licence.product.name, "email": to.email, "other": masked(other.email or "")},
        about=licence.ref,
        whose=to.ref,
        key=f"{kind}/{licence.ref}/{to.ref}/{at.isoformat()}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
