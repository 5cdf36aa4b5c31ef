"""How far the feed was read, and what waits until more is known."""

from django.db import models
from django.db.models import Q


class Cursor(models.Model):
    """The one row that says how far we are; pulls are counted so that a caller knows which one to wait for."""

    position = models.BigIntegerField(default=0)
    started = models.BigIntegerField(default=0)
    finished = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)  # by the clock of the machine, since it spares the machine

    class Meta:
        constraints = [models.CheckConstraint(name="one_cursor", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.position)


class Replacement(models.Model):
    """A key that was issued for a seat whose key its buyer took back, and which of the two has the seat."""

    ref = models.CharField(max_length=40, unique=True)
    instead_of = models.CharField(max_length=40)
    old_stays = models.BooleanField()  # somebody had redeemed the old one before the news came

    class Meta:
        indexes = [models.Index(fields=["instead_of"], name="replacements_of_key")]

    def __str__(self) -> str:
        return f"{self.ref} instead of {self.instead_of}"


class Waiting(models.Model):
    """A document that cannot be understood yet; sealed, since it may hold a product key."""

    position = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    sealed_body = models.BinaryField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
