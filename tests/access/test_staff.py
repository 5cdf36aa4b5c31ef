"""Staff come, change their role and go; somebody always keeps the keys of the house."""

import pytest
from allauth.mfa.models import Authenticator

from abaca.access.actions import (
    AddressInUse,
    LastAdministrator,
    StaffUnknown,
    appoint,
    change_role,
    close_way_in,
    dismiss,
    forget_second_step,
    give_second_step,
    open_way_in,
    reopen_way_in,
    set_password,
)
from abaca.access.models import User
from abaca.access.queries import staff
from abaca.access.rehearsed_step import SECRET
from abaca.access.roles import Role
from tests.conftest import NOON
from tests.makers.staff import logged_in

pytestmark = pytest.mark.django_db


def test_a_customer_may_become_staff_and_stay_a_customer():
    alice = open_way_in("alice@firm.example", language="de", at=NOON)
    appoint("alice@firm.example", role=Role.AGENT, at=NOON)
    dismiss(appoint("eve@musa.example", at=NOON) and alice.ref, at=NOON)

    alice.refresh_from_db()
    assert (alice.is_staff, alice.role, alice.is_active, alice.staff_until) == (False, "agent", True, NOON)


def test_the_last_administrator_can_neither_leave_nor_become_less():
    sam = appoint("sam@musa.example", at=NOON)
    appoint("eve@musa.example", role=Role.MANAGER, at=NOON)

    with pytest.raises(LastAdministrator):
        dismiss(sam.ref, at=NOON)
    with pytest.raises(LastAdministrator):
        change_role(sam.ref, role=Role.AGENT)

    appoint("eve@musa.example", role=Role.ADMINISTRATOR, at=NOON)
    assert change_role(sam.ref, role=Role.AGENT).role == "agent"


def test_an_administrator_who_left_does_not_count():
    sam, eve = appoint("sam@musa.example", at=NOON), appoint("eve@musa.example", at=NOON)
    dismiss(eve.ref, at=NOON)
    with pytest.raises(LastAdministrator):
        dismiss(sam.ref, at=NOON)


def test_who_leaves_is_out_at_once_on_every_computer_and_may_come_back():
    appoint("sam@musa.example", at=NOON)
    eve = appoint("eve@musa.example", role=Role.AGENT, at=NOON)
    first, second = logged_in(eve), logged_in(eve)

    dismiss(eve.ref, at=NOON)
    assert [client.get("/console/").status_code for client in (first, second)] == [302, 302]

    again = appoint("eve@musa.example", role=Role.BOOKKEEPER, at=NOON)
    assert (again.role, again.staff_until) == ("bookkeeper", None)
    assert first.get("/console/").status_code == 302  # the old session does not come back with her


def test_a_lost_telephone_is_forgotten_and_the_finder_is_out():
    eve = appoint("eve@musa.example", at=NOON)
    finder = logged_in(eve)
    forget_second_step(eve.ref)
    assert not Authenticator.objects.exists()
    assert finder.get("/console/")["Location"].startswith("/account/login/")


def test_the_second_step_lies_sealed_in_the_database():
    give_second_step(appoint("eve@musa.example", at=NOON).email, SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)


def test_a_customer_is_no_staff():
    alice = open_way_in("alice@firm.example", language="de", at=NOON)
    with pytest.raises(StaffUnknown):
        change_role(alice.ref, role=Role.ADMINISTRATOR)
    assert staff() == []


def test_a_way_in_that_is_closed_sets_its_address_free():
    first = open_way_in("alice@firm.example", language="de", at=NOON)
    close_way_in(first.ref)

    second = open_way_in("alice@firm.example", language="de", at=NOON)
    assert first != second
    assert not User.objects.get(pk=first.pk).is_active

    with pytest.raises(AddressInUse):
        reopen_way_in(first.ref, email="alice@firm.example")


@pytest.mark.parametrize("may_return", [True, False])
def test_who_may_return_keeps_his_password_and_his_second_step(may_return):
    first = open_way_in("alice@firm.example", language="de", at=NOON)
    give_second_step(first.email, SECRET)
    set_password(first.email, "a long password")
    close_way_in(first.ref, may_return=may_return)
    first.refresh_from_db()
    assert (first.has_usable_password(), Authenticator.objects.exists()) == (may_return, may_return)
    close_way_in(first.ref)  # for good, such as by an erasure after a join
    first.refresh_from_db()
    assert (first.has_usable_password(), Authenticator.objects.exists()) == (False, False)


def test_a_way_in_that_was_closed_by_mistake_is_opened_again():
    first = open_way_in("alice@firm.example", language="de", at=NOON)
    close_way_in(first.ref)
    reopen_way_in(first.ref, email="alice@firm.example")
    assert open_way_in("alice@firm.example", language="de", at=NOON) == first
