"""Nothing in earnest starts with a master secret that is not ours."""

import argparse

import pytest
from tests.conftest import NOON

from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.secrets.models import MasterSecret
from abaca.licensing.secrets.queries import number_of
from abaca.operations import embedded_postgres, master_secret
from abaca.operations.commands import serve, tick, work

WRONG = "another secret, and long enough to be one"


@pytest.fixture(autouse=True)
def _a_terminal(monkeypatch) -> None:
    monkeypatch.setattr(embedded_postgres, "ensure_running", lambda: None)
    number_of.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [serve, work, tick])
def test_a_wrong_master_secret_is_refused_at_the_start(command, settings, capsys):
    current_signer(at=NOON)
    settings.LICENSING_MASTER_SECRET = WRONG
    assert command.run(argparse.Namespace(address="127.0.0.1", port=0, processes=1)) == 1
    assert "This master secret opens nothing that licensing keeps here." in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_right_one_is_entered_once_and_a_new_one_beside_it(settings):
    assert [master_secret.what_is_wrong() for _twice in range(2)] == ["", ""]
    settings.LICENSING_OLD_MASTER_SECRET, settings.LICENSING_MASTER_SECRET = settings.LICENSING_MASTER_SECRET, WRONG
    assert master_secret.what_is_wrong() == ""
    assert list(MasterSecret.objects.values_list("number", flat=True)) == [1, 2]


def test_the_operator_has_a_name(monkeypatch):
    monkeypatch.setattr(master_secret.getpass, "getuser", lambda: "ada")
    assert master_secret.operator() == "the operator ada"

    def nobody() -> str:
        raise OSError("no such account")

    monkeypatch.setattr(master_secret.getpass, "getuser", nobody)
    assert master_secret.operator().startswith("the operator ")
