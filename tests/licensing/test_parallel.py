"""What holds when everybody comes at once: threads with connections of their own."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier, Event, get_ident

import pytest
from django.db import connection

from abaca.kernel.bridge_codes import read
from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.actions import (
    activate,
    make_bridge_code,
    make_bridge_code_for_licence,
    use_bridge_code,
)
from abaca.licensing.devices.models import BridgeCode
from abaca.licensing.devices.queries import in_use
from abaca.licensing.feed_import import jobs
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.queries import pulls
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import LedgerEntry, Plan
from tests.conftest import NOON
from tests.licensing import rehearsed_store
from tests.licensing.makers import make_account, make_licence, redeems

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls: Sequence[Callable[[], object]]) -> Counter[str]:
    """Make all calls at the same moment; count what came of them."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait()
            return str(call())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return Counter(threads.map(run, calls))


@pytest.fixture
def others_pull(monkeypatch) -> Callable[..., AbstractContextManager[None]]:
    """Let another's pull go on until so many threads wait for its end, however long the machine takes to start them."""
    ask, waiting, all_there = jobs._lock, set(), Event()

    def watched(function: str) -> bool:
        got = ask(function)
        if not got:
            waiting.add(get_ident())
        return got

    def hold(number: int, held: Event) -> None:
        try:
            with jobs._alone():
                held.set()
                while len(waiting) < number and not all_there.wait(jobs.PAUSE):
                    pass
        finally:
            connection.close()

    @contextmanager
    def going_on(*, until_wait_for_it: int) -> Iterator[None]:
        held = Event()
        with ThreadPoolExecutor(1) as another:
            holding = another.submit(hold, until_wait_for_it, held)
            held.wait()
            yield
            all_there.set()
            holding.result()

    monkeypatch.setattr(jobs, "PATIENCE", 60.0)
    monkeypatch.setattr(jobs, "_lock", watched)
    return going_on


def test_thirty_two_activations_of_five_give_exactly_five(store):
    licence = make_licence(store)
    Plan.objects.update(activations_per_day=None)

    def activation(number: int) -> Callable[[], object]:
        fingerprint = f"{number:064}"
        return lambda: activate(licence.pk, fingerprint=fingerprint, at=NOON, by="a test").already

    outcome = at_once([activation(number) for number in range(32)])
    assert outcome == {"False": 5, "device_limit": 27}
    assert len(in_use(licence.pk)) == 5


def test_one_device_that_asks_thirty_two_times_has_one_place(store):
    licence = make_licence(store)
    outcome = at_once(
        [lambda: activate(licence.pk, fingerprint="f" * 64, at=NOON, by="a test").already for _call in range(32)]
    )
    assert outcome == {"False": 1, "True": 31}
    assert len(in_use(licence.pk)) == 1


def test_thirty_two_redemptions_by_two_accounts_have_one_winner(store):
    alice, bob, sold = make_account(), make_account(), store.sells()
    pull(at=NOON)
    calls = [lambda account=account: redeems(account, sold).already for account in [alice, bob] * 16]
    outcome = at_once(calls)
    assert outcome == {"False": 1, "True": 15, "product_key_taken": 16}
    assert LedgerEntry.objects.count() == 1


def test_two_keys_at_once_on_one_account_add_up(store):
    alice, keys = make_account(), [store.sells() for _key in range(8)]
    pull(at=NOON)
    assert at_once([lambda sold=sold: redeems(alice, sold).already for sold in keys]) == {"False": 8}
    assert sorted(LedgerEntry.objects.values_list("seq", flat=True)) == list(range(1, 9))


def test_many_unknown_keys_at_once_share_the_pulls(store, others_pull):
    alice = make_account()
    unknown = rehearsed_store.Sold("", "A0123-45678-9ABCD-EFGHJ-KM583")
    with others_pull(until_wait_for_it=24):
        assert at_once([lambda: redeems(alice, unknown) for _call in range(24)]) == {"product_key_unknown": 24}
    assert pulls() == (1, 1)


def test_thirty_two_uses_of_one_bridge_code_give_one_lease(store):
    pull(at=NOON)
    plan = Plan.objects.select_related("product").get(code="professional")
    reading = read(make_bridge_code(plan, counts_for="sub_1", at=NOON, by="a test").printed)

    def use(number: int) -> Callable[[], object]:
        fingerprint = f"{number:064}"
        facts = {"product": plan.product, "fingerprint": fingerprint, "at": NOON, "by": "a program"}
        return lambda: type(use_bridge_code(reading, **facts)).__name__

    assert at_once([use(number) for number in range(32)]) == {"BridgeLease": 1, "bridge_code_unknown": 31}
    assert Entry.objects.filter(what="bridge_code.used").count() == 1


def test_thirty_two_clicks_make_one_bridge_code(store):
    licence = make_licence(store)
    plan = Plan.objects.select_related("product").get(code="professional")
    calls = [
        lambda: type(make_bridge_code_for_licence(licence.pk, at=NOON, by="a test")).__name__ for _call in range(16)
    ]
    assert at_once(calls) == {"MadeBridgeCode": 1, "bridge_code_made_lately": 15}
    calls = [
        lambda: type(make_bridge_code(plan, counts_for="sub_1", at=NOON, by="a test")).__name__ for _call in range(16)
    ]
    assert at_once(calls) == {"MadeBridgeCode": 1, "bridge_code_made_lately": 15}
    assert BridgeCode.objects.count() == 2
