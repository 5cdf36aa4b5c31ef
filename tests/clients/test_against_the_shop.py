"""The client against the real server: what it takes for granted must be what Abaca answers."""

from datetime import UTC, timedelta

import pytest

from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.models import SigningKey
from abaca_client import Client, MemoryStore, NoAnswer, Refused
from tests.api.licensing.program import code_for
from tests.conftest import NOON
from tests.licensing.fixtures import a_wing_of_its_own, store

__all__ = ["a_wing_of_its_own", "store"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def computer(live_server, clock, store):
    """Return a maker of programs that pin the shop's own key, on the shop's clock."""
    pull(at=NOON)
    current_signer(at=NOON)
    public_keys = [bytes(SigningKey.objects.get(state="current").public_key).hex()]

    def making(name: str = "Studio", **options) -> Client:
        facts = {"public_keys": public_keys, "clock": lambda: clock.now, "store": MemoryStore(), **options}
        return Client(live_server.url, "musa-accounting", device_name=name, fingerprint=name.ljust(64, "0"), **facts)

    return making


def sign_in(client: Client, email: str = "alice@example.org") -> Client:
    client.sign_in(email)
    client.confirm(code_for(email))
    return client


def sold(store) -> str:
    key = store.sells().text
    pull(at=NOON)
    return key


def test_a_year_of_a_program_that_is_opened_every_week(computer, store, clock):
    client = sign_in(computer())
    assert client.check().code == "licence_none"
    assert client.activate(sold(store)).ends == "2027-03-02"
    codes = []
    for week in range(1, 56):
        clock.travel_to(NOON + timedelta(weeks=week))
        verdict = client.check()
        codes.append(verdict.code)
        assert not verdict.ask_online or not verdict.may_run
    assert codes == ["ok"] * 52 + ["grace"] * 2 + ["licence_expired"]
    assert client.store.load().product_key == ""


def test_a_lease_holds_while_nobody_answers(computer, store, clock):
    client = sign_in(computer())
    client.activate(sold(store))
    lonely = computer(
        store=client.store, public_keys=["03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"]
    )
    with pytest.raises(NoAnswer):
        lonely.refresh()  # the shop answers, but for this program its key is a stranger's
    noon = NOON.astimezone(UTC)  # thirty days are thirty times 24 hours, also across the change of clocks
    clock.travel_to(noon + timedelta(days=29))
    assert client.check(online=False).may_run
    clock.travel_to(noon + timedelta(days=30))
    assert client.check(online=False).code == "lease_ended"
    assert client.check().may_run


def test_the_sixth_computer_hears_who_is_in(computer, store):
    key = sold(store)
    sign_in(computer()).activate(key)
    for number in range(2, 6):
        assert computer(f"Computer {number}").activate(key).may_run  # redeemed by now: the key alone will do
    sixth = computer("Computer 6")
    with pytest.raises(Refused) as refusal:
        sixth.activate(key)
    assert refusal.value.code == "device_limit"
    first = next(each for each in refusal.value.detail["devices"] if each["name"] == "Computer 2")
    assert sixth.activate(key, replace_device=first["id"]).may_run
    assert sixth.store.load().product_key == key  # without a token it is all there is to ask with


def test_a_released_computer_learns_it_when_it_asks(computer, store, clock):
    client = sign_in(computer())
    client.activate(sold(store))
    other = sign_in(computer("Laptop"))
    assert other.check().may_run
    assert [each["devices"]["used"] for each in client.licences()] == [2]
    other.release()
    assert other.check().code == "released"
    used = client.licences()[0]["devices"]
    assert used["used"] == 1


def test_refusals_are_signed_and_carry_their_details(computer, store):
    sold(store)
    client = computer()
    for key, code in (
        ("AT2GZ-SKYPD", "product_key_mistyped"),
        ("A0000-00000-00000-00000-002V9", "product_key_unknown"),
    ):
        with pytest.raises(Refused) as refusal:
            client.activate(key)
        assert refusal.value.code == code
    client.sign_in("alice@example.org")
    with pytest.raises(Refused) as refusal:
        client.confirm("000000" if code_for("alice@example.org") != "000000" else "000001")
    assert refusal.value.detail == {"tries_left": 4}
