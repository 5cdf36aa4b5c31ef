"""Activations; no address of the internet is kept."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Device(models.Model):
    """One activation of a licence on one computer."""

    uuid = models.UUIDField(unique=True, default=uuid4)
    licence = models.ForeignKey("licensing_licences.Licence", on_delete=models.PROTECT, related_name="devices")
    fingerprint = models.TextField()  # opaque to us
    fingerprint_hash = models.BinaryField(max_length=32)
    name = models.CharField(max_length=200, blank=True)
    platform = models.CharField(max_length=200, blank=True)
    activated_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True)  # of its latest lease
    deactivated_at = models.DateTimeField(null=True)
    counts_as_release = models.BooleanField(default=True)  # not, where a plan change left too many

    class Meta:
        ordering = ["activated_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "fingerprint_hash"],
                condition=Q(deactivated_at=None),
                name="a_device_is_in_use_once",
            )
        ]
        indexes = [models.Index(fields=["licence", "activated_at"], name="devices_of_licence")]

    def __str__(self) -> str:
        return self.name or str(self.uuid)


class Lease(models.Model):
    """One signed permission that was given out; it holds to its end, whatever happens here."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="leases")
    kind = models.CharField(max_length=10, default="compact")
    kid = models.CharField(max_length=8)
    nonce = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["device", "issued_at"], name="leases_of_device")]

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"
