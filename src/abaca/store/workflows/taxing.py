"""What a buyer is taxed, from his address and from what the register said of his VAT id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings

from abaca.dispatch.actions import wake
from abaca.kernel.schedule import local_day
from abaca.store.tax.actions import want_answers
from abaca.store.tax.evidence import Sign, signs_of
from abaca.store.tax.models import VatCheck
from abaca.store.tax.patience import REUSE, REUSE_FOR_RENEWAL, SILENCE
from abaca.store.tax.place_of_supply import (
    Buyer,
    Seller,
    Tax,
    needs_confirmed_id,
    rate_of_place,
    tax_for,
    tax_owed,
)
from abaca.store.tax.queries import answers_for, open_checks, seller
from abaca.store.tax.states import VatAnswer
from abaca.store.tax.vat_ids import is_of_the_eu, normalised, state_of

VAT_IDS = "store.vat_ids"  # the work that asks the registers
Billing = Mapping[str, str]


@dataclass(frozen=True)
class Taxed:
    """What applies to a sale, and why it may."""

    buyer: Buyer
    tax: Tax
    rate_there: int  # the standard rate of the buyer's place, hundredths of a per cent
    vat_id: str
    check: VatCheck | None  # the register's answer, or the question that still waits for one

    def signs(self, country: str, *, card: str = "", network: str = "") -> tuple[Sign, ...]:
        """Return what tells where the buyer is: his billing country, and what else is known."""
        vat_id = state_of(self.vat_id) if self.check else ""
        return tuple(signs_of(country, card=card, network=network, vat_id=vat_id))

    @property
    def vat_check(self) -> dict[str, Any] | None:
        """What is frozen of the check on order and invoice."""
        return check_facts(self.check) if self.check else None


def check_facts(check: VatCheck) -> dict[str, Any]:
    """Return a check as orders and invoices keep it."""
    return {
        "id": check.pk,
        "answer": str(check.answer),
        "at": (check.answered_at or check.asked_at).isoformat(),
        "register": check.register,
        "consultation": check.consultation,
    }


def visitor(token: str) -> str:
    """Return by which name the questions of somebody are kept who is no customer yet: by that of his form."""
    return f"visitor:{sha256(token.encode()).hexdigest()[:32]}"


def buyer_of(billing: Billing, *, vat_confirmed: bool = False) -> Buyer:
    """Return who buys; a company or a VAT id makes him a business."""
    business = bool(billing.get("company", "").strip() or billing.get("vat_id", "").strip())
    return Buyer(billing.get("country", ""), billing.get("postcode", ""), business, vat_confirmed)


def asks_register(billing: Billing, *, by: Seller) -> bool:
    """Tell whether the answer of the register would change the tax."""
    return is_of_the_eu(billing.get("vat_id", "")) and needs_confirmed_id(buyer_of(billing), seller=by)


def with_id_in_form(billing: Billing) -> dict[str, str]:
    """Return the address with its VAT id in the one right form; wrong digits are refused."""
    return {**billing, "vat_id": normalised(billing.get("vat_id", ""), billing.get("country", ""))}


def taxed(billing: Billing, asked_by: str, *, at: datetime, max_age: timedelta = REUSE) -> Taxed:
    """Return the tax of a sale to this address; refused are wrong digits of a VAT id and a closed market."""
    [result] = taxes([(with_id_in_form(billing), asked_by)], at=at, max_age=max_age, agreed=False)
    return result


def taxes(
    wanted: Sequence[tuple[Billing, str]], *, at: datetime, max_age: timedelta, agreed: bool = True
) -> list[Taxed]:
    """Return the taxes of sales to some addresses, each with the one who is asked for.

    The ids of the addresses are in their right form already. What was `agreed` before, such as a renewal, is never
    refused: where the market has closed since, its tax is owed all the same. Three statements at most for any number.
    """
    who, on = seller(), local_day(at, settings.VENDOR_TIME_ZONE)
    pairs = [_pair(billing, asked_by) for billing, asked_by in wanted if asks_register(billing, by=who)]
    checks = answers_for(pairs, at=at, max_age=max_age) if pairs else {}
    silent = [pair for pair in pairs if pair not in checks]
    checks |= open_checks(silent) if silent else {}
    return [_taxed(b, checks.get(_pair(b, asked_by)), who, on, agreed=agreed) for b, asked_by in wanted]


def renewed(wanted: Sequence[tuple[Billing, str]], *, at: datetime, by: str) -> list[Taxed]:
    """Return the taxes of renewals; where nobody has asked the register about an id, the question is put now."""
    who = seller()
    results = taxes(wanted, at=at, max_age=REUSE_FOR_RENEWAL)
    missing = [
        _pair(*pair)
        for pair, result in zip(wanted, results, strict=True)
        if result.check is None and asks_register(pair[0], by=who)
    ]
    if not missing:
        return results
    asked = {(check.vat_id, check.asked_by): check for check in want_answers(missing, at=at, by=by)}
    wake(VAT_IDS)
    return [
        replace(result, check=asked.get(_pair(*pair), result.check))
        for pair, result in zip(wanted, results, strict=True)
    ]


def awaits_register(vat_check: Mapping[str, Any] | None, *, at: datetime) -> bool:
    """Tell whether an invoice still waits for the register, from what its order keeps of the check."""
    if vat_check is None or vat_check["answer"] != VatAnswer.UNKNOWN:
        return False
    return at < datetime.fromisoformat(vat_check["at"]) + SILENCE


def _pair(billing: Billing, asked_by: str) -> tuple[str, str]:
    return billing.get("vat_id", ""), asked_by


def _taxed(billing: Billing, check: VatCheck | None, who: Seller, on: date, *, agreed: bool) -> Taxed:
    buyer = buyer_of(billing, vat_confirmed=check is not None and check.answer == VatAnswer.CONFIRMED)
    tax = (tax_owed if agreed else tax_for)(buyer, seller=who, on=on)
    return Taxed(buyer, tax, rate_of_place(buyer, tax, seller=who, on=on), billing.get("vat_id", ""), check)
