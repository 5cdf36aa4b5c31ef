"""Whatever happens to a licence: its terms are the replay of its ledger, never overlap, and the past stays."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.kernel.schedule import local_day
from abaca.licensing.accounts.models import Account
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.actions import project
from abaca.licensing.licences.models import LedgerEntry, Licence, Term
from abaca.licensing.licences.queries import ledger_of
from abaca.licensing.licences.stacking import lay
from abaca.licensing.product_keys.models import ProductKey
from tests.conftest import NOON
from tests.licensing import rehearsed_store
from tests.licensing.makers import make_account, redeems
from tests.licensing.rehearsed_store import Store

pytestmark = pytest.mark.django_db
ZONE = "Europe/Zurich"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["redeem", "redeem", "withdraw", "reinstate", "upgrade", "take back"]),
        st.integers(0, 5),  # which of the keys
        st.integers(0, 200),  # days until it happens
    ),
    min_size=1,
    max_size=9,
)


def terms(licence: Licence) -> list[tuple[date, date | None, int]]:
    return list(Term.objects.filter(licence=licence).order_by("begins").values_list("begins", "ends", "plan_id"))


def plan_on(rows: list[tuple[date, date | None, int]], day: date) -> int | None:
    return next((plan for begins, ends, plan in rows if begins <= day and (ends is None or day < ends)), None)


class History:
    """A holder, his keys, and what happens to them."""

    def __init__(self) -> None:
        rehearsed_store.SHELF.clear()
        self.store, self.at, self.sold = Store(), NOON, []
        self.store.describes("professional")
        self.store.describes("advanced")
        self.account: Account = make_account()
        self.upgrades: list[rehearsed_store.Sold] = []

    @property
    def licence(self) -> Licence | None:
        return Licence.objects.filter(account=self.account).first()

    def step(self, kind: str, which: int, days: int) -> bool:
        """Do something; return whether it was about an upgrade, which counts from its own day."""
        self.at += timedelta(days=days)
        today = str(local_day(self.at, ZONE))
        chosen = self.sold[which % len(self.sold)] if self.sold else None
        match kind:
            case "redeem":
                sold = self.store.sells(at=self.at)
                self.sold.append(sold)
                redeems(self.account, sold, at=self.at)
            case "withdraw" if chosen:
                self.store.withdraws(chosen, today)
            case "reinstate" if chosen:
                self.store.reinstates(chosen, today)
            case "upgrade" if chosen and not ProductKey.objects.filter(replaces_ref=chosen.ref).exists():
                told = {"replaces": chosen.ref, "from": today}
                self.upgrades.append(self.store.sells("advanced", at=self.at, **told))
            case "take back" if self.upgrades:
                self.store.withdraws(self.upgrades[which % len(self.upgrades)], today)
        pull(at=self.at)
        return kind in {"upgrade", "take back", "reinstate"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_a_licence_is_what_its_ledger_says(a_wing_of_its_own, steps):
    with transaction.atomic():
        history = History()
        before: list[tuple[date, date | None, int]] = []
        for kind, which, days in steps:
            of_upgrade = history.step(kind, which, days)
            licence = history.licence
            if licence is None:
                continue
            now, today = terms(licence), local_day(history.at, ZONE)
            replay = [(each.begins, each.ends, int(each.plan)) for each in lay(ledger_of(licence.pk))]
            assert now == replay
            assert all(one[1] is not None and one[1] <= two[0] for one, two in pairwise(now))
            seqs = list(LedgerEntry.objects.filter(licence=licence).order_by("seq").values_list("seq", flat=True))
            assert seqs == list(range(1, len(seqs) + 1))
            if not of_upgrade:
                first = min((begins for begins, _ends, _plan in before), default=today)
                past = [first + timedelta(days=n) for n in range((today - first).days)]
                assert [plan_on(before, day) for day in past] == [plan_on(now, day) for day in past]
            before = now
        if (licence := history.licence) is not None:
            project(licence)
            assert terms(licence) == before
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE licensing_licences_ledgerentry SET months = 120",
        "UPDATE licensing_licences_ledgerentry SET at = at",
        "DELETE FROM licensing_licences_ledgerentry",
        "TRUNCATE licensing_licences_ledgerentry",
    ],
)
def test_no_statement_rewrites_the_ledger(open_store, statement):
    redeems(make_account(), open_store.sells())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LedgerEntry.objects.count() == 1
