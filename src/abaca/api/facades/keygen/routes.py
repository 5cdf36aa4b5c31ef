"""Which call an address means, and how the client wrote it.

Identifiers may hold anything, also `/` (sent as `%2F`), and the server hands the path on decoded: so the known endings
are matched from the right, and what is left between is the identifier.
"""

import re
from dataclasses import dataclass

from abaca.licensing.facades.keygen.signing import segment

LICENSE_ENDINGS = ("actions/validate", "actions/check-out", "machines", "entitlements")
MACHINE_ENDINGS = ("actions/ping-heartbeat", "actions/ping", "actions/reset", "actions/check-out")
PLAIN = {"ping", "me", "machines", "licenses/actions/validate-key"}
TREES = {"licenses": LICENSE_ENDINGS, "machines": MACHINE_ENDINGS}
SEGMENTS = re.compile(r"[^/]+")


@dataclass(frozen=True, slots=True)
class Route:
    """A call: `name` with a star in place of the identifier."""

    name: str
    identifier: str
    path: str  # as the client encoded it, below the version


def route(rest: str) -> Route:
    """Read the part of an address behind the version and the account."""
    if rest in PLAIN:
        return Route(rest, "", rest)
    tree, _slash, tail = rest.partition("/")
    if tree in TREES and tail:
        for ending in TREES[tree]:
            identifier = tail.removesuffix(f"/{ending}")
            if identifier and identifier != tail:
                return Route(f"{tree}/*/{ending}", identifier, f"{tree}/{segment(identifier)}/{ending}")
        return Route(f"{tree}/*", tail, f"{tree}/{segment(tail)}")
    return Route("", "", SEGMENTS.sub(lambda part: segment(part.group()), rest))
