"""Rates and places of supply."""
