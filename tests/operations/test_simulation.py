"""The simulation, for a few people and little more than a year."""

from datetime import timedelta

from tests.conftest import NOON

from abaca.operations.simulation.crowd import crowd
from abaca.operations.simulation.life import live
from abaca.operations.simulation.summary import findings, summary

UNTIL = NOON + timedelta(days=430)


def test_a_crowd_lives_and_everything_holds(clock, letters):
    told: list[str] = []
    refusals = live(6, seed=3, begins=clock.now, until=UNTIL, tell=told.append)
    tables = summary(refusals, at=UNTIL)

    assert {name: sentences for name, sentences in findings(at=UNTIL).items() if sentences} == {}
    assert told[-1].startswith("May 2027: 6 customers, ")
    assert ("customers", "6") in tables["Customers"]
    assert dict(tables["Orders"])["renewal, paid"]
    assert {state for name, _n in tables["Letters"] for state in name.split(", ")[1:]} == {"sent"}
    assert set(tables) == {
        "Customers", "Orders", "Money", "Charges", "Transfers", "Subscriptions", "Product keys", "Licences",
        "Letters", "Refusals",
    }  # fmt: skip


def test_the_same_seed_brings_the_same_people():
    def people(seed: int) -> list[tuple]:
        return [(c.person, c.arrives, c.plan, c.seats) for c in crowd(30, seed=seed, begins=NOON, until=UNTIL)]

    assert people(1) == people(1)
    assert people(1) != people(2)


def test_somebody_s_luck_does_not_depend_on_who_else_is_there():
    few = crowd(3, seed=1, begins=NOON, until=UNTIL)
    many = crowd(40, seed=1, begins=NOON, until=UNTIL)
    assert [c.person.name for c in few] == [c.person.name for c in many[:3]]


def test_a_crowd_pays_in_every_way():
    behaviours = {c.person.pays for c in crowd(200, seed=1, begins=NOON, until=UNTIL)}
    assert {"wallet", "transfer"} < behaviours
    assert len(behaviours) == 26  # 24 published numbers
