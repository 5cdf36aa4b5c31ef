"""A way in is opened once, found however its address is written, and moved to another address."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from abaca.access.actions import (
    AddressInUse,
    MemberOfStaff,
    appoint,
    change_email,
    open_way_in,
    remember_language,
    set_password,
)
from abaca.access.models import User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_way_in_is_opened_once_and_without_a_password():
    first = open_way_in("Alice@Firm.example", language="de", at=NOON)
    second = open_way_in("alice@firm.example", language="fr", at=NOON)

    assert first == second
    assert (second.language, second.has_usable_password()) == ("de", False)
    assert EmailAddress.objects.get().verified


def test_who_moves_logs_in_with_the_new_address_only():
    user = open_way_in("alice@firm.example", language="en", at=NOON)

    change_email(user.ref, email="Alice@New.example")

    moved = User.objects.get()
    assert (moved.email, moved.sessions_ended) == ("Alice@New.example", 1)
    assert [address.email for address in EmailAddress.objects.all()] == ["alice@new.example"]


def test_the_way_in_of_a_member_of_staff_is_not_moved():
    sam = appoint("sam@musa.example", at=NOON)

    with pytest.raises(MemberOfStaff, match=r"sam@musa\.example logs in as a member of the staff"):
        change_email(sam.ref, email="agent@evil.example")

    assert User.objects.get().email == "sam@musa.example"


def test_staff_are_appointed_and_get_a_password():
    appoint("sam@musa.example", at=NOON)
    set_password("Sam@musa.example", "three quiet words")

    sam = User.objects.get()
    assert sam.is_staff
    assert sam.check_password("three quiet words")


def test_a_language_is_remembered():
    user = open_way_in("alice@firm.example", language="en", at=NOON)

    remember_language(user.ref, language="fr")

    assert User.objects.get().language == "fr"


def test_an_address_that_only_looks_alike_is_not_somebody_elses_way_in():
    open_way_in("bob@mike.example", language="en", at=NOON)
    with pytest.raises(AddressInUse):
        open_way_in("bob@m\u0131ke.example", language="en", at=NOON)
