"""What customers do with their data; whatever they change counts for what is to come, never for what is past."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abaca.kernel.countries import is_country
from abaca.kernel.emails import fold, is_email
from abaca.kernel.refs import new_ref, new_token
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry

from .models import Address, AddressKind, Consent, Customer, EmailChange, Merger
from .queries import holder_of, present_self, refs_of

NOBODY = "nobody.invalid"  # a domain that nobody will ever have (RFC 2606)

PARTS = {
    "name": _("the name"),
    "company": _("the company"),
    "street": _("the street"),
    "postcode": _("the postcode"),
    "city": _("the city"),
    "vat_id": _("the VAT number"),
}
LONGEST_REASON = 200  # why data are held
LIMITS = {"name": 120, "company": 120, "street": 120, "postcode": 20, "city": 80, "vat_id": 20}


class EmailBroken(Refusal):
    code = "email_broken"
    sentence = _("“{email}” is not a complete e-mail address. It looks like name@company.example.")
    status = 422
    field = "email"


class EmailTaken(Refusal):
    code = "email_taken"
    sentence = _("This address already belongs to another customer account.")
    status = 409
    field = "email"


class NoLongerCustomer(Refusal):
    """Whoever gave him an address would let the next buyer who types it buy for a customer that is no more."""

    code = "no_longer_customer"
    sentence = _("This customer was joined with another one, or erased. Nothing can be changed here any more.")
    status = 409


class ConfirmationUnknown(Refusal):
    code = "confirmation_unknown"
    sentence = _("This confirmation link is used up or was replaced by a newer one.")
    status = 410


class AddressIncomplete(Refusal):
    code = "address_incomplete"
    sentence = _("Please fill in {part}.")
    status = 422


class AddressTooLong(Refusal):
    code = "address_too_long"
    sentence = _("Please shorten {part} to {most} characters at most.")
    status = 422


class CountryUnknown(Refusal):
    code = "country_unknown"
    sentence = _("Please choose a country from the list.")
    status = 422
    field = "country"


@dataclass(frozen=True)
class AddressFacts:
    """An address as it was typed."""

    name: str
    street: str
    city: str
    country: str
    postcode: str = ""
    company: str = ""
    vat_id: str = ""

    def checked(self) -> "AddressFacts":
        """Refuse what is missing, too long or not on the map."""
        for part in ("name", "street", "city"):
            if not getattr(self, part).strip():
                raise AddressIncomplete(part=PARTS[part], field=part)
        for part, most in LIMITS.items():
            if len(getattr(self, part)) > most:
                raise AddressTooLong(part=PARTS[part], most=most, field=part)
        if not is_country(self.country):
            raise CountryUnknown
        return self

    def as_copy(self) -> dict[str, str]:
        return {part: value.strip() for part, value in asdict(self).items()}


def checked_email(email: str) -> str:
    """Return the address without outer blanks; refuse what cannot be one."""
    if not is_email(email.strip()):
        raise EmailBroken(email=email[:80])
    return email.strip()


@transaction.atomic
def hold_address(email: str) -> None:
    """Let nobody join or erase the customer with this address, or give it to another one, before this commits.

    Whoever does it already is waited for; then the address is free, and nobody is held. Papers of this customer can be
    written meanwhile: they only need that he is there.
    """
    list(Customer.objects.select_for_update(no_key=True).filter(email_folded=fold(email)).values_list("pk"))


@transaction.atomic
def open_customer(
    *, email: str, billing: AddressFacts, delivery: AddressFacts, language: str, user_ref: str, at: datetime, by: str
) -> Customer:
    """Return the customer with this e-mail, made with these addresses if there is none.

    Who is known keeps his data: a guest who types somebody's address must not be able to change them.
    """
    known = Customer.objects.filter(email_folded=fold(email)).first()
    if known:
        return known
    customer = Customer.objects.create(
        ref=new_ref("cus", at),
        email=email,
        email_folded=fold(email),
        name=billing.name.strip(),
        company=billing.company.strip(),
        language=language,
        country=billing.country,
        user_ref=user_ref,
        since=at,
    )
    for kind, facts in ((AddressKind.BILLING, billing), (AddressKind.DELIVERY, delivery)):
        Address.objects.create(customer=customer, kind=kind, **facts.as_copy())
    record("customer.opened", customer.ref, whose=customer.ref, at=at, by=by)
    return customer


@transaction.atomic
def note_consent(
    customer: Customer, kind: str, *, wording: str, language: str, about: str, at: datetime, by: str
) -> Consent:
    """Keep what was agreed to, in the words that were shown."""
    consent = Consent.objects.create(
        customer=customer, kind=kind, wording=wording, language=language, about=about, given_at=at
    )
    record(f"consent.{kind}", about, whose=customer.ref, at=at, by=by, wording=wording)
    return consent


@transaction.atomic
def change_address(customer: Customer, kind: str, facts: AddressFacts, *, at: datetime, by: str) -> None:
    """Change where the next papers go; invoices that are out keep theirs."""
    facts.checked()
    Address.objects.update_or_create(customer=customer, kind=AddressKind(kind), defaults=facts.as_copy())
    if kind == AddressKind.BILLING:
        customer.name, customer.company, customer.country = facts.name.strip(), facts.company.strip(), facts.country
        customer.save(update_fields=["name", "company", "country"])
    record("customer.address_changed", customer.ref, whose=customer.ref, at=at, by=by, kind=kind)


@transaction.atomic
def remember_language(customer: Customer, language: str, *, at: datetime, by: str) -> None:
    """Write to the customer in this language from now on."""
    if customer.language != language and language in dict(settings.LANGUAGES):
        customer.language = language
        customer.save(update_fields=["language"])
        record("customer.language_changed", customer.ref, whose=customer.ref, at=at, by=by, language=language)


@transaction.atomic
def ask_for_email_change(customer: Customer, email: str, *, at: datetime, by: str) -> str:
    """Note a wish for a new address; return the token that is sent there, good for two days.

    Refused for who was joined into somebody else or erased, and where the address is another customer's.
    """
    email = checked_email(email)
    customer = _still_himself(customer.pk)
    if Customer.objects.filter(email_folded=fold(email)).exclude(pk=customer.pk).exists():
        raise EmailTaken
    EmailChange.objects.filter(customer=customer, confirmed_at=None).delete()
    token = new_token()
    EmailChange.objects.create(
        customer=customer,
        email=email,
        token_digest=_digest(token),
        asked_at=at,
        ends_at=at + timedelta(days=2),
        by_staff=by != customer.ref,
    )
    record("customer.email_change_asked", customer.ref, whose=customer.ref, at=at, by=by)
    return token


@transaction.atomic
def confirm_email(token: str, *, at: datetime) -> tuple[Customer, str]:
    """Let the new address count, now that it has answered; return the customer and his old address.

    Refused where the link is no longer good, the address is another customer's by now, or the customer is no more.
    """
    change = EmailChange.objects.select_for_update().filter(token_digest=_digest(token), confirmed_at=None).first()
    if change is None or at >= change.ends_at:
        raise ConfirmationUnknown
    customer = _still_himself(change.customer_id)
    if Customer.objects.filter(email_folded=fold(change.email)).exclude(pk=customer.pk).exists():
        raise EmailTaken
    before = customer.email
    customer.email, customer.email_folded = change.email, fold(change.email)
    customer.save(update_fields=["email", "email_folded"])
    change.confirmed_at = at
    change.save(update_fields=["confirmed_at"])
    record("customer.email_changed", customer.ref, whose=customer.ref, at=at, by=customer.ref)
    return customer, before


@transaction.atomic
def consents_change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give what one customer agreed to to another, or some of it, as it is; return which."""
    rows = Consent.objects.filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    Consent.objects.filter(pk__in=moved).update(customer=after)
    return moved


