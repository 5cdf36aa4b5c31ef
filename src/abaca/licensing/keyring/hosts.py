"""How the name of a host is written when a key is bound to it: lower case, without a port."""

import re

PORT = re.compile(r":[0-9]*\Z")


def plain_host(host: str) -> str:
    """Return the name alone of what a Host header, or a person, says."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return PORT.sub("", name).rstrip(".")
