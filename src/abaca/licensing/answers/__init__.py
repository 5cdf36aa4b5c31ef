"""Answers that are kept for a day, so that a call that is made again changes nothing again."""
