"""Somebody who has left nothing out: he bought, wrote, was answered, complained, and went."""

from dataclasses import replace

from django.db import connection

from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.models import Letter
from abaca.store.customers.actions import ask_for_email_change, hold, let_go
from abaca.store.customers.models import Customer
from abaca.store.newsletters.actions import object_to
from abaca.store.notices.models import Undelivered
from abaca.store.payments.models import Dispute, Payment
from abaca.store.workflows.my_data import confirm_new_email
from abaca.support.tickets.actions import Answer, answer, link, note
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.makers.shop import ALICE, Buyer

MOVED = replace(ALICE, email="alice@moved.example")
MAIL = b"From: Alice Rossi <alice@example.com>\r\nTo: support@musa.example\r\nSubject: My dog\r\n\r\nAlice here.\r\n"
BOOKS = {"store_invoices_invoice", "store_invoices_series"}  # the papers themselves
# each of them stands in a table of its own
ODD_WORDS = [
    "My dog",
    "parakeet",
    "alice@second.example",
    "canary",
    "private@alice.example",
    "My parrot",
    "cockatoo",
    "her budgie",
    "on the telephone",
    "macaw",
]
THEIRS = {"django_session", "access_sharednote", "procrastinate_jobs", "procrastinate_events"}


def left(shop, clock) -> Customer:
    """Alice, who bought a year, wrote a mail, cancelled, and whose year is over."""
    shop.sells(to=ALICE)
    receive(MAIL, source=Source.SMTP, at=NOON, envelope_from=ALICE.email, envelope_to="support@musa.example")
    Buyer(ALICE).cancels()
    object_to(Buyer(ALICE).customer, source="staff", evidence="Alice Rossi on the telephone", at=NOON, by="usr_sam")
    lost_on_the_way()
    contested()
    hold(Buyer(ALICE).customer, "The case of the macaw", at=NOON, by="usr_sam")
    let_go(Buyer(ALICE).customer, at=NOON, by="usr_sam")
    clock.travel_to("2028-01-10")
    return Buyer(ALICE).customer


def lost_on_the_way() -> None:
    """Let a notice not arrive, and the other side say why."""
    told = {"trouble": "bounced", "found_at": NOON, "closed_at": NOON, "closed_why": "by_hand"}
    words = {"address": ALICE.email, "words": "550 no parakeet here", "second_address": "alice@second.example"}
    Undelivered.objects.create(subscription=Buyer(ALICE).subscription, term=1, kind="ending", **told, **words)


def contested() -> None:
    """Let a charge have been contested, and our side be told."""
    Dispute.objects.create(
        provider="rehearsal",
        provider_ref="dp_1",
        payment=Payment.objects.get(),
        amount=1,
        currency="EUR",
        state="won",
        opened_at=NOON,
        evidence_due_at=NOON,
        ended_at=NOON,
        evidence="Alice Rossi has used her canary",
    )


def answered_elsewhere() -> None:
    """Let a stranger be answered, whom that does not reach, and staff find out afterwards that it was Alice."""
    written_by(replace(ALICE, name="A. R.", email="private@alice.example"), "My parrot")
    ticket = Ticket.objects.get(address="private@alice.example")
    entry = answer(ticket, Answer("About your cockatoo", "form", "Sam"), at=present(), by="usr_sam")
    drain_all(at=present())
    Letter.objects.filter(ref=entry.letter).update(bounced_at=present())
    drain_all(at=present())
    linked(ticket, ALICE)
    note(ticket, "She misses her budgie", at=present(), by="usr_sam")


def linked(ticket: Ticket, person) -> None:
    """Let staff say whose ticket it is."""
    link(ticket, Buyer(person).customer.ref, at=present(), by="usr_sam")


def moves(person, email: str) -> None:
    """Let a person change his address himself: by the link that went to the new one."""
    customer = Buyer(person).customer
    confirm_new_email(ask_for_email_change(customer, email, at=present(), by=customer.ref), at=present())


def tables_with(word: str) -> list[str]:
    """Return the tables in which a word stands, apart from invoices."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            if table in BOOKS | THEIRS:
                continue
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def written_by(person, subject: str) -> None:
    """Let a mail come from the address of a person, and be dealt with."""
    address = f"From: {person.name} <{person.email}>\r\nTo: support@musa.example\r\n"
    raw = f"{address}Subject: {subject}\r\n\r\nI am ill.\r\n".encode()
    receive(raw, source=Source.SMTP, at=present(), envelope_from=person.email, envelope_to="support@musa.example")
    drain_all(at=present())


def letter_to(email: str, *, whose: str = "", key: str = "") -> Letter:
    """Let a letter go to an address, such as an answer of the desk to somebody whom nobody knew then."""
    key = key or f"answer/{Letter.objects.count()}"
    template = "access/login_code"
    draft = Draft(to_address=email, language="en", template=template, context={}, key=key, kind="answer", whose=whose)
    [made] = enqueue([draft], at=present())
    Letter.objects.filter(pk=made.pk).update(state="sent", sent_at=present(), subject=key)
    return made


def forgotten(customer: Customer) -> None:
    """Erase the data, and take away the one letter that has to know the address: the last."""
    data_requests.erase(customer, at=present(), by="usr_sam")
    assert Letter.objects.filter(key=f"data_erased/{customer.ref}", to_name="").delete()[0] == 1
