"""What a program may hang onto a device: enough for a few facts, too little for a database."""

import json
from typing import Any

LARGEST = 16 * 1024
DEEPEST = 4
MOST_MEMBERS = 64


def is_reasonable(value: dict[str, Any]) -> bool:
    """Tell whether metadata stays within its limits of depth, members and bytes."""
    return _depth(value) <= DEEPEST and _members(value) <= MOST_MEMBERS and len(json.dumps(value).encode()) <= LARGEST


def _inside(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _depth(value: Any) -> int:
    level, row = 0, [value]
    while row and level <= DEEPEST + 1:
        row = [inner for each in row if isinstance(each, dict | list) for inner in _inside(each)]
        level += 1
    return level - 1


def _members(value: Any) -> int:
    inner = _inside(value)
    return len(inner) + sum(_members(each) for each in inner)
