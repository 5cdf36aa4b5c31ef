"""Mails find their tickets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain, drain_all
from abaca.inbox.models import Incoming
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.models import Letter
from abaca.support.journal.models import Entry
from abaca.support.tickets.actions import Answer, MailUnknown, answer, close, collect, merge
from abaca.support.tickets.actions import make_ticket as make_mail_ticket
from abaca.support.tickets.models import Collected, Message, Ticket
from abaca.support.tickets.queries import entries_of, next_uncollected, uncollected
from tests.conftest import NOON
from tests.makers.filed_mails import make_mail

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def file_all(at=NOON):
    return collect(uncollected(at, 100), at=at)


def make_ticket(**facts) -> Ticket:
    make_mail(**facts)
    return file_all()[0].ticket


def wished(kind: str, *, state: str = "open") -> dict:
    wish = {"ref": "wish_1", "kind": kind, "certain": True, "state": state, "reason": "proven", "about": "sub_1"}
    return {"done": state == "done", "customer": "cus_1", "registered": True, "language": "de", "wishes": [wish]}


def answered(ticket: Ticket) -> Message:
    return answer(ticket, Answer("Dear Alice, so it is.", "form-1", "Sam"), at=NOON, by="usr_sam")


def test_a_mail_opens_a_ticket_that_waits_for_us():
    ticket = make_ticket(from_name="Alice", language="de", disposition=wished("upgrade"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits_since, ticket.number) == ("new", NOON, f"T-{1000 + ticket.pk}")
    assert ticket.answer_by == NOON + timedelta(days=1)  # eight hours of work
    assert (ticket.address, ticket.name, ticket.language) == ("alice@example.com", "Alice", "de")
    assert (ticket.tags, ticket.authenticated) == (["upgrade"], False)
    assert [entry.what for entry in Entry.objects.all()] == ["ticket.opened"]


def test_a_mail_is_filed_once_however_often_it_is_asked_for():
    make_mail()
    ids = uncollected(NOON, 100)
    assert len(collect(ids, at=NOON)) == 1
    assert collect(ids, at=NOON) == []
    assert (uncollected(NOON, 100), next_uncollected(), Ticket.objects.count()) == ([], None, 1)


def test_what_the_store_has_not_settled_yet_waits():
    make_mail(settled=False)
    assert (file_all(), Ticket.objects.count()) == ([], 0)


def test_the_worker_finds_what_was_settled(clock):
    make_mail()
    assert next_uncollected() == NOON
    assert (drain("support.tickets", at=NOON), drain("support.tickets", at=NOON)) == (1, 0)


@pytest.mark.parametrize("kind", ["auto_reply", "bounce", "complaint", "loop"])
def test_machines_open_no_ticket(kind):
    make_mail(kind=kind)
    assert file_all() == []
    assert (Ticket.objects.count(), Collected.objects.count(), uncollected(NOON, 9)) == (0, 1, [])


def test_what_the_house_has_settled_is_a_closed_ticket_with_a_note():
    ticket = make_ticket(disposition=wished("cancel", state="done"), authenticated=True)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at, ticket.customer, ticket.answer_by) == ("closed", NOON, "cus_1", None)
    assert [(e.kind, e.what) for e in entries_of(ticket)] == [("mail", ""), ("event", "wish.done")]
    assert entries_of(ticket)[1].facts == {"kind": "cancel", "wish": "wish_1", "reason": "proven"}


def test_what_the_house_has_asked_back_about_waits_for_the_customer():
    ticket = make_ticket(disposition=wished("cancel", state="asked"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answer_by) == ("waiting", None)
    assert [e.what for e in entries_of(ticket)] == ["", "wish.asked"]


def test_of_two_wishes_one_that_is_open_waits_for_us():
    both = wished("cancel", state="asked")
    both["wishes"] += wished("refund")["wishes"]
    assert make_ticket(disposition=both).state == "new"


@pytest.mark.parametrize(
    ("authenticated", "registered", "customer"),
    [(True, True, "cus_1"), (False, True, ""), (True, False, ""), (False, False, "")],
)
def test_only_who_is_proven_and_registered_is_the_customer(authenticated, registered, customer):
    disposition = {**wished("refund"), "registered": registered}
    assert make_ticket(disposition=disposition, authenticated=authenticated).customer == customer


def test_an_answer_to_our_letter_comes_home_and_wakes_the_ticket():
    ticket = make_ticket()
    letter = answered(ticket)
    make_mail(in_reply_to=letter.message_id, sender="a.colleague@example.org", at=LATER)
    [entry] = file_all(LATER)
    ticket.refresh_from_db()
    assert (entry.ticket_id, ticket.state, ticket.waits_since) == (ticket.pk, "due", LATER)
    assert ticket.address == "alice@example.com"  # answers still go to her


@pytest.mark.parametrize(("owner", "customer"), [("Alice@example.com", "cus_1"), ("eve@evil.example", "")])
def test_a_proven_mail_makes_its_writer_the_customer_only_of_a_ticket_of_his_own_address(owner, customer):
    ticket = make_ticket(sender=owner)
    letter = answered(ticket)
    make_mail(in_reply_to=letter.message_id, disposition=wished("refund"), authenticated=True, at=LATER)
    file_all(LATER)
    ticket.refresh_from_db()
    assert (ticket.customer, ticket.authenticated) == (customer, True)


def test_a_closed_ticket_wakes_up_again():
    ticket = make_ticket()
    close(ticket, at=NOON, by="usr_sam")
    make_mail(subject=f"Re: A question [{ticket.number}]", at=LATER)
    file_all(LATER)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at, Ticket.objects.count()) == ("due", None, 1)


def test_a_second_mail_to_a_ticket_that_waits_for_us_does_not_put_it_off():
    ticket = make_ticket()
    make_mail(subject=f"[{ticket.number}]", at=LATER)
    file_all(LATER)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits_since, ticket.touched_at) == ("new", NOON, LATER)


def test_a_stranger_who_guesses_a_number_opens_a_ticket_of_his_own():
    ticket = make_ticket()
    make_mail(sender="mallory@example.net", subject=f"[{ticket.number}]")
    [entry] = file_all()
    assert entry.ticket_id != ticket.pk


@pytest.mark.parametrize(("kind", "state"), [("auto_reply", "waiting"), ("bounce", "due"), ("letter", "due")])
def test_a_machine_that_answers_our_letter_is_heard_in_its_ticket(kind, state):
    ticket = make_ticket()
    letter = answered(ticket)
    make_mail(kind=kind, references=[letter.message_id])
    [entry] = file_all()
    ticket.refresh_from_db()
    assert (entry.ticket_id, ticket.state) == (ticket.pk, state)


def test_what_the_house_settles_in_an_open_conversation_leaves_it_as_it_was():
    ticket = make_ticket()
    letter = answered(ticket)
    make_mail(in_reply_to=letter.message_id, disposition=wished("cancel", state="done"))
    file_all()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.tags) == ("waiting", ["cancel"])
    assert [entry.kind for entry in entries_of(ticket)] == ["mail", "letter", "mail", "event"]


def test_a_mail_to_a_merged_ticket_goes_into_the_one_it_is_a_part_of():
    first, second = make_ticket(), make_ticket()
    letter = answered(first)
    answer(second, Answer("Dear Alice", "form-2", "Sam"), at=NOON, by="usr_sam")
    merge(first, second, at=NOON, by="usr_sam")
    make_mail(in_reply_to=letter.message_id, at=LATER)
    make_mail(subject=f"[{first.number}]", at=LATER)
    assert {entry.ticket_id for entry in file_all(LATER)} == {second.pk}
    second.refresh_from_db()
    assert second.state == "due"


def test_two_mails_of_one_batch_may_answer_each_other():
    first = make_mail()
    make_mail(in_reply_to=first.message_id)
    entries = file_all()
    assert (len({entry.ticket_id for entry in entries}), Ticket.objects.count()) == (1, 1)


# --- replies to letters that stand in no ticket --------------------------------------------------------------------


def make_notice(message_id: str = "<notice@musa.example>", **facts) -> Letter:
    [letter] = enqueue(
        [
            Draft(
                to_address="alice@example.com",
                language="en",
                template="store_notices/renewal_boxed",
                kind="renewal_boxed",
                context={},
                key=message_id,
                **facts,
            )
        ],
        at=NOON,
    )
    letter.message_id = message_id
    letter.save()
    return letter


@pytest.mark.parametrize("state", ["new", "waiting", "closed"])
def test_all_replies_to_a_notice_go_into_one_ticket_and_open_it_again(state):
    notice = make_notice()
    ticket = make_ticket(in_reply_to=notice.message_id)
    if state == "waiting":
        answered(ticket)
    if state == "closed":
        close(ticket, at=NOON, by="usr_sam")
    for number in range(2):
        make_mail(in_reply_to=notice.message_id, references=[notice.message_id], said=f"More {number}", at=LATER)
        file_all(LATER)
    ticket.refresh_from_db()
    assert (Ticket.objects.count(), ticket.state) == (1, "new" if state == "new" else "due")


def test_of_several_tickets_about_a_notice_the_open_one_goes_on():
    notice = make_notice()
    first = make_ticket(in_reply_to=notice.message_id)
    Message.objects.filter(ticket=first).update(answers="")  # from before replies knew what they answer
    second = make_ticket(in_reply_to=notice.message_id)
    Message.objects.filter(ticket=first).update(answers=notice.message_id)
    close(second, at=NOON, by="usr_sam")
    make_mail(in_reply_to=notice.message_id, at=LATER)
    assert [entry.ticket_id for entry in file_all(LATER)] == [first.pk]


def test_a_colleague_who_answers_a_notice_has_a_ticket_of_his_own():
    notice = make_notice()
    make_mail(in_reply_to=notice.message_id)
    make_mail(in_reply_to=notice.message_id, sender="a.colleague@example.org")
    file_all()
    make_mail(in_reply_to=notice.message_id, sender="a.colleague@example.org", said="More")
    make_mail(in_reply_to=notice.message_id, said="More")
    file_all()
    told = set(Message.objects.values_list("ticket__address", "sender"))
    assert sorted(told) == [(each, each) for each in ("a.colleague@example.org", "alice@example.com")]


def test_a_machine_that_answers_a_notice_opens_no_ticket_and_wakes_none():
    notice = make_notice()
    make_mail(in_reply_to=notice.message_id, kind="auto_reply")
    assert file_all() == []
    ticket = make_ticket(in_reply_to=notice.message_id)
    close(ticket, at=NOON, by="usr_sam")
    make_mail(in_reply_to=notice.message_id, kind="auto_reply", at=LATER)
    file_all(LATER)
    ticket.refresh_from_db()
    assert (ticket.state, len(entries_of(ticket))) == ("closed", 3)


def test_a_reply_to_the_letter_that_confirmed_a_mail_goes_to_the_ticket_of_the_mail():
    ticket = make_ticket(message_id="<cancel@mail.example.com>", disposition=wished("cancel", state="done"))
    letter = make_notice("<confirmed@musa.example>", in_reply_to="<cancel@mail.example.com>")
    make_mail(in_reply_to=letter.message_id, said="Thank you", at=LATER)  # and no references
    assert [entry.ticket_id for entry in file_all(LATER)] == [ticket.pk]


def test_a_hundred_mails_cost_the_statements_of_one():
    counts = []
    for how_many in (1, 3):
        ticket = make_ticket()
        letter = answered(ticket)
        notice = make_notice(f"<notice-{how_many}@musa.example>", in_reply_to=letter.message_id)
        make_mail(message_id="<one@example.com>")
        for _mail in range(how_many):
            make_mail(in_reply_to=notice.message_id)
            make_mail(message_id="<one@example.com>")
            make_mail(message_id="")
            make_mail(disposition=wished("cancel", state="done"), authenticated=True)
            make_mail(sender=f"{_mail}@example.com", authenticated=True)
            make_mail(in_reply_to=letter.message_id)
        with CaptureQueriesContext(connection) as asked:
            file_all()
        counts.append(len(asked))
        Incoming.objects.all().delete()
    assert counts[0] == counts[1]
    assert counts[0] <= 24


# --- one mail that came several times -------------------------------------------------------------------------------


def copies(ticket: Ticket) -> list[tuple[str, dict]]:
    return [(entry.incoming, entry.facts) for entry in entries_of(ticket) if entry.what == "mail.copy"]


@pytest.mark.parametrize("batches", [1, 2])
def test_a_mail_to_many_of_our_addresses_is_one_ticket_that_names_every_copy(batches):
    same = {"message_id": "<one@mail.example.com>", "said": "Hello", "envelope_to": "support@musa.example"}
    make_mail(**same)
    if batches == 2:
        file_all()
    done = {"done": True, "wishes": []}
    others = [
        make_mail(**same | {"envelope_to": f"support+{n}@musa.example"}, disposition=done, kind=kind)
        for n, kind in enumerate(["letter", "letter", "loop"])  # who writes too much within an hour
    ]
    file_all()
    ticket = Ticket.objects.get()
    assert copies(ticket) == [(mail.ref, {"address": f"support+{n}@musa.example"}) for n, mail in enumerate(others)]
    assert (ticket.state, Collected.objects.count()) == ("new", 4)


def test_a_copy_wakes_nobody_but_one_with_other_words_does():
    same = {"message_id": "<always@mail.example.com>", "disposition": {"done": True, "wishes": []}}
    ticket = make_ticket(**same)
    make_mail(**same)
    file_all()
    ticket.refresh_from_db()
    assert ticket.state == "closed"

    make_mail(**same | {"said": "And another thing"}, at=LATER)  # of a program that gives all mails one Message-ID
    file_all(LATER)
    ticket.refresh_from_db()
    assert (ticket.state, [entry.kind for entry in entries_of(ticket)]) == ("due", ["mail", "event", "mail"])


def test_the_same_message_id_of_another_sender_is_another_mail():
    make_mail(message_id="<one@mail.example.com>")
    make_mail(message_id="<one@mail.example.com>", sender="mallory@example.net")
    file_all()
    assert Ticket.objects.count() == 2


def test_a_copy_waits_for_the_mail_that_it_is_a_copy_of():
    same = {"message_id": "<one@mail.example.com>"}
    first = make_mail(**same, settled=False)
    make_mail(**same, disposition={"done": True, "wishes": []})
    assert file_all() == []
    assert Collected.objects.count() == 0

    Incoming.objects.filter(pk=first.pk).update(state="settled", settled_at=NOON)
    file_all()
    assert [entry.kind for entry in entries_of(Ticket.objects.get())] == ["mail", "event"]
    assert Ticket.objects.get().state == "new"


def test_without_a_message_id_the_bytes_tell():
    raw = b"From: alice@example.com\r\n\r\nHello"
    for number in range(3):
        mail = make_mail(message_id="", said="Hello")
        Incoming.objects.filter(pk=mail.pk).update(raw=raw if number else b"From: alice@example.com\r\n\r\nOther")
    file_all()
    assert sorted(len(copies(ticket)) for ticket in Ticket.objects.all()) == [0, 1]


# --- machines and floods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("done", "tickets"), [(True, 0), (False, 1)])
def test_what_a_program_wrote_opens_a_ticket_where_somebody_should_look_at_it(done, tickets):
    make_mail(kind="machine", disposition={"done": done}, sender="no-reply@service.example", authenticated=True)
    file_all()
    assert [ticket.state for ticket in Ticket.objects.all()] == ["new"] * tickets
    assert not Letter.objects.exists()  # nobody reads a receipt there


def forged(how_many: int, *, at=NOON, kind: str = "flood", **facts) -> list[Incoming]:
    """Let so many mails come under Alice's name, for which nobody vouches."""
    mails = [make_mail(kind=kind, disposition={"done": False}, at=at, **facts) for _number in range(how_many)]
    for _batch in range(0, how_many, 10):
        collect(uncollected(at, 10), at=at)
    return mails


