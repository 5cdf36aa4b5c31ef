"""What can be asked about newsletters: who may be written to, how an edition stands, what a link is about."""

import re
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from abaca.access import links
from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.envelopes import domain_of
from abaca.messaging.queries import Fates, fates_about, marks_of
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import NoCustomer, customer_by_ref, present_self, refs_of
from abaca.store.orders.models import Order
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

from .choosing import Choice, basis_of, why_not
from .models import Declaration, Edition, EditionText, Recipient
from .states import Against, Basis, EditionState, RecipientState, Saying, Source

KIND = "newsletter"  # of its letters
LINK = "newsletter"  # what the links in it are good for: saying yes or no to newsletters, and nothing else
TRIAL = "trial"  # stands in for the customer in a letter that staff send to themselves
GOOD_FOR = 3650  # days: saying no must work as long as anybody keeps the letter
MAIL_SIGN = re.compile(r"unsubscribe\+(?P<number>\d{1,18})-(?P<sign>[a-z2-7]{16})@", re.IGNORECASE)


class EditionUnknown(Refusal):
    code = "edition_unknown"
    sentence = _("There is no newsletter under this address.")
    status = 404


@dataclass(frozen=True)
class Standing:
    """Whether somebody gets newsletters, why, and the line of his history that decides."""

    basis: Basis | None
    against: Against | None
    declaration: Declaration | None

    @property
    def on(self) -> bool:
        return self.basis is not None


@dataclass(frozen=True)
class Picked:
    """Whom an edition would reach at this moment."""

    ready: list[Customer]
    left_out: dict[str, int]  # how many, by reason
    languages: dict[str, int]  # of those who are ready
    standings: dict[int, Standing] = field(repr=False)


@dataclass(frozen=True)
class Figures:
    """What became of an edition."""

    waiting: int  # customers whose turn has not come
    left_out: dict[str, int]
    letters: Fates
    unsubscribed: int


# --- who may be written to --------------------------------------------------------------------------------------------


def standing_of(customer: Customer) -> Standing:
    """Return whether a customer gets newsletters, and why; who was folded into another has that one's standing."""
    himself = present_self(customer)
    return standings([himself])[himself.pk]


def standings(people: Sequence[Customer]) -> dict[int, Standing]:
    """Return the standing of each customer, with the same few statements for one and for all.

    A purchase counts from when it is paid on: who types somebody else's address into a form has no say about it. A no
    that came for an address without a customer counts for the customer who has it now. Nobody writes to those who were
    erased, or folded into somebody else.
    """
    said = _said(people)
    marks = marks_of([person.email for person in people])
    return {
        person.pk: Standing(None, Against.NO_BASIS, None)
        if person.erased_at or person.merged_into_id
        else _standing(said[person.pk], marks.get(person.email_folded))
        for person in people
    }


def history_of(customer: Customer) -> list[Declaration]:
    """Return all that a customer ever said about newsletters, oldest first, also what does not count yet."""
    mine = Q(customer__ref__in=refs_of(customer)) | Q(customer=None, address=customer.email_folded)
    return list(Declaration.objects.filter(mine).order_by("id"))


def said_for(address: str) -> list[Declaration]:
    """Return what was said for an address that was no customer's then: that it wants none; the oldest first."""
    return list(Declaration.objects.filter(customer=None, address=fold(address)).order_by("id"))


def _said(people: Sequence[Customer]) -> dict[int, list[Declaration]]:
    owner, living_at = _selves(people), {person.email_folded: person.pk for person in people}
    theirs = Q(customer__in=list(owner)) | Q(customer=None, address__in=list(living_at))
    paid = Exists(Order.objects.filter(ref=OuterRef("about"), paid_at__isnull=False))
    counts = ~Q(source=Source.CHECKOUT) | Q(saying=Saying.OBJECTED) | paid
    said: dict[int, list[Declaration]] = defaultdict(list)
    for line in Declaration.objects.filter(theirs, counts).order_by("id"):
        said[owner[line.customer_id] if line.customer_id else living_at[line.address]].append(line)
    return said


def _selves(people: Sequence[Customer]) -> dict[int, int]:
    """Return to whom each history belongs: a customer's own, and those of all who were folded into him."""
    owner = {person.pk: person.pk for person in people}
    latest = list(owner)
    while latest:
        folded = dict(Customer.objects.filter(merged_into__in=latest).values_list("pk", "merged_into_id"))
        owner |= {pk: owner[into] for pk, into in folded.items() if into}
        latest = list(folded)
    return owner


def _standing(said: Sequence[Declaration], mark: object) -> Standing:
    sayings, too = [line.saying for line in said], settings.NEWSLETTER_TO_CUSTOMERS
    basis = basis_of(sayings, customers_too=too)
    against = why_not(sayings, customers_too=too, mark=str(getattr(mark, "kind", "")))
    decisive = [line for line in said if line.saying != Saying.TOLD] or list(said)
    return Standing(basis, against, decisive[-1] if decisive else None)


def picked(choice: Choice) -> Picked:
    """Return whom an edition of this choice would reach at this moment, and how many are left out for which reason."""
    people = list(_chosen(choice))
    found = standings(people)
    ready = [person for person in people if found[person.pk].against is None]
    reasons = Counter(str(standing.against) for standing in found.values() if standing.against)
    return Picked(ready, dict(reasons), dict(Counter(person.language for person in ready)), found)


