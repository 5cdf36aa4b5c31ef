"""Files that came with mails: by digest, outside everything that a web server shows, and never to be run."""

import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

FOLDER = "mail-files"


def keep(data_folder: Path, content: bytes) -> str:
    """Keep a file and return its digest; the same file is kept once. On disk when it returns."""
    digest = sha256(content).hexdigest()
    path = path_of(data_folder, digest)
    if path.exists() and path.stat().st_size == len(content):
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{digest}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # never executable
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    return digest


def content_of(data_folder: Path, digest: str) -> bytes:
    """Return a kept file."""
    return path_of(data_folder, digest).read_bytes()


def path_of(data_folder: Path, digest: str) -> Path:
    """Return where a file of this digest lies."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError("This is no digest of a file.")
    return data_folder / FOLDER / digest[:2] / digest


def remove(data_folder: Path, digest: str) -> None:
    """Take a kept file away, and what somebody who died has written of it; one that is gone already is gone."""
    path = path_of(data_folder, digest)
    for draft in path.parent.glob(f".{digest}.*"):
        draft.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
