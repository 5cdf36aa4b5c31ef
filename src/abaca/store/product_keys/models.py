"""The vouchers that were minted for paid order lines."""

import uuid

from django.db import models
from django.db.models import Q

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
    instead_of = models.CharField(max_length=40, blank=True)  # the key of this seat that its buyer took back

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "seat"], condition=Q(withdrawn_on=None), name="one_key_per_line_and_seat"
            ),
            models.UniqueConstraint(
                fields=["instead_of"], condition=~Q(instead_of=""), name="a_key_is_taken_back_once"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Sending(models.Model):
    """A product key that its buyer sent to somebody who works with the program."""

    key = models.ForeignKey(ProductKey, on_delete=models.PROTECT, related_name="sendings")
    to_address = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return f"{self.key_id} on {self.sent_at:%Y-%m-%d}"
