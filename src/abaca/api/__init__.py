"""Face: what programs talk to."""
