"""What holds when everybody comes at once, against several real server processes; never a 5xx, never a deadlock."""

import os
from collections import Counter
from time import monotonic

import pytest

from abaca.kernel.product_keys import mint
from abaca.licensing.accounts.actions import give_token
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.models import Device
from abaca.licensing.feed_import.queries import pulls
from abaca.licensing.licences.models import LedgerEntry, Licence, Plan, Term
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import known, lookups_for
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import Reply, at_once, keygen, lemon, machine, native, over_the_wire

pytestmark = pytest.mark.django_db(transaction=True)
ALL = 32
ROUNDS = int(os.environ.get("ABACA_RACE_ROUNDS", "5"))  # at each of the four doors
ADDRESSES = [f"127.0.{number}.1" for number in range(1, 120)]


def statuses(replies: list[Reply]) -> Counter[int]:
    return Counter(reply.status for reply in replies)


def prints(round_: int) -> list[str]:
    return [f"{round_:032x}{number:032x}" for number in range(ALL)]


def codes(replies: list[Reply]) -> Counter[str]:
    return Counter(str(reply.json["error"]["code"]) if "error" in reply.json else "" for reply in replies)


def in_use(licence: Licence) -> int:
    return Device.objects.filter(licence=licence, deactivated_at=None).count()


@pytest.fixture
def three(house):
    Plan.objects.update(devices=3)
    return house


def sells(store) -> tuple[str, Licence]:
    sold = store.sells()
    return sold.text, redeems(make_account(), sold).licence


def test_parallel_machines_never_pass_the_limit(three, store):
    for round_ in range(ROUNDS):
        text, licence = sells(store)
        asks = [machine(text, str(licence.uuid), each) for each in prints(round_)]
        replies = at_once(three.server, asks)
        assert statuses(replies) == {201: 3, 422: 29}, f"round {round_}"
        assert in_use(licence) == 3


def test_parallel_activations_never_pass_the_limit(three, store):
    for round_ in range(ROUNDS):
        text, licence = sells(store)
        asks = [native("activate", product_key=text, fingerprint=each, lease=False) for each in prints(round_)]
        replies = at_once(three.server, asks)
        assert statuses(replies) == {201: 3, 409: 29}, f"round {round_}"
        assert codes(replies) == {"": 3, "device_limit": 29}
        assert in_use(licence) == 3


def test_parallel_instances_never_pass_the_limit(three, store):
    for round_ in range(ROUNDS):
        text, licence = sells(store)
        asks = [lemon("activate", license_key=text, instance_name=each) for each in prints(round_)]
        replies = at_once(three.server, asks)
        assert statuses(replies) == {200: 3, 400: 29}, f"round {round_}"
        assert {reply.json["error"] for reply in replies if reply.status == 400} == {
            "This license key has reached the activation limit."
        }
        assert in_use(licence) == 3


def test_parallel_replacements_give_each_place_away_once(three, store):
    for round_ in range(ROUNDS):
        text, licence = sells(store)
        first = [
            over_the_wire(three.server, native("activate", product_key=text, fingerprint=f"old {number}", lease=False))
            for number in range(3)
        ]
        places = [reply.json["device"]["id"] for reply in first]
        asks = [
            native("activate", product_key=text, fingerprint=each, lease=False, replace_device=places[number % 3])
            for number, each in enumerate(prints(round_))
        ]
        replies = at_once(three.server, asks)
        assert statuses(replies) == {201: 3, 404: 29}, f"round {round_}"
        assert codes(replies) == {"": 3, "device_unknown": 29}
        assert in_use(licence) == 3


def test_one_fingerprint_has_one_place(house, store):
    text, licence = sells(store)
    replies = at_once(house.server, [native("activate", product_key=text, fingerprint="one") for _ask in range(ALL)])
    assert statuses(replies) == {201: 1, 200: 31}
    assert len({reply.json["device"]["id"] for reply in replies}) == in_use(licence) == 1

    replies = at_once(house.server, [machine(text, str(licence.uuid), "two") for _ask in range(ALL)])
    assert statuses(replies) == {201: 1, 422: 31}
    taken = {reply.json["errors"][0]["code"] for reply in replies if reply.status == 422}
    assert taken == {"FINGERPRINT_TAKEN"}
    assert in_use(licence) == 2


@pytest.mark.parametrize("door", ["keygen", "lemonsqueezy"])
def test_an_unredeemed_key_is_redeemed_once_by_parallel_programs(three, store, door):
    sold = store.sells()
    three.reads_the_shelf()
    shown = over_the_wire(three.server, keygen("GET", "me", sold.text))
    licence = shown.json["data"]["id"]
    if door == "keygen":
        replies = at_once(three.server, [machine(sold.text, licence, each) for each in prints(0)])
        assert statuses(replies) == {201: 3, 422: 29}
    else:
        replies = at_once(three.server, [lemon("activate", license_key=sold.text, instance_name=e) for e in prints(0)])
        assert statuses(replies) == {200: 3, 400: 29}
    assert LedgerEntry.objects.count() == Licence.objects.count() == Account.objects.count() == 1
    assert str(Licence.objects.get().uuid) == licence
    assert in_use(Licence.objects.get()) == 3


