"""What the staff does at the desk: a letter goes out once more, a product key is read out, a page is looked at."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import resend
from abaca.messaging.models import Letter
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record
from abaca.store.journal.models import Entry
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of

VIEWED = "customer.viewed"
ONE_VISIT = timedelta(hours=1)
JUST_NOW = timedelta(minutes=1)  # within it a second click is the same wish


class LetterUnknown(Refusal):
    code = "letter_unknown"
    sentence = _("There is no letter with this reference.")
    status = 404


class JustSentAgain(Refusal):
    code = "letter_just_sent_again"
    sentence = _("This letter was sent again a moment ago. Please wait a minute before you send it once more.")
    status = 409


class ProductKeyUnknown(Refusal):
    code = "product_key_unknown"
    sentence = _("There is no product key with this reference.")
    status = 404


@transaction.atomic
def resend_letter(letter_ref: str, *, at: datetime, by: str) -> Letter:
    """Send a letter once more to the address it went to, and write down who wished it."""
    letter = Letter.objects.select_for_update().filter(ref=letter_ref).first()
    if letter is None:
        raise LetterUnknown
    original = letter.key.partition("/resend/")[0]
    if Letter.objects.filter(key__startswith=f"{original}/resend/", created_at__gt=at - JUST_NOW).exists():
        raise JustSentAgain
    copy = resend(letter, at=at, by=by)
    record(
        "letter.resent", letter.about or letter.ref, whose=letter.whose, at=at, by=by, kind=letter.kind, letter=copy.ref
    )
    return copy


@transaction.atomic
def read_out(key_ref: str, *, at: datetime, by: str) -> tuple[ProductKey, str]:
    """Return a product key with its text, and write down who saw it."""
    key = ProductKey.objects.select_related("line__order__customer").filter(ref=key_ref).first()
    if key is None:
        raise ProductKeyUnknown
    order = key.line.order
    record("product_key.shown", order.ref, whose=order.customer.ref, at=at, by=by, key=key.ref, hint=key.hint)
    return key, text_of(key)


@transaction.atomic
def note_visit(customer: Customer, *, at: datetime, by: str) -> bool:
    """Write down that somebody looks at all that a customer has, once an hour; tell whether it was written.

    The entry is about the customer and not in his own history, which he sees himself.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)  # two pages at once are one visit
    if Entry.objects.filter(about=customer.ref, what=VIEWED, by=by, at__gt=at - ONE_VISIT).exists():
        return False
    record(VIEWED, customer.ref, at=at, by=by)
    return True
