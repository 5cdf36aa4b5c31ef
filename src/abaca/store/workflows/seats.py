"""A buyer gives the keys of his seats to those who work with the program, and takes back what nobody has redeemed.

Whether a key is redeemed only licensing knows: whoever calls has asked there. If somebody redeems it in the same
moment, the feed settles it: he keeps it, and the fresh key is void.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import is_email
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.store.customers.models import Customer
from abaca.store.feed.actions import tell
from abaca.store.notices.actions import draft
from abaca.store.product_keys import actions as product_keys
from abaca.store.product_keys.models import ProductKey, Sending
from abaca.store.product_keys.queries import (
    keys_by_line,
    sendings_of_line,
    sent_since,
    taken_back_since,
    text_of,
)
from abaca.store.product_keys.states import REDEEMABLE, KeyForm
from abaca.store.subscriptions.models import Term

from .key_delivery import news_of

A_DAY = timedelta(days=1)
MOST_PER_KEY = 3  # letters a day with the same key
MOST_PER_CUSTOMER = 20  # letters a day, and one more for each of his keys
MOST_PER_SEAT = 3  # keys a day that are taken back


class KeyNotYours(Refusal):
    code = "product_key_unknown"
    sentence = _("There is no such product key in your account.")
    status = 404


class KeyWithdrawn(Refusal):
    code = "product_key_withdrawn"
    sentence = _("This product key is withdrawn; it can no longer be used.")
    status = 409


class KeyNotReplaceable(Refusal):
    code = "product_key_not_replaceable"
    sentence = _("We cannot make another product key of this kind by ourselves. Please write to us.")
    status = 409


class KeyRedeemed(Refusal):
    code = "product_key_redeemed"
    sentence = _("Somebody has redeemed this product key in the meantime; it belongs to that person now.")
    status = 409


class NoAddress(Refusal):
    code = "invalid_request"
    sentence = _("We cannot write to this address. Please check it; it looks like name@example.com.")
    field = "email"


class SentTooOften(Refusal):
    code = "rate_limited"
    sentence = _("This product key was sent {most} times today. Please wait until tomorrow, or pass it on yourself.")
    status = 429
    field = "email"


class TooManyLetters(Refusal):
    code = "rate_limited"
    sentence = _(
        "You have sent {most} letters today. Please send the rest tomorrow, or pass the product keys on yourself."
    )
    status = 429
    field = "email"


class TakenBackTooOften(Refusal):
    code = "rate_limited"
    sentence = _("You have taken back the product key of this seat {most} times today. Please wait until tomorrow.")
    status = 429


@dataclass(frozen=True)
class Seat:
    """A seat as its buyer sees it: its product key, to whom that was sent, and the keys it had before."""

    number: int
    key: ProductKey
    text: str
    sendings: Sequence[Sending]
    before: Sequence[ProductKey]  # taken back, the latest first

    @property
    def is_file(self) -> bool:
        return self.key.form == KeyForm.FILE

    @property
    def is_told(self) -> bool:
        """Tell whether licensing hears of the key, so that somebody can redeem it there."""
        return self.key.form in REDEEMABLE

    @property
    def can_be_replaced(self) -> bool:
        return self.key.form == KeyForm.ABACA


def seats_of(line_id: int) -> list[Seat]:
    """Return the seats of an order line, with two statements."""
    sendings, rows = sendings_of_line(line_id), keys_by_line([line_id]).get(line_id, [])
    return [
        Seat(number, keys[-1], text_of(keys[-1]), sendings.get(keys[-1].pk, []), keys[-2::-1])
        for number in sorted({key.seat for key in rows})
        if (keys := [key for key in rows if key.seat == number])
    ]


@transaction.atomic
def send(
    customer: Customer, key_ref: str, *, email: str, language: str, redeemed: bool, at: datetime, by: str
) -> Sending:
    """Send a product key to a colleague of the buyer, in a language of his choice."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)  # who sends many at once is counted
    key, address = _usable(customer, key_ref, redeemed=redeemed), email.strip()
    if key.form == KeyForm.FILE:
        raise KeyNotReplaceable
    if not is_email(address):
        raise NoAddress
    _refuse_haste(customer, key, at=at)
    sending = product_keys.note_sending(key, to_address=address, language=language, at=at, by=by)
    enqueue([_letter(customer, key, sending)], at=at)
    return sending


@transaction.atomic
def take_back(customer: Customer, key_ref: str, *, redeemed: bool, at: datetime, by: str) -> ProductKey:
    """Withdraw a product key that nobody has redeemed, and give the buyer a fresh one for the same seat."""
    key = _usable(customer, key_ref, redeemed=redeemed)
    if key.form != KeyForm.ABACA:
        raise KeyNotReplaceable
    if taken_back_since(at - A_DAY, key) >= MOST_PER_SEAT:
        raise TakenBackTooOften(most=MOST_PER_SEAT)
    term = Term.objects.select_related("subscription", "line__plan__product", "line__order").get(line=key.line)
    zone = term.subscription.time_zone or settings.VENDOR_TIME_ZONE
    fresh = product_keys.replace(key, on=local_day(at, zone), at=at, by=by)
    tell([news_of(fresh, key.line, zone)], at=at)
    return fresh


def key_of(customer: Customer, key_ref: str) -> ProductKey:
    """Return a product key of this buyer; a foreign one is no key at all."""
    rows = ProductKey.objects.select_related("line__order__customer", "line__plan__product")
    key = rows.filter(ref=key_ref, line__order__customer=customer).first()
    if key is None:
        raise KeyNotYours
    return key


def _usable(customer: Customer, key_ref: str, *, redeemed: bool) -> ProductKey:
    key = key_of(customer, key_ref)
    locked = ProductKey.objects.select_for_update().get(pk=key.pk)  # no joins: they could be older than the lock
    if locked.withdrawn_on is not None:
        raise KeyWithdrawn
    if redeemed:
        raise KeyRedeemed
    return key


def _refuse_haste(customer: Customer, key: ProductKey, *, at: datetime) -> None:
    sent = sent_since(at - A_DAY, customer_id=customer.pk)
    if sent.count(key.pk) >= MOST_PER_KEY:
        raise SentTooOften(most=MOST_PER_KEY)
    most = MOST_PER_CUSTOMER + ProductKey.objects.filter(line__order__customer=customer, withdrawn_on=None).count()
    if len(sent) >= most:
        raise TooManyLetters(most=most)


def _letter(customer: Customer, key: ProductKey, sending: Sending) -> Draft:
    buyer = customer.company or customer.name
    letter = draft(
        "key_for_colleague",
        customer,
        about=key.line.order.ref,
        key=f"key_for_colleague/{key.ref}/{sending.pk}",
        facts={"buyer": buyer, "title": key.line.description, "activate_path": "/activate/"},
        secrets={"product_key": text_of(key)},
        language=sending.language,
        to_address=sending.to_address,
    )
    return replace(letter, to_name="")  # it is the buyer's name that the letters of the store know
