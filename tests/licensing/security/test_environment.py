"""With every setting filled in, no request carries a secret, and no report of an error tells one."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licensing.security.scan import found

HERE = Path(__file__).parent
CONFIGURATION = Path(__file__).parents[3] / "src" / "abaca" / "config"
NEEDS_A_FORM = {"ABACA_TRUSTED_PROXIES": "127.0.0.1", "ABACA_LOG_LEVEL": "ERROR"}
PASSWORD = "password-of-the-database"


def settings_read() -> dict[str, str]:
    """Return each setting with the word that reads it: _flag, _number, _text, _secret."""
    calls = [
        node
        for name in ("settings.py", "database.py")
        for node in ast.walk(ast.parse((CONFIGURATION / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    ]
    readers = {str(call.args[0].value): ast.unparse(call.func) for call in calls}
    return {name: reader for name, reader in readers.items() if re.fullmatch(r"[A-Z_]{4,}", name)}


def filled_in(folder: Path, *, debug: bool) -> tuple[dict[str, str], set[str]]:
    """Return an environment in which nothing is left out, and the secrets in it."""
    environment, secrets = {}, {PASSWORD}
    for name, reader in settings_read().items():
        if reader == "_secret":
            secret = f"secret-word-of-{name.lower()}-0123456789abcdef"
            path = folder / name.lower()
            path.write_text(secret)
            environment[f"{name}_FILE"] = str(path)
            secrets |= {secret, str(path)}
        elif name in NEEDS_A_FORM:
            environment[name] = NEEDS_A_FORM[name]
    environment |= {
        "ABACA_DATA": str(folder / "data"),
        "ABACA_DEBUG": "1" if debug else "0",
        "DATABASE_URL": f"postgresql://abaca:{PASSWORD}@127.0.0.1:9/abaca?connect_timeout=1",
        "ABACA_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "SOME_OTHER_PROGRAMS_TOKEN": "token-of-another-program",
        "HTTP_PROXY": "http://me:token-of-another-program@proxy.example",
    }
    return environment, secrets | {"token-of-another-program"}


@pytest.fixture(params=[False, True], ids=["in earnest", "with debugging on"])
def seen(request, tmp_path) -> tuple[dict, set[str], dict[str, str]]:
    environment, secrets = filled_in(tmp_path, debug=request.param)
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ABACA_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", HERE / "all_settings.py"],
        env=bare | environment | {"DJANGO_SETTINGS_MODULE": "abaca.config.settings"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    told["log"] = done.stderr
    return told, secrets, environment


def test_nothing_tells_a_secret_with_every_setting_filled_in(seen):
    told, secrets, environment = seen
    assert told["meta"]["HTTP_HOST"] == "localhost:8000"
    assert {name for name in told["meta"] if name in environment or name.startswith("ABACA_")} == set()
    assert found(secrets, json.dumps(told["meta"])) == []

    assert told["status"] == 500  # the database does not answer
    assert len(told["reports"]) == 2
    assert "OperationalError" in told["reports"][0]
    assert found(secrets, "".join([*told["reports"], told["page"], told["log"]])) == []


def test_every_secret_comes_from_a_file():
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|MASTER|_KEY")
    readers = settings_read()
    assert {name for name, reader in readers.items() if secret.search(name) and reader != "_secret"} == {
        name for name in readers if name.endswith("_FILE")
    }
