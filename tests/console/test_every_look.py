"""Whoever looks at somebody's data is written down once with whose they were, and whoever does something likewise."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from abaca.access.models import AuditEntry, User
from abaca.access.roles import Role
from abaca.console import audit, books, door, home, queries, tax
from abaca.console import declarations as declared
from abaca.console.desk import queue
from abaca.console.pages import PAGES
from abaca.console.urls import urlpatterns
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.states import Declared
from abaca.store.payments.models import Attempt, Dispute, Payment
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import declarations
from abaca.support.tickets.actions import link
from tests.conftest import NOON
from tests.console.tickets import make_ticket
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.staff import staff

# her name stands in no sample and no hint
ZELDA = replace(
    ALICE, name="Zelda Quill", email="zelda@quill.example", street="Via Quill 9"
)  # in no sample and no hint
HERS = (ZELDA.email, ZELDA.name, ZELDA.street)

OK, REFUSED = 200, 400


@dataclass
class World:
    """Alice, who has everything of which the console has a page; and where each page finds what is hers."""

    ticket: str
    refs: dict[str, str] = field(default_factory=dict)

    @property
    def hers(self) -> set[str]:
        """What an address names of hers; the other member of the staff is no customer."""
        return {ref for room, ref in self.refs.items() if room != "staff"}

    def address(self, pattern: URLPattern) -> str:
        """Return the address of a page about something of Alice's, or of something that is not there."""
        room, second = f"{pattern.pattern}/".split("/")[:2]
        known = {
            "ref": self.refs.get(f"{room}/{second}", self.refs.get(room, "x")),
            "number": self.refs.get(f"{room}/number", "7"),
            "pk": self.refs.get(f"{room}/pk", "7"),
            "kind": "note",
        }
        names = {name: known.get(name, "x") for name in pattern.pattern.converters}
        return reverse(f"console:{pattern.name}", kwargs=names)


@pytest.fixture
def world(shop: Shop, sam: User) -> World:
    whole = shop.sells(to=ZELDA)
    customer = Buyer(ZELDA).customer
    ticket = make_ticket(sender=ZELDA.email, from_name=ZELDA.name)
    link(ticket, customer.ref, at=NOON, by=sam.ref)
    said = Declaring("form", Declared.CANCEL, ZELDA.name, whole.order.number, ZELDA.email, "en")
    declarations.look_at(declarations.receive(said, at=NOON).pk, at=NOON, by="the house")
    dispute = Dispute.objects.create(
        provider="rehearsal",
        provider_ref="dp_1",
        payment=Payment.objects.get(),
        amount=1,
        currency="EUR",
        opened_at=NOON,
        evidence_due_at=NOON,
    )
    return World(
        ticket.number,
        {
            "customers": customer.ref,
            "customers/number": whole.order.number,
            "orders/number": whole.order.number,
            "invoices/number": whole.papers[0].number,
            "subscriptions": Buyer(ZELDA).subscription.ref,
            "letters": Letter.objects.filter(whose=customer.ref).latest("pk").ref,
            "declarations": Declaration.objects.get().ref,
            "desk/number": ticket.number,
            "desk/mails": Incoming.objects.get().ref,
            "disputes/number": str(dispute.pk),
            "product-keys": ProductKey.objects.get().ref,
            "staff": staff(Role.AGENT).ref,
        },
    )


def noted(desk: Client, way: str, pattern: URLPattern, address: str) -> tuple[HttpResponse, list[AuditEntry]]:
    """Open a page, or do what it does; return its answer, and what was written down about it."""
    latest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = getattr(desk, way)(address)
    return answer, list(AuditEntry.objects.filter(pk__gt=latest))


def body(answer: HttpResponse) -> str:
    """Return what a page shows, without the rehearsal's bar above it."""
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(errors="replace")
    return text[max(text.find("<main"), 0) :]


