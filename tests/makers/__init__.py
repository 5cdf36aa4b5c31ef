"""Makers: plain functions and people that the tests play with."""
