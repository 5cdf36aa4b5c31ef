"""Mails that want an answer."""
