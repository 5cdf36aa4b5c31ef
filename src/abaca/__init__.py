"""Abaca: the shop and licence platform that a software vendor owns."""
