"""A newsletter is written to some of its recipients: once each, and only if nothing speaks against it by now."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.models import Stream
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.newsletters.models import Edition, EditionText, Recipient
from abaca.store.newsletters.queries import KIND, Standing, standings, unsubscribe_address
from abaca.store.newsletters.states import EDITION, RECIPIENT, Basis, EditionState, RecipientState

from .editions import TEMPLATE, facts_of, links_for


@transaction.atomic
def write_letters(ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Put the letters to some recipients into the outbox; leave out whoever objected or whose address failed since.

    The customers are held meanwhile: a no that comes now finds the letter and calls it off. An edition whose last
    recipient had his turn is sent.
    """
    recipients = _take(ids)
    people = _hold(recipients)
    found = standings(list(people.values()))
    texts = _texts({recipient.edition_id for recipient in recipients})
    drafts = []
    for recipient in recipients:
        standing = found[recipient.customer_id]
        _settle(recipient, standing, at)
        if recipient.state == RecipientState.WRITTEN:
            drafts.append(_draft(recipient, people[recipient.customer_id], standing, texts[recipient.edition_id], at))
    enqueue(drafts, at=at)
    Recipient.objects.bulk_update(recipients, ["state", "against", "settled_at", "facts"])
    _finish({recipient.edition_id for recipient in recipients}, at=at, by=by)


def _take(ids: Sequence[int]) -> list[Recipient]:
    """Take recipients in hand whose edition is under way; its row is held, so that a stop waits or comes first."""
    editions = Recipient.objects.filter(pk__in=ids).values("edition_id")
    under_way = Edition.objects.filter(pk__in=editions, state=EditionState.SENDING).order_by("pk")
    held = list(under_way.select_for_update().values_list("pk", flat=True))
    waiting = Recipient.objects.filter(pk__in=ids, edition__in=held, state=RecipientState.WAITING)
    return list(waiting.select_for_update(of=("self",)).select_related("edition").order_by("pk"))


def _hold(recipients: Sequence[Recipient]) -> dict[int, Customer]:
    people = Customer.objects.filter(pk__in={recipient.customer_id for recipient in recipients}).order_by("pk")
    return {person.pk: person for person in people.select_for_update(no_key=True)}


def _texts(editions: set[int]) -> dict[int, dict[str, EditionText]]:
    texts: dict[int, dict[str, EditionText]] = {pk: {} for pk in editions}
    for text in EditionText.objects.filter(edition__in=editions):
        texts[text.edition_id][text.language] = text
    return texts


def _settle(recipient: Recipient, standing: Standing, at: datetime) -> None:
    then = RecipientState.LEFT_OUT if standing.against else RecipientState.WRITTEN
    RECIPIENT.check(RecipientState(recipient.state), then)
    recipient.state, recipient.against, recipient.settled_at = then, standing.against or "", at
    if standing.declaration is not None:
        recipient.facts = {"declaration": standing.declaration.pk, "basis": standing.basis}


def _draft(
    recipient: Recipient, customer: Customer, standing: Standing, texts: dict[str, EditionText], at: datetime
) -> Draft:
    edition = recipient.edition
    text = texts.get(customer.language) or texts[edition.main_language]
    said_at = standing.declaration.at if standing.declaration else at
    return Draft(
        to_address=customer.email,
        to_name=customer.name,
        language=text.language,
        template=TEMPLATE,
        context=facts_of(text, customer.name, standing.basis or Basis.CONSENT, at=at, said_at=said_at),
        secrets=links_for(customer.ref, edition.ref, unsubscribe_address(recipient.pk), at=at),
        key=f"newsletter/{edition.ref}/{customer.ref}",
        kind=KIND,
        about=edition.ref,
        whose=customer.ref,
        stream=Stream.NEWSLETTER,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )


def _finish(editions: set[int], *, at: datetime, by: str) -> None:
    waiting = Recipient.objects.filter(edition__in=editions, state=RecipientState.WAITING)
    done = list(Edition.objects.filter(pk__in=editions).exclude(pk__in=waiting.values("edition_id")))
    for edition in done:
        EDITION.check(EditionState(edition.state), EditionState.SENT)
        edition.state, edition.finished_at = EditionState.SENT, at
    Edition.objects.bulk_update(done, ["state", "finished_at"])
    record_all(Entry(at=at, by=by, what="newsletter.sent", about=edition.ref, whose="") for edition in done)
