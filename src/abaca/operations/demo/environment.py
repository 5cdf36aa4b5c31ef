"""What the demo sets in the environment; it runs before Django reads its settings, so it imports nothing of ours."""

import os

DEFAULT_PORT = "8000"


def prepare() -> None:
    """Make this process, and all its children, a rehearsal on the wished port."""
    port = os.environ.get("PORT") or os.environ.get("ABACA_WEB_PORT") or DEFAULT_PORT
    os.environ["ABACA_REHEARSAL"] = "1"
    os.environ["ABACA_WEB_PORT"] = port
    os.environ.setdefault("ABACA_PUBLIC_URL", f"http://localhost:{port}")
