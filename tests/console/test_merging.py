"""The pages on which two customers become one."""

import re
from dataclasses import replace

import pytest

from abaca.access.models import AuditEntry
from abaca.store.customers.models import Customer
from tests.makers.shop import ALICE, Buyer
from tests.makers.statements import statements_of

MISTYPED = replace(ALICE, email="alcie@example.com")


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def twins(shop) -> tuple[Customer, Customer]:
    shop.sells(to=MISTYPED)
    shop.sells(to=ALICE)
    return Buyer(MISTYPED).customer, Buyer(ALICE).customer


def test_what_moves_is_shown_before_anything_is_done(desk, twins):
    lost, kept = twins
    said = words(desk.post(f"/console/customers/{lost.ref}/merge/", {"other": kept.email, "keep": "other"}))
    assert ("Join them" in said, f"Nobody can log in as {lost.email} any more." in said) == (True, True)
    lost.refresh_from_db()
    assert lost.merged_into is None


@pytest.mark.parametrize("keep", ["this", "other"])
def test_the_one_who_was_chosen_is_kept(desk, twins, keep):
    here, there = twins
    wish = {"other": there.ref, "keep": keep, "confirmed": "yes"}
    answer = desk.post(f"/console/customers/{here.ref}/merge/", wish)
    lost, kept = (here, there) if keep == "other" else (there, here)
    assert answer["Location"] == f"/console/customers/{kept.ref}/"
    lost.refresh_from_db()
    assert lost.merged_into == kept
    assert set(AuditEntry.objects.get(page="console:merge_customers").whose) == {here.ref, there.ref}


def test_the_old_page_leads_to_the_new_one_and_tells_of_both_pasts(desk, twins):
    lost, kept = twins
    desk.post(f"/console/customers/{lost.ref}/merge/", {"other": kept.ref, "keep": "other", "confirmed": "yes"})
    answer = desk.get(f"/console/customers/{lost.ref}/", follow=True)
    assert answer.redirect_chain == [(f"/console/customers/{kept.ref}/", 302)]
    assert f"{lost.email} belongs to this customer." in words(answer)
    assert f"letter to {lost.email}" in words(answer)


def test_it_is_undone_by_one_click(desk, twins):
    lost, kept = twins
    desk.post(f"/console/customers/{lost.ref}/merge/", {"other": kept.ref, "keep": "other", "confirmed": "yes"})
    assert "Undo" in words(desk.get(f"/console/customers/{kept.ref}/"))
    desk.post(f"/console/customers/{lost.ref}/undo-merge/")
    lost.refresh_from_db()
    assert lost.merged_into is None


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ("nobody@nowhere.example", "There is no customer with this address or reference."),
        ("", "This field is required."),
        (ALICE.email, "This is the same customer."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, twins, other, sentence):
    _lost, kept = twins
    answer = desk.post(f"/console/customers/{kept.ref}/merge/", {"other": other, "keep": "other"})
    assert answer.status_code in {404, 422}
    assert sentence in words(answer)


def test_a_customers_page_costs_the_same_whoever_was_joined_into_him(desk, shop, twins):
    lost, kept = twins
    page = f"/console/customers/{kept.ref}/"
    desk.get(page)
    before = statements_of(lambda: desk.get(page))
    desk.post(f"/console/customers/{lost.ref}/merge/", {"other": kept.ref, "keep": "other", "confirmed": "yes"})
    desk.get(page)
    assert statements_of(lambda: desk.get(page)) <= before + 3  # a generation of refs, asked for in three places
