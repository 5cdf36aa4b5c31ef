"""Activations, and codes that bridge the time until one; no address of the internet is kept."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from .states import LeaseKind


class Device(models.Model):
    """One activation of a licence on one computer."""

    uuid = models.UUIDField(unique=True, default=uuid4)
    licence = models.ForeignKey("licensing_licences.Licence", on_delete=models.PROTECT, related_name="devices")
    fingerprint = models.TextField()  # opaque to us
    fingerprint_hash = models.BinaryField(max_length=32)
    name = models.CharField(max_length=200, blank=True)
    platform = models.CharField(max_length=200, blank=True)
    hostname = models.CharField(max_length=200, blank=True)
    cores = models.PositiveIntegerField(null=True)
    memory = models.PositiveBigIntegerField(null=True)
    disk = models.PositiveBigIntegerField(null=True)
    metadata = models.JSONField(default=dict)
    activated_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True)  # of its latest lease
    heartbeat_at = models.DateTimeField(null=True)  # a courtesy of the Keygen protocol, never enforced
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

    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="leases")
    licence = models.ForeignKey("licensing_licences.Licence", on_delete=models.PROTECT, related_name="leases")
    kind = models.CharField(max_length=12, default=LeaseKind.COMPACT)
    kid = models.CharField(max_length=8)
    nonce = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LeaseKind]), name="lease_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(device=None, kind="license_file") | (Q(device__isnull=False) & ~Q(kind="license_file")),
                name="a_lease_is_for_a_device",
            ),
        ]
        indexes = [
            models.Index(fields=["device", "issued_at"], name="leases_of_device"),
            models.Index(fields=["licence", "issued_at"], condition=Q(device=None), name="license_files_of_licence"),
        ]

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"


class BridgeCode(models.Model):
    """A code that its payer made for himself: seven days for one computer, while his licence is late."""

    lookup = models.BinaryField(max_length=32, unique=True)  # the code itself is nowhere
    plan = models.ForeignKey("licensing_licences.Plan", on_delete=models.PROTECT, related_name="+")
    counts_for = models.CharField(max_length=40)  # the ref of the licence, subscription or order that it was made for
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    kid = models.CharField(max_length=8, blank=True)  # who signed the lease that it gave

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, kid="") | (Q(used_at__isnull=False) & ~Q(kid="")),
                name="a_used_bridge_code_gave_a_lease",
            )
        ]
        indexes = [models.Index(fields=["counts_for", "made_at"], name="bridge_codes_of_one")]

    def __str__(self) -> str:
        return f"for {self.counts_for}, until {self.valid_until:%Y-%m-%d %H:%M}"