def events(ticket: Ticket) -> list[str]:
    return [entry.what for entry in entries_of(ticket) if entry.kind == "event"]


def holds(ticket: Ticket) -> int:
    return Message.objects.filter(ticket=ticket, kind="mail").count()


def test_a_flood_under_one_name_shares_one_ticket_and_says_when_it_is_full():
    forged(55)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.address, holds(ticket)) == ("new", "alice@example.com", 50)
    assert events(ticket) == ["ticket.gathers", "ticket.full"]
    assert entries_of(ticket)[0].what == "ticket.gathers"  # who opens it reads that first
    assert (Collected.objects.count(), uncollected(NOON, 100)) == (55, [])  # nothing waits for ever


def test_a_shared_ticket_that_was_closed_wakes_until_it_is_full():
    forged(49)
    ticket = Ticket.objects.get()
    states = []
    for how_many in (1, 1, 1):  # the last that has room, the first that has none, and one more
        close(ticket, at=NOON, by="usr_sam")
        forged(how_many)
        ticket.refresh_from_db()
        states.append(ticket.state)
    assert states == ["due", "due", "closed"]


def test_each_sender_and_each_day_has_a_ticket_of_its_own():
    forged(3)
    forged(3, sender="bob@example.com")
    forged(3, at=NOON + timedelta(hours=25))
    assert [holds(ticket) for ticket in Ticket.objects.order_by("id")] == [3, 3, 3]


