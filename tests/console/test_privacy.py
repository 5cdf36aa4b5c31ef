"""The staff hand out a copy of a customer's data, and erase them."""

import io
import re
import zipfile

import pytest

from abaca.access.models import AuditEntry
from abaca.access.roles import Role
from abaca.dispatch.jobs import drain_all
from abaca.messaging.models import Letter
from tests.makers.shop import ALICE, Buyer
from tests.makers.staff import at_the_desk


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_copy_is_handed_out_and_noted(shop, desk):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    answer = desk.post(f"/console/customers/{alice.ref}/copy/")
    assert "index.html" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert AuditEntry.objects.get(page="console:export_data").whose == [alice.ref]
    assert "A copy of all data was made" in words(desk.get(f"/console/customers/{alice.ref}/"))


def test_an_erasure_says_first_what_is_kept_and_the_page_shows_that_it_happened(shop, desk, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2028-01-10")
    alice = Buyer(ALICE).customer
    drain_all(at=clock.now)
    page = f"/console/customers/{alice.ref}/erase/"
    assert "kept until 31 Dec 2036" in words(desk.get(page))
    assert Buyer(ALICE).customer == alice

    said = words(desk.post(page, {"confirmed": "yes"}, follow=True))
    assert ("Erased on" in said, ALICE.name in said, ALICE.email in said) == (True, False, False)
    letter = Letter.objects.filter(whose=alice.ref).first()
    assert desk.get(f"/console/letters/{letter.ref}/").status_code == 410


def test_who_runs_a_subscription_is_not_erased(shop, desk):
    shop.sells(to=ALICE)
    answer = desk.get(f"/console/customers/{Buyer(ALICE).customer.ref}/erase/")
    assert (answer.status_code, "runs until" in words(answer)) == (409, True)


@pytest.mark.parametrize(
    ("role", "copy", "erase"),
    [(Role.AGENT, 403, 403), (Role.BOOKKEEPER, 403, 403), (Role.MANAGER, 200, 403), (Role.ADMINISTRATOR, 200, 409)],
)
def test_who_may(shop, role, copy, erase):
    shop.sells(to=ALICE)
    ref, desk = Buyer(ALICE).customer.ref, at_the_desk(role)
    assert desk.post(f"/console/customers/{ref}/copy/").status_code == copy
    assert desk.get(f"/console/customers/{ref}/erase/").status_code == erase


# --- what is destroyed, and what is held ----------------------------------------------------------------------------


def test_the_page_says_what_is_destroyed_next_and_when(shop, desk, clock):
    shop.sells(to=ALICE)
    page = words(desk.get("/console/audit/retention/"))
    assert "Words of letters 1095 days 1 March 2029 0" in page
    assert "Invoices and credit notes 10 years after the end of their year 1 January 2037 0" in page
    assert "Mails that came in, and their files 1095 days nothing is kept 0" in page


def test_what_goes_soon_is_counted(shop, desk, clock, settings):
    settings.LETTERS_KEPT_DAYS = 20
    shop.sells(to=ALICE)
    letters = Letter.objects.count()
    assert f"Words of letters 20 days 22 March 2026 {letters} Mails" in words(desk.get("/console/audit/retention/"))


def test_data_are_held_with_a_reason_and_let_go_again(shop, desk):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    page, hold = f"/console/customers/{alice.ref}/erase/", f"/console/customers/{alice.ref}/hold/"
    assert "Say why the data must be kept" in words(desk.post(hold, {"because": " "}, follow=True))
    said = words(desk.post(hold, {"because": "Case 7/2027"}, follow=True))
    assert ("Case 7/2027" in said, "cannot be erased now" in said) == (True, True)
    assert Buyer(ALICE).customer.held_at is not None
    desk.post(hold, {"let_go": "yes"})
    assert "Case 7/2027" not in words(desk.get(page))
    assert Buyer(ALICE).customer.held_at is None


def test_only_an_administrator_holds_data(shop):
    shop.sells(to=ALICE)
    answer = at_the_desk(Role.MANAGER).post(f"/console/customers/{Buyer(ALICE).customer.ref}/hold/", {"because": "x"})
    assert (answer.status_code, Buyer(ALICE).customer.held_at) == (403, None)
