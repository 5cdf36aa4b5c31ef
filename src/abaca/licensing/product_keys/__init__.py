"""Product keys as vouchers: what may be redeemed, by whom it was, and what became of it."""
