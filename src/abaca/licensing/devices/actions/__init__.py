"""What can be done with devices and their leases."""

from .activation import (
    Activation,
    ActivationAllowance,
    DeviceLimit,
    DeviceNotActive,
    DeviceUnknown,
    Issued,
    LicenceExpired,
    LicenceSuspended,
    ReleaseAllowance,
    TooManyLeases,
    activate,
    deactivate,
    lease,
    note_seen,
)

__all__ = [
    "Activation",
    "ActivationAllowance",
    "DeviceLimit",
    "DeviceNotActive",
    "DeviceUnknown",
    "Issued",
    "LicenceExpired",
    "LicenceSuspended",
    "ReleaseAllowance",
    "TooManyLeases",
    "activate",
    "deactivate",
    "lease",
    "note_seen",
]
