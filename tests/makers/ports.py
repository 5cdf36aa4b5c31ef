"""Ports for servers that are started by their number: nobody else takes one between the choice and the start."""

import os
import random
import socket
from itertools import cycle, islice

# below those that the system itself lends to every connection, and to whoever asks for any port
FIRST, LAST = 20_000, 31_999
_ports = cycle(random.Random(os.getpid()).sample(range(FIRST, LAST + 1), LAST + 1 - FIRST))


def free_port() -> int:
    """Return a port of this machine on which nobody listens, another one each time."""
    for port in islice(_ports, LAST + 1 - FIRST):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No port is free.")