def _chosen(choice: Choice) -> QuerySet[Customer]:
    people = Customer.objects.filter(merged_into=None, erased_at=None).order_by("id")
    if choice.only_active or choice.plans:
        running = Subscription.objects.filter(customer=OuterRef("pk"), state=SubscriptionState.ACTIVE)
        if choice.plans:
            running = running.filter(plan__code__in=choice.plans)
        people = people.filter(Exists(running.order_by()))
    if choice.countries:
        people = people.filter(country__in=choice.countries)
    if choice.languages:
        people = people.filter(language__in=choice.languages)
    return people


def countries_of_customers() -> list[str]:
    """Return the countries in which customers live."""
    return list(Customer.objects.order_by("country").values_list("country", flat=True).distinct())


# --- editions ---------------------------------------------------------------------------------------------------------


def editions(most: int = 100) -> list[Edition]:
    """Return the newsletters, newest first, with their texts."""
    return list(Edition.objects.prefetch_related("texts").order_by("-id")[:most])


def edition_with(ref: str) -> Edition:
    """Return one newsletter."""
    found = Edition.objects.prefetch_related("texts").filter(ref=ref).first()
    if found is None:
        raise EditionUnknown
    return found


def text_for(edition: Edition, language: str) -> EditionText | None:
    """Return the words in a language, else in the main one; None while there are none."""
    texts = {text.language: text for text in edition.texts.all()}
    return texts.get(language) or texts.get(edition.main_language)


def figures_of(found: Sequence[Edition]) -> dict[str, Figures]:
    """Return what became of each of some newsletters, by ref; the statements do not grow with them."""
    refs = [edition.ref for edition in found]
    waiting: Counter[str] = Counter()
    left_out = {edition.ref: Counter(edition.left_out) for edition in found}
    rows = Recipient.objects.filter(edition__ref__in=refs).order_by()
    for ref, state, against, count in rows.values_list("edition__ref", "state", "against").annotate(n=Count("id")):
        if state == RecipientState.WAITING:
            waiting[ref] += count
        elif state == RecipientState.LEFT_OUT:
            left_out[ref][against] += count
    letters = fates_about(refs, kind=KIND)
    objections = Declaration.objects.filter(about__in=refs, saying=Saying.OBJECTED).order_by()
    stopped = dict(objections.values_list("about").annotate(n=Count("customer", distinct=True)))
    return {
        ref: Figures(waiting[ref], dict(left_out[ref]), letters.get(ref, Fates()), stopped.get(ref, 0)) for ref in refs
    }


def letters_waiting(found: Sequence[Edition]) -> dict[str, int]:
    """Return how many letters of each of some newsletters have not left yet, by ref; one statement."""
    fates = fates_about([edition.ref for edition in found], kind=KIND)
    return {edition.ref: fates.get(edition.ref, Fates()).waiting for edition in found}


def due_recipients(at: datetime, most: int) -> list[int]:
    """Return the recipients whose turn has come."""
    due = _in_turn().filter(due_at__lte=at)
    return list(due.order_by("due_at", "id").values_list("id", flat=True)[:most])


def _in_turn() -> QuerySet[Recipient]:
    return Recipient.objects.filter(state=RecipientState.WAITING, edition__state=EditionState.SENDING)


# When the next recipient's turn comes.
next_recipient = Earliest(First(_in_turn, "due_at"))


# --- links and addresses ----------------------------------------------------------------------------------------------


def preference_path(customer_ref: str, *, edition: str = "", at: datetime) -> str:
    """Return the path of the page on which a customer says yes or no to newsletters, without a log-in."""
    return f"/newsletter/{links.sign(LINK, f'{customer_ref}/{edition}', days=GOOD_FOR, at=at)}/"


def linked(token: str, *, at: datetime) -> tuple[Customer | None, str]:
    """Return whom a link is about and in which edition it stood; no customer: it stood in a trial letter.

    Refuse the link of somebody who was erased: he gets no newsletter, and nobody should learn of him.
    """
    ref, _slash, edition = links.read(LINK, token, at=at).partition("/")
    if ref == TRIAL:
        return None, edition
    customer = present_self(customer_by_ref(ref))
    if customer.erased_at:
        raise NoCustomer
    return customer, edition


def unsubscribe_address(recipient_id: int) -> str:
    """Return the address to which a mail stops the newsletter for its recipient, or nothing if the shop wants none.

    It fits into the 64 characters that may stand before an @, and means the same in capitals.
    """
    if not settings.UNSUBSCRIBE_BY_MAIL:
        return ""
    return f"unsubscribe+{recipient_id}-{_sign(recipient_id, settings.SECRET_KEY)}@{domain_of(settings.MAIL_FROM)}"


def recipients_addressed(addresses: Collection[str]) -> dict[str, Recipient]:
    """Return which recipient each of some addresses stands for; one that we did not make stands for nobody."""
    numbers = {address: number for address in addresses if (number := _number_in(address)) is not None}
    rows = Recipient.objects.select_related("customer", "edition").in_bulk(set(numbers.values()))
    return {address: rows[number] for address, number in numbers.items() if number in rows}


def _number_in(address: str) -> int | None:
    found = MAIL_SIGN.match(address.strip())
    if found is None:
        return None
    number, sign = int(found["number"]), found["sign"].lower()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return number if any(constant_time_compare(sign, _sign(number, secret)) for secret in secrets) else None


def _sign(number: int, secret: str) -> str:
    digest = salted_hmac("abaca.newsletter.unsubscribe", str(number), secret=secret, algorithm="sha256").digest()
    return b32encode(digest[:10]).decode().lower()


def subjects_of(found: Iterable[Edition]) -> dict[str, str]:
    """Return the subject of each newsletter in its main language, by ref."""
    return {edition.ref: text.subject if (text := text_for(edition, "")) else "" for edition in found}
