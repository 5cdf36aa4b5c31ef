import pytest

from abaca.licensing.licences.states import Standing
from abaca.licensing.workflows.verdict import Case, verdict

GOOD = {"found": True, "by_key": True, "standing": Standing.ACTIVE, "device_in_use": True}


@pytest.mark.parametrize(
    ("facts", "valid", "code"),
    [
        ({}, True, "ok"),
        ({"standing": Standing.GRACE}, True, "grace"),
        ({"standing": Standing.MAINTAINED}, True, "maintained"),
        ({"standing": Standing.EXPIRED}, False, "expired"),
        ({"standing": Standing.EXPIRED, "missing_entitlements": {"X"}}, False, "entitlement_missing"),
        ({"missing_entitlements": {"X"}, "too_many_devices": True}, False, "too_many_devices"),
        ({"too_many_devices": True, "device_in_use": False}, False, "device_not_active"),
        ({"device_in_use": False, "standing": Standing.SUSPENDED}, False, "suspended"),
        ({"standing": Standing.SUSPENDED, "redeemed": False}, False, "product_key_not_redeemed"),
        ({"redeemed": False, "right_product": False}, False, "product_mismatch"),
        ({"right_product": False, "found": False}, False, "product_key_unknown"),
        ({"found": False, "by_key": False}, False, "licence_none"),
    ],
)
def test_the_first_reason_counts(facts, valid, code):
    assert verdict(Case(**(GOOD | facts))) == (valid, code)
