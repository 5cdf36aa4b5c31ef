import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.ledger import accounts

BEANCOUNT = re.compile(r"(Assets|Liabilities|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+")
CODES = st.text("abcxyz019-_AX", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("country", "rate", "account"),
    [
        ("CH", 810, "Liabilities:Tax:CH:8-1"),
        ("DE", 1900, "Liabilities:Tax:DE:19"),
        ("FI", 2550, "Liabilities:Tax:FI:25-5"),
        ("XX", 5, "Liabilities:Tax:XX:0-05"),
        ("XX", 1205, "Liabilities:Tax:XX:12-05"),
    ],
)
def test_a_rate_is_spelt_without_a_dot(country, rate, account):
    assert accounts.tax(country, rate) == account


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("professional", "Professional"),
        ("team-5", "Team-5"),
        ("team_5", "Team-x5f5"),
        ("team-x5f5", "Team-x2dx5f5"),
        ("2go", "2go"),
        ("-odd", "XX-odd"),
        ("_odd", "XX-x5fodd"),
        ("PRO", "XX-x50-x52-x4f"),
    ],
)
def test_a_plan_is_spelt_as_a_part_of_an_account(code, name):

    assert accounts.plan_name(code) == name
    assert accounts.income(code) == f"Income:{name}"
    assert accounts.deferred(code) == f"Liabilities:Deferred:{name}"


def test_a_plan_without_a_code_has_no_account():
    with pytest.raises(ValueError, match="no account"):
        accounts.plan_name("")


@given(CODES)
def test_every_account_is_one_that_beancount_reads(code):
    assert BEANCOUNT.fullmatch(accounts.income(code))


@given(CODES, CODES)
def test_two_plans_never_share_an_account(one, other):
    assert (accounts.plan_name(one) == accounts.plan_name(other)) == (one == other)


@pytest.mark.parametrize(
    ("account", "branch"),
    [
        ("Liabilities:Deferred:Professional", "Liabilities:Deferred"),
        ("Liabilities:Tax:CH:8-1", "Liabilities:Tax"),
        ("Income:Professional", "Income"),
        ("Assets:Bank", "Assets:Bank"),
    ],
)
def test_the_branch_is_what_does_not_grow(account, branch):
    assert accounts.branch(account) == branch
