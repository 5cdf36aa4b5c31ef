"""What is written down about tax: the seller's registrations, and the answers of the registers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.countries import EU, is_country
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry

from .models import Registration, VatCheck
from .patience import SILENCE, next_ask
from .place_of_supply import ALL, CONSUMERS, OSS, REGISTRATION, VAT_AREA
from .rates import has_rate
from .states import DEFINITE, VatAnswer
from .territories import country_code

NAMESAKE = "tax"  # what entries about registrations are about


class RegistrationWrong(Refusal):
    status = 422


class RegistrationCountryUnknown(RegistrationWrong):
    code = "registration_country_unknown"
    sentence = _("Please choose a country from the list.")
    field = "country"


class RegistrationAtHome(RegistrationWrong):
    code = "registration_at_home"
    sentence = _("You are registered at home anyway. Add the registrations in other countries only.")
    field = "country"


class RegistrationRateUnknown(RegistrationWrong):
    code = "registration_rate_unknown"
    sentence = _("No rate of value-added tax is known for this country and day, so nothing could be charged there.")
    field = "country"


class OssOutsideTheUnion(RegistrationWrong):
    code = "oss_outside_the_union"
    sentence = _("The one-stop shop is entered with the member state of the EU in which you registered for it.")
    field = "country"


class RegistrationOverlaps(RegistrationWrong):
    code = "registration_overlaps"
    sentence = _("There is already a registration of this kind for these days. Close it first.")
    status = 409
    field = "begins"


class RegistrationEndsTooEarly(RegistrationWrong):
    code = "registration_ends_too_early"
    sentence = _("A registration ends after the day on which it began.")
    field = "ends"


class RegistrationClosed(RegistrationWrong):
    code = "registration_closed"
    sentence = _("This registration was closed before.")
    status = 409


@transaction.atomic
def register(
    country: str, scheme: str, *, whom: str = CONSUMERS, number: str = "", begins: date, at: datetime, by: str
) -> Registration:
    """Note that the seller is registered for tax in a country, or for the one-stop shop through it.

    Refused are countries whose rate is unknown, the seller's own, and a second registration for the same days.
    """
    country = country_code(country)
    _check(country, scheme, whom, begins)
    # all rows of the kind are held, so that two clerks cannot add the same one at once
    known = Registration.objects.select_for_update().filter(scheme=scheme)
    same = [r for r in known if scheme == OSS or r.country == country]
    if any(r.ends is None or begins < r.ends for r in same):
        raise RegistrationOverlaps
    row = Registration.objects.create(country=country, scheme=scheme, whom=whom, number=number.strip(), begins=begins)
    record("tax.registered", NAMESAKE, at=at, by=by, country=country, scheme=scheme, whom=whom, begins=str(begins))
    return row


def _check(country: str, scheme: str, whom: str, begins: date) -> None:
    if scheme not in {OSS, REGISTRATION} or whom not in {CONSUMERS, ALL}:
        raise ValueError(f"no registration is {scheme} for {whom}")
    if not is_country(country):
        raise RegistrationCountryUnknown
    if scheme == OSS:
        if country not in EU:
            raise OssOutsideTheUnion
        return
    if country in VAT_AREA.get(settings.VENDOR_COUNTRY, {settings.VENDOR_COUNTRY}):
        raise RegistrationAtHome
    if not has_rate(country, on=begins):
        raise RegistrationRateUnknown


@transaction.atomic
def close_registration(registration_id: int, *, ends: date, at: datetime, by: str) -> Registration:
    """Let a registration end; `ends` is the first day on which it does not hold any more."""
    row = Registration.objects.select_for_update().get(pk=registration_id)
    if row.ends is not None:
        raise RegistrationClosed
    if ends <= row.begins:
        raise RegistrationEndsTooEarly
    row.ends = ends
    row.save(update_fields=["ends"])
    record("tax.registration_closed", NAMESAKE, at=at, by=by, country=row.country, scheme=row.scheme, ends=str(ends))
    return row


# --- the registers --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Heard:
    """What a register said to the question of a row."""

    check_id: int
    answer: VatAnswer
    register: str
    consultation: str = ""
    said: str = ""


@transaction.atomic
def want_answers(wanted: Sequence[tuple[str, str]], *, at: datetime, by: str) -> list[VatCheck]:
    """Note which ids are asked about for which customers; a question that is open already is not put twice.

    Returns the open question of each pair, in their order. The same few statements for one and for a hundred.
    """
    pairs = list(dict.fromkeys(wanted))
    VatCheck.objects.bulk_create(
        [
            VatCheck(vat_id=vat_id, asked_by=asked_by, asked_at=at, next_at=at, silent_at=at + SILENCE)
            for vat_id, asked_by in pairs
        ],
        ignore_conflicts=True,  # somebody asks already: his question counts
    )
    found = VatCheck.objects.filter(
        vat_id__in={vat_id for vat_id, _who in pairs}, asked_by__in={who for _id, who in pairs}, closed_at=None
    )
    rows = {(row.vat_id, row.asked_by): row for row in found}
    record_all(
        Entry(at=at, by=by, what="vat_id.asked", about=vat_id, whose=asked_by, facts={"vat_id": vat_id})
        for vat_id, asked_by in pairs
        if rows[vat_id, asked_by].asked_at == at
    )
    return [rows[pair] for pair in wanted]


@transaction.atomic(durable=True)
def take(check_ids: Sequence[int], *, at: datetime) -> list[VatCheck]:
    """Claim open questions that are to be asked now; should we die while asking, the timetable asks again."""
    checks = list(
        VatCheck.objects.select_for_update(skip_locked=True)
        .filter(pk__in=check_ids, closed_at=None, next_at__lte=at)
        .order_by("id")
    )
    for check in checks:
        check.next_at = next_ask(check.asked_at, at=at)
        check.tries += 1
        if check.next_at is None:
            check.closed_at = at  # the last time: an answer may still come, silence ends it
    VatCheck.objects.bulk_update(checks, ["next_at", "tries", "closed_at"])
    return checks


@transaction.atomic
def write_answers(heard: Sequence[Heard], *, at: datetime, by: str) -> list[VatCheck]:
    """Write down what the registers said; return the questions that were answered for good by it."""
    by_id = {h.check_id: h for h in heard}
    checks = list(VatCheck.objects.select_for_update().filter(pk__in=by_id).exclude(answer__in=DEFINITE).order_by("id"))
    for check in checks:
        answer = by_id[check.pk]
        check.register, check.said = answer.register, answer.said[:60]
        if answer.answer in DEFINITE:
            check.answer, check.consultation = answer.answer, answer.consultation[:60]
            check.answered_at = check.closed_at = at
            check.next_at = check.silent_at = None
    VatCheck.objects.bulk_update(
        checks, ["register", "said", "answer", "consultation", "answered_at", "closed_at", "next_at", "silent_at"]
    )
    answered = [check for check in checks if check.answer in DEFINITE]
    record_all(
        Entry(
            at=at,
            by=by,
            what=f"vat_id.{check.answer}",
            about=check.vat_id,
            whose=check.asked_by,
            facts={"vat_id": check.vat_id, "register": check.register, "consultation": check.consultation},
        )
        for check in answered
    )
    return answered


@transaction.atomic
def patience_is_over(check_ids: Sequence[int], *, at: datetime) -> list[VatCheck]:
    """Take note that what waits for these answers goes on without them; return those that were still waited for."""
    held = VatCheck.objects.select_for_update().filter(pk__in=check_ids, silent_at__lte=at).order_by("id")
    checks = list(held)
    VatCheck.objects.filter(pk__in=[check.pk for check in checks]).update(silent_at=None)
    return checks


@transaction.atomic
def hand_over(check: VatCheck, customer_ref: str, *, at: datetime, by: str) -> VatCheck:
    """Let what a visitor asked about an id count for the customer that he has become; return the question that counts.

    If the same is being asked for that customer already, his own question goes on and the visitor's ends.
    """
    check = VatCheck.objects.select_for_update().get(pk=check.pk)
    own = VatCheck.objects.filter(asked_by=customer_ref, vat_id=check.vat_id, closed_at=None).first()
    if own is not None and check.closed_at is None:
        check.next_at, check.silent_at, check.closed_at = None, None, at
        check.save(update_fields=["next_at", "silent_at", "closed_at"])
        return own
    check.asked_by = customer_ref
    check.save(update_fields=["asked_by"])
    record("vat_id.handed_over", check.vat_id, whose=customer_ref, at=at, by=by, vat_id=check.vat_id)
    return check
