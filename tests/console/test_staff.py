"""The administrator lets people in, gives them roles and lets them go."""

import re

from abaca.access.models import AuditEntry, User
from abaca.access.roles import Role
from abaca.dispatch.jobs import drain_all
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk, logged_in, staff
from tests.makers.statements import statements_of


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_somebody_is_let_in_by_mail(desk, letters):
    said = words(desk.post("/console/staff/", {"email": "nina@musa.example", "role": "agent"}, follow=True))
    drain_all(at=NOON)

    nina = User.objects.get(email="nina@musa.example")
    assert (nina.is_staff, nina.role) == (True, "agent")
    assert "A letter is on its way to nina@musa.example." in said
    letter = letters.to("nina@musa.example").last
    assert letter.subject == "You are now an agent at Musa Software"
    assert "/console/" in letter.text
    assert AuditEntry.objects.filter(page="console:staff", how="did").get().about == f"{nina.ref} agent"


def test_who_is_no_complete_address_is_not_let_in(desk):
    answer = desk.post("/console/staff/", {"email": "nina@musa", "role": "agent"})
    assert (answer.status_code, User.objects.filter(email__startswith="nina").exists()) == (422, False)


def test_a_role_is_changed_and_the_change_is_noted(desk):
    nina = staff(Role.AGENT, "nina@musa.example")
    desk.post(f"/console/staff/{nina.ref}/role/", {"role": "manager"})
    nina.refresh_from_db()
    assert nina.role == "manager"
    assert AuditEntry.objects.get(page="console:staff_role").about == f"{nina.ref} manager"


def test_the_last_administrator_stays(desk, sam):
    for page, facts in [("role", {"role": "agent"}), ("leave", {})]:
        said = words(desk.post(f"/console/staff/{sam.ref}/{page}/", facts, follow=True))
        assert "This is the last administrator." in said
    sam.refresh_from_db()
    assert (sam.is_staff, sam.role) == (True, "administrator")


def test_who_is_let_go_is_out_at_once(desk):
    nina = staff(Role.AGENT, "nina@musa.example")
    hers = logged_in(nina)
    desk.post(f"/console/staff/{nina.ref}/leave/")
    assert hers.get("/console/")["Location"].startswith("/account/login/")
    assert "was agent" in words(desk.get("/console/staff/"))


def test_a_role_that_does_not_exist_changes_nothing(desk, sam):
    said = words(desk.post(f"/console/staff/{sam.ref}/role/", {"role": "emperor"}, follow=True))
    assert "Please choose one of the roles." in said


def test_the_list_costs_the_same_for_one_and_for_three(desk):
    desk.get("/console/staff/")
    counts = []
    for number in (1, 2, 3):
        staff(Role.AGENT, f"agent{number}@musa.example")
        counts.append(statements_of(lambda: desk.get("/console/staff/")))
    assert counts[0] == counts[2]


# --- the audit log, as administrators read it -----------------------------------------------------------------------


def test_the_log_is_narrowed_by_person_kind_and_customer(shop, desk, sam):
    for person in (ALICE, BOB):
        shop.sells(to=person)
    alice, bob = Buyer(ALICE).customer, Buyer(BOB).customer
    agent = at_the_desk(Role.AGENT, "nina@musa.example")
    agent.get(f"/console/customers/{alice.ref}/")
    desk.get(f"/console/customers/{bob.ref}/")
    agent.get("/console/staff/")

    def shown(**chosen: str) -> tuple[bool, bool, bool]:
        said = desk.get("/console/audit/", chosen).content.decode().partition("<tbody>")[2]
        return alice.ref in said, bob.ref in said, "was refused" in said

    nina = User.objects.get(email="nina@musa.example").ref
    assert shown(by=nina, how="looked") == (True, False, False)
    assert shown(by=nina, how="refused") == (False, False, True)
    assert shown(whose=bob.ref, by=sam.ref)[:2] == (False, True)
    assert shown(whose=ALICE.email, by=nina)[:2] == (True, False)
    assert shown(whose="stranger@nowhere.example")[:2] == (False, False)


def test_a_customers_page_tells_an_administrator_who_looked_and_nobody_else(shop, desk):
    shop.sells(to=ALICE)
    page = f"/console/customers/{Buyer(ALICE).customer.ref}/"
    agent = at_the_desk(Role.AGENT, "nina@musa.example")
    agent.get(page)
    assert ("Who looked at this" in words(desk.get(page)), "Who looked at this" in words(agent.get(page))) == (
        True,
        False,
    )
    assert "nina@musa.example 2 times" in words(desk.get(page))


def test_the_log_costs_the_same_for_one_and_for_three(shop, desk):
    desk.get("/console/audit/")
    counts = []
    for person in (ALICE, BOB, ALICE):
        shop.sells(to=person)
        desk.get(f"/console/customers/{Buyer(person).customer.ref}/")
        counts.append(statements_of(lambda: desk.get("/console/audit/")))
    assert counts[0] == counts[2]
