"""The wing's master secret: which one it is, and what is derived from it."""
