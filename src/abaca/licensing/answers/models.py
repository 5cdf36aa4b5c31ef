"""Answers, sealed: they may hold a token."""

from django.db import models


class KeptAnswer(models.Model):
    """What was answered to a call; neither who asked nor what can be read from it."""

    lookup = models.BinaryField(max_length=32, unique=True)  # of subject, path and Idempotency-Key
    body_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.status} of {self.kept_at:%Y-%m-%d %H:%M}"