@transaction.atomic
def merge(lost: Customer, kept: Customer, moved: Mapping[str, Collection[int]], *, at: datetime, by: str) -> Merger:
    """Fold one customer into another: his ref stays findable, and his address is free for somebody else."""
    merger = Merger.objects.create(
        lost=lost, kept=kept, email_folded=lost.email_folded, moved={k: [*v] for k, v in moved.items()}, at=at, by=by
    )
    EmailChange.objects.filter(customer=lost, confirmed_at=None).delete()
    lost.merged_into, lost.email_folded = kept, f"{lost.ref}@{NOBODY}"
    lost.save(update_fields=["merged_into", "email_folded"])
    _share_hold(lost, kept, at=at, by=by)  # whoever looks at the one who stays must see it, and be able to lift it
    facts = {kind: len(ids) for kind, ids in moved.items()}
    record("customer.merged", lost.ref, whose=kept.ref, at=at, by=by, lost=lost.ref, kept=kept.ref, **facts)
    return merger


@transaction.atomic
def unmerge(merger: Merger, *, at: datetime, by: str) -> Customer:
    """Let a customer who was folded into another stand by himself again; refused if his address is taken by now."""
    lost = Customer.objects.select_for_update().get(pk=merger.lost_id)
    if Customer.objects.filter(email_folded=merger.email_folded).exclude(pk=lost.pk).exists():
        raise EmailTaken
    lost.merged_into, lost.email_folded = None, merger.email_folded
    lost.save(update_fields=["merged_into", "email_folded"])
    if holder := holder_of(merger.kept):
        _share_hold(holder, lost, at=at, by=by)  # what was held while they were one is held on
    merger.undone_at = at
    merger.save(update_fields=["undone_at"])
    record("customer.unmerged", lost.ref, whose=merger.kept.ref, at=at, by=by, lost=lost.ref, kept=merger.kept.ref)
    return lost


