"""Promises to go on, and their terms."""
