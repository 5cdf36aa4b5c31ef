"""Whose mail it is: the customer behind the sender's address, or behind what the mail names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from abaca.inbox.models import Incoming
from abaca.kernel.emails import fold
from abaca.store.correspondence.deciding import Promise, Sender
from abaca.store.correspondence.queries import asked_in_all_since, asked_since
from abaca.store.correspondence.understanding import Understanding, quoted_keys
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customers_with_emails
from abaca.store.orders.models import Order
from abaca.store.orders.queries import orders_with_numbers
from abaca.store.product_keys.queries import buyers_of_colleagues, keys_with_texts
from abaca.store.subscriptions.queries import refs_of_latest, running_of, terms_by_order

MOST_QUESTIONS_A_DAY = 3  # to one address, whoever makes us ask
MOST_QUESTIONS_AN_HOUR = 100  # to all customers together: nobody may make us write to everybody
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Correspondent:
    """The customer whom a mail concerns, and how it leads to him."""

    customer: Customer
    registered: bool  # the mail came from his own address
    authenticated: bool  # and the domain of this address vouches for it
    promises: tuple[Promise, ...] = ()
    named: frozenset[str] | None = (
        None  # the subscriptions that the mail names; None where it names no order and no key
    )
    asked_today: int = 0


@dataclass(frozen=True)
class _Trace:
    """Whom a mail leads to, and which of his orders it names."""

    customer: Customer
    registered: bool
    orders: tuple[Order, ...]
    names_something: bool  # an order or a product key, whosever it is


def asked_too_much(at: datetime) -> bool:
    """Tell whether so many customers were asked within the hour that somebody must be playing with us."""
    return asked_in_all_since(at - AN_HOUR) >= MOST_QUESTIONS_AN_HOUR


def sender_of(person: Correspondent | None) -> Sender:
    """Return how well we know who wrote."""
    if person is None:
        return Sender(known=False, registered=False, authenticated=False)
    return Sender(known=True, registered=person.registered, authenticated=person.authenticated)


def correspondents(
    mails: Sequence[Incoming], understood: Mapping[int, Understanding], *, at: datetime
) -> dict[int, Correspondent]:
    """Return whom each mail concerns, by its row; a constant number of statements, whatever the mails.

    The sender's address comes first. Then an order number, a product key, the address of a colleague to whom a key was
    sent, and an address that stands in the text; such a mail only makes us ask the customer.
    """
    letters = [mail for mail in mails if mail.pk in understood and mail.from_address]
    traces = _traces(letters, understood)
    whose = {trace.customer.pk for trace in traces.values()}
    promises: dict[int, list[Promise]] = defaultdict(list)
    for each in running_of(whose):
        promises[each.customer_id].append(
            Promise(each.ref, each.auto_renew, each.plan.name, each.plan.product.name, each.ends_on)
        )
    terms = terms_by_order([order.pk for trace in traces.values() for order in trace.orders])
    # whoever quotes the order from which he went over means the plan that he has now
    latest = refs_of_latest({term.subscription.customer_id for term in terms.values()}) if terms else {}
    asked = asked_since(at - A_DAY, whose)
    return {
        mail.pk: Correspondent(
            customer=trace.customer,
            registered=trace.registered,
            authenticated=trace.registered and mail.authenticated,
            promises=tuple(promises[trace.customer.pk]),
            named=frozenset(latest[terms[order.pk].subscription_id] for order in trace.orders if order.pk in terms)
            if trace.names_something
            else None,
            asked_today=asked.get(trace.customer.pk, 0),
        )
        for mail in letters
        if (trace := traces.get(mail.pk)) is not None
    }


def _traces(letters: Sequence[Incoming], understood: Mapping[int, Understanding]) -> dict[int, _Trace]:
    named = {mail.pk: understood[mail.pk].mentions for mail in letters}
    quoted = {
        mail.pk: quoted_keys(f"{mail.subject}\n{mail.said}") if named[mail.pk].key_quoted else () for mail in letters
    }
    senders = {mail.pk: fold(mail.from_address) for mail in letters}
    orders = orders_with_numbers({number for each in named.values() for number in each.orders})
    keys = keys_with_texts({text for each in quoted.values() for text in each})
    written = {mail_id: [fold(address) for address in each.addresses] for mail_id, each in named.items()}
    customers = customers_with_emails({*senders.values(), *(each for some in written.values() for each in some)})
    colleagues = buyers_of_colleagues(set(senders.values()) - set(customers))
    traces: dict[int, _Trace] = {}
    for mail in letters:
        sender = senders[mail.pk]
        meant = [orders[number] for number in named[mail.pk].orders if number in orders]
        meant += [keys[text].line.order for text in quoted[mail.pk] if text in keys]
        own = customers.get(sender)
        ways = (
            own,
            *(order.customer for order in meant),
            colleagues.get(sender),
            *(customers[address] for address in written[mail.pk] if address in customers),
        )
        customer = next(filter(None, ways), None)
        if customer is not None:
            his = tuple(order for order in meant if order.customer_id == customer.pk)
            something = bool(named[mail.pk].orders or quoted[mail.pk])
            traces[mail.pk] = _Trace(customer, own is not None, his, something)
    return traces
