"""What a program needs to know its licence: `Client(...).check()`."""

from .calls import NoAnswer, Refused
from .client import Client
from .files import Document, open_file
from .keeping import FileStore, Kept, MemoryStore, Store
from .leases import Lease, Reader
from .machine import fingerprint_of, machine_id
from .product_key import read_product_key
from .signing import NotGenuine, Pinned
from .verdicts import Verdict

__all__ = [
    "Client",
    "Document",
    "FileStore",
    "Kept",
    "Lease",
    "MemoryStore",
    "NoAnswer",
    "NotGenuine",
    "Pinned",
    "Reader",
    "Refused",
    "Store",
    "Verdict",
    "fingerprint_of",
    "machine_id",
    "open_file",
    "read_product_key",
]
