"""The address to which providers send their notifications: a hint to ask, never the answer."""

import json

import pytest
from django.test import Client

from abaca.operations import cast
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.notifications import sign
from abaca.store.payments.models import Attempt, Payment, ProviderEvent
from tests.makers.shop import ALICE, Shop, card
from tests.makers.traces import picture

ADDRESS = "/api/store/v1/notifications/rehearsal/"


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()


def _tell(raw: bytes, signature: str, address: str = ADDRESS):
    return Client(enforce_csrf_checks=True).post(
        address, raw, content_type="application/json", headers={"X-Signature": signature}
    )


def _from_the_provider(clock) -> list[tuple[bytes, str]]:
    return [(raw, signature) for raw, signature, _id in rehearsal_company().due_notifications(clock.now, 10)]


def _waiting_for_3d_secure(shop, clock) -> tuple[bytes, str]:
    """Return the provider's notification that a customer has confirmed, of which the shop knows nothing yet."""
    order = cast.sell(card(ALICE, "sca"), "professional", at=clock.now)
    [charge] = rehearsal_company().charges(order.ref)
    rehearsal_company().confirm(charge.ref, approved=True, at=clock.now)
    assert Attempt.objects.get().state == "action"
    return _from_the_provider(clock)[-1]


def test_a_notification_makes_the_shop_ask_and_settle_and_a_duplicate_is_harmless(shop, clock):
    raw, signature = _waiting_for_3d_secure(shop, clock)
    assert _tell(raw, signature).json() == {"heard": True}
    assert Payment.objects.get().amount == 7900
    before = picture()
    answer = _tell(raw, signature)
    assert (answer.status_code, answer.json()) == (200, {"heard": True})
    assert picture() == before


def test_a_true_notification_of_a_lie_changes_nothing(shop, clock):
    """What it says is not believed: only what the provider answers when it is asked."""
    raw, _signature = _waiting_for_3d_secure(shop, clock)
    company = rehearsal_company()
    lie = json.dumps({**json.loads(raw), "id": 999, "kind": "charge.refunded", "key": "first:nobody:1"}).encode()
    assert _tell(lie, sign(lie, company._signing_key)).status_code == 200
    assert not Payment.objects.exists()


@pytest.mark.parametrize("signature", ["", "0" * 64, "ä"])
def test_a_forged_signature_is_refused_and_leaves_no_trace(shop, clock, signature):
    raw, _signature = _waiting_for_3d_secure(shop, clock)
    before = picture()
    answer = _tell(raw, signature)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "notification_forged"
    assert picture() == before


def test_words_that_were_changed_on_the_way_are_forged(shop, clock):
    raw, signature = _waiting_for_3d_secure(shop, clock)
    assert _tell(raw + b" ", signature).status_code == 400
    assert not ProviderEvent.objects.exists()


def test_an_unknown_provider_is_answered_404(shop):
    answer = _tell(b"{}", "0", "/api/store/v1/notifications/nobody/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "provider_unknown")


def test_outside_rehearsal_the_rehearsal_provider_is_unknown(shop, clock, settings):
    raw, signature = _waiting_for_3d_secure(shop, clock)
    settings.REHEARSAL = False
    assert _tell(raw, signature).status_code == 404


@pytest.mark.django_db
def test_nothing_can_be_read_at_this_address():
    assert Client().get(ADDRESS).status_code == 405
