"""Product keys from other sources than Abaca's own: choosing one, paying, and what came of it."""

from abaca.dispatch.jobs import drain
from abaca.messaging.actions import secrets_of
from abaca.messaging.models import Letter
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.feed.queries import documents_after
from abaca.store.product_keys.actions import SourceWish, choose_source
from abaca.store.product_keys.models import ProductKey, Source
from abaca.store.product_keys.queries import text_of
from abaca.store.workflows.invariants import (
    a_paid_order_has_one_delivery_letter,
    a_paid_order_has_one_product_key_per_seat,
    a_product_key_is_wanted_of_a_paid_order_until_it_is_there,
    no_product_key_comes_before_the_money,
    the_feed_has_no_gap,
    the_feed_tells_of_every_product_key_once,
    what_came_later_has_its_letter,
)
from abaca.store.workflows.key_delivery import fill_list
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.orders import make_order

# the orders here are settled without a payment, so only what concerns product keys is asked
WELL = (
    a_paid_order_has_one_product_key_per_seat,
    no_product_key_comes_before_the_money,
    a_product_key_is_wanted_of_a_paid_order_until_it_is_there,
    what_came_later_has_its_letter,
    the_feed_has_no_gap,
    the_feed_tells_of_every_product_key_once,
    a_paid_order_has_one_delivery_letter,
)


def what_is_wrong() -> list[str]:
    return [sentence for invariant in WELL for sentence in invariant()]


def comes_from(**wish) -> Source:
    return choose_source(plan_for_sale("professional"), SourceWish(**wish), at=NOON, by="usr_sam")


def from_list(*keys: str, low_stock: int = 0) -> Source:
    source = comes_from(kind="list", low_stock=low_stock)
    if keys:
        fill("\n".join(keys))
    return source


def fill(content: str):
    return fill_list(plan_for_sale("professional"), content, at=NOON, by="usr_sam")


def pay(*, seats: int = 1, at=NOON):
    order = make_order(seats=seats)
    settle([order.pk], at=at, by="the bank")
    return order


def texts(order) -> list[str]:
    return [text_of(key) for key in ProductKey.objects.filter(line__order=order)]


def letters(order) -> list[tuple[str, list[str]]]:
    rows = Letter.objects.filter(about=order.ref, kind__in=["order_confirmed", "product_keys_delivered"])
    return [(letter.kind, list(secrets_of(letter).values())) for letter in rows]


def told(order) -> list[tuple[str, str]]:
    bodies = [d["body"] for d in documents_after(0, 1000) if d["kind"] == "product_key.issued"]
    return [(body["form"], body["text"]) for body in bodies if body["order"] == order.ref]


def ask(at=NOON) -> None:
    drain("store.generators", at=at)
