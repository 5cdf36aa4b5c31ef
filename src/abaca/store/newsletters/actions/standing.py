"""Somebody says yes or no to newsletters; a no takes effect at once, also for letters that wait to leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from abaca.inbox.actions import settle, take_for_letters
from abaca.inbox.kinds import MOST_AN_HOUR
from abaca.inbox.queries import mails, read_elsewhere, written_within_an_hour
from abaca.inbox.states import IncomingState
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import call_off_newsletters
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email, customers_with_emails, present_self, refs_of
from abaca.store.journal.actions import record
from abaca.store.newsletters.grounds import basis_in
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.queries import history_of, recipients_addressed, standing_of
from abaca.store.newsletters.states import Basis, Saying, Source
from abaca.store.newsletters.stopping import says_more


class NoWords(Refusal):
    """A yes without the words that were agreed to proves nothing."""

    code = "no_words"
    sentence = _("A yes to the newsletter needs the words that were agreed to, or the mail that says so.")
    status = 422


@dataclass(frozen=True)
class Shown:
    """What somebody saw when he said yes or no: the very words, their version and their language."""

    wording: str
    version: str
    language: str


@dataclass(frozen=True)
class Answer:
    """What a buyer said about newsletters, or that he was told and said nothing."""

    saying: Saying
    shown: Shown


@transaction.atomic
def object_to(
    customer_or_address: Customer | str,
    *,
    source: str,
    evidence: str = "",
    about: str = "",
    shown: Shown | None = None,
    at: datetime,
    by: str,
) -> Declaration:
    """Write down that somebody wants no newsletter, and call off all that wait for him; return the line.

    `evidence` is the ref of the mail or what staff were told, `about` the ref of the edition or order. Who has said no
    already is not written down twice, unless he has said yes since: with an order whose money may still come, and a no
    that comes after it stands also then. An address may be one that no customer has; it then waits for one who has it.
    """
    customer = _held(customer_or_address)
    address = customer.email if customer else str(customer_or_address).strip()
    call_off_newsletters(whose=refs_of(customer) if customer else (), address=address)
    standing = _last_decision(customer, fold(address))
    if standing is not None and standing.saying == Saying.OBJECTED and not _said_yes_since(standing, customer):
        return standing
    return _declare(
        customer, address, Saying.OBJECTED, source, shown, about=about, evidence=evidence, country="", at=at, by=by
    )


@transaction.atomic
def consent_to(
    customer: Customer,
    *,
    source: str,
    shown: Shown | None = None,
    evidence: str = "",
    about: str = "",
    at: datetime,
    by: str,
) -> Declaration:
    """Write down that a customer wants newsletters, and the words that he agreed to; return the line.

    Refuse a yes without words and without evidence. Who has said yes already is not written down twice, unless he says
    so while he buys: that line counts from when the order is paid.
    """
    if not evidence and (shown is None or not shown.wording):
        raise NoWords
    customer = _lock(customer)
    standing = standing_of(customer)
    if source != Source.CHECKOUT and standing.declaration and standing.declaration.saying == Saying.CONSENTED:
        return standing.declaration
    return _declare(
        customer,
        customer.email,
        Saying.CONSENTED,
        source,
        shown,
        about=about,
        evidence=evidence,
        country="",
        at=at,
        by=by,
    )


@transaction.atomic
def tell(customer: Customer, *, shown: Shown, country: str, about: str, at: datetime, by: str) -> Declaration:
    """Write down that a buyer was told of newsletters and of his right to say no, in these words, and did not say it.

    `country` is the one whose law lets the vendor rely on that. A no of his stands, whatever he is told afterwards.
    """
    customer = _lock(customer)
    return _declare(
        customer,
        customer.email,
        Saying.TOLD,
        Source.CHECKOUT,
        shown,
        about=about,
        evidence="",
        country=country,
        at=at,
        by=by,
    )


@transaction.atomic
def hear(customer: Customer, answer: Answer, *, country: str, about: str, at: datetime, by: str) -> Declaration | None:
    """Write down what a buyer said about newsletters at the checkout; `about` is the ref of his order.

    That he was told counts only where the law of his country and the vendor's choice make it a basis; elsewhere
    nothing is written down.
    """
    shown = answer.shown
    if answer.saying == Saying.CONSENTED:
        return consent_to(customer, source=Source.CHECKOUT, shown=shown, about=about, at=at, by=by)
    if answer.saying == Saying.OBJECTED:
        return object_to(customer, source=Source.CHECKOUT, shown=shown, about=about, at=at, by=by)
    if basis_in(country, customers_too=settings.NEWSLETTER_TO_CUSTOMERS) != Basis.CUSTOMER:
        return None
    return tell(customer, shown=shown, country=country, about=about, at=at, by=by)


@transaction.atomic
def settle_mails(ids: Collection[int], *, at: datetime) -> None:
    """Stop the newsletter for everybody whose mail came to an address that stands in one of his for this.

    The address is the proof: nobody else has it. Where it is mangled, or from before our signatures changed, the
    sender counts if he is proven to be a customer. Whatever else came there is read like any other mail, also what
    else a mail says that stops a newsletter; not where it came to another address of ours too and is read there, nor
    where its sender writes more than a person would.
    """
    waiting = [mail for mail in mails(ids) if mail.state == IncomingState.READ]
    found = recipients_addressed({mail.envelope_to for mail in waiting})
    proven = {fold(mail.from_address) for mail in waiting if mail.envelope_to not in found and mail.authenticated}
    senders = customers_with_emails(proven)
    worded = {mail.pk for mail in waiting if says_more(mail.subject, mail.said, names=[mail.from_name])}
    readable = [mail for mail in waiting if mail.envelope_to not in found or mail.pk in worded]
    often = written_within_an_hour({mail.from_address for mail in readable}, at) if readable else {}
    elsewhere = read_elsewhere(readable) if readable else set()
    dispositions: dict[str, dict[str, object]] = {}
    letters = []
    for mail in waiting:
        recipient = found.get(mail.envelope_to)
        customer = recipient.customer if recipient else senders.get(fold(mail.from_address))
        many = not mail.authenticated and often.get(mail.from_address.upper(), 0) > MOST_AN_HOUR
        stops = customer is not None and (recipient is not None or mail.authenticated)
        if customer is not None and stops:
            about = recipient.edition.ref if recipient else ""
            object_to(customer, source=Source.MAIL, evidence=mail.ref, about=about, at=at, by=customer.ref)
        if mail.pk not in elsewhere and not many and (mail.pk in worded or not stops):
            letters.append(mail.ref)
        elif customer is not None and stops:
            dispositions[mail.ref] = {"wish": "newsletter_off", "done": True, "customer": customer.ref}
        elif mail.pk in elsewhere:
            dispositions[mail.ref] = {"wish": "newsletter_off", "done": True, "reason": "read_elsewhere"}
        else:
            dispositions[mail.ref] = {"wish": "newsletter_off", "done": False, "reason": "address_unknown"}
    settle(dispositions, at=at)
    take_for_letters(letters)


@transaction.atomic
def forget(customers: Sequence[Customer]) -> int:
    """Take addresses and what staff noted out of the history of some who are erased; return how many lines it has.

    That somebody said yes or no, when, where and to which words stays: it proves that we were allowed to write. What
    waits for him is called off.
    """
    lines = Declaration.objects.filter(customer__in=customers)
    wording: Any = F("wording")
    for customer in customers:
        call_off_newsletters(whose=[customer.ref])  # his address may be another's by now
    for address in {*(customer.email for customer in customers), *lines.values_list("address", flat=True)} - {""}:
        wording = Replace(wording, Value(address), Value("…"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL abaca.retention = 'on'")  # else the history only grows
        count = lines.update(address="", evidence="", wording=wording)
        cursor.execute("SET LOCAL abaca.retention = 'off'")
    return count


def _declare(
    customer: Customer | None,
    address: str,
    saying: Saying,
    source: str,
    shown: Shown | None,
    *,
    about: str,
    evidence: str,
    country: str,
    at: datetime,
    by: str,
) -> Declaration:
    line = Declaration.objects.create(
        customer=customer,
        address=fold(address),
        saying=saying,
        source=Source(source),
        wording=shown.wording if shown else "",
        version=shown.version if shown else "",
        language=shown.language if shown else "",
        country=country,
        about=about,
        evidence=evidence,
        at=at,
        by=by,
    )
    if customer is not None:
        ref = customer.ref
        record(f"newsletter.{saying}", ref, whose=ref, at=at, by=by, source=source, concerns=about, evidence=evidence)
    return line


def _held(customer_or_address: Customer | str) -> Customer | None:
    if isinstance(customer_or_address, Customer):
        return _lock(customer_or_address)
    known = customer_with_email(customer_or_address)
    return _lock(known) if known else None


def _lock(customer: Customer) -> Customer:
    """Let a yes, a no and the writing of a letter to one customer wait for each other."""
    return Customer.objects.select_for_update(no_key=True).get(pk=present_self(customer).pk)


def _said_yes_since(no: Declaration, customer: Customer | None) -> bool:
    if customer is None:
        return False
    return any(line.id > no.id and line.saying == Saying.CONSENTED for line in history_of(customer))


def _last_decision(customer: Customer | None, address: str) -> Declaration | None:
    if customer is not None:
        return standing_of(customer).declaration
    return Declaration.objects.filter(customer=None, address=address).order_by("id").last()
