"""The codes of the Keygen protocol in their order, and the six words for how a licence stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from abaca.licensing.facades.keygen.verdict import ScopeUnreadable, fingerprints_of, read_scope, verdict
from abaca.licensing.facades.subjects import PlanFacts, ProductFacts, Subject
from abaca.licensing.licences.states import Standing

NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
PRODUCT = ProductFacts(1, ONE, "musa", "Musa", NOW, True, True, True, True, True)
PLAN = PlanFacts(1, TWO, "pro", "Pro", 3, "restrict", 30, NOW, None)
GOOD = Subject(
    product=PRODUCT,
    plan=PLAN,
    presented="KEY",
    key_id=1,
    licence_id=1,
    uuid=THREE,
    aliases=frozenset({"KEY"}),
    created_at=NOW - timedelta(days=10),
    banned=False,
    suspended=False,
    standing=Standing.ACTIVE,
    expires_at=NOW + timedelta(days=300),
    access_until=None,
    entitlements=["EXPORT"],
    devices_used=1,
    matched=[1],
    seen_at=None,
    validated_at=NOW,
    checked_out_at=None,
    account=ONE,
    kid=None,
)
SCOPE = {"product": "musa", "fingerprint": "f"}
EMPTY = {"devices_used": 0, "matched": []}
# in the order of the specification: (what is wrong with the licence, what is wrong with the scope, code, detail)
TABLE = [
    ({"banned": True}, {}, "BANNED", "is banned"),
    ({"suspended": True}, {}, "SUSPENDED", "is suspended"),
    ({}, {"environment": "x"}, "ENVIRONMENT_SCOPE_MISMATCH", "environment scope does not match"),
    ({}, {"product": None}, "PRODUCT_SCOPE_REQUIRED", "product scope is required"),
    ({}, {"product": "other"}, "PRODUCT_SCOPE_MISMATCH", "product scope does not match"),
    ({}, {"policy": "other"}, "POLICY_SCOPE_MISMATCH", "policy scope does not match"),
    ({}, {"user": "somebody"}, "USER_SCOPE_MISMATCH", "user scope does not match"),
    ({}, {"entitlements": []}, "ENTITLEMENTS_SCOPE_EMPTY", "entitlements scope is empty"),
    ({}, {"entitlements": ["EXPORT", "X"]}, "ENTITLEMENTS_MISSING", "is missing one or more required entitlements"),
    (
        {},
        {"machine": "m"},
        "MACHINE_SCOPE_MISMATCH",
        "machine is not activated (does not match any associated machines)",
    ),
    ({}, {"fingerprint": ""}, "FINGERPRINT_SCOPE_EMPTY", "fingerprint scope is empty"),
    (
        {"matched": []},
        {},
        "FINGERPRINT_SCOPE_MISMATCH",
        "fingerprint is not activated (does not match any associated machines)",
    ),
    ({}, {"fingerprint": None}, "FINGERPRINT_SCOPE_REQUIRED", "fingerprint scope is required"),
    ({}, {"components": ["c"]}, "COMPONENTS_SCOPE_MISMATCH", "components scope does not match"),
    ({}, {"checksum": "c"}, "CHECKSUM_SCOPE_MISMATCH", "checksum scope does not match"),
    ({}, {"version": "1"}, "VERSION_SCOPE_MISMATCH", "version scope does not match"),
    ({"devices_used": 4}, {}, "TOO_MANY_MACHINES", "has too many associated machines"),
    ({"standing": Standing.EXPIRED}, {}, "EXPIRED", "is expired"),
]


def judged(facts, scope):
    asked = read_scope({name: value for name, value in (SCOPE | scope).items() if value is not None})
    return verdict(replace(GOOD, **facts), asked)


@pytest.mark.parametrize(("facts", "scope", "code", "detail"), TABLE, ids=[row[2] for row in TABLE])
def test_each_code(facts, scope, code, detail):
    said = judged(facts, scope)
    assert (said.valid, said.code, said.detail) == (False, code, detail)


@pytest.mark.parametrize("first", range(len(TABLE)), ids=[row[2] for row in TABLE])
def test_of_two_reasons_the_earlier_one_is_told(first):
    facts, scope, code, _detail = TABLE[first]
    for later_facts, later_scope, _code, _detail in TABLE[first + 1 :]:
        if None in later_scope.values() or set(later_scope) & set(scope) or set(later_facts) & set(facts):
            continue  # one member cannot be wrong in two ways
        assert judged(later_facts | facts, later_scope | scope).code == code


@pytest.mark.parametrize(
    ("facts", "scope", "detail"),
    [
        (EMPTY, {}, "fingerprint is not activated (has no associated machines)"),
        (EMPTY, {"machine": "m"}, "machine is not activated (has no associated machines)"),
        (EMPTY, None, "must have at least 1 associated machine"),
    ],
)
@pytest.mark.parametrize(("limit", "code"), [(3, "NO_MACHINES"), (1, "NO_MACHINE"), (None, "NO_MACHINES")])
def test_without_a_machine(facts, scope, detail, limit, code):
    subject = replace(GOOD, **facts, plan=PlanFacts(1, TWO, "pro", "Pro", limit, "restrict", 30, NOW, None))
    said = verdict(subject, None if scope is None else SCOPE | scope)
    assert (said.valid, said.code, said.detail) == (False, code, detail)


@pytest.mark.parametrize(
    ("facts", "scope", "valid", "code"),
    [
        ({}, {}, True, "VALID"),
        ({"standing": Standing.GRACE}, {}, True, "VALID"),
        ({"standing": Standing.MAINTAINED}, {}, True, "EXPIRED"),
        ({"devices_used": 3}, {}, True, "VALID"),
        ({}, {"product": str(ONE).upper(), "policy": str(TWO)}, True, "VALID"),
        ({}, {"entitlements": ["EXPORT"]}, True, "VALID"),
        ({}, {"fingerprint": None, "fingerprints": ["f", "g"]}, True, "VALID"),
    ],
)
def test_what_is_valid(facts, scope, valid, code):
    said = judged(facts, scope)
    assert (said.valid, said.code) == (valid, code)


def test_the_switches_of_a_product_take_a_scope_away():
    product = replace(PRODUCT, require_product_scope=False, require_fingerprint_scope=False)
    assert verdict(replace(GOOD, product=product), {}).code == "VALID"
    assert verdict(replace(GOOD, product=product), {"product": "other"}).code == "PRODUCT_SCOPE_MISMATCH"


def test_without_a_scope_none_is_checked():
    assert verdict(replace(GOOD, matched=[]), None).code == "VALID"
    assert verdict(GOOD, SCOPE | {"machine": "m"}, machine_matches=True).code == "VALID"


@pytest.mark.parametrize(
    ("raw", "member"),
    [
        ([], "scope"),
        ("x", "scope"),
        ({"weather": "sunny"}, "weather"),
        ({"product": 1}, "product"),
        ({"fingerprints": "f"}, "fingerprints"),
        ({"entitlements": [1]}, "entitlements"),
        ({"fingerprint": ["f"]}, "fingerprint"),
    ],
)
def test_a_scope_that_cannot_be_read(raw, member):
    with pytest.raises(ScopeUnreadable, match=member):
        read_scope(raw)


def test_the_fingerprints_of_a_scope():
    assert fingerprints_of({"fingerprint": "a", "fingerprints": ["b", ""]}) == ["a", "b"]
    assert read_scope(None) == read_scope({"product": None}) == {}


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"banned": True, "suspended": True}, "BANNED"),
        ({"suspended": True, "standing": Standing.EXPIRED}, "SUSPENDED"),
        ({"standing": Standing.EXPIRED}, "EXPIRED"),
        ({"standing": Standing.MAINTAINED}, "EXPIRED"),
        ({"standing": Standing.GRACE, "expires_at": NOW - timedelta(days=1)}, "EXPIRING"),
        ({"expires_at": NOW + timedelta(days=3)}, "EXPIRING"),
        ({"expires_at": NOW + timedelta(days=3, seconds=1)}, "ACTIVE"),
        ({"expires_at": None}, "ACTIVE"),
        ({"validated_at": NOW - timedelta(days=90), "created_at": NOW - timedelta(days=200)}, "INACTIVE"),
        ({"validated_at": NOW - timedelta(days=89), "created_at": NOW - timedelta(days=200)}, "ACTIVE"),
        ({"validated_at": None}, "ACTIVE"),
        ({"licence_id": None}, "INACTIVE"),
    ],
)
def test_the_status_of_a_licence(facts, status):
    assert replace(GOOD, **facts).status(NOW) == status


def test_how_a_licence_may_be_called():
    assert [GOOD.is_called(word) for word in (str(THREE), str(THREE).upper(), "KEY", "key", str(ONE))] == [
        True,
        True,
        True,
        False,
        False,
    ]
