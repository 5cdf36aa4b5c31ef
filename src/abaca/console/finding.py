"""What a text in the search box means."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from abaca.kernel import product_keys
from abaca.kernel.emails import is_email
from abaca.kernel.refs import is_ref
from abaca.kernel.refusals import Refusal
from abaca.messaging.queries import letters_to
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.invoices.queries import invoice_by_number
from abaca.store.orders.models import Order
from abaca.store.orders.numbers import order_pk
from abaca.store.orders.queries import order_by_number, order_by_ref
from abaca.store.payments.queries import order_number_of
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import key_with_text
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import number_read, ticket_with, tickets_of

from . import queries
from .diagnoses import diagnosis

LONGEST = 500
MOST_WORDS = 8
INVOICE = re.compile(r"MS\d\d[A-Z]?-\d+", re.IGNORECASE | re.ASCII)
REFERENCE = re.compile(r"RF[\d\s]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Hit:
    """A customer who may be meant, why, and where his page shows it."""

    customer: Customer
    why: str
    href: str


@dataclass(frozen=True)
class Found:
    """What was found, and what has to be said about it."""

    hits: list[Hit] = field(default_factory=list)
    sentence: str = ""
    secret: bool = False  # the text is a product key, or nearly one
    page: str = ""  # where to go at once: something else than a customer is meant
    tickets: list[Ticket] = field(default_factory=list)  # of somebody who is no customer

    @property
    def is_certain(self) -> bool:
        return bool(self.page) or (len(self.hits) == 1 and not self.sentence)


def find(text: str) -> Found:
    """Return who or what is meant; the first way to read the text that makes sense counts."""
    text = text.strip()
    if not text:
        return Found(sentence=_("Please type what you look for: an e-mail, a name, a number or a product key."))
    if len(text) > LONGEST:
        return Found(sentence=_("This is too long to be searched for; 500 characters are the most."))
    for read in READERS:
        found = read(text)
        if found is not None:
            return found
    return _by_name(text)


def _by_ref(text: str) -> Found | None:
    for prefix, look_up in REFS.items():
        if is_ref(prefix, text):
            hits = look_up(text)
            return Found(hits) if hits else Found(sentence=_("Nothing has the reference {ref}.").format(ref=text))
    return None


def _by_key(text: str) -> Found | None:
    reading = product_keys.read(text)
    if reading.kind == "ok":
        key = key_with_text(text)
        unknown = _("This is a complete product key without a slip, but this shop has not issued it.")
        return Found(_of_keys([key]), secret=True) if key else Found(sentence=unknown, secret=True)
    if not _resembles_a_key(text, reading):
        return None
    meant = key_with_text(reading.suggestion) if reading.suggestion else None
    return Found(_of_keys([meant] if meant else []), diagnosis(reading), secret=True)


def _resembles_a_key(text: str, reading: product_keys.Reading) -> bool:
    symbols = [c for c in text if c.isalnum()]
    mixed = any(c.isdigit() for c in symbols) and any(c.isalpha() for c in symbols)
    return mixed and "@" not in text and (reading.kind in {"one_wrong", "swapped"} or 20 <= len(symbols) <= 30)


def _by_reference(text: str) -> Found | None:
    if not REFERENCE.fullmatch(text):
        return None
    number = order_number_of(text)
    if number is None:
        slip = _("The check digits of this transfer reference do not fit: one of its digits is mistyped or missing.")
        return Found(sentence=slip)
    return _of_number(order_by_number(number), _("No order belongs to this transfer reference."))


def _by_ticket(text: str) -> Found | None:
    if number_read(text) is None:
        return None
    try:
        return Found(page=reverse("console:ticket", args=[ticket_with(text).number]))
    except Refusal as unknown:
        return Found(sentence=str(unknown))


def _by_number(text: str) -> Found | None:
    if INVOICE.fullmatch(text):
        invoice = invoice_by_number(text)
        return _of_number(invoice.order if invoice else None, _("There is no invoice {number}.").format(number=text))
    if order_pk(text):
        return _of_number(order_by_number(text), _("There is no order {number}.").format(number=text))
    return None


def _of_number(order: Order | None, otherwise: str) -> Found:
    return Found([_of_order(order)]) if order else Found(sentence=otherwise)


def _by_email(text: str) -> Found | None:
    if "@" not in text or not is_email(text):
        return None
    payer, held = customer_with_email(text), queries.keys_held_by(text)
    hits = [_of_customer(payer, _("pays with this e-mail"))] if payer else []
    hits += _of_keys(held or [], _("bought what this program user redeemed"))
    reached = queries.customers_with(letter.whose for letter in letters_to(text))
    hits += [_of_customer(customer, _("got letters at this e-mail")) for customer in reached]
    if hits:
        return Found(_once(hits))
    wrote = tickets_of("", [text])
    if held is not None:
        return Found(
            sentence=_("A program user has this e-mail, but he has redeemed no product key of this shop."),
            tickets=wrote,
        )
    return Found(
        sentence=_("No customer and no program user has the e-mail {email}.").format(email=text), tickets=wrote
    )


def _by_name(text: str) -> Found:
    hits = [
        _of_customer(customer, _("name or e-mail")) for customer in queries.customers_like(text.split()[:MOST_WORDS])
    ]
    nobody = _(
        "Nothing fits “{text}”: no customer or company of this name, "
        "no e-mail, order, invoice, product key or transfer."
    )
    return Found(hits, "" if hits else nobody.format(text=text))


# --- hits -----------------------------------------------------------------------------------------------------------


def _of_customer(customer: Customer, why: str) -> Hit:
    return Hit(customer, why, reverse("console:customer", args=[customer.ref]))


def _of_order(order: Order, why: str = "") -> Hit:
    page = reverse("console:customer", args=[order.customer.ref])
    return Hit(order.customer, why or _("order {number}").format(number=order.number), f"{page}#{order.number}")


def _of_keys(keys: Iterable[ProductKey], why: str = "") -> list[Hit]:
    return _once(_of_order(key.line.order, why or _key_words(key)) for key in keys)


def _key_words(key: ProductKey) -> str:
    return _("product key {hint} of {number}").format(hint=key.hint, number=key.line.order.number)


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Name every customer once, by the best reason."""
    return list({hit.customer.pk: hit for hit in reversed(list(hits))}.values())[::-1]


def _subscription(ref: str) -> list[Hit]:
    try:
        return [_of_customer(subscription_by_ref(ref).customer, _("subscription"))]
    except Refusal:
        return []


def _order(ref: str) -> list[Hit]:
    try:
        return [_of_order(order_by_ref(ref))]
    except Refusal:
        return []


def _product_key(ref: str) -> list[Hit]:
    key = queries.key_with(ref)
    return _of_keys([key]) if key else []


REFS: dict[str, Callable[[str], list[Hit]]] = {
    "cus": lambda ref: [_of_customer(customer, "") for customer in queries.customers_with([ref])],
    "ord": _order,
    "sub": _subscription,
    "pk": _product_key,
    "lic": lambda ref: _of_keys(queries.keys_of_licence(ref)),
}
READERS: tuple[Callable[[str], Found | None], ...] = (
    _by_ref,
    _by_ticket,
    _by_reference,
    _by_number,
    _by_key,
    _by_email,
)
