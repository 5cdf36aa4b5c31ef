"""Methods, attempts, payments, transfers."""
