"""Vouchers minted for paid terms."""