def test_every_look_is_written_once_with_whose_data_the_page_shows(world, desk):
    her, wrong, shown = Buyer(ZELDA).customer.ref, [], set()
    for pattern in urlpatterns:
        answer, entries = noted(desk, "get", pattern, world.address(pattern))
        hers = answer.status_code == OK and any(word in body(answer) for word in HERS)
        how = "looked" if answer.status_code < REFUSED else "refused"
        told = [(e.how, e.page, e.status) for e in entries]
        if told != [(how, f"console:{pattern.name}", answer.status_code)] or (hers and her not in entries[0].whose):
            wrong.append((pattern.name, answer.status_code, told))
        shown |= {pattern.name} if hers else set()
    assert wrong == []
    assert shown - set(PAGES) == set()  # each is called by its name in the log
    assert shown >= {"home", "customer", "ticket", "invoice", "letter", "declaration", "mail_raw", "dispute"}


@pytest.mark.parametrize("trouble", ["letters", "declarations", "disputes", "renewals", "attempts"])
def test_what_waits_on_the_first_page_is_hers_though_others_bought_since(world, desk, monkeypatch, trouble):
    """Each pile by itself: the latest orders are those of others."""
    monkeypatch.setattr(queries, "SHOWN", 0)  # of the latest orders none is hers; the piles are as long as ever
    if trouble != "disputes":
        Dispute.objects.update(answered_at=NOON)
    if trouble == "declarations":
        Declaration.objects.update(state="with_staff", why="cause", settled_at=None)
    if trouble == "letters":
        Letter.objects.filter(whose=Buyer(ZELDA).customer.ref).update(state="failed", sent_at=None)
    if trouble == "renewals":
        Subscription.objects.update(auto_renew=True, ends_on=NOON.date(), next_step_at=NOON)
    if trouble == "attempts":
        Attempt.objects.update(state="unknown", next_at=NOON, sent_at=NOON - timedelta(days=2), ended_at=None)
    page = desk.get("/console/")
    [entry] = AuditEntry.objects.all()
    assert any(word in body(page) for word in HERS)
    assert Buyer(ZELDA).customer.ref in entry.whose


def test_no_page_shows_more_customers_than_the_log_takes():
    sizes = [queries.MOST_FOUND, books.PAGE, declared.MOST, tax.PAPERS_A_PAGE, queue.ON_A_PAGE, audit.ON_A_PAGE]
    assert max(*sizes, len(home.WHOSE) * queries.SHOWN) <= door.MOST_WHOSE


def test_who_is_named_or_joined_by_a_deed_is_written_down_too(world, desk, shop):
    shop.sells(to=BOB)
    bob, stranger = Buyer(BOB).customer.ref, make_ticket(sender="stranger@else.example", message_id="<s@else.example>")
    desk.post(f"/console/desk/{stranger.number}/customer/", {"customer": bob})
    assert AuditEntry.objects.latest("pk").whose == [bob]
    desk.post(f"/console/desk/{stranger.number}/merge/", {"into": world.ticket})
    assert set(AuditEntry.objects.latest("pk").whose) == {bob, Buyer(ZELDA).customer.ref}


def test_every_deed_is_written_once_with_whose_it_was(world, desk):
    her, wrong, done = Buyer(ZELDA).customer.ref, [], set()
    for pattern in urlpatterns:
        address = world.address(pattern)
        answer, entries = noted(desk, "post", pattern, address)
        how = "did" if answer.status_code < REFUSED else "refused"
        told = [(e.how, e.page, e.status) for e in entries]
        hers = how == "did" and any(ref in address.split("/") for ref in world.hers)
        if told != [(how, f"console:{pattern.name}", answer.status_code)] or (hers and her not in entries[0].whose):
            wrong.append((pattern.name, answer.status_code, told))
        done |= {pattern.name} if hers else set()
    assert wrong == []
    assert done - set(PAGES) == set()
    assert done >= {"cancel", "resume", "close_ticket", "export_data", "show_key"}
