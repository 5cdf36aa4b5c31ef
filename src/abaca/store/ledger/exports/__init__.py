"""The books as files for other programs: pure renderers of bookings, and nothing that asks the database.

The columns are described in docs/bookkeeping.md.
"""

from .amounts import decimal
from .beancount import Opening, beancount
from .numbers import DEFAULT_NUMBERS, number_of
from .tables import abacus, banana, datev, lines

__all__ = [
    "DEFAULT_NUMBERS",
    "Opening",
    "abacus",
    "banana",
    "beancount",
    "datev",
    "decimal",
    "lines",
    "number_of",
]
