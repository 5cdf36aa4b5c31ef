"""What the staff look at and do is written down once, and stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from abaca.access.actions import forget_notes
from abaca.access.models import AuditEntry
from abaca.access.queries import over_time, who_looked
from abaca.access.roles import Role
from abaca.console.pages import PAGES
from abaca.console.urls import urlpatterns
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk


def told() -> list[tuple[str, str, str, int]]:
    return [(e.how, e.page, e.about, e.status) for e in AuditEntry.objects.order_by("id")]


def test_every_page_of_the_console_has_words_in_the_log():
    assert [pattern.name for pattern in urlpatterns if pattern.name not in PAGES] == []


def test_a_view_of_a_customer_is_noted_once_with_who_when_whose_and_from_where(shop, sam, desk):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer

    desk.get(f"/console/customers/{alice.ref}/", REMOTE_ADDR="203.0.113.77")

    entry = AuditEntry.objects.get()
    assert (entry.by, entry.role, entry.at, entry.whose) == (sam.ref, "administrator", NOON, [alice.ref])
    assert (entry.how, entry.page, entry.about, entry.status) == ("looked", "console:customer", alice.ref, 200)
    assert entry.network == "203.0.113.0/24"  # and not the place of one person


def test_a_deed_a_refusal_and_a_wrong_address_are_told_apart(shop, desk):
    order = shop.sells(to=ALICE).order
    subscription = Buyer(ALICE).customer.subscriptions.get()

    desk.post(f"/console/subscriptions/{subscription.ref}/cancel/")
    desk.get("/console/customers/nobody/")
    at_the_desk(Role.AGENT).get(f"/console/orders/{order.number}/refund/")

    assert told() == [
        ("did", "console:cancel", subscription.ref, 302),
        ("refused", "console:customer", "nobody", 404),
        ("refused", "console:refund", order.number, 403),
    ]


def test_a_list_names_everybody_whom_it_shows(shop, desk):
    for person in (ALICE, BOB):
        shop.sells(to=person)
    desk.get("/console/")
    assert set(AuditEntry.objects.get().whose) == {Buyer(ALICE).customer.ref, Buyer(BOB).customer.ref}


def test_a_search_notes_whom_it_found_and_not_what_was_typed(shop, desk):
    shop.sells(to=ALICE)
    desk.post("/console/search/", {"q": ALICE.email})
    entry = AuditEntry.objects.get()
    assert (entry.how, entry.about, entry.whose) == ("did", "", [Buyer(ALICE).customer.ref])


def test_nothing_about_a_person_stands_in_the_log(shop, desk):
    shop.sells(to=ALICE)
    desk.get(f"/console/customers/{Buyer(ALICE).customer.ref}/")
    desk.post("/console/search/", {"q": ALICE.name})
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(entry::text, ' ') FROM access_auditentry AS entry")
        written = cursor.fetchone()[0].lower()
    assert [part for part in (ALICE.name, ALICE.email, ALICE.street) if part.lower() in written] == []


def test_a_customers_own_pages_are_nobodys_business(shop, client):
    shop.sells(to=ALICE)
    client.get("/account/")
    assert not AuditEntry.objects.exists()


def test_the_database_keeps_every_entry_as_it_was(desk):
    desk.get("/console/")
    entry = AuditEntry.objects.get()
    for change in (lambda: AuditEntry.objects.update(by="nobody"), entry.delete):
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            change()
    assert AuditEntry.objects.get().by == entry.by


@pytest.mark.parametrize(("days", "left"), [(729, 1), (730, 0)])
def test_an_entry_is_kept_for_as_long_as_the_setting_says(desk, days, left):
    desk.get("/console/")
    at = NOON + timedelta(days=days)
    forget_notes(over_time(at, 10), at=at)
    assert AuditEntry.objects.count() == left


def test_nobody_takes_away_an_entry_that_is_still_to_be_kept(desk):
    desk.get("/console/")
    ids = list(AuditEntry.objects.values_list("id", flat=True))
    assert forget_notes(ids, at=NOON + timedelta(days=1)) == 0
    assert AuditEntry.objects.count() == 1


def test_a_customers_page_tells_who_looked(shop, sam, desk):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    for _times in range(2):
        desk.get(f"/console/customers/{alice.ref}/")
    assert who_looked([alice.ref]) == [{"by": sam.ref, "times": 2, "latest": NOON}]
