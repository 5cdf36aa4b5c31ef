"""The vouchers that were minted for paid order lines."""

import uuid

from django.db import models

from abaca.store.orders.models import Line


class ProductKey(models.Model):
    """One key for one seat of one line; found by its digest, read only by who holds the master secret."""

    ref = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="product_keys")
    seat = models.PositiveIntegerField()
    lookup = models.BinaryField(max_length=32, unique=True)
    cipher = models.BinaryField()
    hint = models.CharField(max_length=10)  # "…Y6M2V"
    follows = models.CharField(max_length=40, blank=True)  # the key of the same seat in the term before
    minted_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ["seat"]
        constraints = [models.UniqueConstraint(fields=["line", "seat"], name="one_key_per_line_and_seat")]

    def __str__(self) -> str:
        return self.ref
