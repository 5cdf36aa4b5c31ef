"""Which network an address on the internet belongs to; limits count networks, not addresses."""

from ipaddress import IPv6Address, ip_address, ip_network

HOUSEHOLD = 64  # a single subscriber owns that many bits of an IPv6 address


def network_of(address: str) -> str:
    """Return the address itself, or the /64 around an IPv6 address; an unreadable address is empty."""
    try:
        place = ip_address(address)
    except ValueError:
        return ""
    if isinstance(place, IPv6Address):
        if place.ipv4_mapped is not None:
            return str(place.ipv4_mapped)
        return str(ip_network((place, HOUSEHOLD), strict=False))
    return str(place)


def shortened(address: str) -> str:
    """Return the part of the internet an address belongs to: enough to know an office again, too little for a person.

    Of IPv4 three of four numbers stay (/24), of IPv6 the first three groups (/48); an unreadable address is empty.
    """
    try:
        place = ip_address(address)
    except ValueError:
        return ""
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    return str(ip_network((place, 48 if isinstance(place, IPv6Address) else 24), strict=False))
