"""Subscribers, signatures, deliveries, retries."""
