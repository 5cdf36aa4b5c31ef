"""A holder gets all that licensing knows of him, and is forgotten when nothing of his runs any more."""

from datetime import timedelta

import pytest

from abaca.licensing.accounts.models import Account, Challenge, Token
from abaca.licensing.accounts.queries import find
from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.models import Device
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import LedgerEntry
from abaca.licensing.workflows.privacy import LicenceRuns, erase, personal_data
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db
EMAIL = "ana@firm.example"
LATER = NOON + timedelta(days=800)


@pytest.fixture
def licence(store):
    licence = redeems(make_account(EMAIL), store.sells()).licence
    activate(licence.pk, fingerprint="f1", name="Ana's laptop", at=NOON, by="a test")
    return licence


def test_the_copy_holds_licences_devices_and_history(licence):
    [data] = personal_data([EMAIL, EMAIL.upper()], at=NOON)
    assert data["account"]["email"] == EMAIL
    assert [d["name"] for one in data["licences"] for d in one["devices"]] == ["Ana's laptop"]
    assert data["history"]


def test_a_stranger_has_no_data(licence):
    assert personal_data(["stranger@firm.example"], at=NOON) == []


def test_nobody_is_forgotten_while_his_licence_runs(licence):
    with pytest.raises(LicenceRuns):
        erase([EMAIL], [], at=NOON, by="usr_sam")
    assert find(EMAIL)


def test_what_is_left_names_nobody(licence):
    before = LedgerEntry.objects.count()
    assert erase([EMAIL], ["Ana"], at=LATER, by="usr_sam") == 1

    account, device = Account.objects.get(), Device.objects.get()
    assert (account.email, account.folded_email) == (None, None)
    assert (device.name, device.hostname, device.fingerprint) == ("", "", f"forgotten {device.uuid}")
    assert device.deactivated_at == LATER
    assert (Token.objects.count(), Challenge.objects.count()) == (0, 0)
    assert LedgerEntry.objects.count() == before  # the history of terms is counted, and names nobody
    assert not [e for e in Entry.objects.all() if EMAIL in str(e.facts)]
    assert Entry.objects.filter(what="account.erased", about=account.ref, by="usr_sam").count() == 1


def test_two_forgotten_devices_are_still_two(licence):
    activate(licence.pk, fingerprint="f2", name="Studio", at=NOON, by="a test")
    erase([EMAIL], [], at=LATER, by="usr_sam")
    assert len(set(Device.objects.values_list("fingerprint_hash", flat=True))) == 2


def test_asking_twice_changes_nothing(licence):
    erase([EMAIL], [], at=LATER, by="usr_sam")
    assert erase([EMAIL], [], at=LATER, by="usr_sam") == 0
