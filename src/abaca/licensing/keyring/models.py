"""Signing keys; the private half is sealed with the wing's master secret."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .states import SigningKeyState


class SigningKey(models.Model):
    """One pair of Ed25519 keys."""

    kid = models.CharField(max_length=8, unique=True)
    public_key = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10)
    since = models.DateTimeField()
    hosts = ArrayField(models.CharField(max_length=253), default=list)  # it signs what was asked under these names
    secret_number = models.PositiveSmallIntegerField(default=1)  # which master secret it is sealed with

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="current"), name="one_current_signing_key"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SigningKeyState]), name="signing_key_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.kid