def test_one_key_redeemed_by_two_accounts_has_one_winner(house, store):
    for _round in range(5):
        sold = store.sells()
        house.reads_the_shelf()
        accounts = [make_account(), make_account()]
        tokens = [give_token(account, fingerprint="f", at=NOON) for account in accounts]
        asks = [native("redeem", product_key=sold.text, token=tokens[number % 2]) for number in range(ALL)]
        replies = at_once(house.server, asks)
        assert statuses(replies) == {201: 1, 200: 15, 409: 16}
        winner = next(number % 2 for number, reply in enumerate(replies) if reply.status == 201)
        for number, reply in enumerate(replies):
            if number % 2 == winner:
                assert reply.json["already"] is (reply.status == 200)
            else:
                assert reply.json["error"]["code"] == "product_key_taken"
        key = ProductKey.objects.get(ref=sold.ref)
        assert key.licence is not None
        assert key.licence.account_id == accounts[winner].pk
        assert LedgerEntry.objects.filter(kind="grant", cause=sold.ref).count() == 1


def test_two_keys_on_one_licence_at_once_make_two_terms(house, store):
    account = make_account()
    token = give_token(account, fingerprint="f", at=NOON)
    keys = [store.sells(), store.sells()]
    house.reads_the_shelf()
    asks = [native("redeem", product_key=sold.text, token=token) for sold in keys * 8]
    assert statuses(at_once(house.server, asks)) == {201: 2, 200: 14}
    terms = list(Term.objects.order_by("begins").values_list("begins", "ends"))
    assert [(str(begins), str(ends)) for begins, ends in terms] == [
        ("2026-03-02", "2027-03-02"),
        ("2027-03-02", "2028-03-02"),
    ]
    assert list(LedgerEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_a_key_and_the_one_that_follows_it_do_not_lock_each_other_out(house, store):
    """The one redeems the other in passing, while somebody redeems that one by hand."""
    for _round in range(5):
        first = store.sells()
        second = store.sells(follows=first.ref, deliver="automatic")
        third = store.sells(follows=second.ref, deliver="automatic")
        house.reads_the_shelf()
        over_the_wire(house.server, native("activate", product_key=first.text, fingerprint="looks first"))
        token = give_token(make_account(), fingerprint="f", at=NOON)
        asks = [native("redeem", product_key=sold.text, token=token) for sold in [first, second, third] * 5]
        replies = at_once(house.server, asks)
        assert set(statuses(replies)) <= {200, 201}, codes(replies)
        licence = ProductKey.objects.get(ref=first.ref).licence
        assert Term.objects.filter(licence=licence).count() == 3


def test_parallel_check_outs_keep_to_their_limit(house, store):
    text, _licence = sells(store)
    over_the_wire(house.server, native("activate", product_key=text, fingerprint="one", lease=False))
    asks = [native("lease", product_key=text, fingerprint="one", formats=["compact"]) for _ask in range(ALL + 3)]
    assert statuses(at_once(house.server, asks)) == {200: 30, 429: 5}


def test_fifty_invented_keys_at_once_cost_one_pull_a_second(house, store):
    before, began = pulls()[0], monotonic()
    asks = [native("activate", product_key=mint(), fingerprint="f" * 64, source=address) for address in ADDRESSES[:50]]
    replies = at_once(house.server, asks)
    assert codes(replies) == {"product_key_unknown": 50}
    assert pulls()[0] - before <= 2 + (monotonic() - began)  # they come within a second, unless the machine is slow


def test_a_key_that_waits_in_the_feed_is_found_at_the_first_try(house, store):
    token = give_token(make_account(), fingerprint="f", at=NOON)
    asks = [
        lambda text: native("redeem", product_key=text, token=token),
        lambda text: native("activate", product_key=text, token=token, fingerprint="f"),
        lambda text: keygen("GET", "me", text),
        lambda text: keygen("POST", "licenses/actions/validate-key", meta={"key": text}),
        lambda text: lemon("activate", license_key=text, instance_name="first"),
    ]
    for ask in asks:
        sold = store.sells()
        house.reads_the_shelf()
        assert known(lookups_for(sold.text, foreign=True)) is None
        reply = over_the_wire(house.server, ask(sold.text))
        assert reply.status in {200, 201}
        assert known(lookups_for(sold.text, foreign=True)) is not None
        assert "NOT_FOUND" not in reply.body.decode()


def test_many_who_wait_for_the_same_key_all_find_it(house, store):
    sold = store.sells()
    house.reads_the_shelf()
    replies = at_once(house.server, [keygen("GET", "me", sold.text, source=address) for address in ADDRESSES[:ALL]])
    assert statuses(replies) == {200: ALL}
