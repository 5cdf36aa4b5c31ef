"""All that is known of a person, and forgetting him: the rooms know nothing of each other, so it is gathered here.

Faces find this module by its name in the settings.
"""

import io
import json
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from abaca.design.templatetags.abaca import day, instant
from abaca.inbox.jobs import content_of, forget_mails
from abaca.inbox.models import Attachment, Incoming
from abaca.licensing.workflows import privacy as licensing
from abaca.messaging.actions import forget as forget_letters
from abaca.messaging.models import Letter
from abaca.store.correspondence.actions import forget as forget_wishes
from abaca.store.correspondence.models import Declaration
from abaca.store.customers.models import Customer
from abaca.store.invoices.papers import pdf_of
from abaca.store.invoices.queries import house_brand
from abaca.store.workflows import privacy as store
from abaca.store.workflows import retention, strangers
from abaca.store.workflows.data_copy import file_place, personal_data
from abaca.store.workflows.privacy import Erasure, Stays
from abaca.support.tickets.actions import forget as forget_tickets
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import (
    entries_in,
    in_open_tickets,
    mails_in,
    tickets_of_others,
    tickets_of_person,
    with_open_tickets,
)
from abaca.support.tickets.states import OPEN

LAST_LETTER = "access.data_erased"
MOST_BYTES = 200_000_000  # of files of mails in one archive; what is beyond is listed, and asked for by mail


def everything(customer: Customer, *, at: datetime) -> dict[str, Any]:
    """Return all that every room knows of a customer, as plain data."""
    known = store.known_of(customer)
    tickets = list(tickets_of_person(known.refs, known.emails))
    filed, threads = mails_in(tickets), [each.ref for each in tickets]
    return {
        "made_at": at,
        "by": settings.VENDOR_LEGAL_NAME,
        "shop": personal_data(customer, filed=filed, threads=threads, at=at),
        "licences": licensing.personal_data(known.emails, at=at),
        "tickets": _tickets(tickets),
    }


def copy_of(customer: Customer, *, at: datetime) -> bytes:
    """Return an archive (zip) for a customer: the data for machines and for people, his invoices, files he sent."""
    papers, brand = store.papers_of(customer), house_brand()
    with translation.override(customer.language):
        return _archive(
            everything(customer, at=at),
            customer.email,
            {f"invoices/{paper.number}.pdf": partial(pdf_of, paper.document, brand) for paper in papers},
            {"papers": papers, "at": at},
        )


def _archive(
    data: dict[str, Any], email: str, along: Mapping[str, Callable[[], bytes]], context: dict[str, Any]
) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_files(archive, data["shop"]["mails"])
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        told = {"data": _readable(data), "email": email, **context}
        archive.writestr("index.html", render_to_string("design/data_copy.html", told))
        for name, content in along.items():
            archive.writestr(name, content())
    return written.getvalue()


def _write_files(archive: zipfile.ZipFile, mails: Sequence[dict[str, Any]]) -> None:
    """Put the files of mails into an archive; those that do not go along lie nowhere in it."""
    told = {each["lies_at"]: each for mail in mails for each in mail["files"]}
    left = MOST_BYTES
    for file in Attachment.objects.filter(incoming__ref__in=[mail["reference"] for mail in mails]).order_by("pk"):
        place = file_place(file.pk, file.name)
        content = content_of(file) if file.size <= left else None
        if content is None:
            told[place]["lies_at"] = ""
        else:
            archive.writestr(place, content)
            left -= file.size


def _tickets(tickets: Sequence[Ticket]) -> list[dict[str, Any]]:
    told = entries_in(tickets)
    return [
        {
            "number": each.number,
            "subject": each.subject,
            "address": each.address,
            "name": each.name,
            "state": each.state,
            "opened_at": each.opened_at,
            "entries": [
                {"at": e.at, "kind": e.kind, "what": e.what, "text": e.text, "facts": e.facts, "mail": e.incoming}
                for e in told[each.pk]
            ],
        }
        for each in tickets
    ]


def weigh(customer: Customer, *, at: datetime) -> Stays:
    """Return what would be kept of a customer; refuse while something runs or money is open."""
    kept = store.weigh(customer)
    licensing.weigh(store.known_of(customer).emails, at=at)
    return kept


def erase(customer: Customer, *, at: datetime, by: str) -> Stays:
    """Forget a customer in every room; return what is kept, and until when.

    The rooms do it one after the other, each in a transaction of its own, and each of them may be asked twice: whoever
    was interrupted asks again. Licensing, which may refuse, comes first, and the store last, since nobody is erased
    twice. What is found by means of something else goes before it: wishes by mails, mails and answers by tickets.
    """
    store.weigh(customer)
    known = store.known_of(customer)
    licensing.erase(known.emails, known.words, at=at, by=by)
    tickets = list(tickets_of_person(known.refs, known.emails))
    mails = store.mails_of(known, mails_in(tickets))
    forget_wishes([], mails)
    forget_mails(mails, at=at)
    forget_letters([], threads=[each.ref for each in tickets], at=at)
    forget_tickets(known.refs, known.emails, at=at, by=by)
    return store.erase(customer, at=at, by=by).kept


# --- whoever is no customer ------------------------------------------------------------------------------------------


