"""Which master secrets this installation has had; never the secrets themselves."""

from django.db import models


class MasterSecret(models.Model):
    """A master secret by its number, which sealed rows carry, and by a mark that tells nothing about it."""

    number = models.PositiveSmallIntegerField(unique=True)
    fingerprint = models.BinaryField(max_length=8, unique=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"secret {self.number}"
