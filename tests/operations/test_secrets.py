"""A shop in earnest does not start without its secrets."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", ["serve", "work", "tick"])
def test_nothing_in_earnest_starts_without_its_secrets(command, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ABACA_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "abaca.operations.program", command],
        env=environment | {"ABACA_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "ABACA_STORE_MASTER_KEY is missing." in done.stderr
    assert not (tmp_path / "postgres").exists()
