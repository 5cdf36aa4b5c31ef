"""The desk: the queue, a ticket, and what is done with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.inbox.gateways.files import keep
from abaca.inbox.models import Attachment, Incoming
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import Wish
from abaca.store.orders.models import Order
from abaca.support.tickets.actions import merge, save_snippet
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import entries_of
from tests.conftest import NOON
from tests.console.tickets import WHO, make_ticket, page_of, words
from tests.makers.filed_mails import make_mail
from tests.makers.shop import ALICE, Buyer


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


# --- the queue ------------------------------------------------------------------------------------------------------


def test_the_queue_names_who_wrote_what_is_wished_and_how_long_it_waits(db, desk, clock):
    ticket = make_ticket(subject="My plan", wish="upgrade", said="I want more.", authenticated=True)
    Ticket.objects.update(customer="cus_alice")
    clock.travel_to("2026-03-02T15:10")
    said = words(desk.get("/console/desk/"))
    for each in (ticket.number, "My plan", ALICE.name, "Go over to a larger plan", "I want more.", "proven", "3 hours"):
        assert each in said
    assert f"{page_of(ticket)}do/upgrade/" in said
    Wish.objects.update(state="done")
    assert f"{page_of(ticket)}do/upgrade/" not in words(desk.get("/console/desk/"))


@pytest.mark.parametrize(
    ("show", "there"), [("new", True), ("all", True), ("due", False), ("closed", False), ("mine", False), ("x", True)]
)
def test_the_queue_is_filtered_by_a_link(db, desk, show, there):
    ticket = make_ticket()
    assert (ticket.number in words(desk.get("/console/desk/", {"show": show}))) == there


def test_what_waits_too_long_is_due_and_says_so_in_words(db, desk, clock):
    make_ticket()
    clock.travel_to("2026-03-03T12:01")
    said = words(desk.get("/console/desk/", {"show": "due"}))
    assert ("24 hours" in said, "too long" in said) == (True, True)


def test_the_first_page_counts_the_tickets_that_wait(db, desk):
    assert "Nothing needs anybody" in words(desk.get("/console/"))
    make_ticket()
    said = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in said, "1 ticket waits for an answer" in said) == (True, True)


def test_an_empty_queue_says_what_that_means(db, desk):
    assert "No ticket is open." in words(desk.get("/console/desk/"))


def test_the_queue_costs_the_same_for_one_ticket_and_for_three(db, desk):
    counts = []
    for _round in range(3):
        make_ticket(wish="cancel")
        desk.get("/console/desk/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/console/desk/")
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[0] <= 13  # four of them are the door: session, user, second step, audit log


def test_a_long_queue_has_pages(db, desk, monkeypatch):
    monkeypatch.setattr("abaca.console.desk.queue.ON_A_PAGE", 2)
    tickets = [make_ticket() for _n in range(3)]
    first, second = words(desk.get("/console/desk/")), words(desk.get("/console/desk/", {"from": "2"}))
    assert [ticket.number in first for ticket in tickets] == [True, True, False]
    assert [ticket.number in second for ticket in tickets] == [False, False, True]
    assert ("1 to 2 of 3" in first, "3 to 3 of 3" in second) == (True, True)


# --- a ticket -------------------------------------------------------------------------------------------------------


def test_a_ticket_shows_the_mail_the_wish_its_reason_and_the_customers_truth(alice, desk):
    ticket = make_ticket(wish="cancel", said="Please cancel.", text="Please cancel.\n> your letter", authenticated=True)
    said = words(desk.get(page_of(ticket)))
    order = alice.whole.orders[0]
    for each in (
        "Please cancel.",
        "> your letter",
        "Sender proven",
        "Cancel the renewal",
        "Read from: “Please do it.”",
        "(rule please)",
        "Found by the address of the mail.",
        "Renews automatically",
        order.order.number,
        order.papers[0].number,
        order.keys[0].hint,
        "Latest letters",
    ):
        assert each in said
    assert order.keys[0].text not in said
    assert f"/console/subscriptions/{alice.subscription.ref}/cancel/?ticket={ticket.number}" in said


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"given_back": "ord_1"}, "Order 26-000002 was paid after the mail had come, so it was given back."),
        (
            {"not_given_back": "ord_1", "sentence": "The bank says."},
            "Order 26-000002 was paid after the mail had come, and could not be given back by itself. The bank says.",
        ),
    ],
)
def test_what_became_of_money_that_came_after_the_mail_is_said_at_its_wish(db, desk, facts, sentence):
    ticket = make_ticket(wish="cancel")
    Wish.objects.update(state="done", reason="clear", facts={"number": "26-000002", **facts})
    assert sentence in words(desk.get(page_of(ticket)))


def test_a_ticket_costs_the_same_for_one_mail_and_for_three(alice, desk):
    ticket = make_ticket(wish="cancel")
    counts = []
    for number in range(3):
        desk.post(f"{page_of(ticket)}answer/", {"text": "So it is.", "token": f"form-{number}"})
        make_ticket(subject=f"[{ticket.number}]", wish="refund")
        desk.get(page_of(ticket))
        with CaptureQueriesContext(connection) as asked:
            desk.get(page_of(ticket))
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[0] <= 60


def test_markup_in_a_mail_is_text(db, desk):
    ticket = make_ticket(said="<script>alert(1)</script>", subject="<b>x</b>", from_name="<i>y</i>")
    for page in (page_of(ticket), "/console/desk/"):
        raw = desk.get(page).content.decode()
        assert [word in raw for word in ("<script>alert", "<b>x", "<i>y")] == [False] * 3


def test_a_mail_is_saved_as_it_came_and_never_opened(db, desk):
    ticket = make_ticket()
    [entry] = entries_of(ticket)
    answer = desk.get(f"/console/desk/mails/{entry.incoming}/raw/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)
    assert answer.content.startswith(b"From: ")


def test_the_look_of_a_mail_is_shut_into_a_frame_that_may_do_nothing(db, desk):
    ticket = make_ticket(html="<p>Hello</p>")
    [entry] = entries_of(ticket)
    assert "As it looks" in words(desk.get(page_of(ticket)))
    answer = desk.get(f"/console/desk/mails/{entry.incoming}/html/")
    policy = answer["Content-Security-Policy"]
    assert ("<p>Hello</p>" in answer.content.decode(), "default-src 'none'" in policy, "sandbox" in policy) == (
        True, True, True
    )  # fmt: skip


def test_a_file_of_a_mail_is_saved_under_its_name_and_never_opened(db, desk, settings):
    ticket = make_ticket()
    mail = Incoming.objects.get()
    digest = keep(settings.DATA_FOLDER, b"<script>alert(1)</script>")
    file = Attachment.objects.create(incoming=mail, name="bill.html", media_type="text/html", size=25, digest=digest)
    gone = Attachment.objects.create(incoming=mail, name="x", media_type="x/x", size=1, digest="0" * 64)
    assert "bill.html" in words(desk.get(page_of(ticket)))
    answer = desk.get(f"/console/desk/files/{file.pk}/")
    assert (answer.content, answer["Content-Type"]) == (b"<script>alert(1)</script>", "application/octet-stream")
    assert (answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        'attachment; filename="bill.html"', "nosniff"
    )  # fmt: skip
    assert desk.get(f"/console/desk/files/{gone.pk}/").status_code == 404


def test_a_mail_outside_of_tickets_is_not_shown(db, desk):
    mail = make_mail(settled=False)
    assert [desk.get(f"/console/desk/mails/{mail.ref}/{what}/").status_code for what in ("raw", "html")] == [404, 404]
    assert desk.get("/console/desk/files/1/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"authenticated": False}, "Sender not proven"),
        ({"verdict": {"code": "not_signed"}}, "anybody could have written this under the sender’s name"),
        ({"kind": "letter", "from_name": ""}, ALICE.email),
    ],
)
def test_what_is_odd_about_a_sender_is_said(db, desk, facts, sentence):
    assert sentence in words(desk.get(page_of(make_ticket(**facts))))


def test_a_stranger_is_given_to_his_customer(alice, desk):
    ticket = make_ticket(sender="alice@work.example")
    shown = words(desk.get(page_of(ticket)))
    assert ("Nobody has bought with alice@work.example" in shown, ALICE.email in shown) == (True, True)  # by her name
    said = words(desk.post(f"{page_of(ticket)}customer/", {"customer": alice.customer.ref}, follow=True))
    assert (alice.customer.email in said, "Renews automatically" in said) == (True, True)
    assert Ticket.objects.get(pk=ticket.pk).customer == alice.customer.ref
    assert ticket.number in words(desk.get(f"/console/customers/{alice.customer.ref}/"))


@pytest.mark.parametrize("typed", ["email", "order", "ref"])
def test_a_clerk_names_a_customer_by_what_he_has_at_hand(alice, desk, typed):
    ticket, order = make_ticket(sender="alice@work.example"), Order.objects.get()
    known = {"email": f" {ALICE.email.upper()} ", "order": order.number, "ref": alice.customer.ref}
    desk.post(f"{page_of(ticket)}customer/", {"customer": known[typed]})
    assert Ticket.objects.get(pk=ticket.pk).customer == alice.customer.ref


@pytest.mark.parametrize("typed", ["", "cus_nobody", "nobody@example.com", "MS-999999"])
def test_a_reference_that_nobody_has_leads_back_to_the_ticket_with_a_sentence(db, desk, typed):
    ticket = make_ticket(sender="alice@work.example")
    said = words(desk.post(f"{page_of(ticket)}customer/", {"customer": typed}, follow=True))
    assert ("There is no customer with this reference." in said, ticket.subject in said) == (True, True)


def test_a_wish_of_a_stranger_names_the_customer_whose_contract_it_means(alice, desk):
    ticket = make_ticket(sender="carla@posta.example", from_name="Carla", wish="cancel", authenticated=True)
    named = f'href="/console/customers/{alice.customer.ref}/">{alice.customer.name}</a>'
    before = words(desk.get(page_of(ticket))).count(named)  # she may be offered as one of this name
    Wish.objects.update(customer=alice.customer)
    assert words(desk.get(page_of(ticket))).count(named) == before + 1
    # in the queue there is no button for it, since the page behind it could only lead back to the ticket
    assert f"{page_of(ticket)}do/cancel/" not in words(desk.get("/console/desk/"))


# --- answering ------------------------------------------------------------------------------------------------------


def test_an_answer_is_sent_once_and_the_ticket_waits_for_the_customer(alice, desk, letters, sam):
    ticket = make_ticket(subject="Price")
    form = {"text": "Dear Alice,\n\nit is so.", "token": "form-1"}
    said = words(desk.post(f"{page_of(ticket)}answer/", form, follow=True))
    desk.post(f"{page_of(ticket)}answer/", form)
    drain_all(at=NOON)
    assert f"The answer to {ALICE.email} is on its way." in said
    assert letters.to(ALICE.email).last.subject == f"Re: Price [{ticket.number}]"
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee, ticket.customer) == ("waiting", sam.ref, alice.customer.ref)
    assert Letter.objects.filter(kind="answer").count() == 1


def test_a_passage_is_put_in_with_the_customers_own_facts_and_nothing_is_sent(alice, desk):
    ticket = make_ticket()
    text = "{{ name }}: {{ plan }} until {{ ends }} for {{ price }}, {{ cancel_link }}"
    snippet = save_snippet("Ends", "en", text, **WHO)
    form = {"text": "Hello", "snippet": snippet.pk, "insert": "yes", "token": "form-1"}
    said = words(desk.post(f"{page_of(ticket)}answer/", form))
    filled = "Alice Rossi: Musa Accounting Professional until 2 March 2027 for EUR\xa079.00, {{ cancel_link }}"
    assert f"Hello {' '.join(filled.split())}" in said
    assert not Letter.objects.filter(kind="answer").exists()


def test_a_link_that_acts_works_in_the_letter_and_shows_nowhere_else(alice, desk, letters, client):
    ticket = make_ticket()
    form = {"text": "Here: {{ cancel_link }}", "token": "form-1"}
    preview = words(desk.post(f"{page_of(ticket)}answer/", {**form, "preview": "yes"}))
    shown = preview.partition('id="preview"')[2].partition("</form>")[0]
    assert ("Here: •••" in shown, "/cancel/" in shown) == (True, False)
    desk.post(f"{page_of(ticket)}answer/", form)
    drain_all(at=NOON)
    text = letters.to(ALICE.email).last.text
    path = text.partition("Here: http://localhost:8000")[2].split()[0]
    assert client.get(path).status_code == 200
    assert "Here: •••" in words(desk.get(page_of(ticket)))


def test_what_only_the_customer_may_know_goes_to_another_address_after_somebody_said_it_is_his(alice, desk):
    ticket = make_ticket(sender="eve@evil.example", from_name="Eve")
    Ticket.objects.update(customer=alice.customer.ref)  # nobody has said so
    snippet = save_snippet("Ends", "en", "{{ name }}: {{ order }}, {{ plan }}", **WHO)
    form = {"text": "", "snippet": snippet.pk, "insert": "yes", "token": "form-1"}
    secret = {"text": "{{ cancel_link }}", "token": "form-2"}
    said = words(desk.post(f"{page_of(ticket)}answer/", form))
    assert ("Eve: {{ order }}, {{ plan }}" in said, "It is this customer" in said) == (True, True)
    assert desk.post(f"{page_of(ticket)}answer/", secret).status_code == 422

    desk.post(f"{page_of(ticket)}customer/", {"customer": alice.customer.ref})
    said = words(desk.post(f"{page_of(ticket)}answer/", form))
    order = f"Alice Rossi: {alice.orders[0].order.number}, Musa"
    assert (order in said, "It is this customer" in said) == (True, False)
    assert desk.post(f"{page_of(ticket)}answer/", secret).status_code == 302


@pytest.mark.parametrize(("address", "status"), [(ALICE.email, 302), ("eve@evil.example", 422)])
def test_a_first_word_to_another_address_bears_no_link_that_acts(alice, desk, address, status):
    form = {"address": address, "language": "en", "subject": "x", "text": "{{ cancel_link }}", "token": "f"}
    assert desk.post(f"/console/desk/new/?customer={alice.customer.ref}", form).status_code == status


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Please write something first."), ("{{ ends }}", "Please fill in or take out what stands in double braces")],
)
def test_what_is_not_finished_is_said_at_the_box_and_kept(db, desk, text, sentence):
    ticket = make_ticket()
    answer = desk.post(f"{page_of(ticket)}answer/", {"text": text, "token": "form-1"})
    assert (answer.status_code, sentence in words(answer), text in words(answer)) == (422, True, True)


def test_an_answer_that_closes_leads_back_to_the_queue(db, desk):
    ticket = make_ticket()
    answer = desk.post(f"{page_of(ticket)}answer/", {"text": "Bye.", "token": "form-1", "closes": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/console/desk/")
    ticket.refresh_from_db()
    assert ticket.state == "closed"


def test_the_staff_writes_first(alice, desk, letters):
    address = f"/console/desk/new/?customer={alice.customer.ref}"
    assert f'value="{ALICE.email}"' in desk.get(address).content.decode()
    form = {"address": ALICE.email, "language": "de", "subject": "Your seats", "text": "Hi.", "token": "f"}
    assert "So it reads" in words(desk.post(address, {**form, "preview": "yes"}))
    said = words(desk.post(address, form, follow=True))
    drain_all(at=NOON)
    ticket = Ticket.objects.get()
    assert f"The letter to {ALICE.email} is on its way." in said
    assert letters.to(ALICE.email).last.subject == f"Your seats [{ticket.number}]"
    assert (ticket.customer, ticket.language, ticket.state) == (alice.customer.ref, "de", "waiting")


@pytest.mark.parametrize("wrong", [{"address": "alice"}, {"subject": ""}, {"text": ""}, {"language": "xx"}])
def test_a_first_word_that_is_not_complete_is_refused(db, desk, wrong):
    form = {"address": ALICE.email, "language": "en", "subject": "x", "text": "Hi.", "token": "f", **wrong}
    assert desk.post("/console/desk/new/", form).status_code == 422
    assert not Ticket.objects.exists()


# --- moves ----------------------------------------------------------------------------------------------------------


def test_notes_assignment_closing_and_opening(db, desk, sam):
    ticket = make_ticket()
    desk.post(f"{page_of(ticket)}note/", {"text": "Called her."})
    desk.post(f"{page_of(ticket)}assign/", {"to": sam.ref})
    desk.post(f"{page_of(ticket)}close/")
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.state) == (sam.ref, "closed")
    desk.post(f"{page_of(ticket)}reopen/")
    said = words(desk.get(page_of(ticket)))
    for each in ("Called her.", "for colleagues alone", "Given to Sam", "Closed", "Opened again"):
        assert each in said
    desk.post(f"{page_of(ticket)}assign/", {"to": "usr_nobody"})
    ticket.refresh_from_db()
    assert ticket.assignee == ""


def test_an_empty_note_is_refused_in_words(db, desk):
    answer = desk.post(f"{page_of(make_ticket())}note/", {"text": ""}, follow=True)
    assert "Please write something first." in words(answer)


def test_tickets_are_merged_and_taken_apart(db, desk):
    first, second = make_ticket(said="One"), make_ticket(said="Two")
    said = words(desk.post(f"{page_of(first)}merge/", {"into": second.number.lower()}, follow=True))
    assert ("One" in said, "Two" in said, f"{first.number} is a part of this ticket now" in said) == (True,) * 3
    assert desk.get(page_of(first))["Location"] == page_of(second)
    assert f"This ticket is a part of {second.number}." in words(desk.get(f"{page_of(first)}?alone=yes"))
    desk.post(f"{page_of(first)}take-out/")
    assert desk.get(page_of(first)).status_code == 200


@pytest.mark.parametrize("into", ["", "T-9999999", "nonsense"])
def test_a_merge_with_nothing_is_refused(db, desk, into):
    ticket = make_ticket()
    answer = desk.post(f"{page_of(ticket)}merge/", {"into": into})
    assert answer.status_code in {302, 404}
    ticket.refresh_from_db()
    assert ticket.merged_into is None


def test_a_merged_ticket_refuses_what_belongs_into_the_other(db, desk):
    first, second = make_ticket(), make_ticket()
    merge(first, second, **WHO)
    said = words(desk.post(f"{page_of(first)}close/", follow=True))
    assert f"This ticket was merged into {second.number}." in said


# --- who left no address ----------------------------------------------------------------------------------------------


def test_who_left_no_address_gets_no_box_and_no_companions(alice, desk):
    first, other = (make_ticket(sender="anonymous@help.invalid", from_name="") for _n in range(2))
    said = words(desk.get(page_of(other)))
    assert "has left no address" in said
    assert ("Send the answer" in said, first.number in said, "anonymous@help.invalid" in said) == (False, False, False)
    queue = words(desk.get("/console/desk/"))
    assert (queue.count("no address"), f"{page_of(first)}#answer" in queue) == (2, False)
    answer = desk.post(f"{page_of(other)}answer/", {"text": "A seat is a place.", "token": "x", "send": "yes"})
    assert (answer.status_code, "is on its way" in words(answer)) == (422, False)
    assert not Letter.objects.filter(kind="answer").exists()


def test_a_look_at_the_address_of_an_answer_leads_to_its_ticket(alice, desk):
    ticket = make_ticket()
    assert desk.get(f"{page_of(ticket)}answer/")["Location"] == page_of(ticket)


def test_a_look_at_an_address_that_only_takes_a_form_says_so(alice, desk):
    answer = desk.get(f"{page_of(make_ticket())}note/")
    assert (answer.status_code, answer["Allow"], "only takes what a form sends" in words(answer)) == (405, "POST", True)
    assert 'href="/console/"' in words(answer)  # the way on