def everything_at(email: str, *, at: datetime) -> dict[str, Any]:
    """Return all that every room knows of somebody who is no customer, by his address; refuse where that is nothing.

    Tickets that are linked to a customer are that customer's, whoever wrote.
    """
    known = _known_at(email)
    tickets = list(tickets_of_person([], known.emails))
    shop = strangers.personal_data(known, filed=mails_in(tickets), threads=[each.ref for each in tickets], at=at)
    licences = licensing.personal_data(known.emails, at=at)
    said = [each for each in shop["letters"] if each["kind"] != LAST_LETTER]
    parts = ("mails", "wishes_in_mails", "declarations", "product_keys_sent_to_you", "newsletters")
    if not (licences or tickets or said or known.users or any(shop[part] for part in parts)):
        raise strangers.NothingKnown
    made = {"made_at": at, "by": settings.VENDOR_LEGAL_NAME}
    return {**made, "shop": shop, "licences": licences, "tickets": _tickets(tickets)}


def copy_at(email: str, *, language: str = "", at: datetime, by: str) -> bytes:
    """Return an archive (zip) for somebody who is no customer, in his language where it is known, and note that."""
    data = everything_at(email, at=at)
    with translation.override(language or _language_of(data, email)):
        content = _archive(data, email, {}, {"at": at})
    strangers.note_copy(at=at, by=by)
    return content


def erase_at(email: str, *, at: datetime, by: str) -> None:
    """Forget somebody who is no customer, in every room; see `erase`."""
    data, known = everything_at(email, at=at), _known_at(email)
    strangers.weigh(known)
    licensing.erase(known.emails, [], at=at, by=by)
    tickets = list(tickets_of_person([], known.emails))
    mails = store.mails_of(known, mails_in(tickets))
    forget_wishes([], mails)
    forget_mails(mails, at=at)
    forget_letters([], threads=[each.ref for each in tickets], at=at)
    forget_tickets([], known.emails, at=at, by=by)
    strangers.erase(known, language=_language_of(data, email), at=at, by=by)


def _known_at(email: str) -> Erasure:
    known, linked = strangers.known_at(email), tickets_of_others([email])
    return replace(known, not_his=frozenset([*(each.ref for each in linked), *mails_in(linked)]))


def _language_of(data: dict[str, Any], email: str) -> str:
    """Return the language in which somebody is written to: that of his account, or of his latest ticket."""
    told = [each["account"]["language"] for each in data["licences"]]
    latest = tickets_of_person([], [email]).last()
    known = [*told, latest.language if latest else ""]
    return next((each for each in known if each in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)


# --- what is still needed --------------------------------------------------------------------------------------------


def customers_needed(refs: Collection[str]) -> set[str]:
    """Return those of some customers of whom nothing is destroyed for now, though its time be over.

    They are held for a court, contest a charge, or have a ticket that is not closed.
    """
    return retention.customers_needed(refs) | with_open_tickets(refs)


def letters_needed(ids: Collection[int]) -> set[int]:
    """Return those of some letters whose words are still needed: by their customer, or in an open ticket."""
    rows = list(Letter.objects.filter(pk__in=ids).values_list("pk", "ref", "whose"))
    customers = customers_needed({whose for _pk, _ref, whose in rows if whose})
    refs = in_open_tickets([], [ref for _pk, ref, _whose in rows])
    return {pk for pk, ref, whose in rows if whose in customers or ref in refs}


def mails_needed(ids: Collection[int]) -> set[int]:
    """Return those of some mails that are still needed: by the customer who wrote them, or in an open ticket."""
    rows = list(Incoming.objects.filter(pk__in=ids).values_list("pk", "ref", "disposition"))
    authors = {pk: str(told.get("customer") or "") for pk, _ref, told in rows}
    customers = customers_needed({ref for ref in authors.values() if ref})
    refs = in_open_tickets([ref for _pk, ref, _told in rows])
    return {pk for pk, ref, _told in rows if authors[pk] in customers or ref in refs}


def let_mails_go(ids: Collection[int]) -> None:
    """Forget the sentences that were read from some mails, which are forgotten next: kind and outcome stay."""
    forget_wishes([], list(Incoming.objects.filter(pk__in=ids).values_list("ref", flat=True)))


def tickets_needed(ids: Collection[int]) -> set[int]:
    """Return those of some tickets that are still needed: by their customer, or as parts of one that is open."""
    rows = list(Ticket.objects.filter(pk__in=ids).values_list("pk", "customer", "merged_into__state"))
    refs = {customer for _pk, customer, _state in rows if customer}
    customers = retention.customers_needed(refs) | with_open_tickets(refs, but=ids)
    return {pk for pk, customer, state in rows if customer in customers or state in OPEN}


def declarations_needed(ids: Collection[int]) -> set[int]:
    """Return those of some settled declarations that their customers still need."""
    rows = list(Declaration.objects.filter(pk__in=ids).values_list("pk", "customer__ref"))
    customers = customers_needed({ref for _pk, ref in rows if ref})
    return {pk for pk, ref in rows if ref in customers}


def _readable(data: Any) -> Any:
    """Return the data as lists of pairs, which a template can walk through without knowing them.

    What a template would write as a machine does, or as Americans do, is written in the reader's language.
    """
    if isinstance(data, dict):
        told = {name: value for name, value in data.items() if value not in ("", [], {}, None)}
        return [(str(name).replace("_", " "), _readable(value)) for name, value in told.items()]
    if isinstance(data, list):
        return [(str(number), _readable(value)) for number, value in enumerate(data, start=1)]
    if isinstance(data, bool):
        return translation.gettext("yes") if data else translation.gettext("no")
    if isinstance(data, datetime):
        return instant(data)
    return day(data) if isinstance(data, date) else data
