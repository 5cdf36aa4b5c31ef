"""Words about leases."""

from enum import StrEnum


class LeaseKind(StrEnum):
    """In which form a signed permission left the house."""

    COMPACT = "compact"  # fits into a QR code
    MACHINE_FILE = "machine_file"  # names its device
    LICENSE_FILE = "license_file"  # names no device