@transaction.atomic
def correct_email(customer: Customer, email: str, *, reason: str, at: datetime, by: str) -> tuple[Customer, str]:
    """Let another address count at once, on the word of staff who know why; return the customer and his old address.

    Refused where the address is another customer's: two accounts of one person are merged, not renamed; and for who
    was joined into somebody else or erased.
    """
    email = checked_email(email)
    customer = _still_himself(customer.pk)
    if Customer.objects.filter(email_folded=fold(email)).exclude(pk=customer.pk).exists():
        raise EmailTaken
    before = customer.email
    EmailChange.objects.filter(customer=customer, confirmed_at=None).delete()
    # what was written to and from the old address is still his, in a copy and in an erasure
    EmailChange.objects.create(
        customer=customer,
        email=before,
        token_digest=_digest(new_token()),
        asked_at=at,
        ends_at=at,
        confirmed_at=at,
        by_staff=True,
    )
    customer.email, customer.email_folded = email, fold(email)
    customer.save(update_fields=["email", "email_folded"])
    record("customer.email_corrected", customer.ref, whose=customer.ref, at=at, by=by, reason=reason)
    return customer, before


def _still_himself(pk: int) -> Customer:
    """Return a customer under a lock; refuse who was joined into somebody else or erased meanwhile."""
    customer = Customer.objects.select_for_update().get(pk=pk)
    if not customer.is_present:
        raise NoLongerCustomer
    return customer


class ReasonMissing(Refusal):
    code = "hold_reason_missing"
    sentence = _("Say why the data must be kept, such as the number of the case.")
    field = "because"


@transaction.atomic
def hold(customer: Customer, because: str, *, at: datetime, by: str) -> Customer:
    """Let nothing of a customer be destroyed or erased until somebody lifts it; a reason is wanted. Twice is once."""
    because = " ".join(because.split())[:LONGEST_REASON]
    if not because:
        raise ReasonMissing
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.held_at is None and customer.erased_at is None:
        customer.held_at, customer.held_because = at, because
        customer.save(update_fields=["held_at", "held_because"])
        record("customer.held", customer.ref, whose=customer.ref, at=at, by=by, because=because)
    return customer


def _share_hold(holder: Customer, other: Customer, *, at: datetime, by: str) -> None:
    if holder.held_at is not None and other.held_at is None:
        other.held_at, other.held_because = at, holder.held_because
        other.save(update_fields=["held_at", "held_because"])
        record("customer.held", other.ref, whose=other.ref, at=at, by=by, because=other.held_because)


@transaction.atomic
def let_go(customer: Customer, *, at: datetime, by: str) -> list[Customer]:
    """Let the data of a customer, and of all who are one with him, be destroyed again when their time is over.

    Return who was held; nobody, where it was done before.
    """
    rows = Customer.objects.select_for_update().filter(ref__in=refs_of(present_self(customer)))
    let = list(rows.filter(held_at__isnull=False).order_by("pk"))
    for each in let:
        each.held_at, each.held_because = None, ""
        each.save(update_fields=["held_at", "held_because"])
        record("customer.let_go", each.ref, whose=each.ref, at=at, by=by)
    return let


@transaction.atomic
def erase(customers: Collection[Customer], *, at: datetime, by: str) -> None:
    """Take name, address and e-mail out of customers; refs, countries and what they agreed to stay."""
    pks = [customer.pk for customer in customers]
    Address.objects.filter(customer__in=pks).delete()
    EmailChange.objects.filter(customer__in=pks).delete()
    Merger.objects.filter(Q(lost__in=pks) | Q(kept__in=pks)).update(email_folded="")
    for customer in customers:
        customer.name, customer.company = "", ""
        customer.email = customer.email_folded = f"{customer.ref}@{NOBODY}"
        customer.erased_at = at
    Customer.objects.bulk_update(customers, ["name", "company", "email", "email_folded", "erased_at"])
    record_all(
        Entry(at=at, by=by, what="customer.erased", about=each.ref, whose=each.ref, facts={}) for each in customers
    )


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
