"""Asking domains what they publish: texts (TXT), over the resolver of the machine."""

from collections import OrderedDict, deque
from functools import cache
from time import monotonic

from dns.exception import DNSException
from dns.name import EmptyLabel, LabelTooLong, NameTooLong
from dns.rdatatype import TXT
from dns.resolver import NXDOMAIN, LRUCache, NoAnswer, Resolver

from abaca.inbox.organisations import folded_domain
from abaca.inbox.signatures import NotAsked, Unreachable

from .suffixes import public_suffixes

PATIENCE = 4  # seconds for a question, all tries together
A_WHILE = 60.0  # seconds
MOST_SILENCE = 20.0  # seconds of these that are spent waiting for domains that do not answer
LEFT_ALONE = 300.0  # seconds in which nobody of an organisation is asked that made us wait in vain
DEAR = 0.3  # seconds; a quick "not now" costs nobody anything
REMEMBERED = 10_000
MOST_TEXTS = 50
LONGEST_TEXT = 8_000
SILENCES: deque[tuple[float, float]] = deque(maxlen=1_000)  # when somebody was asked in vain, and for how long
SILENT: OrderedDict[str, tuple[float, str]] = OrderedDict()  # organisations: until when they are left alone, and why


def texts(name: str) -> list[str]:
    """Return the texts that stand under a name.

    Whoever sends mails of domains that do not answer must not stop the reader. Their organisation is left alone for
    some minutes, so that those who answer have their turn; and once so much of a minute was lost to waiting, nobody
    else is asked for the rest of it either. Who did not answer is `Unreachable`, who was merely not asked `NotAsked`.
    """
    began, whose = monotonic(), public_suffixes().organisation(name) or folded_domain(name)
    until, silent = SILENT.get(whose, (began, ""))
    if until > began and silent == name:
        raise Unreachable(name)
    if until > began or _waited(began) > MOST_SILENCE:
        raise NotAsked(name)
    try:
        answer = _resolver().resolve(f"{folded_domain(name)}.", TXT, search=False)
    except (NXDOMAIN, NoAnswer, LabelTooLong, NameTooLong, EmptyLabel, UnicodeError):
        return []
    except (DNSException, OSError) as silence:
        _remember(whose, name, began)
        raise Unreachable(name) from silence
    found = [b"".join(record.strings)[:LONGEST_TEXT] for record in answer]
    return [text.decode("utf-8", errors="replace") for text in found[:MOST_TEXTS]]


def _remember(whose: str, name: str, began: float) -> None:
    """Remember that an organisation was asked in vain."""
    now = monotonic()
    SILENCES.append((began, now - began))
    if now - began < DEAR:
        return
    SILENT[whose] = now + LEFT_ALONE, name
    SILENT.move_to_end(whose)
    while len(SILENT) > REMEMBERED:
        SILENT.popitem(last=False)


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
