"""All that is known of a person, and forgetting him: the rooms know nothing of each other, so it is gathered here.

Faces find this module by its name in the settings.
"""

import io
import json
import zipfile
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from abaca.inbox.jobs import forget_mails
from abaca.inbox.models import Incoming
from abaca.licensing.workflows import privacy as licensing
from abaca.messaging.actions import forget as forget_letters
from abaca.messaging.models import Letter
from abaca.store.correspondence.actions import forget as forget_wishes
from abaca.store.customers.models import Customer
from abaca.store.invoices.papers import pdf_of
from abaca.store.invoices.queries import house_brand
from abaca.store.workflows import privacy as store
from abaca.store.workflows import retention
from abaca.store.workflows.privacy import Kept
from abaca.support.tickets.actions import forget as forget_tickets
from abaca.support.tickets.queries import in_open_tickets, mails_in, tickets_of_person, with_open_tickets


def everything(customer: Customer, *, at: datetime) -> dict[str, Any]:
    """Return all that every room knows of a customer, as plain data."""
    known = store.known_of(customer)
    tickets = list(tickets_of_person(known.refs, known.emails))
    return {
        "made_at": at,
        "by": settings.VENDOR_LEGAL_NAME,
        "shop": store.personal_data(customer, filed=mails_in(tickets), at=at),
        "licences": licensing.personal_data(customer.email, at=at),
        "tickets": [
            {"number": each.number, "subject": each.subject, "state": each.state, "opened_at": each.opened_at}
            for each in tickets
        ],
    }


def copy_of(customer: Customer, *, at: datetime) -> bytes:
    """Return an archive (zip) for a customer: the data for machines and for people, and his invoices."""
    data, papers, brand = everything(customer, at=at), store.papers_of(customer), house_brand()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        with translation.override(customer.language):
            context = {"data": _readable(data), "customer": customer, "papers": papers, "at": at}
            archive.writestr("index.html", render_to_string("design/data_copy.html", context))
        for paper in papers:
            archive.writestr(f"invoices/{paper.number}.pdf", pdf_of(paper.document, brand))
    return written.getvalue()


def weigh(customer: Customer, *, at: datetime) -> list[Kept]:
    """Return what would be kept of a customer; refuse while something runs or money is open."""
    kept = store.weigh(customer)
    licensing.weigh([customer.email], at=at)
    return kept


def erase(customer: Customer, *, at: datetime, by: str) -> list[Kept]:
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


def _readable(data: Any) -> Any:
    """Return the data as lists of pairs, which a template can walk through without knowing them."""
    if isinstance(data, dict):
        told = {name: value for name, value in data.items() if value not in ("", [], {}, None)}
        return [(str(name).replace("_", " "), _readable(value)) for name, value in told.items()]
    if isinstance(data, list):
        return [(str(number), _readable(value)) for number, value in enumerate(data, start=1)]
    return data
