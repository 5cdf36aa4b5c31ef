"""Calling our own public address, as a program does."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 10
PATH = "/v1/licenses/actions/validate-key"
QUESTION = json.dumps({"meta": {"key": "self-check"}}).encode()  # no product key, so it counts nowhere


class NoAnswer(Exception):
    """Nobody answered at the public address."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back, as it came."""

    status: int
    headers: Mapping[str, str]
    dates: int  # how many Date headers
    body: bytes
    host: str  # as we sent it


def ask(public_url: str) -> Heard:
    """Ask a question whose answer is signed."""
    request = urllib.request.Request(  # noqa: S310 - the address is a setting of the vendor
        public_url + PATH, QUESTION, {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            lower = {name.lower(): value for name, value in answer.headers.items()}
            dates = len(answer.headers.get_all("Date") or [])
            return Heard(answer.status, lower, dates, answer.read(), urlsplit(public_url).netloc)
    except (urllib.error.URLError, OSError) as reason:
        raise NoAnswer(str(reason)) from reason
