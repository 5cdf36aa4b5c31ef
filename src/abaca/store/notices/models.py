"""Notices that are planned, so that everybody can see what will be said, when and why."""

from django.db import models
from django.db.models import Q

from abaca.store.subscriptions.models import Subscription


class Notice(models.Model):
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    term = models.PositiveIntegerField()  # the number of the term at whose end it looks
    kind = models.CharField(max_length=30)
    planned_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["planned_at"]
        constraints = [models.UniqueConstraint(fields=["subscription", "term", "kind"], name="a_notice_is_given_once")]
        indexes = [models.Index(fields=["planned_at"], name="notice_due", condition=Q(said_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.planned_at:%Y-%m-%d}"
