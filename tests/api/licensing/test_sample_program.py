"""The sample program against a real server."""

import base64
import importlib.util
import json
from datetime import timedelta
from pathlib import Path

import pytest

from abaca.licensing.devices.leasing import payload
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.signatures import compact
from abaca.licensing.product_keys.models import ProductKey
from tests.api.licensing.program import code_for
from tests.conftest import NOON
from tests.licensing.fixtures import a_wing_of_its_own

__all__ = ["a_wing_of_its_own"]
FILE = Path(__file__).parents[3] / "samples" / "sample_program.py"


@pytest.fixture
def run(live_server, tmp_path, capsys, monkeypatch):
    """Run the program in the terminal and return what it says."""
    spec = importlib.util.spec_from_file_location("sample_program", FILE)
    sample = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sample)
    monkeypatch.setattr("builtins.input", lambda question: code_for("alice@example.org") if "Code" in question else "")

    def running(*words: str, device: str = "") -> str:
        options = ["--server", live_server.url, "--state", str(tmp_path / f"kept{device}.json"), "--device", device]
        sample.main([*options, *words])
        return capsys.readouterr().out

    return running


@pytest.mark.django_db(transaction=True)
def test_the_sample_program_lives_through_a_licence(run, store):
    sold = store.sells()
    pull(at=NOON)
    assert "Nothing is activated" in run("start")
    wrong = sold.text[:-1] + ("0" if sold.text[-1] != "0" else "1")
    assert f"Did you mean {sold.text}?" in run("activate", wrong)

    said = run("activate", sold.text, "--email", "alice@example.org")
    assert "Signed in as alice@example.org." in said
    assert "This computer is active.\nPlan: professional. Until 2027-03-02." in said
    assert ProductKey.objects.get(ref=sold.ref).state == "redeemed"

    assert "Musa Accounting professional is open." in run("start")
    assert "Devices: 1 of 5" in run("licence")
    url = "https://shop.example/account/"
    store.tells("product_key.noticed", {"ref": sold.ref, "code": "letter_returned", "url": url})
    pull(at=NOON)
    assert f"did not arrive. Please check the e-mail address. {url}" in run("licence")
    assert "This computer is active." in run("activate", "--email", "alice@example.org", device="Laptop")
    assert "Devices in use now: 1." in run("release")
    assert "This computer was released." in run("start")


@pytest.mark.django_db(transaction=True)
def test_the_sample_program_is_activated_without_a_network(run, store, tmp_path):
    assert "Nothing is activated" in run("start")
    asked = run("offline").strip().removeprefix("ACT1.")
    told = json.loads(base64.b32decode(asked + "=" * (-len(asked) % 8)))
    says = payload(
        licence="0d1f6a52-7c0e-4a9b-9a52-3c1f4f0e7b21",
        product=told["p"],
        plan="professional",
        fingerprint=told["f"],
        nonce=told["n"],
        issued=NOON,
        expires=NOON + timedelta(days=36_500),
        entitlements=["EXPORT"],
    )
    carried = tmp_path / "lease.txt"
    carried.write_text(compact(current_signer(at=NOON).private, says))
    assert run("accept", str(carried)) == "The plan professional is open.\n"
    assert "Musa Accounting professional is open." in run("start")
    carried.write_text("key/e30=.AAAA")
    assert run("accept", str(carried)) == "The signature is not genuine.\n"


def test_the_sample_program_wants_a_pinned_key_where_there_is_no_demo(run):
    with pytest.raises(SystemExit, match="Which public keys"):
        run("--server", "https://licences.musa.example", "start")
