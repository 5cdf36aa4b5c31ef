"""All that the store knows of a person, as plain data for himself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template import TemplateDoesNotExist

from abaca.inbox.models import Incoming
from abaca.kernel.money import Money
from abaca.messaging.actions import secrets_of
from abaca.messaging.letters import MASK, as_text, without_tokens
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_of_person, own_words_then
from abaca.messaging.wording import Words
from abaca.store.correspondence.models import Declaration, Wish
from abaca.store.customers.models import Address, Consent, Customer
from abaca.store.customers.queries import refs_of
from abaca.store.invoices.models import Correction
from abaca.store.journal import actions as journal
from abaca.store.journal.models import Entry
from abaca.store.journal.queries import history_of
from abaca.store.newsletters.queries import history_of as newsletters_said_by
from abaca.store.notices.models import Undelivered
from abaca.store.payments.models import Dispute, Transfer
from abaca.store.product_keys.models import Sending

from .privacy import COLLEAGUES, Erasure, known_of, mails_of, other_readers
from .queries import WholeCustomer, WholeOrder, whole_customer

MOST = 10_000


def personal_data(
    customer: Customer,
    *,
    known: Erasure | None = None,
    filed: Collection[str] = (),
    threads: Collection[str] = (),
    at: datetime,
) -> dict[str, Any]:
    """Return all that the store knows of a customer, as plain data; the number of statements does not grow with it.

    Filed are the refs of mails that stand in his tickets, threads those of the tickets; `known` is told by who
    knows more of his former addresses than the store.
    """
    whole, refs, known = whole_customer(customer, at=at), refs_of(customer), known or known_of(customer)
    return {
        "customer": {
            "reference": customer.ref,
            "email": customer.email,
            "former_emails": [email for email in known.emails if email != customer.email],
            "name": customer.name,
            "company": customer.company,
            "language": customer.language,
            "country": customer.country,
            "since": customer.since,
        },
        "addresses": {kind: _address(each) for kind, each in whole.addresses.items()},
        "orders": [_order(each) for each in whole.orders],
        "subscriptions": _subscriptions(whole),
        "payment_methods": [
            {"kind": m.kind, "brand": m.brand, "last4": m.last4, "label": m.label, "saved_at": m.saved_at}
            for m in whole.methods
        ],
        "credit_balance": [_sum(each) for each in whole.credit],
        **_around_orders(refs),
        "product_keys_sent_to_you": passed_on_to(known.emails),
        "consents": [
            {"kind": c.kind, "wording": c.wording, "language": c.language, "given_at": c.given_at}
            for c in Consent.objects.filter(customer__ref__in=refs).order_by("pk")
        ],
        "newsletters": [
            {
                "said": line.saying,
                "where": line.source,
                "wording": line.wording,
                "evidence": line.evidence,
                "address": line.address,
                "at": line.at,
            }
            for line in newsletters_said_by(customer)
        ],
        **written(known, filed=filed, threads=threads, at=at),
        "history": [
            {"at": e.at, "what": e.what, "about": e.about, "facts": e.facts} for e in history_of(*refs, most=MOST)
        ],
    }


def written(
    known: Erasure, *, filed: Collection[str] = (), threads: Collection[str] = (), at: datetime
) -> dict[str, Any]:
    """Return what was written to a person and by him: letters and mails as they read, wishes, and declarations.

    Secrets of letters are masked: codes have ended, and links act without a log-in.
    """
    mails = mails_of(known, filed)
    others = other_readers(known)
    found = letters_of_person(known.own, known.emails, others=others, threads=threads, kinds=COLLEAGUES, most=MOST)
    letters = [each for each in found if each.thread not in known.not_his]
    words = own_words_then(letters, at)
    wished = declared = Q(customer__ref__in=known.refs)
    for email in known.emails:
        declared |= Q(customer=None, email__iexact=email)
    return {
        "letters": [_letter(each, words[each.pk]) for each in letters],
        "mails": _mails(mails),
        "wishes_in_mails": [
            {"at": w.came_at, "mail": w.incoming, "kind": w.kind, "sentence": w.sentence, "state": w.state}
            for w in Wish.objects.filter(wished | Q(incoming__in=mails)).order_by("pk")
        ],
        "declarations": [_declaration(each) for each in Declaration.objects.filter(declared).order_by("pk")],
    }


def passed_on_to(emails: Collection[str]) -> list[dict[str, Any]]:
    """Return when product keys were sent to these addresses by whoever paid for them; by whom is his own affair."""
    sent = Q(pk=None)
    for email in emails:
        sent |= Q(to_address__iexact=email)
    rows = Sending.objects.filter(sent).select_related("key__line__plan__product").order_by("pk")
    return [{"at": s.sent_at, "for": s.key.line.plan.title} for s in rows]


def file_place(row: int, name: str) -> str:
    """Return where in the archive a file of a mail lies."""
    return f"files/{row}-{name}"


@transaction.atomic
def note_copy(customer: Customer, *, at: datetime, by: str) -> Entry:
    """Write down that a copy of all data was made, and for whom."""
    return journal.record("customer.data_copied", customer.ref, whose=customer.ref, at=at, by=by)


# --- what stands around orders --------------------------------------------------------------------------------------


def _around_orders(refs: Sequence[str]) -> dict[str, Any]:
    his = {"order__customer__ref__in": refs}
    return {
        "bank_transfers": [
            {"on": t.value_on, "sum": _sum(Money(t.amount, t.currency)), "payer": t.payer, "reference": t.reference}
            for t in Transfer.objects.filter(**his).order_by("pk")
        ],
        "disputes": [
            {"opened_at": d.opened_at, "reason": d.reason, "state": d.state, "what_we_answered": d.evidence}
            for d in Dispute.objects.filter(payment__order__customer__ref__in=refs).order_by("pk")
        ],
        "corrections_of_invoices": [
            {"asked_at": c.asked_at, "invoice": c.invoice.number, "shall_read": c.buyer, "granted": c.granted}
            for c in Correction.objects.select_related("invoice").filter(invoice__customer__ref__in=refs)
        ],
        "product_keys_passed_on": [
            {"at": s.sent_at, "to": s.to_address}
            for s in Sending.objects.filter(key__line__order__customer__ref__in=refs).order_by("pk")
        ],
        "notices_that_did_not_arrive": [
            {"at": u.found_at, "kind": u.kind, "to": u.address, "answer": u.words, "then_to": u.second_address}
            for u in Undelivered.objects.filter(subscription__customer__ref__in=refs).order_by("pk")
        ],
    }


def _order(whole: WholeOrder) -> dict[str, Any]:
    order = whole.order
    return {
        "number": order.number,
        "kind": order.kind,
        "state": order.state,
        "placed_at": order.placed_at,
        "paid_at": order.paid_at,
        "what": whole.line.description,
        "seats": whole.line.quantity,
        "total": _sum(order.total),
        "email": order.email,
        "billing": order.billing,
        "delivery": order.delivery,
        "where_you_are": order.evidence,
        "product_keys": [{"seat": key.seat, "text": key.text, "withdrawn_on": key.withdrawn_on} for key in whole.keys],
        "papers": [paper.number for paper in whole.papers],
        "refunds": [{"sum": _sum(each.value), "state": each.state, "at": each.made_at} for each in whole.refunds],
    }


def _subscriptions(whole: WholeCustomer) -> list[dict[str, Any]]:
    return [
        {
            "reference": each.subscription.ref,
            "plan": each.subscription.plan.title,
            "seats": each.subscription.seats,
            "state": each.subscription.state,
            "renews": each.subscription.auto_renew,
            "since": each.subscription.since,
            "ends_on": each.subscription.ends_on,
            "next_price": _sum(each.price),
            "terms": [{"begins": t.begins, "ends": t.ends, "state": t.state} for t in each.terms],
        }
        for each in whole.subscriptions
    ]


def _address(each: Address) -> dict[str, str]:
    parts = ("name", "company", "street", "postcode", "city", "country", "vat_id")
    return {part: getattr(each, part) for part in parts}


def _sum(each: Money) -> str:
    return str(each)


# --- what was written -----------------------------------------------------------------------------------------------


def _letter(letter: Letter, own: Words) -> dict[str, Any]:
    return {
        "to": letter.to_address,
        "kind": letter.kind,
        "subject": letter.subject,
        "sent_at": letter.sent_at,
        "text": "" if letter.forgotten_at else _text_of(letter, own),
    }


def _text_of(letter: Letter, own: Words) -> str:
    masked = dict.fromkeys(secrets_of(letter), MASK)
    try:
        return as_text(letter.template, letter.language, without_tokens(letter.context), masked, own)
    except TemplateDoesNotExist:
        return ""  # a letter of a version whose template is gone: that it went is all that is known


def _mails(refs: Collection[str]) -> list[dict[str, Any]]:
    rows = Incoming.objects.filter(ref__in=refs).defer("raw", "html").prefetch_related("files").order_by("pk")
    return [
        {
            "reference": mail.ref,
            "received_at": mail.received_at,
            "from": mail.from_address,
            "name": mail.from_name,
            "to": mail.envelope_to,
            "subject": mail.subject,
            "text": mail.text,
            "files": [
                {"name": f.name, "size": f.size, "kind": f.media_type, "lies_at": file_place(f.pk, f.name)}
                for f in mail.files.all()
            ],
        }
        for mail in rows
    ]


def _declaration(said: Declaration) -> dict[str, Any]:
    return {
        "received_at": said.received_at,
        "what": said.what,
        "for_a_cause": said.extraordinary,
        "cause": said.reason_given,
        "name": said.name,
        "email": said.email,
        "contract": said.contract,
        "wanted_on": said.wanted_on,
        "state": said.state,
        "note_of_staff": said.note,
    }
