from datetime import timedelta

import pytest
from django.db import connection

from abaca.store.tax import actions, jobs
from abaca.store.tax.patience import REUSE
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def check(vat_id: str, *, at=NOON, who: str = "cus_a"):
    return jobs.check_now(vat_id, who, max_age=REUSE, conclude=actions.write_answers, at=at, by="a guest")


@pytest.mark.parametrize(
    ("vat_id", "answer"), [("DE136695976", "confirmed"), ("DE222222220", "refused"), ("DE666666660", "unknown")]
)
def test_an_id_is_asked_about_while_its_owner_looks_on(vat_id, answer):
    assert check(vat_id).answer == answer


def test_a_fresh_answer_is_used_again_and_an_old_one_is_not():
    first = check("DE136695976")
    assert check("DE136695976", at=NOON + REUSE).pk == first.pk
    assert check("DE136695976", at=NOON + REUSE + timedelta(seconds=1)).pk != first.pk
    assert check("DE136695976", who="cus_b").pk != first.pk


@pytest.mark.parametrize("vat_id", ["CHE107787577", "GB980780684", "XI432525179", "123456789"])
def test_nobody_is_asked_about_ids_from_outside_the_union(vat_id):
    assert check(vat_id) is None


def test_a_register_that_was_down_is_asked_until_it_answers():
    first = check("DE333333339")
    assert first.answer == "unknown"
    for minutes, answer in ((5, "unknown"), (60, "confirmed")):
        at = NOON + timedelta(minutes=minutes)
        assert jobs.next_at() == at
        jobs.ask(jobs.due(at, 10), conclude=actions.write_answers, at=at)
        first.refresh_from_db()
        assert first.answer == answer
    assert jobs.next_at() is None


def test_the_register_is_asked_outside_any_transaction(monkeypatch):
    inside = []

    class Witness:
        name = "witness"

        def ask(self, question, *, at):
            inside.append((question.vat_id, at, connection.in_atomic_block))
            return jobs.gateways.Reply(actions.VatAnswer.CONFIRMED)

    monkeypatch.setattr(jobs.gateways, "connected", Witness)
    assert check("DE136695976").register == "witness"
    assert inside == [("DE136695976", NOON, False)]
