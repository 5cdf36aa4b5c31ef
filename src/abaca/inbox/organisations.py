"""Which domain an organisation registered, by the list of public suffixes: a.example.co.uk belongs to example.co.uk."""

from collections.abc import Iterable
from dataclasses import dataclass

from abaca.kernel.emails import fold

MOST_LABELS = 20


@dataclass(frozen=True)
class Suffixes:
    """The list of public suffixes, folded: rules, rules with a star, and exceptions from these."""

    plain: frozenset[str]
    starred: frozenset[str]  # what stands behind `*.`
    exempt: frozenset[str]

    def organisation(self, domain: str) -> str:
        """Return the domain of the organisation, or nothing where the domain is itself open to everybody.

        A domain whose end the list does not know counts as registered below its last label, as the list itself says.
        """
        labels = [label for label in folded_domain(domain).split(".") if label]
        if not labels or len(labels) > MOST_LABELS:
            return ""
        public = self._public_labels(labels)
        return ".".join(labels[-public - 1 :]) if len(labels) > public else ""

    def _public_labels(self, labels: list[str]) -> int:
        """Return how many labels at the end are public; the longest rule wins, an exception beats all."""
        for length in range(len(labels), 0, -1):
            end = ".".join(labels[-length:])
            if end in self.exempt:
                return length - 1
            if end in self.plain or (length > 1 and ".".join(labels[-length + 1 :]) in self.starred):
                return length
        return 1


def suffixes_of(lines: Iterable[str]) -> Suffixes:
    """Read the list in the format in which it is published."""
    plain, starred, exempt = set(), set(), set()
    for line in lines:
        rule = line.split("//")[0].strip().split(" ")[0]
        if not rule:
            continue
        if rule.startswith("!"):
            exempt.add(folded_domain(rule[1:]))
        elif rule.startswith("*."):
            starred.add(folded_domain(rule[2:]))
        else:
            plain.add(folded_domain(rule))
    return Suffixes(frozenset(plain), frozenset(starred), frozenset(exempt))


def folded_domain(domain: str) -> str:
    """Return a domain as the network writes it."""
    return fold(f"x@{domain.strip().strip('.')}").rpartition("@")[2]
