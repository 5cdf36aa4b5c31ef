"""The ring: what each act does to the keys, and what the journal tells of it."""

from datetime import UTC, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abaca.kernel.states import WrongMove
from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring import actions
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import published, signer
from abaca.licensing.workflows.rotation import rotate
from tests.conftest import NOON as NOON_IN_LUGANO
from tests.licensing.makers import make_licence
from tests.makers.statements import statements_of

pytestmark = pytest.mark.django_db
AT_ONCE = timedelta(0)
NOON = NOON_IN_LUGANO.astimezone(UTC)  # days of 24 hours, whatever the clocks do in March


def make() -> str:
    return actions.make(at=NOON, by="a test")


def ring() -> dict[str, str]:
    return dict(SigningKey.objects.values_list("kid", "state"))


def told() -> list[tuple[str, str]]:
    return [(entry.what, entry.about) for entry in Entry.objects.filter(what__startswith="keyring.")]


def test_a_key_that_is_made_waits_and_signs_nothing():
    current, coming = actions.make_first(at=NOON, by="a test"), make()
    assert ring() == {current: "current", coming: "next"}
    assert actions.current_signer(at=NOON).kid == current
    assert told() == [("keyring.made", current), ("keyring.made", coming)]


def test_a_rotation_lets_the_next_key_sign_and_keeps_the_old_one_published():
    current, coming = actions.make_first(at=NOON, by="a test"), make()
    later = NOON + timedelta(days=40)
    assert actions.rotate(known_for=timedelta(days=40), at=later, by="a test") == coming
    assert ring() == {current: "old", coming: "current"}
    assert {key.kid for key in published()} == {current, coming}
    assert set(SigningKey.objects.values_list("since", flat=True)) == {later}
    assert actions.current_signer(at=later).kid == coming
    assert told()[-1] == ("keyring.rotated", coming)


def test_without_a_next_key_nothing_is_rotated():
    actions.make_first(at=NOON, by="a test")
    with pytest.raises(actions.NoNextKey):
        actions.rotate(known_for=AT_ONCE, at=NOON, by="a test")


def test_where_several_wait_one_must_be_named():
    first, second = make(), make()
    with pytest.raises(actions.SeveralNextKeys, match=first):
        actions.rotate(known_for=AT_ONCE, at=NOON, by="a test")
    assert actions.rotate(second, known_for=AT_ONCE, at=NOON, by="a test") == second


def test_an_old_key_never_signs_again():
    current = actions.make_first(at=NOON, by="a test")
    make()
    actions.rotate(known_for=AT_ONCE, at=NOON, by="a test")
    with pytest.raises(WrongMove):
        actions.rotate(current, known_for=AT_ONCE, at=NOON, by="a test")


def test_a_key_must_be_published_for_the_longest_lease_of_any_plan(store):
    store.describes("studio", lease_days=45)
    make_licence(store)
    current, coming = actions.make_first(at=NOON, by="a test"), make()
    with pytest.raises(actions.NextKeyTooYoung) as refusal:
        rotate(at=NOON + timedelta(days=45, seconds=-1), by="a test")
    assert "the longest lease lasts 45 days" in str(refusal.value)
    assert "Rotate after 16 April 2026 11:00 UTC" in str(refusal.value)
    assert ring()[current] == "current"
    assert rotate(at=NOON + timedelta(days=45), by="a test") == coming


def test_who_is_in_a_hurry_may_rotate_at_once(store):
    make_licence(store)
    coming = make()
    assert rotate(hurry=True, at=NOON, by="a test") == coming


def test_a_revoked_key_is_gone_and_the_next_one_signs_however_young():
    current, coming = actions.make_first(at=NOON, by="a test"), make()
    actions.current_signer(at=NOON)
    assert actions.revoke(current, at=NOON, by="a test") == coming
    assert ring() == {current: "revoked", coming: "current"}
    assert [key.kid for key in published()] == [coming]
    assert bytes(SigningKey.objects.get(kid=current).sealed) == b""
    assert told()[-2:] == [("keyring.revoked", current), ("keyring.rotated", coming)]
    with pytest.raises(SigningKey.DoesNotExist):
        signer(current)


def test_where_none_waits_a_revoked_key_is_replaced_by_a_new_one():
    current = actions.make_first(at=NOON, by="a test")
    fresh = actions.revoke(current, at=NOON, by="a test")
    assert ring() == {current: "revoked", fresh: "current"}


