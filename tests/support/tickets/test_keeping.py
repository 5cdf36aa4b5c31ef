"""What the staff does with tickets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain
from abaca.inbox.actions import restate
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.support.journal.actions import record
from abaca.support.journal.models import Entry
from abaca.support.tickets.actions import (
    Answer,
    answer,
    assign,
    close,
    collect,
    drop_snippet,
    forget,
    link,
    merge,
    note,
    note_deed,
    reopen,
    save_snippet,
    take_out,
)
from abaca.support.tickets.actions.joining import MergedWithItself, NotMerged
from abaca.support.tickets.actions.keeping import NothingWritten, TooLong
from abaca.support.tickets.actions.locks import TicketMerged
from abaca.support.tickets.actions.passages import LanguageUnknown, NameTaken, StrangeGap
from abaca.support.tickets.models import Message, Snippet, Ticket
from abaca.support.tickets.queries import (
    QUEUES,
    TicketUnknown,
    bounced,
    entries_of,
    latest_mails,
    needed_since,
    next_bounced,
    next_needed_since,
    number_read,
    queue,
    ticket_with,
    tickets_of,
    uncollected,
    waiting_for_us,
)
from tests.conftest import NOON
from tests.makers.filed_mails import make_mail

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=3)
WHO = {"at": LATER, "by": "usr_sam"}


def make_ticket(**facts) -> Ticket:
    make_mail(**facts)
    return collect(uncollected(NOON, 100), at=NOON)[0].ticket


def an_answer(number=1):
    return Answer("Dear Alice", f"form-{number}", "Sam")


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def happened() -> list[str]:
    return list(Entry.objects.values_list("what", flat=True))


def test_a_ticket_is_taken_and_given_back():
    ticket = make_ticket()
    assign(ticket, "usr_sam", **WHO)
    assign(ticket, "usr_sam", **WHO)
    assert fresh(ticket).assignee == "usr_sam"
    assign(ticket, "", **WHO)
    assert (fresh(ticket).assignee, happened()) == ("", ["ticket.opened", "ticket.assigned", "ticket.assigned"])


def test_a_ticket_is_closed_once_and_opened_again():
    ticket = make_ticket()
    close(ticket, **WHO)
    close(ticket, **WHO)
    assert (fresh(ticket).state, fresh(ticket).closed_at, fresh(ticket).answer_by) == ("closed", LATER, None)
    reopen(ticket, **WHO)
    reopen(ticket, **WHO)
    assert (fresh(ticket).state, fresh(ticket).waits_since) == ("due", LATER)
    assert happened() == ["ticket.opened", "ticket.closed", "ticket.reopened"]


def test_a_note_is_for_the_colleagues_and_moves_nothing():
    ticket = make_ticket()
    note(ticket, "  He is nice. ", **WHO)
    assert [(e.kind, e.text) for e in entries_of(ticket)][1:] == [("note", "He is nice.")]
    assert (fresh(ticket).state, Letter.objects.count()) == ("new", 0)


@pytest.mark.parametrize(("text", "refusal"), [("  ", NothingWritten), ("x" * 10_001, TooLong)])
def test_a_note_says_something_and_not_too_much(text, refusal):
    with pytest.raises(refusal):
        note(make_ticket(), text, **WHO)


def test_what_was_done_because_of_a_ticket_stands_in_it():
    ticket = make_ticket()
    note_deed(ticket, "deed.cancelled", subscription="sub_1", **WHO)
    assert [(e.kind, e.what, e.facts) for e in entries_of(ticket)][1:] == [
        ("event", "deed.cancelled", {"subscription": "sub_1"})
    ]


def test_a_ticket_is_given_to_its_customer():
    ticket = make_ticket()
    for _time in range(2):
        link(ticket, "cus_1", **WHO)
    assert [each.pk for each in tickets_of(["cus_1"], [])] == [ticket.pk]
    assert happened().count("ticket.linked") == 1


def test_tickets_of_a_customer_are_those_from_his_addresses_too():
    ticket = make_ticket(sender="Alice@Example.com")
    make_ticket(sender="bob@example.com")
    assert [each.pk for each in tickets_of([], ["alice@example.com", ""])] == [ticket.pk]


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("before", ["closed", "waiting", "new"])
def test_a_mail_for_which_somebody_is_needed_after_all_wakes_its_ticket_once(before, merged):
    ticket, other = make_ticket(), make_ticket()
    mail = Incoming.objects.get(ref=latest_mails([ticket])[ticket.pk])
    if merged:
        merge(ticket, other, at=NOON, by="usr_sam")
    shown = fresh(other if merged else ticket)
    if before == "closed":
        close(shown, at=NOON, by="usr_sam")
    if before == "waiting":
        answer(shown, an_answer(), at=NOON, by="usr_sam")
    since = fresh(shown).waits_since
    restate(mail.ref, {"done": False}, at=LATER)
    assert (needed_since(LATER, 9), next_needed_since()) == ([], None)

    restate(mail.ref, {"done": False, "needed": True}, at=LATER)
    assert next_needed_since() == LATER
    for _time in range(2):
        drain("support.needed", at=LATER)
    assert fresh(shown).state == ("new" if before == "new" else "due")
    assert fresh(shown).waits_since == (since or LATER)
    assert [e.what for e in entries_of(fresh(shown))].count("ticket.needed") == 1

    close(fresh(shown), **WHO)
    drain("support.needed", at=LATER)
    assert fresh(shown).state == "closed"


@pytest.mark.parametrize("merged", [False, True])
def test_a_letter_that_did_not_arrive_wakes_its_ticket_once(merged):
    ticket, other = make_ticket(), make_ticket()
    entry = answer(ticket, an_answer(), at=NOON, by="usr_sam")
    answer(other, an_answer(2), at=NOON, by="usr_sam")
    assert (bounced(LATER, 9), next_bounced()) == ([], None)
    if merged:
        merge(ticket, other, at=NOON, by="usr_sam")
    Letter.objects.filter(ref=entry.letter).update(bounced_at=LATER)
    assert (bounced(LATER, 9), next_bounced()) == ([entry.pk], LATER)

    drain("support.bounces", at=LATER)
    drain("support.bounces", at=LATER)
    woken = other if merged else ticket
    assert (fresh(woken).state, fresh(woken).waits_since) == ("due", LATER)
    assert [e.what for e in entries_of(fresh(woken))].count("letter.bounced") == 1
    if not merged:
        assert fresh(other).state == "waiting"


def test_nothing_wakes_a_forgotten_ticket():
    """What was known of its mails and letters, or becomes known afterwards."""
    told, silent = (make_ticket(sender=f"{name}@example.com", from_name="Dora Weiss") for name in ("told", "silent"))
    entries = [answer(each, an_answer(n), at=NOON, by="usr_sam") for n, each in enumerate((told, silent))]
    record("deed.resent", told.ref, at=NOON, by="usr_sam", title="To Dora Weiss")
    Letter.objects.filter(ref=entries[0].letter).update(bounced_at=LATER)
    Incoming.objects.filter(from_address="told@example.com").update(disposition={"needed": True}, restated_at=LATER)
    for work in ("support.bounces", "support.needed"):
        drain(work, at=LATER)
    assert fresh(told).state == "due"

    forget([], ["told@example.com", "silent@example.com"], **WHO)
    Letter.objects.update(bounced_at=LATER)
    Incoming.objects.update(disposition={"needed": True, "done": True}, restated_at=LATER)
    for work in ("support.bounces", "support.needed", "support.settled"):
        drain(work, at=LATER)
    assert [fresh(each).state for each in (told, silent)] == ["closed", "closed"]
    assert (next_bounced(), next_needed_since()) == (None, None)
    assert Entry.objects.get(what="deed.resent").facts == {"title": "To …"}


# --- merging --------------------------------------------------------------------------------------------------------


def test_two_tickets_become_one_which_shows_both_and_waits_if_either_did():
    first, second = make_ticket(disposition={"wishes": [{"kind": "refund", "state": "open"}]}), make_ticket()
    answer(second, an_answer(), at=NOON, by="usr_sam")
    merge(first, second, **WHO)
    assert (fresh(first).state, fresh(first).merged_into_id) == ("closed", second.pk)
    assert (fresh(second).state, fresh(second).waits_since, fresh(second).tags) == ("due", NOON, ["refund"])
    kinds = [(e.kind, e.what) for e in entries_of(second)]
    assert kinds == [
        ("mail", ""), ("mail", ""), ("letter", ""), ("event", "ticket.merged"), ("event", "ticket.took_in")
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["new", "waiting", "closed"])
def test_a_merge_is_undone(before):
    first, second = make_ticket(), make_ticket()
    if before == "waiting":
        answer(first, an_answer(), at=NOON, by="usr_sam")
    if before == "closed":
        close(first, at=NOON, by="usr_sam")
    merge(first, second, **WHO)
    take_out(first, **WHO)
    again = fresh(first)
    assert (again.state, again.merged_into, again.state_before) == (before, None, "")
    assert again.waits_since == (NOON if before == "new" else None)
    assert [entry.ticket_id for entry in entries_of(second)] == [second.pk] * 3
    with pytest.raises(NotMerged):
        take_out(first, **WHO)


@pytest.mark.parametrize(("owner", "customer"), [("Alice@example.com", "cus_1"), ("eve@evil.example", "")])
def test_a_merge_brings_its_customer_along_only_to_his_own_address_and_until_it_is_undone(owner, customer):
    first, second = make_ticket(), make_ticket(sender=owner)
    link(first, "cus_1", **WHO)
    merge(first, second, **WHO)
    assert fresh(second).customer == customer
    take_out(first, **WHO)
    assert (fresh(first).customer, fresh(second).customer) == ("cus_1", "")


def test_who_is_the_customer_by_another_word_stays_it_when_a_merge_is_undone():
    first, second = make_ticket(), make_ticket()
    for ticket in (first, second):
        link(ticket, "cus_1", **WHO)
    merge(first, second, **WHO)
    take_out(first, **WHO)
    assert fresh(second).customer == "cus_1"


def test_what_was_merged_into_the_first_is_a_part_of_the_second():
    first, second, third = make_ticket(), make_ticket(), make_ticket()
    merge(first, second, **WHO)
    merge(second, third, **WHO)
    assert fresh(first).merged_into_id == third.pk
    assert [entry.ticket_id for entry in entries_of(third) if entry.kind == "mail"] == [first.pk, second.pk, third.pk]


def test_a_ticket_is_not_merged_with_itself_or_with_a_part_of_another():
    first, second, third = make_ticket(), make_ticket(), make_ticket()
    with pytest.raises(MergedWithItself):
        merge(first, first, **WHO)
    merge(first, second, **WHO)
    for ticket, into in ((first, third), (third, first)):
        with pytest.raises(TicketMerged, match=second.number):
            merge(ticket, into, **WHO)
    for act in (close, reopen):
        with pytest.raises(TicketMerged):
            act(first, **WHO)


# --- the queue ------------------------------------------------------------------------------------------------------


def test_every_open_ticket_is_in_one_queue_and_the_most_urgent_is_first():
    new, late, due = make_ticket(at=LATER), make_ticket(at=NOON - timedelta(days=3)), make_ticket()
    waiting, closed, merged = make_ticket(), make_ticket(), make_ticket()
    answer(due, an_answer(1), at=NOON, by="usr_ann")
    reopen(close(due, **WHO), **WHO)
    answer(waiting, an_answer(2), at=NOON, by="usr_sam")
    close(closed, **WHO)
    merge(merged, new, **WHO)
    found = {name: [each.pk for each in queue(name, me="usr_sam", at=LATER).rows] for name in QUEUES}
    assert found == {
        "new": [new.pk],
        "due": [late.pk, due.pk],
        "waiting": [waiting.pk],
        "mine": [waiting.pk],
        "all": [late.pk, new.pk, due.pk, waiting.pk],
        "closed": [closed.pk],
    }
    counts = queue("new", me="usr_sam", at=LATER).counts
    assert counts == {name: len(rows) for name, rows in found.items()}
    assert waiting_for_us() == 3


def test_the_queue_costs_two_statements():
    for how_many in (1, 3):
        for _ticket in range(how_many):
            make_ticket()
        with CaptureQueriesContext(connection) as asked:
            queue("all", me="usr_sam", at=NOON)
        assert len(asked) == 2


def test_the_latest_mail_of_each_ticket_is_known():
    ticket = make_ticket()
    latest = make_mail(subject=f"[{ticket.number}]")
    collect(uncollected(NOON, 9), at=NOON)
    assert latest_mails([ticket]) == {ticket.pk: latest.ref}


@pytest.mark.parametrize(
    ("text", "row"), [("T-1001", 1), (" t1012 ", 12), ("T-1000", None), ("T-999", None), ("1001", None), ("T-x", None)]
)
def test_a_number_is_read_as_people_write_it(text, row):
    assert number_read(text) == row


def test_a_ticket_is_found_by_its_number():
    ticket = make_ticket()
    assert ticket_with(ticket.number).pk == ticket.pk
    with pytest.raises(TicketUnknown):
        ticket_with("T-9999999")


# --- passages -------------------------------------------------------------------------------------------------------


def test_a_passage_is_kept_changed_and_dropped():
    kept = save_snippet("Upgrade", "de", "Hallo {{ name }}", **WHO)
    save_snippet("Upgrade", "de", "Guten Tag {{ name }}", snippet=kept, **WHO)
    assert [(each.name, each.text) for each in Snippet.objects.all()] == [("Upgrade", "Guten Tag {{ name }}")]
    drop_snippet(kept, **WHO)
    assert (Snippet.objects.count(), happened()) == (0, ["snippet.saved", "snippet.saved", "snippet.dropped"])


@pytest.mark.parametrize(
    ("name", "language", "text", "refusal"),
    [
        ("Upgrade", "de", "Hallo", NameTaken),
        ("Upgrade", "xx", "Hallo", LanguageUnknown),
        ("Other", "de", "{{ nome }}", StrangeGap),
        ("Other", "de", " ", NothingWritten),
        (" ", "de", "Hallo", NothingWritten),
    ],
)
def test_a_passage_that_nobody_can_use_is_refused(name, language, text, refusal):
    save_snippet("Upgrade", "de", "Hallo", **WHO)
    with pytest.raises(refusal):
        save_snippet(name, language, text, **WHO)


# --- forgetting -----------------------------------------------------------------------------------------------------


def test_who_wants_to_be_forgotten_is_taken_out_of_his_tickets_and_nobody_else():
    hers, his = make_ticket(from_name="Alice"), make_ticket(sender="bob@example.com")
    answer(hers, an_answer(), at=NOON, by="usr_sam")
    note(hers, "Alice called.", **WHO)
    assert forget([], ["ALICE@example.com"], **WHO) == 1
    told = [
        str(Ticket.objects.filter(pk=hers.pk).values().get()),
        str(list(Message.objects.filter(ticket=hers).values())),
    ]
    assert [word in text.lower() for text in told for word in ("alice", "a question")] == [False] * 4
    assert (fresh(hers).state, fresh(his).address) == ("closed", "bob@example.com")


def test_a_ticket_is_forgotten_with_the_customer_to_whom_it_is_linked():
    private, others = make_ticket(sender="private@alice.example"), make_ticket()
    link(private, "cus_alice", **WHO)
    link(others, "cus_bob", **WHO)  # the address is Alice's, but was Bob's when he wrote
    assert forget(["cus_alice"], ["alice@example.com"], **WHO) == 1
    assert (fresh(private).address, fresh(others).address) == ("forgotten", "alice@example.com")
    assert "private@" not in str(list(Message.objects.filter(ticket=private).values()))
