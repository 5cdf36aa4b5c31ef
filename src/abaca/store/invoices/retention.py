"""Until when the law wants a paper to be kept."""

from collections.abc import Mapping
from datetime import date


def kept_until(issued_on: date, country: str, *, years: int, elsewhere: Mapping[str, int]) -> date:
    """Return the last day on which a paper is kept: the end of a year, so many years after the year of its issue.

    `country` is the one in which its tax is due; `elsewhere` names countries with another number of years. Sales that
    are declared in the One-Stop-Shop are kept for ten years by the law of the Union, so no country goes below that
    unless the vendor says so here.
    """
    return date(issued_on.year + elsewhere.get(country, years), 12, 31)
