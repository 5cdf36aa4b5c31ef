"""What the staff does at the desk: a letter goes out once more, a product key is read out, a page is looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.access import actions as access
from abaca.kernel.emails import fold, masked
from abaca.kernel.refusals import Refusal
from abaca.messaging import actions as messaging
from abaca.messaging.actions import Draft, enqueue, resend
from abaca.messaging.models import AddressMark, Letter, Stream
from abaca.store.customers import actions as customers
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record
from abaca.store.journal.models import Entry
from abaca.store.notices.actions import draft, tell_of_copy
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of

VIEWED = "customer.viewed"
ONE_VISIT = timedelta(hours=1)
LOOK_BACK = timedelta(days=180)  # so long letters are offered to be sent to a corrected address
MOST_LETTERS = 30
JUST_NOW = timedelta(minutes=1)  # within it a second click is the same wish


class LetterUnknown(Refusal):
    code = "letter_unknown"
    sentence = _("There is no letter with this reference.")
    status = 404


class JustSentAgain(Refusal):
    code = "letter_just_sent_again"
    sentence = _("This letter was sent again a moment ago. Please wait a minute before you send it once more.")
    status = 409


class NewsletterOnce(Refusal):
    code = "newsletter_once"
    sentence = _("A newsletter is not sent again: whoever got it may have said no since.")
    status = 409


class ReasonMissing(Refusal):
    code = "reason_missing"
    sentence = _("Please say how you know that the e-mail is another one.")
    status = 422
    field = "reason"


class ProductKeyUnknown(Refusal):
    code = "product_key_unknown"
    sentence = _("There is no product key with this reference.")
    status = 404


@transaction.atomic
def resend_letter(letter_ref: str, *, at: datetime, by: str) -> Letter:
    """Send a letter once more to the address it went to, and write down who wished it.

    Refuse newsletters: their reader may have said no since, and nobody else decides that he gets one.
    """
    letter = Letter.objects.select_for_update().filter(ref=letter_ref).first()
    if letter is None or letter.forgotten_at:
        raise LetterUnknown
    if letter.stream == Stream.NEWSLETTER:
        raise NewsletterOnce
    original = letter.key.partition("/resend/")[0]
    if Letter.objects.filter(key__startswith=f"{original}/resend/", created_at__gt=at - JUST_NOW).exists():
        raise JustSentAgain
    copy = resend(letter, at=at, by=by)
    record(
        "letter.resent", letter.about or letter.ref, whose=letter.whose, at=at, by=by, kind=letter.kind, letter=copy.ref
    )
    tell_of_copy(letter.key, copy.to_address)
    return copy


@transaction.atomic
def see_to_letter(letter_ref: str, *, at: datetime, by: str) -> Letter:
    """Note that somebody has dealt with a letter that did not arrive; one that arrived, or is on its way, stays so."""
    letter = Letter.objects.filter(ref=letter_ref).first()
    if letter is None:
        raise LetterUnknown
    before, seen = letter.seen_to_at, messaging.see_to(letter, at=at, by=by)
    if seen.seen_to_at != before:
        about = letter.about or letter.ref
        record("letter.seen_to", about, whose=letter.whose, at=at, by=by, kind=letter.kind, letter=letter.ref)
    return seen


@transaction.atomic
def address_works(customer: Customer, *, at: datetime, by: str) -> bool:
    """Forget that the customer's address did not work, or that its reader complained; tell whether it was marked."""
    marked = messaging.clear_mark(customer.email)
    if marked:
        record("customer.address_works", customer.ref, whose=customer.ref, at=at, by=by)
    return marked


@transaction.atomic
def correct_email(
    customer: Customer, email: str, *, reason: str, letters: Sequence[str], at: datetime, by: str
) -> Customer:
    """Repair a mistyped e-mail: log-in and letters use the right one, and some letters go there once more.

    Whoever has logged in by the old one is logged out, and his password and second step are gone. The old address is
    told, unless letters to it come back; it may be a stranger's, so it learns no more of the new one than its owner
    would know anyway. Only letters to this customer's old address are sent again. Refused for who logs in as a member
    of the staff.
    """
    if not reason.strip():
        raise ReasonMissing
    customer, before = customers.correct_email(customer, email, reason=reason.strip(), at=at, by=by)
    access.change_email(customer.user_ref, email=customer.email, was_strangers=True)
    if not AddressMark.objects.filter(address=fold(before), kind=AddressMark.Kind.BOUNCED).exists():
        enqueue([_farewell(customer, before, at)], at=at)
    chosen = (
        Letter.objects.select_for_update().filter(ref__in=letters, whose=customer.ref).exclude(stream=Stream.NEWSLETTER)
    )
    for letter in chosen.order_by("pk"):
        if fold(letter.to_address) == fold(before):
            copy = resend(letter, to_address=customer.email, at=at, by=by)
            about = letter.about or letter.ref
            record("letter.resent", about, whose=customer.ref, at=at, by=by, kind=letter.kind, letter=copy.ref)
            tell_of_copy(letter.key, copy.to_address)
    return customer


def _farewell(customer: Customer, before: str, at: datetime) -> Draft:
    return draft(
        "email_changed",
        customer,
        about=customer.ref,
        key=f"email_changed/{customer.ref}/{at.isoformat()}",
        facts={"new_email": masked(customer.email)},
        to_address=before,
    )


def letters_to_old_address(customer: Customer, *, at: datetime) -> list[Letter]:
    """Return the letters of the last months that went to the customer's present address, newest first.

    Newsletters are not among them: who gets those is said nowhere but in his own words.
    """
    rows = Letter.objects.filter(whose=customer.ref, created_at__gte=at - LOOK_BACK)
    rows = rows.exclude(stream=Stream.NEWSLETTER).order_by("-id")
    return [letter for letter in rows[:MOST_LETTERS] if fold(letter.to_address) == fold(customer.email)]


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
