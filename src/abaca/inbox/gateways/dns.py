"""Asking domains what they publish: texts (TXT), over the resolver of the machine."""

from functools import cache

from dns.exception import DNSException
from dns.name import EmptyLabel, LabelTooLong, NameTooLong
from dns.rdatatype import TXT
from dns.resolver import NXDOMAIN, LRUCache, NoAnswer, Resolver

from abaca.inbox.organisations import folded_domain
from abaca.inbox.signatures import Unreachable

PATIENCE = 4  # seconds for a question, all tries together
REMEMBERED = 10_000
MOST_TEXTS = 50
LONGEST_TEXT = 8_000


def texts(name: str) -> list[str]:
    """Return the texts that stand under a name."""
    try:
        answer = _resolver().resolve(f"{folded_domain(name)}.", TXT, search=False)
    except (NXDOMAIN, NoAnswer, LabelTooLong, NameTooLong, EmptyLabel, UnicodeError):
        return []
    except (DNSException, OSError) as silence:
        raise Unreachable(name) from silence
    found = [b"".join(record.strings)[:LONGEST_TEXT] for record in answer]
    return [text.decode("utf-8", errors="replace") for text in found[:MOST_TEXTS]]


@cache
def _resolver() -> Resolver:
    resolver = Resolver()
    resolver.lifetime = PATIENCE
    resolver.cache = LRUCache(REMEMBERED)
    return resolver
