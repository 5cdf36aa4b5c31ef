"""Bridge codes: once in 90 days, valid for two, used once, good for seven days on one computer."""

import base64
import json
from datetime import UTC, timedelta

import pytest

from abaca.kernel.bridge_codes import mint, read
from abaca.licensing.devices.actions import (
    BridgeCodeMadeLately,
    BridgeCodeUnknown,
    LicenceExpired,
    LicenceSuspended,
    MadeBridgeCode,
    make_bridge_code,
    make_bridge_code_for_licence,
    use_bridge_code,
)
from abaca.licensing.devices.bridging import next_at
from abaca.licensing.devices.models import BridgeCode, Device, Lease
from abaca.licensing.devices.queries import next_bridge_codes
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.licences.models import LedgerEntry, Plan, Product
from tests.conftest import NOON as NOON_IN_LUGANO
from tests.licensing.makers import make_licence

pytestmark = pytest.mark.django_db
NOON = NOON_IN_LUGANO.astimezone(UTC)  # 90 days are 90 times 24 hours
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def plan(store) -> Plan:
    pull(at=NOON)
    return Plan.objects.select_related("product").get(code="advanced")


def make(plan: Plan, *, counts_for: str = "sub_1", at=NOON) -> MadeBridgeCode:
    return make_bridge_code(plan, counts_for=counts_for, at=at, by="cus_alice")


def use(made: MadeBridgeCode | str, *, product: Product | None = None, at=NOON):
    text = made if isinstance(made, str) else made.printed
    product = product or Product.objects.get(code="musa-accounting")
    return use_bridge_code(read(text), product=product, fingerprint="f" * 64, nonce="n" * 16, at=at, by="a program")


def payload(compact: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(compact.removeprefix("key/").split(".")[0]))


def test_a_code_gives_seven_days_with_the_features_of_its_plan(plan):
    lease = use(make(plan))
    assert (lease.issued, lease.expires) == (NOON, NOON + 7 * DAYS)
    told = payload(lease.compact)
    assert (told["l"], told["p"], told["pl"], told["n"]) == ("", "musa-accounting", "advanced", "n" * 16)
    assert told["e"] == ["EXPORT", "MULTI_CURRENCY"]
    assert told["x"] - told["i"] == 7 * 86_400


def test_it_makes_no_device_no_term_and_no_licence(plan):
    use(make(plan))
    assert not Device.objects.exists()
    assert not Lease.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_code_is_used_once(plan):
    made = make(plan)
    use(made)
    with pytest.raises(BridgeCodeUnknown):
        use(made)
    row = BridgeCode.objects.get()
    assert (row.used_at, row.kid) == (NOON, SigningKey.objects.get().kid)


def test_it_is_valid_for_forty_eight_hours(plan):
    made = make(plan)
    assert made.valid_until == NOON + 48 * HOURS
    with pytest.raises(BridgeCodeUnknown):
        use(made, at=NOON + 48 * HOURS)
    use(made, at=NOON + 48 * HOURS - timedelta(seconds=1))


def test_unknown_codes_and_codes_of_another_product_are_refused_alike(plan, store):
    other = Product.objects.create(code="musa-payroll", name="Musa Payroll", created_at=NOON)
    with pytest.raises(BridgeCodeUnknown):
        use(mint())
    made = make(plan)
    with pytest.raises(BridgeCodeUnknown):
        use(made, product=other)
    use(made)


def test_the_next_one_comes_after_ninety_days(plan):
    make(plan)
    with pytest.raises(BridgeCodeMadeLately):
        make(plan, at=NOON + 90 * DAYS - timedelta(seconds=1))
    make(plan, counts_for="sub_2")
    make(plan, at=NOON + 90 * DAYS)
    assert BridgeCode.objects.count() == 3


@pytest.mark.parametrize(
    ("made", "at", "next_one"),
    [
        (None, NOON, None),
        (NOON, NOON, NOON + 90 * DAYS),
        (NOON, NOON + 89 * DAYS, NOON + 90 * DAYS),
        (NOON, NOON + 90 * DAYS, None),
    ],
)
def test_when_the_next_one_can_be_made(made, at, next_one):
    assert next_at(made, at) == next_one


def test_one_statement_tells_for_many(plan, django_assert_num_queries):
    make(plan)
    with django_assert_num_queries(1):
        told = next_bridge_codes(["sub_1", "sub_2", "sub_3"], at=NOON)
    assert told == {"sub_1": NOON + 90 * DAYS, "sub_2": None, "sub_3": None}


def test_a_licence_gives_a_code_of_the_plan_that_runs(store):
    licence = make_licence(store, plan="advanced")
    made = make_bridge_code_for_licence(licence.pk, at=NOON, by="acc_bob")
    assert made.plan.code == "advanced"
    with pytest.raises(BridgeCodeMadeLately):
        make_bridge_code_for_licence(licence.pk, at=NOON, by="acc_bob")


def test_a_licence_that_has_ended_or_is_suspended_gives_none(store):
    licence = make_licence(store)
    make_bridge_code_for_licence(licence.pk, at=NOON + 370 * DAYS, by="acc_bob")  # in grace
    with pytest.raises(LicenceExpired):
        make_bridge_code_for_licence(licence.pk, at=NOON + 500 * DAYS, by="acc_bob")
    licence.suspended_at = NOON
    licence.save()
    with pytest.raises(LicenceSuspended):
        make_bridge_code_for_licence(licence.pk, at=NOON, by="acc_bob")


def test_what_happened_is_written_down_and_the_code_is_nowhere(plan, caplog):
    made = make(plan)
    use(made)
    with pytest.raises(BridgeCodeUnknown):
        use(made)
    entries = [
        (entry.what, entry.about, entry.by, sorted(entry.facts))
        for entry in Entry.objects.filter(what__startswith="bridge_code")
    ]
    assert entries == [
        ("bridge_code.made", "sub_1", "cus_alice", ["plan"]),
        ("bridge_code.used", "sub_1", "a program", ["expires", "plan"]),
    ]
    kept = str(list(Entry.objects.values())) + str(list(BridgeCode.objects.values())) + caplog.text
    assert made.printed not in kept
    assert made.printed.replace("-", "") not in kept
