from contextlib import suppress

import pytest
from django.db import connection, transaction

from abaca.kernel import product_keys
from abaca.store.feed.actions import News, tell
from abaca.store.feed.models import Document
from abaca.store.feed.queries import documents_after
from tests.conftest import NOON
from tests.makers.shop import ALICE, Shop
from tests.makers.threads import at_once


def _news(*words: str) -> list[News]:
    return [News("plan.described", {"word": word}) for word in words]


@pytest.mark.django_db
def test_documents_stand_in_the_order_in_which_they_were_told():
    tell(_news("a", "b"), at=NOON)
    tell([], at=NOON)
    tell(_news("c"), at=NOON)
    assert [(d["position"], d["body"]["word"]) for d in documents_after(0, 10)] == [(1, "a"), (2, "b"), (3, "c")]
    assert [d["position"] for d in documents_after(1, 1)] == [2]
    assert documents_after(3, 10) == []


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_told():
    tell(_news("a"), at=NOON)
    with suppress(ZeroDivisionError), transaction.atomic():
        tell(_news("b", "c"), at=NOON)
        raise ZeroDivisionError
    tell(_news("d"), at=NOON)
    assert [(d["position"], d["body"]["word"]) for d in documents_after(0, 10)] == [(1, "a"), (2, "d")]


def test_the_text_of_a_key_is_put_in_on_the_way_out_only(shop):
    sold = shop.sells(to=ALICE, seats=2)
    told = [d for d in shop.feed() if d["kind"] == "product_key.issued"]
    assert [d["body"]["text"] for d in told] == [key.text for key in sold.keys]
    assert all(product_keys.read(d["body"]["text"]).kind == "ok" for d in told)
    assert told[0]["at"] == "2026-03-02T11:00:00.000Z"
    assert all("text" not in row.body for row in Document.objects.all())


@pytest.mark.django_db(transaction=True)
def test_eight_threads_take_positions_without_gaps_in_the_order_of_their_commits(only_the_store_works):
    Shop()
    first = Document.objects.count() + 1

    def work(n: int) -> None:
        for count in range(4):
            with suppress(ZeroDivisionError), transaction.atomic():
                tell(_news(*[f"{n}.{count}"] * (n % 3 + 1)), at=NOON)
                if (n + count) % 3 == 0:
                    raise ZeroDivisionError

    read: list[list[int]] = []

    def watch() -> None:
        """Read as licensing does: whoever has seen a position must never find an earlier one afterwards."""
        while not read or len(read) < 200:
            read.append(list(Document.objects.order_by("position").values_list("position", flat=True)))

    assert at_once([watch, *[lambda n=n: work(n) for n in range(8)]]) == [None] * 9
    last = Document.objects.order_by("-position").values_list("position", flat=True)[0]
    assert last > first + 20
    assert [positions for positions in read if positions != list(range(1, len(positions) + 1))] == []
    assert Document.objects.count() == last
    with connection.cursor() as cursor:
        cursor.execute("SELECT last FROM store_feed_counter")
        assert cursor.fetchone() == (last,)
