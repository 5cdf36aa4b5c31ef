"""Why a licence ends on the day it does; the console tells the same."""

from abaca.licensing.workflows.reasons import Reason, reasons

__all__ = ["Reason", "reasons"]
