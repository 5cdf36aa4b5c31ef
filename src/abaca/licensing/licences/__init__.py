"""Licences, the append-only ledger of their terms, and how they stand."""
