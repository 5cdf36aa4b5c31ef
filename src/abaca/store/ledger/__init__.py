"""Double entry, append-only."""
