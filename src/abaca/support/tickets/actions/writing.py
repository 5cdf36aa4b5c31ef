"""We write to a customer: an answer, or the first word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.inbox.models import Incoming
from abaca.inbox.queries import by_ref
from abaca.kernel.emails import fold, is_email, is_nobodys
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import instant_fact, secret_fact
from abaca.messaging.queries import letters_under
from abaca.support.journal.actions import record
from abaca.support.tickets.matching import answer_subject, plain_subject
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.passages import SECRET, filled, gaps, paragraphs
from abaca.support.tickets.queries import entries_of
from abaca.support.tickets.states import EntryKind, TicketState

from .keeping import NothingWritten, TooLong, let_wait_for_customer, shut
from .locks import alone, held

TEMPLATE = "support_tickets/answer"
KIND = "answer"
LONGEST_ANSWER = 20_000
MOST_REFERENCES = 20
MOST_QUOTED = 40  # lines of the mail that is answered


class GapsLeft(Refusal):
    code = "gaps_left"
    sentence = _("Please fill in or take out what stands in double braces: {gaps}.")
    status = 422
    field = "text"


class NoWayToAnswer(Refusal):
    code = "no_way_to_answer"
    sentence = _("“{address}” is no complete e-mail address, so nothing can be sent there.")
    status = 422
    field = "address"


class NobodyToAnswer(Refusal):
    code = "nobody_to_answer"
    sentence = _("Whoever asked this has left no address, so nobody can be answered.")
    status = 422
    field = "address"


class NoSubject(Refusal):
    code = "no_subject"
    sentence = _("Please say in a few words what it is about.")
    status = 422
    field = "subject"


class AnotherAnswerSent(Refusal):
    code = "another_answer_sent"
    sentence = _(
        "An answer with other words has already left from this page. Send it once more if this one is to go too."
    )
    status = 409
    field = "text"


@dataclass(frozen=True)
class Answer:
    """What somebody has written, from a form that is sent once."""

    text: str  # the gaps of secrets still stand in it
    token: str  # one letter per form
    agent: str  # whose name stands below it
    secrets: Mapping[str, str] = field(default_factory=dict)  # what goes into those gaps
    closes: bool = False


@dataclass(frozen=True)
class Addressee:
    """To whom a first word goes."""

    address: str
    name: str
    language: str
    customer: str = ""


@transaction.atomic
def answer(ticket: Ticket, written: Answer, *, customer: str = "", at: datetime, by: str) -> Message:
    """Send an answer to the ticket's own address, and let the next word be the customer's; return its entry.

    It names the mails that it answers, so that mail programs keep them together, and asks for answers to the support
    address: whatever a mail has said about where answers go is not obeyed. A form that is sent twice sends one letter;
    with other words it is refused, since the first letter has left.
    """
    ticket = held(ticket.pk)
    if customer and not ticket.customer:
        ticket.customer = customer
        ticket.save(update_fields=["customer"])
    entry = _send(ticket, written, at=at, by=by, earlier=entries_of(ticket))
    if written.closes and ticket.state != TicketState.CLOSED:
        shut(ticket, at=at)
    elif not written.closes:
        let_wait_for_customer(ticket)
    if not ticket.assignee:
        ticket.assignee = by
    ticket.touched_at = max(ticket.touched_at, at)
    ticket.save(update_fields=["assignee", "touched_at"])
    return entry


@transaction.atomic
def write(to: Addressee, subject: str, written: Answer, *, at: datetime, by: str) -> Ticket:
    """Open a ticket with a letter of ours; the same form sent twice opens one, and is refused with other words."""
    alone()
    standing = Message.objects.select_related("ticket").filter(
        letter__in=[letter.ref for letter in letters_under([_first_key(written)])]
    )
    if found := standing.first():
        if (found.text, found.ticket.address_folded) != (_checked(written), fold(to.address)):
            raise AnotherAnswerSent
        return found.ticket
    if not plain_subject(subject):
        raise NoSubject
    ticket = Ticket.objects.create(
        ref=new_ref("tkt", at),
        subject=plain_subject(subject)[:500],
        address=to.address.strip(),
        address_folded=fold(to.address),
        name=to.name,
        language=to.language,
        customer=to.customer,
        state=TicketState.CLOSED if written.closes else TicketState.WAITING,
        closed_at=at if written.closes else None,
        opened_at=at,
        touched_at=at,
        assignee=by,
    )
    record("ticket.opened", ticket.ref, whose=ticket.customer, at=at, by=by, number=ticket.number)
    _send(ticket, written, at=at, by=by, earlier=[], key=_first_key(written))
    return ticket


def previewed(ticket: Ticket, written: Answer, *, masked: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return context and secrets of the letter that an answer would be, links that act masked; nothing is written."""
    text = _checked(written)
    answers = _last_mail(_heard_by(ticket, entries_of(ticket))) if ticket.ref else None
    secrets = _sealed(text, dict.fromkeys(written.secrets, masked))
    return {"agent": written.agent, **_facts(ticket, text, answers=answers)}, secrets


