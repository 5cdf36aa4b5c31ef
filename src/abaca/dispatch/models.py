"""The simulated present of a rehearsal: one row, which never runs back."""

from django.db import models
from django.db.models import Q


class Present(models.Model):
    """The shop's instant, and since when (by the system's clock) it runs on; frozen where that is null."""

    at = models.DateTimeField()
    runs_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_present", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
