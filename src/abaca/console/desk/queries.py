"""What the desk asks across the rooms: the mails of tickets, what they wish, what became of our letters."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import BooleanField, ExpressionWrapper, Q

from abaca.access.models import User
from abaca.console.on_tickets import owner_of
from abaca.console.queries import customers_like
from abaca.inbox.models import Attachment, Incoming
from abaca.kernel.emails import fold
from abaca.messaging.models import Letter
from abaca.store.correspondence.queries import open_kinds
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customers_with_emails, refs_of
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import is_linked, mails_of

MOST_SAID = 400
MOST_ALIKE = 5


def said_in(mails: Mapping[int, str]) -> dict[int, str]:
    """Return the first words of the latest mails of tickets, by ticket; one statement."""
    if not mails:
        return {}
    said = dict(Incoming.objects.filter(ref__in=mails.values()).values_list("ref", "said"))
    return {ticket: said.get(ref, "")[:MOST_SAID] for ticket, ref in mails.items()}


def open_wishes(tickets: Sequence[Ticket]) -> dict[int, set[str]]:
    """Return which kinds of wishes nobody has settled yet, by ticket; two statements at most."""
    mails = mails_of([ticket for ticket in tickets if ticket.tags])
    open_: dict[int, set[str]] = {}
    if mails:
        for incoming, kind in open_kinds(mails):
            open_.setdefault(mails[incoming], set()).add(kind)
    return open_


def mails_with(refs: Collection[str]) -> dict[str, Incoming]:
    """Return mails with their files, without their bytes; two statements at most."""
    if not refs:
        return {}
    looks = ExpressionWrapper(~Q(html=""), output_field=BooleanField())
    rows = Incoming.objects.filter(ref__in=refs).defer("raw", "html").annotate(has_html=looks)
    return {mail.ref: mail for mail in rows.prefetch_related("files")}


def senders_of(mails: Collection[Incoming]) -> dict[int, str]:
    """Return the refs of the customers whom mails concern, by their rows: as the store says, or by the sender."""
    addresses = {mail.pk: fold(mail.from_address) for mail in mails}
    known = customers_with_emails({address for address in addresses.values() if address})
    found = {pk: known[address].ref for pk, address in addresses.items() if address in known}
    return {mail.pk: str(mail.disposition.get("customer") or found.get(mail.pk, "")) for mail in mails}


def letters_with(refs: Collection[str]) -> dict[str, Letter]:
    """Return letters; one statement at most."""
    return {letter.ref: letter for letter in Letter.objects.filter(ref__in=refs)} if refs else {}


def customer_of(ticket: Ticket) -> tuple[Customer | None, bool]:
    """Return whose ticket it is by now, and whether that is certain; else the customer who has its address.

    It is certain where answers go to the customer's own address, or somebody has said expressly whose it is.
    """
    owner = owner_of(ticket)
    return owner, owner is not None and ticket.customer != "" and may_be_told(ticket, owner)


def may_be_told(ticket: Ticket, customer: Customer) -> bool:
    """Tell whether an answer may say what only this customer is to know, and bear links that act for him.

    A ticket that was said to be of somebody who was joined into him is his.
    """
    if ticket.address_folded == customer.email_folded != "":
        return True
    return is_linked(ticket, ticket.customer) and ticket.customer in refs_of(customer)


def customers_called(name: str) -> list[Customer]:
    """Return a few customers who bear all names of a person: one of them may have written from another address."""
    words = name.split()
    if len(words) < 2:  # a first name fits too many
        return []
    return customers_like(words[:4])[:MOST_ALIKE]


def staff() -> list[User]:
    """Return the members of the staff by their addresses."""
    return list(User.objects.filter(is_staff=True, is_active=True).order_by("email"))


def file_with(pk: int) -> Attachment | None:
    """Return a file that came with a mail."""
    return Attachment.objects.select_related("incoming").filter(pk=pk).first()
