"""`abaca keyring`, as an operator types it."""

import stat
from argparse import ArgumentParser

import pytest
from django.db import connection

from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.pairs import read_private
from abaca.licensing.keyring.queries import signer
from abaca.licensing.keyring.signatures import kid_of, public_half
from abaca.licensing.secrets.queries import number_of
from abaca.operations import embedded_postgres
from abaca.operations.commands import keyring

pytestmark = pytest.mark.django_db
SEED = bytes(range(32)).hex()
PUBLIC = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"


@pytest.fixture
def abaca(capsys, monkeypatch, tmp_path):
    """Run the command in a folder of its own, and return exit code and words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(embedded_postgres, "ensure_running", lambda: None)
    monkeypatch.setattr(embedded_postgres, "stop", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction lives in it
    signer.cache_clear()
    number_of.cache_clear()
    parser = ArgumentParser()
    keyring.describe(parser)

    def typed(words: str) -> tuple[int, str]:
        code = keyring.run(parser.parse_args(words.split()))
        said = capsys.readouterr()
        return code, said.out + said.err

    return typed


def test_a_rotation_step_by_step(abaca):
    code, said = abaca("make")
    coming = SigningKey.objects.get().kid
    assert (code, coming in said) == (0, True)
    assert abaca(f"export {coming} --public") == (0, f"{bytes(SigningKey.objects.get().public_key).hex()}\n")
    code, said = abaca("rotate --now")
    assert (code, said.startswith(f"{coming} signs now.")) == (0, True)
    code, said = abaca("rotate")
    assert code == 1
    assert "No signing key waits" in said
    assert all(entry.by.startswith("the operator ") for entry in Entry.objects.filter(what__startswith="keyring."))


def test_an_exported_key_lies_in_a_file_that_only_its_owner_reads(abaca, tmp_path):
    abaca("make")
    kid = SigningKey.objects.get().kid
    code, said = abaca(f"export {kid} --form hex")
    path = tmp_path / f"{kid}.hex"
    assert code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert kid_of(public_half(read_private(text))) == kid
    assert text.strip() not in said
    assert abaca(f"export {kid} --form hex")[0] == 1  # never over a file that is there
    assert abaca(f"export {kid} --file key.pem")[0] == 0
    assert "BEGIN PRIVATE KEY" in (tmp_path / "key.pem").read_text()
    assert abaca(f"export {kid} --show --form hex") == (0, text)


def test_a_key_that_cannot_be_handed_out_leaves_no_file(abaca, tmp_path):
    assert abaca("export 00000000")[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_vendors_key_is_taken_in_for_his_host(abaca, tmp_path):
    (tmp_path / "own.hex").write_text(SEED + PUBLIC)
    code, said = abaca("import own.hex --host License.Example")
    assert (code, "56475aa7" in said) == (0, True)
    code, said = abaca("list")
    assert said.split()[:2] == ["56475aa7", "next"]
    assert said.split()[-2:] == [PUBLIC, "license.example"]
    assert abaca("bind 56475aa7")[1] == "56475aa7 is bound to no host.\n"
    assert abaca("import own.hex")[0] == 1
    (tmp_path / "wrong.hex").write_bytes(b"\xff\xfe")
    assert "no private Ed25519 key" in abaca("import wrong.hex")[1]
    assert abaca("import nothing.hex")[0] == 1


def test_a_revoked_key_is_replaced_and_pinned_no_more(abaca):
    abaca("make")
    abaca("rotate --now")
    kid = SigningKey.objects.get().kid
    code, said = abaca(f"revoke {kid}")
    assert (code, f"{kid} is revoked" in said) == (0, True)
    assert abaca("export --public")[1].split() == [
        bytes(SigningKey.objects.get(state="current").public_key).hex(),
    ]


def test_a_wrong_master_secret_opens_nothing_and_changes_nothing(abaca, settings):
    abaca("make")
    settings.LICENSING_MASTER_SECRET = "another secret, and long enough to be one"
    code, said = abaca("make")
    assert code == 1
    assert "opens nothing that licensing keeps here" in said
    assert SigningKey.objects.count() == 1
