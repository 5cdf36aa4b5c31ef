"""Who is one person with whom, after customers were joined."""

import pytest

from abaca.store.customers.models import Customer
from abaca.store.customers.queries import groups_of
from tests.conftest import NOON
from tests.makers.statements import statements_of


@pytest.fixture
def people(db) -> list[str]:
    """Return a into b into c, d into c, and e by himself."""
    made = {}
    for name in "abcde":
        address = f"{name}@example.com"
        made[name] = Customer.objects.create(
            ref=f"cus_{name}",
            email=address,
            email_folded=address,
            name=name,
            language="en",
            country="IT",
            user_ref=f"usr_{name}",
            since=NOON,
        )
    for lost, kept in ("ab", "bc", "dc"):
        Customer.objects.filter(pk=made[lost].pk).update(merged_into=made[kept])
    return [each.ref for each in made.values()]


def test_whoever_was_joined_one_after_the_other_is_one_person(people):
    one = frozenset({"cus_a", "cus_b", "cus_c", "cus_d"})
    found = groups_of(people)
    assert found == dict.fromkeys(people[:4], one) | {"cus_e": frozenset({"cus_e"})}
    for ref in people:
        assert groups_of([ref]) == {ref: found[ref]}
    assert (groups_of(["cus_x"]), groups_of([])) == ({"cus_x": frozenset({"cus_x"})}, {})


def test_it_costs_the_same_for_one_and_for_all(people):
    assert statements_of(lambda: groups_of(people)) <= statements_of(lambda: groups_of(people[:1]))
