"""Questions across the rooms: one licence at an instant, an account with all it has, keys as the console sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from abaca.kernel.emails import masked
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.models import Device
from abaca.licensing.devices.queries import in_use_of
from abaca.licensing.feed_import.queries import seats_kept
from abaca.licensing.licences.models import LedgerEntry, Licence, Term
from abaca.licensing.licences.queries import Current, at_instant, licences_of, terms_of
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import keys_of_licences
from abaca.licensing.product_keys.states import KeyState

from .pictures import Next, Picture, notice


@dataclass(frozen=True)
class Held:
    """A licence with all that belongs to it."""

    current: Current
    terms: list[Term]
    entries: list[LedgerEntry]
    devices: list[Device]
    product_keys: list[ProductKey]

    @property
    def licence(self) -> Licence:
        return self.current.licence

    @property
    def ends(self) -> date | None:
        """The end of the whole row of terms, as a person understands it."""
        return self.terms[-1].ends if self.terms else None


@dataclass(frozen=True)
class KeyStanding:
    """What may be told of a product key to the one who bought it."""

    state: str
    holder: str  # masked
    licence_ref: str
    ends: date | None
    devices: int
    kept_by: str = ""  # the hint of the key that was redeemed before this one could take its seat

    @property
    def is_redeemed(self) -> bool:
        """Tell whether somebody has the seat of this key."""
        return self.state == KeyState.REDEEMED or bool(self.kept_by)

    @property
    def is_waiting(self) -> bool:
        """Tell whether whoever reads this key could redeem it."""
        return not self.is_redeemed and self.state != KeyState.VOID


def picture(licence: Licence, *, at: datetime) -> Picture:
    """Return one licence as it is shown."""
    return pictures([licence], at=at)[0]


def pictures(licences: Sequence[Licence], *, at: datetime) -> list[Picture]:
    """Return licences as they are shown, with two statements for all of them."""
    terms = terms_of(licences)
    devices = in_use_of(licence.pk for licence in licences)
    return [_picture(at_instant(licence, terms[licence.pk], at=at), len(devices[licence.pk])) for licence in licences]


def _picture(now: Current, used: int) -> Picture:
    return Picture(
        uuid=now.licence.uuid,
        product=now.licence.product.code,
        plan=now.plan.code if now.plan else None,
        standing=now.standing,
        begins=now.term.begins if now.term else None,
        ends=now.term.ends if now.term else None,
        access_until=now.access_until,
        entitlements=now.entitlements,
        devices_used=used,
        devices_limit=now.plan.devices if now.plan else None,
        next=Next(now.next.plan.code, now.next.begins, now.next.ends) if now.next else None,
        notice=notice(now.licence.notice_code, now.licence.notice_url),
    )


def overview(account: Account, *, at: datetime) -> list[Held]:
    """Return all that an account holds, with five statements however much it is."""
    return held(licences_of(account.pk), at=at)


def held(licences: Sequence[Licence], *, at: datetime) -> list[Held]:
    """Return licences with terms, ledger, devices and keys."""
    ids = [licence.pk for licence in licences]
    terms, devices, keys = terms_of(licences), in_use_of(ids), keys_of_licences(ids)
    entries: dict[int, list[LedgerEntry]] = {licence_id: [] for licence_id in ids}
    for entry in LedgerEntry.objects.select_related("plan").filter(licence__in=ids).order_by("seq"):
        entries[entry.licence_id].append(entry)
    return [
        Held(
            current=at_instant(licence, terms[licence.pk], at=at),
            terms=terms[licence.pk],
            entries=entries[licence.pk],
            devices=devices[licence.pk],
            product_keys=keys[licence.pk],
        )
        for licence in licences
    ]


def standing_of_keys(refs: Sequence[str]) -> Mapping[str, KeyStanding]:
    """Return what became of these product keys, with three statements however many they are.

    A key that came too late for its seat tells of the one that has it; only for that it takes two more.
    """
    keys = list(ProductKey.objects.select_related("licence__account").filter(ref__in=refs))
    kept = _seats_kept([key.ref for key in keys if key.state == KeyState.VOID])
    licences = {key.licence.pk: key.licence for key in [*keys, *kept.values()] if key.licence}
    terms, devices = terms_of(licences.values()), in_use_of(licences)
    standings = {key.ref: _standing_of(key, terms, devices) for key in keys}
    late = {
        ref: replace(_standing_of(old, terms, devices), state=KeyState.VOID, kept_by=old.hint)
        for ref, old in kept.items()
    }
    return standings | late


def _seats_kept(refs: Sequence[str]) -> Mapping[str, ProductKey]:
    """Return, for keys that came too late for their seat, the one that has it."""
    kept = seats_kept(refs) if refs else {}
    rows = ProductKey.objects.select_related("licence__account").filter(ref__in=kept.values())
    by_ref = {key.ref: key for key in rows} if kept else {}
    return {late: by_ref[old] for late, old in kept.items() if old in by_ref}


def _standing_of(key: ProductKey, terms: dict[int, list[Term]], devices: dict[int, list[Device]]) -> KeyStanding:
    licence = key.licence
    if licence is None:
        return KeyStanding(key.state, "", "", None, 0)
    row = terms[licence.pk]
    return KeyStanding(
        state=key.state,
        holder=masked(licence.account.email or ""),
        licence_ref=licence.ref,
        ends=row[-1].ends if row else None,
        devices=len(devices[licence.pk]),
    )
