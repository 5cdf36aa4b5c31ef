"""A shop in another process: what it has to tell lies in a file, which every server process reads."""

import json
import os
from pathlib import Path
from typing import Any

PLACE = "ABACA_TEST_SHELF"


def documents_after(cursor: int, limit: int) -> list[dict[str, Any]]:
    documents = json.loads(Path(os.environ[PLACE]).read_text())
    return [document for document in documents if document["position"] > cursor][:limit]