def test_revoking_a_key_that_waits_leaves_the_current_one_alone():
    current, coming = actions.make_first(at=NOON, by="a test"), make()
    assert actions.revoke(coming, at=NOON, by="a test") == current
    with pytest.raises(WrongMove):
        actions.revoke(coming, at=NOON, by="a test")


@pytest.mark.parametrize("act", [actions.hand_out, actions.revoke])
def test_a_key_that_is_not_in_the_ring_is_unknown(act):
    with pytest.raises(actions.KeyUnknown):
        act("00000000", at=NOON, by="a test")


def test_a_vendor_brings_his_own_key_which_waits_or_signs_at_once():
    first, second = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    waits = actions.take_in(first, at=NOON, by="a test")
    signs = actions.take_in(second, current=True, at=NOON, by="a test")
    assert ring() == {waits: "next", signs: "current"}
    assert actions.current_signer(at=NOON).private.private_bytes_raw() == second.private_bytes_raw()
    assert told() == [("keyring.imported", waits), ("keyring.imported", signs), ("keyring.rotated", signs)]
    with pytest.raises(actions.KeyKnown):
        actions.take_in(first, at=NOON, by="a test")


def test_handing_a_key_out_is_written_down_without_the_key():
    private = Ed25519PrivateKey.generate()
    kid = actions.take_in(private, at=NOON, by="a test")
    assert actions.hand_out(kid, at=NOON, by="the operator ada").private_bytes_raw() == private.private_bytes_raw()
    entry = Entry.objects.latest("id")
    assert (entry.what, entry.about, entry.by, entry.facts) == ("keyring.exported", kid, "the operator ada", {})


# --- hosts ----------------------------------------------------------------------------------------------------------


def test_a_key_bound_to_a_host_signs_there_and_nowhere_else():
    current = actions.make_first(at=NOON, by="a test")
    own = actions.take_in(Ed25519PrivateKey.generate(), hosts=["License.Example:443"], at=NOON, by="a test")
    assert actions.signer_for("license.example", at=NOON).kid == own
    assert actions.signer_for("LICENSE.EXAMPLE:8443", at=NOON).kid == own
    assert actions.signer_for("shop.example", at=NOON).kid == current
    assert told()[-1] == ("keyring.bound", own)


def test_a_bound_key_is_never_the_one_that_a_rotation_means():
    actions.make_first(at=NOON, by="a test")
    actions.take_in(Ed25519PrivateKey.generate(), hosts=["license.example"], at=NOON, by="a test")
    with pytest.raises(actions.NoNextKey):
        actions.rotate(known_for=AT_ONCE, at=NOON, by="a test")
    coming = make()
    assert actions.rotate(known_for=AT_ONCE, at=NOON, by="a test") == coming


def test_a_host_has_one_key_and_a_binding_can_be_taken_back():
    current, first, second = actions.make_first(at=NOON, by="a test"), make(), make()
    actions.bind(first, ["license.example", "keys.example"], at=NOON, by="a test")
    actions.bind(second, ["license.example"], at=NOON, by="a test")
    assert actions.signer_for("license.example", at=NOON).kid == second
    assert actions.signer_for("keys.example", at=NOON).kid == first
    assert actions.bind(second, [], at=NOON, by="a test") == []
    assert actions.signer_for("license.example", at=NOON).kid == current


def test_a_revoked_key_signs_for_no_host_and_can_be_bound_to_none():
    current, own = actions.make_first(at=NOON, by="a test"), make()
    actions.bind(own, ["license.example"], at=NOON, by="a test")
    actions.signer_for("license.example", at=NOON)
    actions.revoke(own, at=NOON, by="a test")
    assert actions.signer_for("license.example", at=NOON).kid == current
    with pytest.raises(actions.KeyRevoked):
        actions.bind(own, ["license.example"], at=NOON, by="a test")


def test_choosing_a_key_by_host_is_one_statement_and_a_new_installation_makes_its_first():
    kid = actions.signer_for("shop.example", at=NOON).kid
    assert ring() == {kid: "current"}
    actions.signer_for("shop.example", at=NOON)
    assert statements_of(lambda: actions.signer_for("shop.example", at=NOON)) == 1
