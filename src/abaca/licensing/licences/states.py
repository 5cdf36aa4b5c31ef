"""Words about licences: what the term ledger says, how a licence stands, what an end means."""

from enum import StrEnum


class EntryKind(StrEnum):
    GRANT = "grant"  # a term is added to the row
    CLOSE = "close"  # an upgrade ends it early
    REOPEN = "reopen"  # the upgrade was taken back
    VOID = "void"  # it was refunded or disputed


EXTENSION = "extension/"  # so begins the cause of a term without payment


class OnExpiry(StrEnum):
    RESTRICT = "restrict"  # the program falls back to Free
    MAINTAIN = "maintain"  # the program stays usable, without updates


class Standing(StrEnum):
    """Derived from facts and the instant; never stored, hence no machine."""

    ACTIVE = "active"  # inside a term
    GRACE = "grace"  # a little longer after a natural end
    MAINTAINED = "maintained"  # ended, but usable for ever
    EXPIRED = "expired"  # ended
    SUSPENDED = "suspended"  # staff stopped it
