"""Asking domains what they publish: texts (TXT), over the resolver of the machine."""

from collections import deque
from functools import cache
from time import monotonic

from dns.exception import DNSException
from dns.name import EmptyLabel, LabelTooLong, NameTooLong
from dns.rdatatype import TXT
from dns.resolver import NXDOMAIN, LRUCache, NoAnswer, Resolver

from abaca.inbox.organisations import folded_domain
from abaca.inbox.signatures import Unreachable

PATIENCE = 4  # seconds for a question, all tries together
A_WHILE = 60.0  # seconds
MOST_SILENCE = 20.0  # seconds of these that are spent waiting for domains that do not answer
REMEMBERED = 10_000
MOST_TEXTS = 50
LONGEST_TEXT = 8_000
SILENCES: deque[tuple[float, float]] = deque(maxlen=1_000)  # when somebody was asked in vain, and for how long


def texts(name: str) -> list[str]:
    """Return the texts that stand under a name.

    Whoever sends mails of domains that do not answer must not stop the reader: once so much of a minute was lost to
    waiting, nobody is asked for the rest of it, and the mails wait.
    """
    began = monotonic()
    if _waited(began) > MOST_SILENCE:
        raise Unreachable(name)
    try:
        answer = _resolver().resolve(f"{folded_domain(name)}.", TXT, search=False)
    except (NXDOMAIN, NoAnswer, LabelTooLong, NameTooLong, EmptyLabel, UnicodeError):
        return []
    except (DNSException, OSError) as silence:
        SILENCES.append((began, monotonic() - began))
        raise Unreachable(name) from silence
    found = [b"".join(record.strings)[:LONGEST_TEXT] for record in answer]
    return [text.decode("utf-8", errors="replace") for text in found[:MOST_TEXTS]]


def _waited(now: float) -> float:
    """Return how many seconds of the last minute were spent waiting in vain."""
    while SILENCES and SILENCES[0][0] < now - A_WHILE:
        SILENCES.popleft()
    return sum(seconds for _began, seconds in SILENCES)


@cache
def _resolver() -> Resolver:
    resolver = Resolver()
    resolver.lifetime = PATIENCE
    resolver.cache = LRUCache(REMEMBERED)
    return resolver
