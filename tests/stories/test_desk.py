"""S14, S29, S30 at the desk: from the bytes of a mail to the answer in the mailbox, and back."""

import pytest

from abaca.console.customers import whole_truth
from abaca.console.desk.facts import secrets_of
from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.store.correspondence.models import Wish
from abaca.support.tickets.actions import Answer, answer, close
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import entries_of
from tests.makers.mail import SUPPORT, signed, written
from tests.makers.shop import ALICE, Buyer


@pytest.fixture(autouse=True)
def _domains(settings, tmp_path) -> None:
    settings.REHEARSAL_DOMAINS = tmp_path / "domains"


def comes(text: str, clock, *, forged: bool = False, **head) -> None:
    """Let a mail of Alice come, be read, be settled by the store, and find its ticket."""
    raw = written(text, at=clock.now, sender=f"{ALICE.name} <{ALICE.email}>", **head)
    receive(
        raw if forged else signed(raw),
        source=Source.SMTP,
        at=clock.now,
        envelope_from=ALICE.email,
        envelope_to=SUPPORT,
    )
    drain_all(at=clock.now)


def happened(ticket: Ticket) -> list[str]:
    return [entry.what or entry.kind for entry in entries_of(ticket)]


def test_s14_a_question_is_answered_asked_again_and_closed(shop, clock, letters):
    shop.sells(to=ALICE)
    comes("Hello, where is the export of the books?\n\nAlice", clock, message_id="<q1@example.com>")
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.authenticated, ticket.customer) == ("new", True, Buyer(ALICE).customer.ref)
    receipt = letters.to(ALICE).last
    assert ticket.number in receipt.subject

    clock.travel_to("2026-03-02T15:00")
    answer(ticket, Answer("Dear Alice,\n\nunder File.", "form-1", "Sam"), at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    reply = letters.to(ALICE).last
    assert ("under File." in reply.text, "where is the export" in reply.text) == (True, True)  # and what she asked
    heads = dict(reply.headers)
    assert heads["In-Reply-To"] == "<q1@example.com>"
    assert heads["Reply-To"] == SUPPORT

    clock.travel_to("2026-03-03T10:00")
    more = [f"In-Reply-To: {heads['Message-ID']}"]
    comes("I have no such menu.\n\n> under File.", clock, message_id="<q2@example.com>", more=more)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits_since) == ("due", clock.now)
    close(ticket, at=clock.now, by="usr_sam")
    assert happened(ticket) == ["mail", "receipt.sent", "letter", "mail", "ticket.closed"]
    assert Ticket.objects.count() == 1


def test_s29_a_cancellation_that_the_house_carries_out_needs_nobody(shop, clock, letters):
    shop.sells(to=ALICE)
    comes("Please cancel my subscription.", clock)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.tags, happened(ticket)) == ("closed", ["cancel"], ["mail", "wish.done"])
    assert not Buyer(ALICE).subscription.auto_renew
    assert [letter.kind for letter in letters.to(ALICE)].count("mail_received") == 0  # the confirmation says it all


def test_s30_a_forged_cancellation_waits_for_the_customer_and_moves_nothing(shop, clock, letters):
    shop.sells(to=ALICE)
    comes("Please cancel my subscription.", clock, forged=True)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.customer, ticket.authenticated) == ("waiting", "", False)
    assert happened(ticket) == ["mail", "wish.asked"]
    assert Buyer(ALICE).subscription.auto_renew
    assert Wish.objects.get().state == "asked"


def test_s27_the_link_in_an_answer_cancels_without_a_log_in(shop, clock, letters, client):
    shop.sells(to=ALICE)
    comes("Hello, how do I stop the renewal one day?", clock)
    ticket = Ticket.objects.get()
    truth = whole_truth(Buyer(ALICE).customer, at=clock.now)
    text = "Dear Alice,\n\nhere: {{ cancel_link }}"
    written_ = Answer(text, "form-1", "Sam", secrets=secrets_of(truth, at=clock.now))
    answer(ticket, written_, at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    path = letters.to(ALICE).last.text.partition("here: http://localhost:8000")[2].split()[0]
    client.post(path, {"wish": "cancel"})
    assert not Buyer(ALICE).subscription.auto_renew