def _first_key(written: Answer) -> str:
    return f"answer/first/{written.token}"


def _send(
    ticket: Ticket, written: Answer, *, at: datetime, by: str, earlier: Sequence[Message], key: str = ""
) -> Message:
    text = _checked(written)
    if is_nobodys(ticket.address):
        raise NobodyToAnswer
    if not is_email(ticket.address):
        raise NoWayToAnswer(address=ticket.address[:80])
    own = _heard_by(ticket, earlier)
    named = [entry.message_id for entry in own if entry.message_id]
    last = _last_mail(own)
    last_id = last.message_id if last else ""
    draft = Draft(
        to_address=ticket.address,
        to_name=ticket.name,
        language=ticket.language,
        template=TEMPLATE,
        kind=KIND,
        context={"agent": written.agent, **_facts(ticket, text, answers=last)},
        secrets=_sealed(text, written.secrets),
        key=key or f"answer/{ticket.ref}/{written.token}",
        about=ticket.ref,
        whose=ticket.customer,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
        in_reply_to=last_id,
        references=[each for each in named if each != last_id][-MOST_REFERENCES:] + ([last_id] if last_id else []),
        thread=ticket.ref,
    )
    [letter] = enqueue([draft], at=at)
    entry, fresh = Message.objects.get_or_create(
        letter=letter.ref,
        defaults={
            "ticket": ticket,
            "kind": EntryKind.LETTER,
            "at": at,
            "by": by,
            "message_id": letter.message_id,
            "text": text,
        },
    )
    if not fresh and entry.text != text:
        raise AnotherAnswerSent
    if fresh:
        record("ticket.answered", ticket.ref, whose=ticket.customer, at=at, by=by, number=ticket.number)
    return entry


def _heard_by(ticket: Ticket, entries: Sequence[Message]) -> list[Message]:
    """Return the mails and letters of a ticket, and of its parts, that its own address has written or was sent.

    What another person wrote in a part of it, or a colleague, is not told to whoever has this address.
    """
    return [entry for entry in entries if ticket.address_folded in (entry.sender, _reader_of(entry))]


def _reader_of(entry: Message) -> str:
    return entry.ticket.address_folded if entry.kind == EntryKind.LETTER else ""


def _last_mail(entries: Sequence[Message]) -> Incoming | None:
    mails = [entry.incoming for entry in entries if entry.kind == EntryKind.MAIL]
    return by_ref(mails[-1]) if mails else None


def _checked(written: Answer) -> str:
    """Return the text; refuse what is empty, too long, or has a gap that nobody fills."""
    text = written.text.replace("\x00", " ").strip()
    if not text:
        raise NothingWritten
    if len(text) > LONGEST_ANSWER:
        raise TooLong(most=LONGEST_ANSWER)
    left = [name for name in gaps(text) if name not in SECRET or not written.secrets.get(name)]
    if left:
        raise GapsLeft(gaps=", ".join(f"{{{{ {name} }}}}" for name in left))
    return text


def _facts(ticket: Ticket, text: str, *, answers: Incoming | None) -> dict[str, Any]:
    """Return what the letter says; a paragraph with a link that acts stands in it by its name alone."""
    facts: dict[str, Any] = {
        "ticket": {"number": ticket.number, "subject": answer_subject(ticket.subject, is_answer=answers is not None)},
        "paragraphs": [
            secret_fact(_name(place)) if gaps(paragraph) else paragraph
            for place, paragraph in enumerate(paragraphs(text))
        ],
    }
    if answers and answers.said:
        lines = answers.said.strip().splitlines()
        quoted = lines[:MOST_QUOTED] + (["…"] if len(lines) > MOST_QUOTED else [])
        who = answers.from_name or answers.from_address
        facts["quoted"] = {"at": instant_fact(answers.received_at), "who": who, "lines": quoted}
    return facts


def _sealed(text: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the paragraphs in which a link stands that acts without a log-in."""
    return {
        _name(place): filled(paragraph, secrets).text
        for place, paragraph in enumerate(paragraphs(text))
        if gaps(paragraph)
    }


def _name(place: int) -> str:
    return f"paragraph_{place}"
