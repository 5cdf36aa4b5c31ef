"""Buyers, their addresses and consents."""
