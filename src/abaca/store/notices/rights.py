"""What the law of a country lets a customer do beside refusing a renewal (N6)."""

A_MONTHS_NOTICE = frozenset({"DE"})  # BGB § 309 no. 9: what goes on in silence goes on for no fixed time


def may_end_within_a_month(country: str, *, business: bool, term: int) -> bool:
    """Tell whether a customer may end the term of this number at a month's notice, and get back what is unused."""
    return country in A_MONTHS_NOTICE and not business and term > 1
