"""Which database Abaca talks to: DATABASE_URL wins, else the server that Abaca brings along."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database(data_folder: Path) -> dict[str, Any]:
    """Return Django's entry for the database; nothing is started or opened here."""
    url = os.environ.get("DATABASE_URL")
    place = _from_url(url) if url else _embedded(data_folder)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("ABACA_TEST_DATABASE") or None},
        **place,
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "abaca",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _embedded(data_folder: Path) -> dict[str, Any]:
    """Return the embedded server's socket, which lies inside its own data directory (mode 0700)."""
    return {"NAME": "abaca", "USER": "postgres", "HOST": str(data_folder / "postgres"), "PORT": ""}
