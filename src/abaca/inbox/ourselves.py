"""The house's own addresses: which mail is ours to take, and what a sign behind the plus means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from abaca.kernel.emails import fold
from abaca.kernel.refs import is_ref

BOUNCES = "bounces"
UNSUBSCRIBE = "unsubscribe"
ALWAYS = ("postmaster", "abuse")  # every domain has these (RFC 2142, RFC 5321)
TOKEN = re.compile(r"[A-Za-z0-9_.=~-]{1,200}")


@dataclass(frozen=True)
class House:
    """Where the house can be written to."""

    sender: str  # the address its letters come from
    support: str
    bounces: str = ""  # the address to which letters come back; a plus and the letter's sign stand before its @
    news_bounces: str = ""  # the same for newsletters, where they come back to an address of their own
    others: frozenset[str] = field(default_factory=frozenset)  # folded
    news_sender: str = ""  # the address its newsletters come from, where it is another one

    @property
    def domain(self) -> str:
        """Return the domain of the house's letters, folded."""
        return fold(self.sender).rpartition("@")[2]

    @property
    def addresses(self) -> frozenset[str]:
        """Return the addresses to which people write, folded."""
        return frozenset(map(fold, filter(None, (self.sender, self.support, self.news_sender)))) | self.others

    @property
    def domains(self) -> frozenset[str]:
        """Return the domains in whose name the house writes, folded."""
        return frozenset(fold(each).rpartition("@")[2] for each in (self.sender, self.news_sender) if each)

    def accepts(self, address: str) -> bool:
        """Tell whether mail to this address is taken in."""
        folded = fold(address)
        local, _at, domain = folded.rpartition("@")
        if folded in self.addresses or f"{local.partition('+')[0]}@{domain}" in self.addresses:
            return True
        return self.token(address) != ("", "") or (domain in self.domains and local in ALWAYS)

    def token(self, address: str) -> tuple[str, str]:
        """Return what stands around the plus of an address of ours: its purpose and its token, or nothing."""
        local, _at, domain = address.strip().rpartition("@")
        base, plus, token = local.partition("+")
        if not plus or not TOKEN.fullmatch(token):
            return "", ""
        bare = fold(f"{base}@{domain}")
        known = {f"{UNSUBSCRIBE}@{self.domain}": UNSUBSCRIBE, fold(self.bounces or f"{BOUNCES}@{self.domain}"): BOUNCES}
        if self.news_bounces:
            known[fold(self.news_bounces)] = BOUNCES
        return (known[bare], token) if bare in known else ("", "")

    def wrote(self, message_id: str) -> bool:
        """Tell whether a Message-ID is one of our letters'."""
        local, _at, domain = message_id.strip("<> ").rpartition("@")
        return is_ref("letter", local) and domain.lower() == self.domain

    def is_named_in(self, addresses: Iterable[str]) -> bool:
        """Tell whether one of these addresses is ours."""
        return any(self.accepts(address) for address in addresses)
