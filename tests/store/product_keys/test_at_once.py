"""Two at the same time, on a real server, each with a connection of its own."""

import pytest

from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.product_keys.actions import SourceWish, choose_source, take
from abaca.store.product_keys.models import Errand, ProductKey, StockedKey
from abaca.store.product_keys.protocol import Key
from abaca.store.product_keys.queries import text_of
from abaca.store.workflows.key_delivery import conclude, enter_by_hand, fill_list, try_again
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.orders import make_lines
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(transactional_db, shop):
    return plan_for_sale("professional")


def source(plan, **wish):
    return choose_source(plan, SourceWish(**wish), at=NOON, by="usr_sam")


def sold() -> list[str]:
    return sorted(text_of(key) for key in ProductKey.objects.all())


def test_no_key_of_a_list_is_sold_twice(plan):
    source(plan, kind="list", low_stock=0)
    fill_list(plan, "\n".join(f"K{n:02}" for n in range(10)), at=NOON, by="x")
    orders = [line.order_id for line in make_lines(6, seats=2)]
    results = at_once([lambda o=o: settle([o], at=NOON, by="x") for o in orders])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sold() == [f"K{n:02}" for n in range(10)]
    assert Errand.objects.filter(state="parked", reason="list_empty").count() == 2
    assert not StockedKey.objects.exists()


def test_the_last_key_goes_to_one_of_two_and_the_other_waits(plan):
    source(plan, kind="list", low_stock=0)
    fill_list(plan, "LAST", at=NOON, by="x")
    orders = [line.order_id for line in make_lines(2)]
    at_once([lambda o=o: settle([o], at=NOON, by="x") for o in orders])
    assert (sold(), Errand.objects.count()) == (["LAST"], 1)


def test_a_sale_and_an_import_at_once_lose_nothing(plan):
    source(plan, kind="list", low_stock=0)
    orders = [line.order_id for line in make_lines(3)]
    lists = ["A\nB", "C\nD"]
    at_once(
        [lambda o=o: settle([o], at=NOON, by="x") for o in orders]
        + [lambda text=text: fill_list(plan, text, at=NOON, by="x") for text in lists]
    )
    assert (ProductKey.objects.count(), StockedKey.objects.count()) == (3, 1)
    assert not Errand.objects.exclude(state="delivered").exists()


def test_an_errand_is_in_one_hand(plan):
    source(plan, kind="url", address="http://127.0.0.1:9/")
    settle([make_lines(1)[0].order_id], at=NOON, by="x")
    errand = Errand.objects.get()
    hands = at_once([lambda: take([errand.pk], at=NOON) for _n in range(4)])
    assert sorted(len(hand) for hand in hands) == [0, 0, 0, 1]


def test_two_answers_at_once_for_two_seats_bring_one_letter(plan):
    source(plan, kind="url", address="http://127.0.0.1:9/", one_per_seat=True)
    settle([make_lines(1, seats=2)[0].order_id], at=NOON, by="x")
    pks = list(Errand.objects.values_list("pk", flat=True))
    take(pks, at=NOON)
    at_once([lambda pk=pk: conclude({pk: Key(f"K{pk}".encode())}, at=NOON, by="x") for pk in pks])
    assert len(sold()) == 2
    assert Errand.objects.filter(announced_at=NOON).count() == 2


def test_two_members_of_the_staff_help_once(plan):
    source(plan, kind="list", low_stock=0)
    settle([make_lines(1)[0].order_id], at=NOON, by="x")
    ref = Errand.objects.get().ref
    results = at_once(
        [
            lambda: enter_by_hand(ref, "BY HAND", at=NOON, by="usr_a"),
            lambda: enter_by_hand(ref, "BY ANOTHER", at=NOON, by="usr_b"),
            lambda: try_again(ref, at=NOON, by="usr_c"),
        ]
    )
    assert len(sold()) == 1
    assert sum(isinstance(r, Exception) for r in results) == 2
