"""Accounts of holders, the codes that prove an address, and the tokens that programs keep."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Account(models.Model):
    """What a holder has; without an address it is anonymous and waits to be claimed."""

    ref = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    email = models.CharField(max_length=254, null=True)
    folded_email = models.CharField(max_length=254, unique=True, null=True)
    language = models.CharField(max_length=5, default="en")
    created_at = models.DateTimeField()
    banned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.ref


class Challenge(models.Model):
    """A code that went to an address; only its digest is kept."""

    name = models.CharField(max_length=43, unique=True)
    email = models.CharField(max_length=254)
    folded_email = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    network = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # used, or replaced by a newer one

    class Meta:
        indexes = [
            models.Index(fields=["folded_email", "sent_at"], name="challenges_of_address"),
            models.Index(fields=["network", "sent_at"], name="challenges_of_network"),
            models.Index(fields=["sent_at"], name="challenges_by_age"),
        ]

    def __str__(self) -> str:
        return f"challenge of {self.sent_at:%Y-%m-%d %H:%M}"


class Token(models.Model):
    """What a signed-in program keeps; bound to the fingerprint it was given to."""

    lookup = models.BinaryField(max_length=32, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    fingerprint_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "fingerprint_hash"], condition=Q(ended_at=None), name="tokens_in_use"),
            models.Index(fields=["used_at"], name="tokens_by_last_use"),
        ]

    def __str__(self) -> str:
        return f"token of {self.account_id}"
