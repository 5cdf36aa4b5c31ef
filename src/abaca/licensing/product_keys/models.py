"""Product keys, kept as digest and seal, and how often a network has asked for unknown ones."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from .states import KeyState


class ProductKey(models.Model):
    """A voucher that the store has issued; redeemed, it stays another name of its licence."""

    ref = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    lookup = models.BinaryField(max_length=32, unique=True)
    cipher = models.BinaryField()
    hint = models.CharField(max_length=10)
    secret_number = models.PositiveSmallIntegerField(default=1)  # which master secret the two above were made with
    product = models.ForeignKey("licensing_licences.Product", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("licensing_licences.Plan", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveIntegerField(null=True)
    days = models.PositiveIntegerField(null=True)  # without months and days its term is for ever
    foreign = models.BooleanField(default=False)  # made elsewhere: a text of any form, not our 25 symbols
    zone = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=KeyState.ISSUED)
    licence = models.ForeignKey(
        "licensing_licences.Licence", on_delete=models.PROTECT, null=True, related_name="product_keys"
    )
    reserved_licence_uuid = models.UUIDField(default=uuid4)
    order_ref = models.CharField(max_length=40, blank=True)
    seat = models.PositiveIntegerField(default=1)
    follows_ref = models.CharField(max_length=40, blank=True)
    replaces_ref = models.CharField(max_length=40, blank=True)
    replaces_from = models.DateField(null=True)
    automatic = models.BooleanField(default=False)
    holder_email = models.CharField(max_length=254, blank=True)
    issued_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True)
    told_position = models.BigIntegerField(default=0)  # of the last document that withdrew or reinstated it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="redeemed", licence__isnull=False) | (~Q(state="redeemed") & Q(licence=None)),
                name="a_redeemed_key_has_a_licence",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in KeyState]), name="product_key_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["follows_ref"], condition=~Q(follows_ref=""), name="keys_that_follow"),
            models.Index(fields=["replaces_ref"], condition=~Q(replaces_ref=""), name="keys_that_replace"),
        ]

    def __str__(self) -> str:
        return self.ref


class UnknownKeyCount(models.Model):
    """How many unknown product keys a network asked for in one minute; the table is not logged."""

    network = models.BinaryField(max_length=32)
    minute = models.DateTimeField()
    tries = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "minute"], name="one_count_per_network_and_minute")]

    def __str__(self) -> str:
        return f"{self.tries} in {self.minute:%H:%M}"