def test_where_a_forged_mail_says_that_it_belongs_it_does_not_go():
    ticket = make_ticket()
    letter = answered(ticket)
    forged(3, in_reply_to=letter.message_id, subject=f"Re: [{ticket.number}]")
    ticket.refresh_from_db()
    assert (ticket.state, holds(ticket), Ticket.objects.count()) == ("waiting", 1, 2)


@pytest.mark.parametrize("source", ["smtp", "desk"])  # in the box of the help anybody types anybody's address
def test_letters_that_nobody_vouches_for_open_ten_tickets_a_day_and_then_share_one(source):
    forged(13, kind="letter", source=source)
    assert [holds(ticket) for ticket in Ticket.objects.order_by("id")] == [1] * 10 + [3]
    mine = make_ticket(authenticated=True)  # what she has signed has a ticket of its own
    assert (holds(mine), Ticket.objects.count()) == (1, 12)
    merge(Ticket.objects.first(), mine, at=NOON, by="usr_sam")
    forged(1, kind="letter")
    assert Ticket.objects.count() == 12  # merging makes no room for more


def test_a_flood_costs_the_statements_of_one_mail():
    counts = []
    for how_many in (1, 3):
        forged(1)
        for number in range(how_many):
            make_mail(kind="flood", disposition={"done": False})
            make_mail(kind="flood", disposition={"done": False}, sender=f"{number}@example.com")
        with CaptureQueriesContext(connection) as asked:
            file_all()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_mail_without_a_ticket_gets_one_by_hand_once():
    mail = make_mail(kind="auto_reply", disposition={"done": True}, at=NOON)
    file_all()
    made = [make_mail_ticket(mail.ref, at=LATER, by="usr_sam") for _time in range(2)]
    ticket = Ticket.objects.get()
    assert [each.pk for each in made] == [ticket.pk] * 2
    assert (ticket.state, ticket.waits_since, events(ticket)) == ("new", LATER, ["ticket.made"])
    assert [(entry.what, entry.by) for entry in Entry.objects.all()] == [("ticket.opened", "usr_sam")]


