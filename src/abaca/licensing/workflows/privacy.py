"""What licensing knows of the holder of an account, for himself; and forgetting him."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts import actions as accounts
from abaca.licensing.accounts.models import Account
from abaca.licensing.accounts.queries import find
from abaca.licensing.devices.actions import forget_devices
from abaca.licensing.devices.models import Device
from abaca.licensing.journal import actions as journal
from abaca.licensing.journal.queries import history_of
from abaca.licensing.licences.models import Licence
from abaca.licensing.product_keys.actions import forget_holder

from .queries import Held, overview

MOST = 10_000


class LicenceRuns(Refusal):
    code = "licence_runs"
    sentence = _("The licence for {product} can still be used. The data can be erased when it has ended, or was moved.")
    status = 409


def personal_data(emails: Collection[str], *, at: datetime) -> list[dict[str, Any]]:
    """Return all that licensing knows of the holder with these addresses, as plain data: one part for each account."""
    accounts = {account.pk: account for email in emails if (account := find(email))}
    return [_account(each, at) for each in accounts.values()]


def _account(account: Account, at: datetime) -> dict[str, Any]:
    held = overview(account, at=at)
    licences = [each.licence for each in held]
    devices: dict[int, list[Device]] = {licence.pk: [] for licence in licences}
    for device in Device.objects.filter(licence__in=licences):
        devices[device.licence_id].append(device)
    return {
        "account": {
            "reference": account.ref,
            "email": account.email,
            "language": account.language,
            "created_at": account.created_at,
        },
        "licences": [_licence(each, devices[each.licence.pk]) for each in held],
        "history": [
            {"at": e.at, "what": e.what, "about": e.about, "facts": e.facts} for e in history_of(account.ref, most=MOST)
        ],
    }


def _licence(held: Held, devices: Sequence[Device]) -> dict[str, Any]:
    licence = held.licence
    return {
        "reference": licence.ref,
        "product": licence.product.name,
        "ends_on": licence.ends_on,
        "created_at": licence.created_at,
        "devices": [
            {
                "name": each.name,
                "platform": each.platform,
                "hostname": each.hostname,
                "fingerprint": each.fingerprint,
                "activated_at": each.activated_at,
                "last_seen_at": each.last_seen_at,
            }
            for each in devices
        ],
    }


def weigh(emails: Collection[str], *, at: datetime) -> list[Account]:
    """Return the accounts with these addresses; refuse while a licence of one can still be used."""
    found = [account for email in emails if (account := find(email))]
    running = Licence.objects.select_related("product").filter(account__in=found, entries__isnull=False)
    for licence in running.distinct():
        if licence.suspended_at is None and (licence.ends_at is None or at < licence.ends_at):
            raise LicenceRuns(product=licence.product.name)
    return found


@transaction.atomic
def erase(emails: Collection[str], words: Collection[str], *, at: datetime, by: str) -> int:
    """Forget the holders with these addresses; return how many accounts there were.

    The history of terms stays, since it is counted and names nobody; the account is anonymous, its programs are signed
    out, and of its devices only the times are known.
    """
    found = weigh(emails, at=at)
    refs = [account.ref for account in found]
    licences = list(Licence.objects.filter(account__in=found))
    devices = forget_devices([licence.pk for licence in licences], at=at)
    for email in emails:
        forget_holder(email)
        accounts.forget_address(email)
    accounts.erase([account.pk for account in found], at=at)
    journal.forget([*refs, *(licence.ref for licence in licences), *devices], words)
    for account in found:
        journal.record("account.erased", account.ref, whose=account.ref, at=at, by=by)
    return len(found)
