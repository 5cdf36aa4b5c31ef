"""Which master secret is ours, and what the operator is told about it."""

from argparse import Namespace

import pytest

from abaca.licensing.keyring.actions import current_signer, revoke
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.secrets.actions import WrongMasterSecret
from abaca.licensing.secrets.models import MasterSecret
from abaca.licensing.secrets.queries import number_of
from abaca.licensing.workflows.rekeying import enter_secret, fits, opens_what_is_kept, rekey
from abaca.operations import embedded_postgres, findings
from abaca.operations.commands import rekey as command
from tests.conftest import NOON
from tests.licensing.secrets.change import NEW, found, sold

pytestmark = pytest.mark.django_db

# --- the wrong secret -----------------------------------------------------------------------------------------------


def test_the_first_secret_is_number_one_and_stays_it():
    assert [enter_secret(at=NOON, by="a test") for _twice in range(2)] == [1, 1]
    row = MasterSecret.objects.get()
    assert len(bytes(row.fingerprint)) == 8


def test_a_secret_that_nobody_knows_is_refused(changes):
    enter_secret(at=NOON, by="a test")
    changes(keep=False)
    assert not fits()
    with pytest.raises(WrongMasterSecret, match="opens nothing"):
        enter_secret(at=NOON, by="a test")
    assert MasterSecret.objects.count() == 1


@pytest.mark.parametrize("kept", ["a signing key", "a product key"])
def test_in_an_installation_from_before_the_first_secret_must_open_what_is_kept(store, changes, kept):
    if kept == "a signing key":
        current_signer(at=NOON)
    else:
        sold(store, 1)
    MasterSecret.objects.all().delete()
    number_of.cache_clear()
    assert fits()
    changes(keep=False)
    assert not fits()
    with pytest.raises(WrongMasterSecret):
        enter_secret(at=NOON, by="a test")


def test_a_revoked_key_proves_nothing_about_the_secret(changes):
    revoke(current_signer(at=NOON).kid, at=NOON, by="a test")
    SigningKey.objects.exclude(state="revoked").delete()
    changes(keep=False)
    assert opens_what_is_kept()


def test_the_former_secret_may_be_made_known_to_every_machine_before_the_change(store, settings, changes):
    texts = sold(store, 1)
    settings.LICENSING_OLD_MASTER_SECRET = NEW  # the one to come: both are read, the present one writes
    assert found(texts) == texts
    assert enter_secret(at=NOON, by="a test") == 1


# --- what the doctor and the command say ----------------------------------------------------------------------------


def test_the_doctor_leads_through_the_change(store, changes, settings):
    right = settings.LICENSING_MASTER_SECRET
    sold(store, 2)
    assert [(found.well, found.advice) for found in findings.master_secret()] == [(True, "")]
    changes(keep=False)
    [finding] = findings.master_secret()
    assert (finding.well, finding.sentence) == (
        False,
        "Wrong: ABACA_LICENSING_MASTER_KEY opens nothing that is kept here.",
    )
    settings.LICENSING_OLD_MASTER_SECRET = right
    enter_secret(at=NOON, by="a test")
    [finding] = findings.master_secret()
    assert (finding.well, finding.advice[:16]) == (None, "Run: abaca rekey")
    rekey(at=NOON, by="a test")
    [finding] = findings.master_secret()
    assert (finding.well, "unset" in finding.advice) == (True, True)


def test_the_command_prints_progress_and_what_is_left(store, changes, capsys, monkeypatch):
    monkeypatch.setattr(embedded_postgres, "ensure_running", lambda: None)
    monkeypatch.setattr(embedded_postgres, "stop", lambda: None)
    sold(store, 3)
    changes()
    enter_secret(at=NOON, by="a test")
    assert command.run(Namespace(batch=2, left=True)) == 0
    assert "3 product keys and 0 signing keys: run abaca rekey" in capsys.readouterr().out
    assert command.run(Namespace(batch=2, left=False)) == 0
    said = capsys.readouterr().out
    assert "2 product keys sealed afresh\n3 product keys sealed afresh\n" in said
    assert "Nothing needs the former secret any more" in said
    changes("a third secret that nobody was told of 00001", keep=False)
    assert command.run(Namespace(batch=2, left=False)) == 1
    assert "opens nothing" in capsys.readouterr().err