@pytest.mark.parametrize("facts", [{"settled": False}, {"forgotten_at": NOON}])
def test_no_ticket_is_made_of_a_mail_that_is_not_settled_or_is_forgotten(facts):
    with pytest.raises(MailUnknown):
        make_mail_ticket(make_mail(**facts).ref, at=NOON, by="usr_sam")
    with pytest.raises(MailUnknown):
        make_mail_ticket("", at=NOON, by="usr_sam")


# --- receipts -------------------------------------------------------------------------------------------------------


def test_who_is_proven_is_told_the_number_once_a_day(letters):
    ticket = make_ticket(authenticated=True, subject="Re: Hello")
    make_ticket(authenticated=True)
    drain_all(at=NOON)
    [receipt] = letters.to("alice@example.com")
    assert receipt.subject == f"We have received your message [{ticket.number}]"
    make_mail(authenticated=True, at=NOON + timedelta(hours=25))
    file_all(NOON + timedelta(hours=25))
    assert Letter.objects.count() == 2


def test_an_answer_to_a_receipt_comes_home():
    ticket = make_ticket(authenticated=True)
    make_mail(in_reply_to=Letter.objects.get().message_id, sender="somebody@example.org")
    assert [entry.ticket_id for entry in file_all()] == [ticket.pk]


@pytest.mark.parametrize(
    ("facts", "settings_say"),
    [
        ({"authenticated": False}, True),
        ({"authenticated": True, "disposition": wished("cancel", state="done")}, True),
        ({"authenticated": True, "disposition": wished("cancel", state="asked")}, True),
        ({"authenticated": True, "sender": "nobody"}, True),
        ({"authenticated": True}, False),
    ],
)
def test_nobody_else_is_written_to(settings, facts, settings_say):
    settings.DESK_RECEIPTS = settings_say
    make_ticket(**facts)
    assert not Letter.objects.exists()
