"""A mail at the door: what its envelope says, and how much of it one stranger may bring."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address, ip_network

from abaca.kernel.networks import network_of

from .header_fields import head_of, parted
from .mailboxes import SOUGHT, mailboxes_of
from .ourselves import House

NULL = "<>"
DAEMON = "mailer-daemon"  # what Postfix says to programs instead of it
ENVELOPE_FIELDS = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to")
MINUTE = 60.0


@dataclass(frozen=True)
class Delivery:
    """One mail for one recipient."""

    raw: bytes
    envelope_from: str = ""  # `<>` for those who want no answer; nothing where it is not known
    envelope_to: str = ""
    peer: str = ""  # the network address that brought it
    came_at: datetime | None = None  # in the mailbox from which it was fetched later
    trouble: str = ""  # why the bytes are not all that there is

    @property
    def digest(self) -> str:
        """Return what the same mail for the same recipient has in common."""
        recipient = self.envelope_to.casefold().encode(errors="replace")
        return sha256(recipient + b"\x00" + self.raw).hexdigest()


@dataclass
class Throttle:
    """How many mails each network brought within a minute; seconds are handed in."""

    most: int
    seen: dict[str, deque[float]] = field(default_factory=dict)
    swept_at: float = 0.0

    def lets_in(self, peer: str, seconds: float) -> bool:
        """Count a mail; tell whether it is still few enough. Who owns one IPv6 address owns a /64 of them."""
        peer = network_of(peer) or peer
        if seconds - self.swept_at > MINUTE:
            self.seen = {who: times for who, times in self.seen.items() if times and times[-1] > seconds - MINUTE}
            self.swept_at = seconds
        times = self.seen.setdefault(peer, deque())
        while times and times[0] <= seconds - MINUTE:
            times.popleft()
        if len(times) >= self.most:
            return False
        times.append(seconds)
        return True


def is_among(peer: str, networks: tuple[str, ...]) -> bool:
    """Tell whether an address belongs to one of these networks; what is no address belongs to none.

    A network that is none is a mistake in the settings, and raises.
    """
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in ip_network(each, strict=False) for each in networks)


def plain_null(sender: str) -> str:
    """Return the sender of an envelope, with the one sign for those who want no answer."""
    return NULL if sender.strip().lower() in {DAEMON, NULL} else sender


def envelope_of(raw: bytes, house: House) -> tuple[str, str]:
    """Return sender and recipient of an envelope that is gone, as the mail itself remembers them."""
    head = head_of(parted(raw.lstrip(b"\r\n"))[0])
    path = head.words("return-path")
    sender = NULL if path.replace(" ", "") == NULL else next(iter(SOUGHT.findall(path)), "")
    told = [address for name in ENVELOPE_FIELDS for found in head.all(name) for address in SOUGHT.findall(found.words)]
    named = [box.address for name in ("to", "cc") for found in head.all(name) for box in mailboxes_of(found.raw).found]
    return sender, next((address for address in (*told, *named) if house.accepts(address)), house.support)
