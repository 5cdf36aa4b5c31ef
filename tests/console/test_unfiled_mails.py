"""Mails without a ticket: what the shop took for nobody's business can be seen, and made somebody's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.access.models import AuditEntry
from abaca.access.roles import Role
from abaca.support.tickets.actions import collect
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import uncollected
from tests.conftest import NOON
from tests.console.tickets import make_ticket, page_of, words
from tests.makers.filed_mails import make_mail
from tests.makers.shop import ALICE, Buyer
from tests.makers.staff import at_the_desk

LIST = "/console/desk/mails/"


def unfiled(kind: str = "auto_reply", **facts):
    """Let a mail come that opens no ticket."""
    mail = make_mail(kind=kind, disposition={"done": True}, **facts)
    collect(uncollected(NOON, 100), at=NOON)
    return mail


def test_the_list_shows_who_wrote_what_and_nothing_that_has_a_ticket_or_is_not_settled(db, desk):
    unfiled(subject="Out of office", from_name="Bob", sender="bob@example.com", said="I am away.")
    make_ticket(subject="My plan")
    make_mail(subject="Just now", settled=False)
    make_mail(subject="Forgotten", kind="loop", forgotten_at=NOON)
    said = words(desk.get(LIST))
    shown = ("Out of office", "Bob · bob@example.com", "I am away.", "An automatic answer")
    assert [each for each in shown if each not in said] == []
    assert [each for each in ("My plan", "Just now", "Forgotten") if each in said] == []
    assert LIST in words(desk.get("/console/desk/"))


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ({}, ["C", "B", "A"]),
        ({"kind": "loop"}, ["C"]),
        ({"sender": " Bob@EXAMPLE.com "}, ["B"]),
        ({"sender": "bob@example.com", "kind": "loop"}, []),
        ({"sender": "bob"}, []),  # a whole address
        ({"kind": "nonsense"}, ["C", "B", "A"]),
        ({"before": "nonsense"}, ["C", "B", "A"]),
    ],
)
def test_the_list_is_searched_by_sender_and_kind(db, desk, asked, subjects):
    unfiled(subject="Subject A")
    unfiled(subject="Subject B", sender="bob@example.com")
    unfiled(subject="Subject C", kind="loop")
    said = words(desk.get(LIST, asked))
    places = {said.find(f"Subject {each}"): each for each in "ABC" if f"Subject {each}" in said}
    assert [places[place] for place in sorted(places)] == subjects
    assert ("There is no such mail." in said) == (not subjects)


def test_a_long_list_has_pages(db, desk, monkeypatch):
    monkeypatch.setattr("abaca.console.desk.unfiled.ON_A_PAGE", 2)
    mails = [unfiled(subject=f"Subject {number}") for number in range(3)]
    first = words(desk.get(LIST))
    second = words(desk.get(LIST, {"before": mails[1].pk}))
    assert ["Subject 0" in first, "Next page" in first, "Newest" in first] == [False, True, False]
    assert ["Subject 0" in second, "Next page" in second, "Newest" in second] == [True, False, True]


def test_the_list_costs_the_same_for_one_mail_and_for_three(db, desk):
    counts = []
    for number in range(3):
        unfiled(sender=f"{number}@example.com")
        desk.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            desk.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[0] <= 9  # all but two of them stand on every page


def test_a_mail_is_looked_at_and_made_a_ticket_once(shop, desk, sam):
    shop.sells(to=ALICE)
    mail = unfiled(kind="machine", said="Please cancel.", html="<p>Please</p>", subject="It was me")
    page = f"{LIST}{mail.ref}/"
    said = words(desk.get(page))
    shown = ("It was me", "Please cancel.", "Written by a machine", "It may be somebody else's", "raw/")
    assert [each for each in shown if each not in said] == []
    assert desk.get(f"{page}html/").status_code == desk.get(f"{page}raw/").status_code == 200

    said = words(desk.post(f"{page}ticket/", follow=True))
    ticket = Ticket.objects.get()
    assert (f"The mail has a ticket now: {ticket.number}." in said, "Made of a mail" in said) == (True, True)
    assert (ticket.state, ticket.address) == ("new", ALICE.email)
    assert desk.post(f"{page}ticket/")["Location"] == page_of(ticket)
    assert desk.get(page)["Location"] == page_of(ticket)
    assert Ticket.objects.count() == 1
    assert "It was me" not in words(desk.get(LIST))


def test_the_audit_log_names_whose_mails_were_looked_at(shop, desk):
    shop.sells(to=ALICE)
    mail = unfiled()
    for page in (LIST, f"{LIST}{mail.ref}/", f"{LIST}{mail.ref}/raw/"):
        desk.get(page)
        entry = AuditEntry.objects.latest("id")
        assert (entry.how, entry.whose) == ("looked", [Buyer(ALICE).customer.ref])
    desk.post(f"{LIST}{mail.ref}/ticket/")
    entry = AuditEntry.objects.latest("id")
    assert (entry.how, entry.page, entry.whose) == ("did", "console:make_ticket", [Buyer(ALICE).customer.ref])


def test_markup_in_such_a_mail_is_text(db, desk):
    mail = unfiled(said="<script>alert(1)</script>", subject="<b>x</b>", from_name="<i>y</i>", sender="<u>@x")
    for page in (LIST, f"{LIST}{mail.ref}/"):
        raw = desk.get(page, {"sender": ""}).content.decode()
        assert [word in raw for word in ("<script>alert", "<b>x", "<i>y", "<u>@")] == [False] * 4
    raw = desk.get(LIST, {"sender": '"><script>', "before": "1"}).content.decode()
    assert '"><script>' not in raw


def test_what_is_no_mail_or_is_not_settled_is_not_found(db, desk):
    mail = make_mail(settled=False)
    for ref in ("mail_x", mail.ref):
        assert desk.get(f"{LIST}{ref}/").status_code == 404
        assert desk.post(f"{LIST}{ref}/ticket/").status_code == 404


def test_who_may_only_look_makes_no_ticket(db):
    mail = unfiled()
    for role in Role:
        desk = at_the_desk(role)
        looks, makes = desk.get(LIST).status_code, desk.post(f"{LIST}{mail.ref}/ticket/").status_code
        may_view, may_answer = desk.get("/console/desk/").status_code, desk.post("/console/desk/T-9999999/close/")
        assert (looks == 200, makes == 403) == (may_view == 200, may_answer.status_code == 403), role
