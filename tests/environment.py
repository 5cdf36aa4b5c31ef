"""The environment of the tests; pytest loads this module (`-p`) before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def is_worker() -> bool:
    """Tell whether this process was started by another test process, whose environment it inherits."""
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare() -> None:
    # a short path of its own: the database's socket lies in it
    data = Path(tempfile.mkdtemp(prefix="abaca-", dir="/tmp"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    for name in ("static", "rehearsal"):
        (data / name).mkdir()
    os.environ |= {
        "ABACA_DATA": str(data),
        "ABACA_REHEARSAL": "1",
        "ABACA_WORKERS": "0",
        "ABACA_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "ABACA_PUBLIC_URL": "http://localhost:8000",
        # a browser test's own event loop stands in the thread in which Django works
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    for name in [name for name in os.environ if name.startswith("ABACA_VENDOR_")]:
        del os.environ[name]


if not is_worker():
    prepare()
