import pytest
from django.db import IntegrityError, transaction

from abaca.kernel.sealing import CannotOpen
from abaca.licensing.keyring.actions import current_signer, make_first
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import signer
from abaca.licensing.keyring.signatures import public_half
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_the_first_key_is_made_once():
    kids = {make_first(at=NOON, by="a test") for _twice in range(2)}
    assert kids == {SigningKey.objects.get().kid}


def test_the_private_half_is_sealed_and_belongs_to_the_public_one():
    key = current_signer(at=NOON)
    row = SigningKey.objects.get()
    assert public_half(key.private) == bytes(row.public_key)
    assert key.private.private_bytes_raw() not in bytes(row.sealed)


def test_another_master_secret_opens_nothing(settings):
    kid = make_first(at=NOON, by="a test")
    settings.LICENSING_MASTER_SECRET = "another secret"
    with pytest.raises(CannotOpen):
        signer(kid)


def test_there_is_one_current_key():
    make_first(at=NOON, by="a test")
    row = SigningKey.objects.get()
    row.pk, row.kid = None, "00000000"
    with pytest.raises(IntegrityError, match="one_current_signing_key"), transaction.atomic():
        row.save(force_insert=True)
